//! Files of the front end, compression, and the forms of 404.

use crate::harness::{TestServer, header};
use std::fs;

async fn with_files() -> TestServer {
    let site = TestServer::open().await;
    let files = site.folder.path().join("site");
    fs::create_dir_all(files.join("pkg")).unwrap();
    fs::write(files.join("pkg/guildhall.0123456789abcdefABCDEF.css"), "plain").unwrap();
    fs::write(files.join("pkg/guildhall.0123456789abcdefABCDEF.css.br"), "squeezed").unwrap();
    fs::write(files.join("pkg/guildhall.js"), "script").unwrap();
    fs::write(files.join("sw.js"), "worker").unwrap();
    fs::write(site.folder.path().join("secret.txt"), "secret").unwrap();
    site
}

#[tokio::test]
async fn the_home_page_is_whole_without_scripts() {
    let site = TestServer::open().await;
    let response = site.get("/").await;
    assert_eq!(response.status(), 200);
    let page = response.text().await.unwrap();
    for part in [
        "<h1 class=\"display\">Good work, agreed in writing",
        "aria-current=\"page\"",
        "<title>Hire and be hired",
        "data-theme=\"auto\"",
        "class=\"tabbar\"",
        "/icons.svg#i-search",
        "name=\"price\"",
    ] {
        assert!(page.contains(part), "the home page lacks {part}:\n{page}");
    }
    assert!(page.len() < 32_000, "the home page has {} bytes before compression", page.len());
}

#[tokio::test]
async fn a_hashed_file_is_kept_for_ever_and_comes_compressed_from_the_build() {
    let site = with_files().await;
    let path = "/pkg/guildhall.0123456789abcdefABCDEF.css";
    let response = site.client.get(site.url(path)).header("accept-encoding", "br").send().await.unwrap();
    assert_eq!(header(&response, "content-encoding"), "br");
    assert_eq!(header(&response, "content-type"), "text/css");
    assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(response.text().await.unwrap(), "squeezed");
    let response = site.get(path).await;
    assert_eq!(response.text().await.unwrap(), "plain");
}

#[tokio::test]
async fn a_file_without_a_hash_is_asked_for_again() {
    let site = with_files().await;
    for path in ["/sw.js", "/pkg/guildhall.js"] {
        assert_eq!(header(&site.get(path).await, "cache-control"), "public, no-cache", "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let site = with_files().await;
    for path in
        ["/../secret.txt", "/%2e%2e/secret.txt", "/pkg/..%2f..%2fsecret.txt", "/..%5csecret.txt", "/data/guildhall.db"]
    {
        let response = site.get(path).await;
        assert!(response.status().is_client_error(), "{path}: {}", response.status());
        assert!(!response.text().await.unwrap().contains("secret"), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_form_that_was_asked_for() {
    let site = with_files().await;
    let page = site.get("/nowhere/at/all").await;
    assert_eq!(page.status(), 404);
    assert!(header(&page, "content-type").starts_with("text/html"));
    assert!(page.text().await.unwrap().contains("<main"));

    let problem = site.get("/api/v1/nowhere").await;
    assert_eq!(problem.status(), 404);
    assert_eq!(header(&problem, "content-type"), "application/problem+json");
    let body: serde_json::Value = problem.json().await.unwrap();
    assert_eq!(body["type"], "/problems/general.not_found");
    assert_eq!(body["status"], 404);

    let file = site.get("/pkg/nothing.js").await;
    assert_eq!(file.status(), 404);
    assert!(header(&file, "content-type").starts_with("text/plain"));

    let change = site.post("/nowhere").send().await.unwrap();
    assert_eq!(change.status(), 405);
}

#[tokio::test]
async fn pages_are_compressed_on_the_way() {
    let site = TestServer::open().await;
    let request = site.client.get(site.url("/")).header("accept", "text/html").header("accept-encoding", "br, gzip");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-encoding"), "br");
}

#[tokio::test]
async fn the_service_worker_is_asked_for_each_time_and_keeps_a_page_without_anybody() {
    let site = TestServer::with(|config| {
        fs::create_dir_all(config.site_root.join("pkg")).unwrap();
        fs::write(config.site_root.join("boot.js"), "start").unwrap();
        fs::create_dir_all(config.site_root.join("boot")).unwrap();
        fs::write(config.site_root.join("boot/offline.js"), "part").unwrap();
        fs::write(config.site_root.join("pkg/guildhall.0123456789abcdefABCDEF.wasm"), "wasm").unwrap();
    })
    .await;
    let worker = site.get("/service-worker.js").await;
    assert_eq!(header(&worker, "cache-control"), "no-cache");
    assert!(header(&worker, "content-type").starts_with("text/javascript"));
    assert!(header(&worker, "content-security-policy").contains("connect-src 'self'"));
    let worker = worker.text().await.unwrap();
    assert!(worker.contains("/pkg/guildhall.0123456789abcdefABCDEF.wasm"), "{worker}");
    assert!(worker.contains("/boot/offline.js"), "parts that the build has not bound are kept as well: {worker}");
    let start = worker.split('"').find(|part| part.starts_with("/boot.js?v=")).unwrap();
    assert!(header(&site.get(start).await, "cache-control").contains("immutable"));
    assert_eq!(header(&site.get("/boot.js?v=other").await, "cache-control"), "public, no-cache");

    let page = site.get("/offline").await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains("You are offline") && page.contains("data-shell=\"offline\""), "{page}");
    assert!(page.contains(start), "the start script is the one that is kept");
    let first = site.get("/").await.text().await.unwrap();
    assert!(first.contains(start) && first.contains("id=\"notice-texts\""), "{first}");
}

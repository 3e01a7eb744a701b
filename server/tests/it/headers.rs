//! Security headers, the nonce, and what may be kept by whom.

use crate::harness::{TestServer, header};
use axum::{Router, routing::get};
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = TestServer::open().await;
    for path in ["/sign-in", "/nowhere", "/healthz", "/api/v1/nowhere", "/nowhere.css"] {
        let response = site.get(path).await;
        let policy = header(&response, "content-security-policy");
        for part in [
            "script-src 'self' 'nonce-",
            "'wasm-unsafe-eval'",
            "style-src 'self' 'nonce-",
            "style-src-attr 'unsafe-inline'",
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "object-src 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {part} is missing in {policy}");
        }
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&response, "referrer-policy"), "strict-origin-when-cross-origin", "{path}");
        assert_eq!(header(&response, "cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header(&response, "cross-origin-resource-policy"), "same-origin", "{path}");
        let permissions = header(&response, "permissions-policy");
        assert!(
            permissions.contains("display-capture=(self)") && permissions.contains("idle-detection=(self)"),
            "{path}"
        );
        assert!(permissions.contains("camera=()"), "{path}");
        assert_eq!(header(&response, "x-request-id").len(), 16, "{path}");
        assert_eq!(header(&response, "strict-transport-security"), "", "{path}: there is no https here");
    }
}

#[tokio::test]
async fn the_page_uses_the_nonce_of_its_header_and_each_answer_has_its_own() {
    let site = TestServer::open().await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let response = site.get("/sign-in").await;
        assert_eq!(response.status(), 200);
        let policy = header(&response, "content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        let page = response.text().await.unwrap();
        assert!(page.contains(&format!("nonce=\"{nonce}\"")), "no script of the page carries {nonce}");
        for script in page.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains("nonce=") || tag.contains("src="), "an inline script without nonce: {tag}");
        }
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
}

/// The inline scripts of a page.
fn inline_scripts(page: &str) -> Vec<&str> {
    let scripts = page.split("<script").skip(1).filter_map(|script| script.split_once('>'));
    scripts.filter(|(tag, _)| !tag.contains("src=")).map(|(_, rest)| rest.split("</script").next().unwrap()).collect()
}

#[tokio::test]
async fn a_page_that_strangers_share_names_its_scripts_by_their_hashes() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let site = TestServer::open().await;
    for path in ["/", "/jobs"] {
        let response = site.get(path).await;
        let policy = header(&response, "content-security-policy").to_owned();
        assert!(!policy.contains("nonce-"), "{policy}");
        let page = response.text().await.unwrap();
        assert!(!page.contains("nonce="), "{path}");
        let scripts = inline_scripts(&page);
        assert!(!scripts.is_empty(), "{path} brings no data for its scripts");
        for script in scripts {
            let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(script));
            assert!(policy.contains(&format!("'sha256-{hash}'")), "{path}: {script}");
        }
    }
}

#[tokio::test]
async fn a_page_of_strangers_is_kept_and_a_browser_that_knows_it_is_told_so() {
    let site = TestServer::open().await;
    let first = site.get("/jobs").await;
    let tag = header(&first, "etag").to_owned();
    assert!(tag.starts_with("W/"), "{tag}");
    let ask = |tag: &str| site.client.get(site.url("/jobs")).header("accept", "text/html").header("if-none-match", tag);
    let again = ask(&tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    assert_eq!(header(&again, "content-security-policy"), header(&first, "content-security-policy"));
    assert_eq!(ask("W/\"other\"").send().await.unwrap().status(), 200);
    let squeezed = site.client.get(site.url("/jobs")).header("accept-encoding", "br").send().await.unwrap();
    assert_eq!(header(&squeezed, "content-encoding"), "br");
    let fresh = site.client.get(site.url("/jobs")).header("cache-control", "no-cache").send().await.unwrap();
    assert!(header(&fresh, "content-security-policy").contains("nonce-"), "rendered for this request alone");
    let other = site.client.get(site.url("/jobs?words=x")).send().await.unwrap();
    assert_ne!(header(&other, "etag"), tag, "another address is another page");
}

#[tokio::test]
async fn answers_for_one_person_are_kept_nowhere() {
    let site = TestServer::open().await;
    let stranger = site.get("/").await;
    assert_eq!(stranger.status(), 200);
    assert_eq!(header(&stranger, "cache-control"), "private, no-cache");
    let request = site.client.get(site.url("/")).header("cookie", "guildhall=x").header("accept", "text/html");
    let known = request.send().await.unwrap();
    assert_eq!(known.status(), 200);
    assert_eq!(header(&known, "cache-control"), "no-store");
}

#[tokio::test]
async fn an_instance_behind_a_proxy_asks_for_https_for_a_year() {
    let site = TestServer::with(|config| {
        config.public_url = Some("https://guild.example".to_owned());
        config.trusted_proxies = server::config::networks("127.0.0.1").unwrap();
    })
    .await;
    let response = site.client.get(site.url("/healthz")).header("host", "guild.example").send().await.unwrap();
    assert!(header(&response, "strict-transport-security").starts_with("max-age=31536000"));
    assert!(header(&response, "content-security-policy").contains("wss://guild.example"));
}

#[tokio::test]
async fn a_strange_host_is_not_repeated_in_a_header() {
    let site = TestServer::open().await;
    for (host, socket) in [("evil;script-src=*", ""), ("good.example:8080", " ws://good.example:8080")] {
        let response = site.client.get(site.url("/healthz")).header("host", host).send().await.unwrap();
        assert_eq!(response.status(), 200, "{host}");
        let policy = header(&response, "content-security-policy");
        assert!(policy.contains(&format!("connect-src 'self'{socket};")) && !policy.contains("evil"), "{policy}");
    }
}

#[tokio::test]
async fn a_panic_becomes_a_ticket_without_its_text() {
    async fn broken() -> &'static str {
        panic!("the secret is 42")
    }
    let router: Router =
        Router::new().route("/", get(broken)).layer(CatchPanicLayer::custom(server::http::fault::panicked));
    let response = router.oneshot(axum::extract::Request::new(axum::body::Body::empty())).await.unwrap();
    assert_eq!(response.status(), 500);
    let page = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    let page = String::from_utf8(page.to_vec()).unwrap();
    // The number of a ticket is random, so any two digits may stand in it.
    assert!(page.contains("Ticket") && !page.contains("secret"), "{page}");
}

#[tokio::test]
async fn health_is_plain_and_ready_means_that_the_database_answers() {
    let site = TestServer::open().await;
    assert_eq!(site.get("/healthz").await.text().await.unwrap(), "ok");
    assert_eq!(site.get("/readyz").await.status(), 200);
    site.running.instance.db.close().await;
    assert_eq!(site.get("/healthz").await.status(), 200);
    assert_eq!(site.get("/readyz").await.status(), 503);
}

//! No other site may act with a person's cookie.

use crate::harness::{TestServer, header};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::map_request;
use http::HeaderMap;
use leptos::server_fn::axum::server_fn_paths;
use tower::ServiceExt as _;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn post(site: &TestServer, path: &str, said: &[(&str, &str)]) -> u16 {
    let mut request =
        site.client.post(site.url(path)).header(FORM.0, FORM.1).header("cookie", "guildhall=stolen").body("theme=dark");
    for (name, value) in said {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn only_our_own_pages_may_change_something() {
    let site = TestServer::open().await;
    let ours = site.running.url();
    let same_name_other_port = format!("http://{}:1", site.running.addr.ip());
    let cases: [(&[(&str, &str)], bool); 12] = [
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", &ours)], false),
        (&[("sec-fetch-site", "nonsense")], false),
        (&[("origin", &ours)], true),
        (&[("origin", "https://evil.example")], false),
        (&[("origin", "null")], false),
        (&[("origin", &same_name_other_port)], false),
        (&[], false),
        (&[("referer", &ours)], false),
    ];
    for (said, may) in cases {
        let status = post(&site, "/do/theme", said).await;
        assert_eq!(status != 403, may, "{said:?} gave {status}");
    }
}

#[tokio::test]
async fn the_public_address_counts_as_ours_behind_a_proxy() {
    let site = TestServer::with(|config| {
        config.public_url = Some("https://guild.example".to_owned());
        config.trusted_proxies = server::config::networks("127.0.0.0/8").unwrap();
    })
    .await;
    assert_ne!(post(&site, "/do/theme", &[("origin", "https://guild.example")]).await, 403);
    assert_eq!(post(&site, "/do/theme", &[("origin", "http://guild.example")]).await, 403);
}

#[tokio::test]
async fn every_server_function_is_behind_the_layer_and_none_that_writes_answers_get() {
    let site = TestServer::open().await;
    let mut seen = 0;
    for (path, method) in server_fn_paths() {
        let status = post(&site, path, &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(status, 403, "{path}");
        assert_eq!(method.as_str(), "POST", "{path}: GET must not change anything");
        assert_eq!(site.get(path).await.status(), 405, "{path}");
        seen += 1;
    }
    assert!(seen > 0, "no server function is registered");
}

#[tokio::test]
async fn paths_for_programs_never_see_a_cookie_and_need_no_origin() {
    let site = TestServer::open().await;
    let request = site.client.post(site.url("/api/v1/jobs")).header("sec-fetch-site", "cross-site");
    let response =
        request.header("cookie", "guildhall=stolen").json(&serde_json::json!({"title": "Tide"})).send().await.unwrap();
    assert_eq!(response.status(), 401, "a token is asked for, and nothing else");
}

#[tokio::test]
async fn no_handler_of_a_path_for_programs_sees_the_cookie_that_came_with_a_request() {
    async fn show(headers: HeaderMap) -> String {
        headers.get("cookie").map_or("none", |cookie| cookie.to_str().unwrap()).to_owned()
    }
    async fn check(mut request: Request) -> Request {
        assert!(server::http::csrf::refusal(&mut request).is_none());
        request
    }
    let router = Router::new().fallback(show).layer(map_request(check));
    for (path, seen) in [
        ("/api/v1/account", "none"),
        ("/gateway/sandbox/webhook", "none"),
        ("/unsubscribe/x", "none"),
        ("/", "guildhall=mine"),
        ("/apiary", "guildhall=mine"),
    ] {
        for method in ["GET", "POST"] {
            let request = Request::builder().method(method).uri(path).header("cookie", "guildhall=mine");
            let request = request.header("sec-fetch-site", "same-origin").body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(to_bytes(answer.into_body(), 100).await.unwrap(), seen, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_person_is_told_by_a_page_and_a_program_by_a_problem() {
    let site = TestServer::open().await;
    let page = site.client.post(site.url("/do/theme")).header("accept", "text/html").send().await.unwrap();
    assert!(header(&page, "content-type").starts_with("text/html"));
    let problem = site.client.post(site.url("/do/theme")).send().await.unwrap();
    assert_eq!(header(&problem, "content-type"), "application/problem+json");
}

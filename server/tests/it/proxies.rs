//! Behind proxies that are set up as their packages leave them: nginx that passes no `Upgrade` and keeps answers back, Apache
//! that asks by a name of its own.

use crate::harness::{TestServer, header};
use crate::live::signed_in;
use server::session::cookie_name;
use tokio_tungstenite::tungstenite::{Error, client::IntoClientRequest as _};

/// An instance that people know under a name of its own, behind a proxy that does not tell it: Apache without
/// `ProxyPreserveHost` asks for the address it was given.
async fn behind_apache() -> TestServer {
    TestServer::with(|config| {
        config.public_url = Some("https://guildhall.example".to_owned());
        config.trusted_proxies = server::config::networks("127.0.0.1").unwrap();
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_stream_is_told_to_pass_at_once_and_a_socket_without_upgrade_ends_at_once() {
    let site = TestServer::with(|config| config.sandbox = true).await;
    let (_, token) = signed_in(&site).await;
    let cookie = format!("{}={token}", cookie_name(&site.running.instance.config));
    let ask = async |path: &str| {
        site.client
            .get(site.url(path))
            .header("cookie", &cookie)
            .header("sec-fetch-site", "same-origin")
            .send()
            .await
            .unwrap()
    };
    // As nginx sends a socket's request on: `Connection: close`, and no `Upgrade`.
    let socket = ask("/live").await;
    assert!(socket.status().is_client_error(), "{}", socket.status());
    let mut stream = ask("/live/events").await;
    assert_eq!(stream.status(), 200);
    assert_eq!(header(&stream, "x-accel-buffering"), "no");
    assert_eq!(header(&stream, "cache-control"), "no-cache");
    assert_eq!(header(&stream, "content-encoding"), "", "what is compressed is kept back, too");
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(std::str::from_utf8(&first).unwrap().contains("hello"), "{first:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_asks_by_its_own_name_changes_nothing_for_people() {
    let site = behind_apache().await;
    let page =
        site.client.get(site.url("/jobs")).header("accept", "text/html").header("x-forwarded-host", "evil.example");
    let page = page.send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert_eq!(header(&page, "strict-transport-security"), "max-age=31536000");
    let policy = header(&page, "content-security-policy").to_owned();
    assert!(policy.contains("connect-src 'self' wss://guildhall.example;"), "{policy}");
    let body = page.text().await.unwrap();
    assert!(!body.contains(&site.running.addr.to_string()) && !body.contains("evil.example"), "{body}");

    // A browser without Sec-Fetch-Site.
    for (origin, may) in [("https://guildhall.example", true), ("https://evil.example", false)] {
        let posted = site.client.post(site.url("/do/theme")).header("origin", origin).form(&[("theme", "dark")]);
        assert_eq!(posted.send().await.unwrap().status() != 403, may, "{origin}");
    }
    let sent_on = site.client.get(site.url("/home")).header("accept", "text/html").send().await.unwrap();
    let place = header(&sent_on, "location");
    assert!(place.starts_with("/sign-in"), "a redirect names no host: {place}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_behind_such_a_proxy_is_reached_by_its_name() {
    let site = TestServer::with(|config| {
        (config.sandbox, config.allow_sandbox_public) = (true, true);
        config.public_url = Some("https://guildhall.example".to_owned());
        config.trusted_proxies = server::config::networks("127.0.0.1").unwrap();
    })
    .await;
    let clock = site.client.get(site.url("/api/v1/sandbox/clock")).header("host", "app:4780").send().await.unwrap();
    assert_eq!(clock.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_behind_such_a_proxy_is_one_of_our_pages() {
    let site = behind_apache().await;
    let (_, token) = signed_in(&site).await;
    for (origin, may) in [("https://guildhall.example", true), ("https://evil.example", false)] {
        let mut request = format!("ws://{}/live", site.running.addr).into_client_request().unwrap();
        let cookie = format!("{}={token}", cookie_name(&site.running.instance.config));
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        request.headers_mut().insert("origin", origin.parse().unwrap());
        let stream = tokio::net::TcpStream::connect(site.running.addr).await.unwrap();
        match tokio_tungstenite::client_async(request, stream).await {
            Ok(_) => assert!(may, "{origin}"),
            Err(Error::Http(response)) => assert_eq!((may, response.status().as_u16()), (false, 403), "{origin}"),
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn what_browsers_remember_of_https_can_be_set() {
    for (seconds, subdomains, told) in [(0, false, "max-age=0"), (60, true, "max-age=60; includeSubDomains")] {
        let site = TestServer::with(|config| {
            config.public_url = Some("https://guildhall.example".to_owned());
            config.trusted_proxies = server::config::networks("127.0.0.1").unwrap();
            config.hsts = server::config::Hsts { seconds, subdomains };
        })
        .await;
        assert_eq!(header(&site.get("/healthz").await, "strict-transport-security"), told);
    }
}

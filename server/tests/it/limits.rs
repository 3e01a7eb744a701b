//! How often, how much, how long.

use crate::hall::{Hall, header};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[tokio::test]
async fn too_many_requests_are_refused_with_a_time_to_wait() {
    let hall = Hall::with(|config| config.per_minute.requests = 5).await;
    for _ in 0..5 {
        assert_eq!(hall.get("/nowhere").await.status(), 404);
    }
    let refused = hall.get("/nowhere").await;
    assert_eq!(refused.status(), 429);
    let wait: u64 = header(&refused, "retry-after").parse().unwrap();
    assert!((1..=13).contains(&wait), "{wait}");
    assert_eq!(hall.get("/healthz").await.status(), 200, "health is not counted");
    assert_eq!(hall.get("/style.css").await.status(), 404, "files are not counted");
}

#[tokio::test]
async fn changes_have_a_smaller_bucket_of_their_own() {
    let hall = Hall::with(|config| config.per_minute.writes = 2).await;
    for _ in 0..2 {
        assert_eq!(hall.post("/do/theme").form(&[("theme", "dark")]).send().await.unwrap().status(), 200);
    }
    assert_eq!(hall.post("/do/theme").form(&[("theme", "dark")]).send().await.unwrap().status(), 429);
    assert_eq!(hall.get("/").await.status(), 200);
}

#[tokio::test]
async fn reading_a_page_is_a_request_and_no_change() {
    let hall = Hall::with(|config| (config.per_minute.requests, config.per_minute.writes) = (10, 1)).await;
    let read = async || hall.post("/do/job/find").form(&[("words", "rust")]).send().await.unwrap().status();
    let write = async || hall.post("/do/theme").form(&[("theme", "dark")]).send().await.unwrap().status();
    for _ in 0..4 {
        assert_eq!(read().await, 200);
    }
    assert_eq!(write().await, 200);
    assert_eq!(write().await, 429);
    for _ in 0..4 {
        assert_eq!(read().await, 200);
    }
    assert_eq!(read().await, 429, "it still is a request");
}

#[tokio::test]
async fn addresses_are_told_apart_only_by_a_proxy_that_is_trusted() {
    async fn statuses(hall: &Hall) -> Vec<u16> {
        let mut found = Vec::new();
        for address in ["203.0.113.1", "203.0.113.1", "203.0.113.2"] {
            let request =
                hall.client.get(hall.url("/api/nowhere")).header("x-forwarded-for", format!("10.9.9.9, {address}"));
            found.push(request.send().await.unwrap().status().as_u16());
        }
        found
    }
    let believing = Hall::with(|config| {
        config.per_minute.requests = 1;
        config.public_url = Some("https://hall.example".to_owned());
        config.trusted_proxies = server::config::networks("127.0.0.1").unwrap();
    })
    .await;
    assert_eq!(statuses(&believing).await, [404, 429, 404]);
    let doubting = Hall::with(|config| config.per_minute.requests = 1).await;
    assert_eq!(statuses(&doubting).await, [404, 429, 429]);
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused_with_and_without_a_stated_length() {
    let hall = Hall::with(|config| config.body_limit = 1_000).await;
    let large = "theme=".to_owned() + &"x".repeat(2_000);
    let stated = hall.post("/do/theme").header("content-type", "application/x-www-form-urlencoded").body(large.clone());
    assert_eq!(stated.send().await.unwrap().status(), 413);

    let mut socket = TcpStream::connect(hall.running.addr).await.unwrap();
    let head = "POST /do/theme HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
        content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunked = format!("{head}{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    socket.write_all(chunked.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));

    let small = hall.post("/do/theme").header("content-type", "application/x-www-form-urlencoded").body("theme=dark");
    assert_eq!(small.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_connection_that_never_finishes_its_headers_is_closed() {
    let hall = Hall::with(|config| config.idle_timeout = std::time::Duration::from_millis(300)).await;
    let mut socket = TcpStream::connect(hall.running.addr).await.unwrap();
    socket.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await.unwrap();
    let mut answer = Vec::new();
    let closed = tokio::time::timeout(std::time::Duration::from_secs(5), socket.read_to_end(&mut answer)).await;
    assert!(closed.is_ok(), "still open");
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test]
async fn a_stop_waits_for_connections_and_then_nobody_listens() {
    let hall = Hall::open().await;
    assert_eq!(hall.get("/healthz").await.status(), 200);
    let addr = hall.running.addr;
    let _idle = TcpStream::connect(addr).await.unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(10), hall.running.stop())
        .await
        .expect("an idle connection must not hold up the stop");
    assert!(TcpStream::connect(addr).await.is_err());
}

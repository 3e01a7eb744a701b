//! How much may be sent, and how long an answer may take.

use super::told;
use crate::harness::{TestServer, patiently};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[tokio::test]
async fn a_body_with_more_fields_than_any_form_has_is_refused() {
    let site = TestServer::open().await;
    let send = async |pairs: usize| {
        let body = vec!["words=x"; pairs].join("&");
        let request = site.post("/do/job/find").header("content-type", "application/x-www-form-urlencoded");
        request.header("accept", "application/json").body(body).send().await.unwrap()
    };
    let answer = send(100_000).await;
    assert_eq!(answer.status(), 413);
    assert_eq!(told(&answer.text().await.unwrap()).0, "general.too_large");
    assert_ne!(send(900).await.status(), 413);
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up_with_and_without_a_stated_length() {
    let site = TestServer::with(|config| config.request_timeout = Duration::from_millis(100)).await;
    for length in ["content-length: 100", "transfer-encoding: chunked"] {
        let mut socket = TcpStream::connect(site.running.addr).await.unwrap();
        let head = format!(
            "POST /do/theme HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\n\
             content-type: application/x-www-form-urlencoded\r\n{length}\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        patiently("an answer and the end", socket.read_to_end(&mut answer)).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("general.slow"), "{length}: {answer}");
    }
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused_with_and_without_a_stated_length() {
    let site = TestServer::with(|config| config.body_limit = 1_000).await;
    let large = "theme=".to_owned() + &"x".repeat(2_000);
    let stated = site.post("/do/theme").header("content-type", "application/x-www-form-urlencoded").body(large.clone());
    assert_eq!(stated.send().await.unwrap().status(), 413);

    let mut socket = TcpStream::connect(site.running.addr).await.unwrap();
    let head = "POST /do/theme HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
        content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunked = format!("{head}{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    socket.write_all(chunked.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    patiently("a refusal", socket.read_to_end(&mut answer)).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));

    let small = site.post("/do/theme").header("content-type", "application/x-www-form-urlencoded").body("theme=dark");
    assert_eq!(small.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let site = TestServer::with(|config| config.request_timeout = Duration::from_millis(50)).await;
    // SQLite has one writer, and nobody else gets it while this is open.
    let writer = site.running.instance.db.begin().await.unwrap();
    let form =
        [("name", "Ada Pine"), ("email", "ada@example.org"), ("password", "a long password"), ("side", "client")];
    let slow = site.post("/do/account/sign-up").header("accept", "application/json").form(&form).send().await.unwrap();
    assert_eq!(slow.status(), 503);
    assert_eq!(told(&slow.text().await.unwrap()).0, "general.slow");
    drop(writer);
}

//! How long a connection may be open without a request.

use super::sign_in_of;
use crate::harness::{TestServer, header, patiently};
use crate::program::demo;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[tokio::test]
async fn a_connection_that_never_finishes_its_headers_is_closed() {
    let site = TestServer::with(|config| config.idle_timeout = Duration::from_millis(100)).await;
    let mut socket = TcpStream::connect(site.running.addr).await.unwrap();
    let mut answer = Vec::new();
    let ended = async {
        socket.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await?;
        socket.read_to_end(&mut answer).await
    };
    // Where the end came before our words had arrived, the system calls it a reset or a broken pipe.
    if let Err(error) = patiently("the end of the connection", ended).await {
        assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{error}");
    }
    assert_eq!(String::from_utf8_lossy(&answer), "");
}

/// Waits until the server ends this connection; a reset is an end as well.
async fn ends(socket: &mut TcpStream) {
    let mut rest = Vec::new();
    if let Err(error) = patiently("the end of the connection", socket.read_to_end(&mut rest)).await {
        assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{error}");
    }
}

#[tokio::test]
async fn a_connection_that_never_says_which_protocol_it_speaks_is_closed() {
    let site = TestServer::with(|config| config.idle_timeout = Duration::from_millis(100)).await;
    // Nothing; what could become either protocol; what could become HTTP/2.
    for said in ["", "P", "PRI * HTTP/2.0\r\n\r\nSM"] {
        let mut socket = TcpStream::connect(site.running.addr).await.unwrap();
        socket.write_all(said.as_bytes()).await.unwrap();
        ends(&mut socket).await;
    }
}

#[tokio::test]
async fn a_connection_of_version_two_that_only_answers_pings_is_closed() {
    const HEAD: usize = 9;
    const SETTINGS: u8 = 4;
    const PING: u8 = 6;
    const ACK: u8 = 1;
    let site = TestServer::with(|config| config.idle_timeout = Duration::from_millis(100)).await;
    let mut socket = TcpStream::connect(site.running.addr).await.unwrap();
    socket.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    let answering = async {
        // Where the other side has ended, nothing can be read or written any more.
        loop {
            let mut head = [0; HEAD];
            if socket.read_exact(&mut head).await.is_err() {
                return;
            }
            let length = usize::from(head[1]) * 256 + usize::from(head[2]);
            let mut body = vec![0; length];
            if socket.read_exact(&mut body).await.is_err() {
                return;
            }
            if (head[3] == SETTINGS || head[3] == PING) && head[4] & ACK == 0 {
                let body = if head[3] == PING { body } else { Vec::new() };
                let length = u8::try_from(body.len()).unwrap();
                let answer = [&[0, 0, length, head[3], ACK, 0, 0, 0, 0][..], &body].concat();
                if socket.write_all(&answer).await.is_err() {
                    return;
                }
            }
        }
    };
    patiently("the end of the connection", answering).await;
}

#[tokio::test]
async fn an_answer_that_is_being_sent_is_no_idle_connection() {
    let site = demo(
        TestServer::with(|config| {
            config.sandbox = true;
            config.idle_timeout = Duration::from_millis(20);
            config.pace.heartbeat = Duration::from_millis(30);
        })
        .await,
    )
    .await;
    let signed_in = sign_in_of(&site, store::seed::PEOPLE[0].email, store::seed::PASSWORD).send().await.unwrap();
    let cookie = header(&signed_in, "set-cookie").split(';').next().unwrap().to_owned();
    let mut stream = site.client.get(site.url("/live/events")).header("cookie", cookie).send().await.unwrap();
    for _ in 0..10 {
        let beat = patiently("a beat", stream.chunk()).await.unwrap();
        assert!(beat.is_some(), "it goes on");
    }
}

#[tokio::test]
async fn a_stop_waits_for_connections_and_then_nobody_listens() {
    // The stop timeout is for requests that run; who only keeps a connection open holds up nobody.
    let site = TestServer::with(|config| config.stop_timeout = Duration::from_secs(3_600)).await;
    assert_eq!(site.get("/healthz").await.status(), 200);
    let addr = site.running.addr;
    let _idle = TcpStream::connect(addr).await.unwrap();
    patiently("a stop", site.running.stop()).await;
    assert!(TcpStream::connect(addr).await.is_err());
}

//! A browser's line to the server: a WebSocket that answers pings by itself, or one of which nothing arrives any more.

use crate::harness::{TestServer, patiently};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use server::session::cookie_name;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest as _};

pub struct Line {
    pub socket: WebSocketStream<Wire>,
}

impl Line {
    /// The line of a page that has this session.
    pub async fn open(site: &TestServer, token: &str, query: &str) -> Self {
        let mut request = format!("ws://{}/live{query}", site.running.addr).into_client_request().unwrap();
        let cookie = format!("{}={token}", cookie_name(&site.running.instance.config));
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        request.headers_mut().insert("origin", site.running.url().parse().unwrap());
        let wire = Wire { stream: TcpStream::connect(site.running.addr).await.unwrap(), is_mute: false };
        Self { socket: tokio_tungstenite::client_async(request, wire).await.unwrap().0 }
    }

    /// The same, of a browser whose every word is lost on the way.
    pub async fn open_mute(site: &TestServer, token: &str) -> Self {
        let mut line = Self::open(site, token, "").await;
        line.socket.get_mut().is_mute = true;
        line
    }

    /// What comes next; `None` when the line is cut without a word.
    async fn next(&mut self) -> Option<Message> {
        self.socket.next().await.and_then(Result::ok)
    }

    /// The next event.
    pub async fn event(&mut self) -> Value {
        let event = async {
            loop {
                match self.next().await {
                    Some(Message::Text(text)) => return serde_json::from_str(&text).unwrap(),
                    Some(Message::Ping(_) | Message::Pong(_)) => {}
                    other => panic!("no event but {other:?}"),
                }
            }
        };
        patiently("an event", event).await
    }

    /// Waits until it is pinged, and nothing else happens.
    pub async fn ping(&mut self) {
        match patiently("a ping", self.next()).await {
            Some(Message::Ping(_)) => {}
            other => panic!("no ping but {other:?}"),
        }
    }

    /// Says something and waits until the server has heard it.
    pub async fn is_heard(&mut self) {
        self.socket.send(Message::Ping("heard?".into())).await.unwrap();
        let answer = async {
            loop {
                match self.next().await {
                    Some(Message::Pong(said)) if said == "heard?" => return,
                    Some(Message::Ping(_) | Message::Pong(_)) => {}
                    other => panic!("no answer but {other:?}"),
                }
            }
        };
        patiently("an answer", answer).await;
    }

    /// The code that the server closes with; `None` when it cuts the line without a word.
    pub async fn goodbye(&mut self) -> Option<u16> {
        let goodbye = async {
            loop {
                match self.next().await {
                    Some(Message::Close(frame)) => return frame.map(|frame| frame.code.into()),
                    Some(Message::Ping(_) | Message::Pong(_)) => {}
                    Some(other) => panic!("no goodbye but {other:?}"),
                    None => return None,
                }
            }
        };
        patiently("a goodbye, or the end of the line", goodbye).await
    }
}

/// A connection that can lose whatever is written to it.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    is_mute: bool,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.is_mute { Poll::Ready(Ok(bytes.len())) } else { Pin::new(&mut self.stream).poll_write(context, bytes) }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

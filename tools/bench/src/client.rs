//! The load: keep-alive HTTP/1.1 connections over loopback that ask one after the other until their time is over.

use crate::Result;
use crate::stopwatch::Stopwatch;
use http::{HeaderMap, Request, StatusCode, header};
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// How many connections a load uses: enough to keep two cores busy, few enough that none waits long.
pub const CONNECTIONS: usize = 16;

/// How a page is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// `identity` or `br`.
    pub encoding: &'static str,
    /// Rendered for this request, not kept from another.
    pub fresh: bool,
}

impl Wish {
    /// As it is, without compression.
    pub const PLAIN: Self = Self { encoding: "identity", fresh: false };
    /// As browsers ask.
    pub const BROTLI: Self = Self { encoding: "br", fresh: false };

    /// The same, rendered anew.
    #[must_use]
    pub fn fresh(self) -> Self {
        Self { fresh: true, ..self }
    }
}

/// One connection.
#[derive(Debug)]
pub struct Connection {
    sender: SendRequest<String>,
    host: String,
    body: Vec<u8>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// Nobody listens there.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the connection; what goes wrong on it, the sender hears.
        tokio::spawn(connection);
        Ok(Self { sender, host: address.to_string(), body: Vec::new() })
    }

    /// Asks for a path as `wish` says; the body is in [`Connection::body`] afterwards.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn get(&mut self, path: &str, wish: Wish) -> Result<(StatusCode, HeaderMap)> {
        let mut request = Request::get(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, "text/html,*/*")
            .header(header::ACCEPT_ENCODING, wish.encoding);
        if wish.fresh {
            request = request.header(header::CACHE_CONTROL, "no-cache");
        }
        let request = request.body(String::new())?;
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        self.body.clear();
        read(body, &mut self.body).await?;
        Ok((head.status, head.headers))
    }

    /// As [`Connection::get`], but anything but 200 is an error.
    ///
    /// # Errors
    /// Another status.
    pub async fn get_ok(&mut self, path: &str, wish: Wish) -> Result<HeaderMap> {
        let (status, headers) = self.get(path, wish).await?;
        if status == StatusCode::OK { Ok(headers) } else { Err(format!("{path} answered {status}").into()) }
    }

    /// Sends a form as a script of our own page does; anything but 200 or a redirect is an error.
    ///
    /// # Errors
    /// Another status; the connection broke.
    pub async fn post_ok(&mut self, path: &str, fields: &str, cookie: &str) -> Result<HeaderMap> {
        let request = Request::post(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .body(fields.to_owned())?;
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        self.body.clear();
        read(body, &mut self.body).await?;
        let is_ok = head.status.is_success() || head.status.is_redirection();
        if is_ok { Ok(head.headers) } else { Err(format!("{path} answered {}", head.status).into()) }
    }

    /// What the last answer brought, as it came over the wire (chunk marks aside).
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

async fn read(mut body: Incoming, into: &mut Vec<u8>) -> Result<()> {
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        if let Ok(data) = frame?.into_data() {
            into.extend_from_slice(&data);
        }
    }
    Ok(())
}

/// What a load did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Answers, all of them 200.
    pub answers: f64,
    /// How long it took.
    pub seconds: f64,
}

/// Asks for one path on all connections for some seconds.
///
/// # Errors
/// Any answer that is not 200: a fast refusal must not look like a fast page.
pub async fn load(address: SocketAddr, path: &'static str, wish: Wish, seconds: f64) -> Result<Load> {
    let mut connections = Vec::with_capacity(CONNECTIONS);
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address).await?);
    }
    let watch = Stopwatch::start();
    let mut askers = JoinSet::new();
    for mut connection in connections {
        askers.spawn(async move {
            let mut answers = 0.0;
            while watch.seconds() < seconds {
                connection.get_ok(path, wish).await?;
                answers += 1.0;
            }
            Ok(answers)
        });
    }
    let mut answers = 0.0;
    while let Some(asker) = askers.join_next().await {
        let asked: Result<f64> = asker?;
        answers += asked?;
    }
    Ok(Load { answers, seconds: watch.seconds() })
}

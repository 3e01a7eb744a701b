//! What an open page costs while nothing happens: memory for each idle WebSocket, with as many open as a busy instance has.

use crate::Result;
use crate::client::Connection;
use crate::generate;
use crate::memory::sign_in;
use crate::process::{Program, Running};
use crate::table::{Budget, Row};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::{Db, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const PEOPLE: usize = 100;
const SOCKETS: usize = 10_000;
const SOCKETS_QUICK: usize = 2_000;
/// So many are opened at once.
const OPENING: usize = 64;
const REST_SECONDS: u64 = 5;
const BYTES_EACH_MAX: f64 = 20_000.0;
const PING: u8 = 0x89;
/// A masked frame without content, as a browser answers a ping.
const PONG: [u8; 6] = [0x8A, 0x80, 0, 0, 0, 0];

/// Opens the sockets of many people on a fresh database and holds them.
///
/// # Errors
/// A socket that is not opened; too few files may be open here.
pub async fn measure(program: &Program, data: &Path, quick: bool) -> Result<Vec<Row>> {
    let count = if quick { SOCKETS_QUICK } else { SOCKETS };
    let db = Db::open(&Settings::sqlite(data.join("guildhall.db"))).await?;
    generate::pairs(&db, PEOPLE).await?;
    db.close().await;
    let mut command = program.serve(data);
    for limit in ["session", "account", "address"] {
        command.args([&format!("--lines-per-{limit}"), "0"]);
    }
    let server = Running::start(command).await?;
    let mut sessions = Vec::with_capacity(PEOPLE);
    let mut connection = Connection::open(server.address).await?;
    for number in 0..PEOPLE {
        sessions.push(sign_in(&mut connection, number).await?);
    }
    // What the first lines of a process make once is not counted.
    drop(open(server.address, &sessions, PEOPLE).await?);
    let before = rested(&server).await?;
    let held = open(server.address, &sessions, count).await?;
    let with = rested(&server).await?;
    drop(held);
    server.stop().await?;
    let each = (with - before) / count as f64;
    println!("    {count} sockets: {before:.0} bytes before, {with:.0} with them");
    Ok(vec![Row {
        what: format!("memory of an idle socket, {count} open"),
        ours: format!("{:.1} kB", each / 1_000.0),
        beside: format!("{:.0} kB allowed", BYTES_EACH_MAX / 1_000.0),
        ratio: Some(each / BYTES_EACH_MAX),
        noisy: false,
        budget: Budget::AtMost(1.0),
    }])
}

async fn rested(server: &Running) -> Result<f64> {
    tokio::time::sleep(Duration::from_secs(REST_SECONDS)).await;
    server.resident_bytes()
}

/// The sockets, each in a task that answers pings; they close when the set is dropped.
async fn open(address: SocketAddr, sessions: &[String], count: usize) -> Result<JoinSet<()>> {
    let room = Arc::new(Semaphore::new(OPENING));
    let mut opening = JoinSet::new();
    for session in sessions.iter().cycle().take(count) {
        let (session, room) = (session.clone(), Arc::clone(&room));
        opening.spawn(async move {
            let _room = room.acquire().await?;
            greeted(address, &session).await
        });
    }
    let mut held = JoinSet::new();
    while let Some(opened) = opening.join_next().await {
        let stream = opened??;
        held.spawn(answer(stream));
    }
    Ok(held)
}

/// A socket whose first piece of news has come.
async fn greeted(address: SocketAddr, session: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "GET /live HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-Fetch-Site: same-origin\r\nCookie: {session}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let (mut said, mut part) = (Vec::new(), [0; 2_048]);
    while !String::from_utf8_lossy(&said).contains("\"hello\"") {
        let read = stream.read(&mut part).await?;
        said.extend_from_slice(part.get(..read).unwrap_or_default());
        let text = String::from_utf8_lossy(&said);
        if read == 0 || !text.starts_with("HTTP/1.1 101") {
            return Err(format!("no socket: {}", text.lines().next().unwrap_or_default()).into());
        }
    }
    Ok(stream)
}

async fn answer(stream: TcpStream) {
    let (mut heard, mut said) = stream.into_split();
    let mut part = [0; 64];
    loop {
        match heard.read(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(read) if part.get(..read).is_some_and(|part| part.contains(&PING)) && !pong(&mut said).await => return,
            Ok(_) => {}
        }
    }
}

async fn pong(said: &mut OwnedWriteHalf) -> bool {
    said.write_all(&PONG).await.is_ok()
}

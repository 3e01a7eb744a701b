//! Poolers in front of Postgres: one that gives a backend to each transaction is refused at the start, with a sentence.

use server::{Config, Server};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UnixStream},
    sync::Mutex,
};
use xtask::postgres::Cluster;

/// What a client asks before it greets: whether there is TLS. The answer is one letter.
const TLS_WANTED: [u8; 4] = 80_877_103_u32.to_be_bytes();

/// The one backend, and what it said to the first greeting.
#[derive(Default)]
struct Backend {
    stream: Option<UnixStream>,
    greeting: Vec<u8>,
}

/// One message with its length, without the letter before it.
async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).await?;
    let mut message = vec![0; u32::from_be_bytes(length) as usize];
    message[..4].copy_from_slice(&length);
    stream.read_exact(&mut message[4..]).await?;
    Ok(message)
}

/// One message with its letter.
async fn message(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Vec<u8>> {
    let mut whole = vec![stream.read_u8().await?];
    whole.extend(rest(stream).await?);
    Ok(whole)
}

/// All that a backend says until it waits again, and whether it is in a transaction.
async fn until_ready(stream: &mut UnixStream) -> std::io::Result<(Vec<u8>, bool)> {
    let mut said = Vec::new();
    loop {
        let next = message(stream).await?;
        said.extend_from_slice(&next);
        if next[0] == b'Z' {
            return Ok((said, next[5] != b'I'));
        }
    }
}

/// Serves one client as PgBouncer does in transaction mode (<https://www.pgbouncer.org/config.html#pool_mode>).
async fn pooled(mut client: TcpStream, socket: PathBuf, backend: Arc<Mutex<Backend>>) -> std::io::Result<()> {
    let mut startup = rest(&mut client).await?;
    if startup[4..8] == TLS_WANTED {
        client.write_all(b"N").await?;
        startup = rest(&mut client).await?;
    }
    let mut shared = backend.lock().await;
    if shared.stream.is_none() {
        let mut stream = UnixStream::connect(socket).await?;
        stream.write_all(&startup).await?;
        (shared.greeting, _) = until_ready(&mut stream).await?;
        shared.stream = Some(stream);
    }
    client.write_all(&shared.greeting).await?;
    drop(shared);
    loop {
        let mut held = None;
        loop {
            let mut asked = Vec::new();
            loop {
                let next = message(&mut client).await?;
                let kind = next[0];
                if kind == b'X' {
                    return Ok(());
                }
                asked.extend(next);
                if matches!(kind, b'Q' | b'S') {
                    break;
                }
            }
            let mut shared = match held.take() {
                Some(held) => held,
                None => Arc::clone(&backend).lock_owned().await,
            };
            let stream = shared.stream.as_mut().unwrap();
            stream.write_all(&asked).await?;
            let (said, in_transaction) = until_ready(stream).await?;
            client.write_all(&said).await?;
            if !in_transaction {
                break;
            }
            held = Some(shared);
        }
    }
}

async fn start(url: String) -> Result<server::Running, String> {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { database_url: url, ..crate::harness::config(folder.path()) };
    Server::start(config).await.map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_that_shares_a_backend_between_transactions_is_refused_with_what_to_do() {
    let cluster = tokio::task::spawn_blocking(|| Cluster::start().unwrap()).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (socket, backend) = (cluster.socket(), Arc::<Mutex<Backend>>::default());
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            // A client may go away at any moment.
            tokio::spawn(pooled(client, socket.clone(), Arc::clone(&backend)));
        }
    });
    let refused = start(format!("postgres://guildhall@127.0.0.1:{port}/postgres")).await.unwrap_err();
    assert!(refused.contains("PgBouncer in transaction mode") && refused.contains("pool_mode = session"), "{refused}");
    // The same Postgres, spoken to itself.
    start(cluster.url("postgres")).await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_to_postgres_is_verified_and_what_cannot_be_is_told() {
    let folder = tempfile::tempdir().unwrap();
    crate::tls::certificate(folder.path());
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| std::fs::read_to_string(folder.path().join(name)).unwrap());
    let (cluster, port) = tokio::task::spawn_blocking(move || {
        let cluster = Cluster::start().unwrap();
        let port = cluster.speak_tls(&cert, &key).unwrap();
        (cluster, port)
    })
    .await
    .unwrap();
    let address = |query: &str| format!("postgres://guildhall@127.0.0.1:{port}/postgres?sslmode=verify-full{query}");
    let refused = start(address("")).await.unwrap_err();
    assert!(refused.contains("no verified TLS to Postgres on `127.0.0.1`"), "{refused}");
    assert!(refused.contains("sslrootcert=FILE") && refused.contains("sslmode=disable"), "{refused}");
    let own = format!("&sslrootcert={}", folder.path().join("cert.pem").display());
    start(address(&own)).await.unwrap().stop().await;
    drop(cluster);

    // A server without TLS is not spoken to readable.
    let cluster = tokio::task::spawn_blocking(|| Cluster::start().unwrap()).await.unwrap();
    let wire = crate::away::wire::Wire::to(cluster.socket()).await;
    let refused = start(format!("{}?sslmode=verify-full", wire.url())).await.unwrap_err();
    assert!(refused.contains("no verified TLS") && refused.contains("does not support TLS"), "{refused}");
    start(wire.url()).await.unwrap().stop().await;
}

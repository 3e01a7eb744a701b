//! What the server holds on to after work: sign-ins, pages and commands by many at once, at rest afterwards, over rounds.
//! What is kept for ever grows from round to round; what is kept for a while is gone when it rests.

use crate::Result;
use crate::client::{Connection, Wish};
use crate::generate;
use crate::method::Plan;
use crate::process::{Program, Running};
use crate::table::{Budget, Row, mebibytes};
use http::header;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::{Db, Settings};
use tokio::task::JoinSet;

const CLIENTS: usize = 32;
const JOBS: usize = 200;
const ROUNDS: usize = 3;
const SIGN_INS: usize = 1_000;
const PAGES: usize = 10_000;
const COMMANDS: usize = 1_000;
const REST_SECONDS: u64 = 5;
const AT_REST_BYTES_MAX: f64 = 80.0 * 1_048_576.0;
/// A round may add so much to what was held after the first one before it counts as growing.
const GROWTH_MAX: f64 = 1.1;

/// Serves a fresh database and works on it; the data folder is empty, and without an address the database lies in it.
///
/// # Errors
/// An answer that was not expected.
pub async fn measure(program: &Program, data: &Path, database_url: Option<&str>, plan: &Plan) -> Result<Vec<Row>> {
    let settings = database_url.map_or_else(|| Settings::sqlite(data.join("guildhall.db")), Settings::postgres);
    let db = Db::open(&settings).await?;
    let engine = db.engine_name();
    let people = generate::pairs(&db, CLIENTS).await?;
    generate::jobs(&db, &people, JOBS, &Arc::default()).await?;
    db.close().await;
    let mut command = program.serve(data);
    if let Some(url) = database_url {
        command.args(["--database-url", url]);
    }
    let server = Running::start(command).await?;
    let mut held = Vec::new();
    for _ in 0..if plan.rounds == 1 { 1 } else { ROUNDS } {
        round(server.address).await?;
        tokio::time::sleep(Duration::from_secs(REST_SECONDS)).await;
        held.push(server.resident_bytes()?);
    }
    server.stop().await?;
    println!(
        "    memory on {engine} after each round: {}",
        held.iter().copied().map(mebibytes).collect::<Vec<_>>().join(", ")
    );
    Ok(rows(engine, &held))
}

fn rows(engine: &str, held: &[f64]) -> Vec<Row> {
    let most = held.iter().copied().fold(0.0, f64::max);
    let row = |what: String, beside: String, ratio: f64, bound: f64| Row {
        what,
        ours: mebibytes(most),
        beside,
        ratio: Some(ratio),
        noisy: false,
        budget: Budget::AtMost(bound),
    };
    let after = format!("memory at rest after {SIGN_INS} sign-ins, {PAGES} pages, {COMMANDS} commands, {engine}");
    let allowed = format!("{} allowed", mebibytes(AT_REST_BYTES_MAX));
    let mut rows = vec![row(after, allowed, most / AT_REST_BYTES_MAX, 1.0)];
    if let [first, _, ..] = held {
        let growth = format!("the most after {} such rounds, {engine}", held.len());
        rows.push(row(growth, format!("{} after the first", mebibytes(*first)), most / first, GROWTH_MAX));
    }
    rows
}

async fn round(address: SocketAddr) -> Result<()> {
    let [sign_ins, pages, commands] = [SIGN_INS, PAGES, COMMANDS].map(|count| Arc::new(Share::of(count)));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let (sign_ins, pages, commands) = (Arc::clone(&sign_ins), Arc::clone(&pages), Arc::clone(&commands));
        clients.spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut session = sign_in(&mut connection, number).await?;
            while sign_ins.next() {
                session = sign_in(&mut connection, number).await?;
            }
            while pages.next() {
                connection.get_ok("/jobs", Wish::PLAIN.fresh()).await?;
            }
            while commands.next() {
                connection.post_ok("/do/account/side", "side=client", &session).await?;
            }
            Ok::<(), crate::Fault>(())
        });
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(())
}

/// Signs a client in; gives the cookie of the session.
pub(crate) async fn sign_in(connection: &mut Connection, number: usize) -> Result<String> {
    let fields = format!("email=client{number}%40bench.example&password=four+words+of+mine&next=");
    let headers = connection.post_ok("/do/account/sign-in", &fields, "").await?;
    let cookie = headers.get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

/// What several do together, one after the other.
struct Share(AtomicUsize);

impl Share {
    fn of(count: usize) -> Self {
        Self(AtomicUsize::new(count))
    }

    fn next(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }
}

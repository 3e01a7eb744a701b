//! Money into escrow and out of it through the commands that people use, beside the bare durable commits of the same disk.

mod commits;
mod procedure;
mod work;

use crate::Result;
use crate::method::{Contest, Plan, Rounds, rounds};
use crate::table::{Budget, Row, maybe};
use commits::Commits;
use procedure::Procedure;
use std::path::Path;
use store::{Db, Settings, ledger};
use work::{Market, Size};
use xtask::postgres::{Cluster, create_database};

/// People who fund and approve at the same time on SQLite.
const CALLERS: usize = 64;
/// The same on Postgres, and clients of its stored procedure.
const CLIENTS: usize = 32;
const BARE: usize = 0;
const SINGLY: usize = 1;
const TOGETHER: usize = 2;
const SINGLY_MIN: f64 = 0.6;
const TOGETHER_MIN: f64 = 2.0;
const POSTGRES_MIN: f64 = 0.7;

struct OnSqlite {
    commits: Commits,
    market: Market,
    plan: Plan,
}

impl Contest for OnSqlite {
    type Sample = f64;

    fn contenders(&self) -> usize {
        3
    }

    async fn control(&mut self) -> Result<f64> {
        self.commits.per_second(self.plan.control_seconds())
    }

    async fn turn(&mut self, contender: usize) -> Result<f64> {
        match contender {
            SINGLY => self.market.movements_per_second(Size::singly(&self.plan)).await,
            TOGETHER => self.market.movements_per_second(Size::together(CALLERS, &self.plan)).await,
            _ => self.commits.per_second(self.plan.turn_seconds),
        }
    }
}

struct OnPostgres {
    procedure: Procedure,
    market: Market,
    plan: Plan,
}

impl Contest for OnPostgres {
    type Sample = f64;

    fn contenders(&self) -> usize {
        3
    }

    async fn control(&mut self) -> Result<f64> {
        self.procedure.per_second(CLIENTS, self.plan.control_seconds()).await
    }

    async fn turn(&mut self, contender: usize) -> Result<f64> {
        match contender {
            SINGLY => self.market.movements_per_second(Size::singly(&self.plan)).await,
            TOGETHER => self.market.movements_per_second(Size::together(CLIENTS, &self.plan)).await,
            _ => self.procedure.per_second(CLIENTS, self.plan.turn_seconds).await,
        }
    }
}

/// On SQLite: singly and with 64 callers, beside one-row transactions on another file of the same folder.
///
/// # Errors
/// Refusals and faults of the store, and books that are not right afterwards.
pub async fn on_sqlite(folder: &Path, plan: &Plan) -> Result<Vec<Row>> {
    let commits = Commits::open(&folder.join("bare.db"))?;
    let market = Market::open(Db::open(&Settings::sqlite(folder.join("escrow.db"))).await?, CALLERS).await?;
    let mut contest = OnSqlite { commits, market, plan: *plan };
    let rounds = rounds(&mut contest, plan).await?;
    close(&contest.market).await?;
    said("SQLite", &rounds);
    let row = |what: &str, who: usize, least: f64| Row {
        what: what.to_owned(),
        ours: maybe(rounds.median(|round| round[who]), "/s"),
        beside: format!("{} bare durable commits", maybe(rounds.median(|round| round[BARE]), "/s")),
        ratio: rounds.median(|round| round[who] / round[BARE]),
        noisy: rounds.is_noisy(),
        budget: Budget::AtLeast(least),
    };
    Ok(vec![
        row("escrow movements on SQLite, singly", SINGLY, SINGLY_MIN),
        row("escrow movements on SQLite, 64 callers", TOGETHER, TOGETHER_MIN),
    ])
}

/// On Postgres: 32 callers, beside a stored procedure that 32 clients call; and singly, for orientation.
///
/// # Errors
/// As [`on_sqlite`], and a Postgres that does not start.
pub async fn on_postgres(plan: &Plan) -> Result<Vec<Row>> {
    let cluster = tokio::task::spawn_blocking(Cluster::start_durable).await??;
    let admin = cluster.url("postgres");
    let (bare, market) = (create_database(&admin, "bare")?, create_database(&admin, "market")?);
    let settings = Settings { writers_max: u32::try_from(CLIENTS)?, ..Settings::postgres(market) };
    let market = Market::open(Db::open(&settings).await?, CLIENTS).await?;
    let procedure = Procedure::open(&bare, CLIENTS).await?;
    let mut contest = OnPostgres { procedure, market, plan: *plan };
    let rounds = rounds(&mut contest, plan).await?;
    close(&contest.market).await?;
    said("Postgres", &rounds);
    let row = |what: &str, who: usize, budget: Budget| Row {
        what: what.to_owned(),
        ours: maybe(rounds.median(|round| round[who]), "/s"),
        beside: format!("{} stored procedure, 32 clients", maybe(rounds.median(|round| round[BARE]), "/s")),
        ratio: rounds.median(|round| round[who] / round[BARE]),
        noisy: rounds.is_noisy(),
        budget,
    };
    Ok(vec![
        row("escrow movements on Postgres, singly", SINGLY, Budget::None),
        row("escrow movements on Postgres, 32 callers", TOGETHER, Budget::AtLeast(POSTGRES_MIN)),
    ])
}

fn said(engine: &str, rounds: &Rounds<f64>) {
    println!(
        "    escrow on {engine}: {} rounds kept, {} thrown away; the books are right",
        rounds.kept(),
        rounds.thrown()
    );
}

/// Speed that breaks the books is not speed.
async fn close(market: &Market) -> Result<()> {
    let wrong = ledger::check(&market.db).await?;
    market.db.close().await;
    if wrong.is_empty() { Ok(()) } else { Err(format!("the books are wrong: {}", wrong.join("; ")).into()) }
}

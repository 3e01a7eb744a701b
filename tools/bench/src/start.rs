//! From nothing to the first answer: the real program on a database with data in it, beside a bare server's start.

use crate::Result;
use crate::client::{Connection, Wish};
use crate::method::{Contest, Plan, median, rounds};
use crate::process::{Program, Running};
use crate::stopwatch::Stopwatch;
use crate::table::{Budget, Row, maybe};
use std::path::Path;
use std::process::Command;

const START_MS_MAX: f64 = 150.0;
const BARE: usize = 0;
const OURS: usize = 1;
/// A bare start takes a few milliseconds and varies; the control is the median of so many.
const CONTROL_STARTS: usize = 9;

struct Starts<'a> {
    program: &'a Program,
    data: &'a Path,
    bare: &'a dyn Fn() -> Command,
}

/// Milliseconds from the start of the process.
#[derive(Debug, Clone, Copy)]
struct Answered {
    health: f64,
    page: f64,
}

impl Contest for Starts<'_> {
    type Sample = Answered;

    fn contenders(&self) -> usize {
        2
    }

    async fn control(&mut self) -> Result<f64> {
        let mut times = Vec::new();
        for _ in 0..CONTROL_STARTS {
            times.push(self.turn(BARE).await?.health);
        }
        Ok(median(&times).unwrap_or(f64::NAN))
    }

    async fn turn(&mut self, contender: usize) -> Result<Answered> {
        let command = if contender == OURS { self.program.serve(self.data) } else { (self.bare)() };
        let watch = Stopwatch::start();
        let server = Running::start(command).await?;
        let mut connection = Connection::open(server.address).await?;
        connection.get_ok("/healthz", Wish::PLAIN).await?;
        let health = watch.seconds() * 1_000.0;
        connection.get_ok("/", Wish::PLAIN).await?;
        let page = watch.seconds() * 1_000.0;
        drop(connection);
        if contender == OURS {
            // The next start finds a database that was closed well, not one to recover.
            server.stop().await?;
        }
        Ok(Answered { health, page })
    }
}

/// Starts both again and again.
///
/// # Errors
/// A server does not start or does not answer.
pub async fn measure(program: &Program, data: &Path, bare: &dyn Fn() -> Command, plan: &Plan) -> Result<Vec<Row>> {
    let mut starts = Starts { program, data, bare };
    let rounds = rounds(&mut starts, plan).await?;
    let row = |what: &str, of: fn(&Answered) -> f64| {
        let ours = rounds.median(|round| of(&round[OURS]));
        Row {
            what: what.to_owned(),
            ours: maybe(ours, " ms"),
            beside: format!(
                "{START_MS_MAX} ms allowed; bare {}",
                maybe(rounds.median(|round| of(&round[BARE])), " ms")
            ),
            ratio: ours.map(|ours| ours / START_MS_MAX),
            noisy: rounds.is_noisy(),
            budget: Budget::AtMost(1.0),
        }
    };
    Ok(vec![
        row("start to the first answer, /healthz", |answered| answered.health),
        row("start to the first page, /", |answered| answered.page),
    ])
}

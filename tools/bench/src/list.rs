//! The list of jobs, rendered for each request and kept for strangers, beside a bare handler that returns the same bytes.

use crate::Result;
use crate::client::{Connection, Wish, load};
use crate::method::{Contest, Plan, rounds};
use crate::process::Running;
use crate::table::{Budget, Row, maybe};
use std::path::Path;

/// The measured page.
pub const PATH: &str = "/jobs";
const BARE: usize = 0;
const RENDERED: usize = 1;
const DRAWN_BROTLI: usize = 2;
const KEPT: usize = 3;
const KEPT_BROTLI: usize = 4;
/// Rows on a page of the list.
const ROWS: usize = 20;
const WARM_UP_SECONDS: f64 = 1.0;
const PER_CPU_MS_MIN: f64 = 0.05;
const PER_CPU_MS_OF_KEPT_MIN: f64 = 0.25;

struct Lists<'a> {
    bare: &'a Running,
    ours: &'a Running,
    ticks: f64,
    plan: Plan,
}

#[derive(Debug, Clone, Copy)]
struct Served {
    per_second: f64,
    cpu_ms: f64,
}

impl Lists<'_> {
    async fn serve(&self, server: &Running, wish: Wish, seconds: f64) -> Result<Served> {
        let before = server.cpu_ms(self.ticks)?;
        let load = load(server.address, PATH, wish, seconds).await?;
        let used = server.cpu_ms(self.ticks)? - before;
        Ok(Served { per_second: load.answers / load.seconds, cpu_ms: used / load.answers })
    }
}

impl Contest for Lists<'_> {
    type Sample = Served;

    fn contenders(&self) -> usize {
        5
    }

    async fn control(&mut self) -> Result<f64> {
        Ok(self.serve(self.bare, Wish::PLAIN, self.plan.control_seconds()).await?.per_second)
    }

    async fn turn(&mut self, contender: usize) -> Result<Served> {
        let (server, wish) = match contender {
            RENDERED => (self.ours, Wish::PLAIN.fresh()),
            DRAWN_BROTLI => (self.ours, Wish::BROTLI.fresh()),
            KEPT => (self.ours, Wish::PLAIN),
            KEPT_BROTLI => (self.ours, Wish::BROTLI),
            _ => (self.bare, Wish::PLAIN),
        };
        self.serve(server, wish, self.plan.turn_seconds).await
    }
}

/// Writes the page as it is now into a file, for the bare server.
///
/// # Errors
/// It has not 20 rows: then something else would be measured.
pub async fn keep_page(server: &Running, file: &Path) -> Result<()> {
    let mut connection = Connection::open(server.address).await?;
    connection.get_ok(PATH, Wish::PLAIN).await?;
    let rows = rows_in(&String::from_utf8_lossy(connection.body()));
    if rows != ROWS {
        return Err(format!("{PATH} shows {rows} jobs, not {ROWS}").into());
    }
    Ok(std::fs::write(file, connection.body())?)
}

/// Headings that lead to a job.
fn rows_in(html: &str) -> usize {
    html.split("<h2")
        .skip(1)
        .filter(|rest| rest.split("</h2").next().is_some_and(|heading| heading.contains("href=\"/jobs/")))
        .count()
}

/// Loads both servers in turn.
///
/// # Errors
/// An answer that is not 200.
pub async fn measure(ours: &Running, bare: &Running, ticks: f64, plan: &Plan) -> Result<Vec<Row>> {
    let mut lists = Lists { bare, ours, ticks, plan: *plan };
    for server in [bare, ours] {
        lists.serve(server, Wish::PLAIN, WARM_UP_SECONDS).await?;
    }
    let rounds = rounds(&mut lists, plan).await?;
    let row = |what: &str, who: usize, unit: &str, of: fn(&Served) -> f64, budget: Budget| Row {
        what: what.to_owned(),
        ours: maybe(rounds.median(|round| of(&round[who])), unit),
        beside: format!("{} bare axum, same bytes", maybe(rounds.median(|round| of(&round[BARE])), unit)),
        ratio: rounds.median(|round| of(&round[who]) / of(&round[BARE])),
        noisy: rounds.is_noisy(),
        budget,
    };
    let per_cpu: fn(&Served) -> f64 = |served| 1.0 / served.cpu_ms;
    let cpu = |who: usize| maybe(rounds.median(|round: &[Served]| round[who].cpu_ms), " ms");
    println!(
        "    list page: {} CPU a request rendered anew, {} with brotli, {} kept, {} kept with brotli, {} bare; \
         {} rounds kept, {} thrown away",
        cpu(RENDERED),
        cpu(DRAWN_BROTLI),
        cpu(KEPT),
        cpu(KEPT_BROTLI),
        cpu(BARE),
        rounds.kept(),
        rounds.thrown()
    );
    Ok(vec![
        row("/jobs rendered anew, requests/s", RENDERED, "/s", |served| served.per_second, Budget::None),
        row(
            "/jobs rendered anew, requests per server-CPU-ms",
            RENDERED,
            "/ms",
            per_cpu,
            Budget::AtLeast(PER_CPU_MS_MIN),
        ),
        row("the same with brotli", DRAWN_BROTLI, "/ms", per_cpu, Budget::None),
        row("/jobs for strangers, requests/s", KEPT, "/s", |served| served.per_second, Budget::None),
        row(
            "/jobs for strangers, requests per server-CPU-ms",
            KEPT,
            "/ms",
            per_cpu,
            Budget::AtLeast(PER_CPU_MS_OF_KEPT_MIN),
        ),
        row("the same with brotli", KEPT_BROTLI, "/ms", per_cpu, Budget::None),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headings_of_jobs_are_rows() {
        let html = concat!(
            r#"<h2>Filters</h2><a href="/jobs/new">x</a>"#,
            r#"<h2 class="t"><a href="/jobs/1a">A</a></h2><h2><a href="/jobs/2b">B</a></h2>"#,
        );
        assert_eq!(rows_in(html), 2);
    }
}

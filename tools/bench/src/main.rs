//! `cargo xtask bench`: every measurement in one run, as a table of ratios.

use bench::generate;
use bench::method::Plan;
use bench::process::{Program, Running, ticks_per_second};
use bench::table::{self, Budget, Row, mebibytes};
use bench::{Result, bare, escrow, list, memory, sockets, start, weight};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;
use store::{Db, Settings};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "\
bench [--quick] [--only PART]… [--server FILE] [--site FOLDER]
  --quick    one short round
  --only     pages (weight, memory, start, list), memory (after work, both engines), sockets (of open pages), \
sqlite or postgres; may be repeated
  --server   the guildhall program; without it, the one beside this program
  --site     the built front end; without it, the one of this target folder";
const PARTS: [&str; 5] = ["pages", "memory", "sockets", "sqlite", "postgres"];
/// The hidden command that this program starts itself with.
const BARE: &str = "bare-server";
const JOBS: usize = 10_000;
const CLIENTS: usize = 32;
const REST_SECONDS: u64 = 5;
const AT_REST_BYTES_MAX: f64 = 60.0 * 1_048_576.0;

#[tokio::main]
async fn main() -> ExitCode {
    match obey(std::env::args().skip(1).collect()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn obey(arguments: Vec<String>) -> Result<()> {
    if let [command, page] = arguments.as_slice()
        && command == BARE
    {
        return bare::serve(Path::new(page)).await;
    }
    let wish = wish(arguments)?;
    let folder = Folder::make()?;
    let mut report = Report::default();
    if wish.wants("pages") {
        let measured = pages(&wish, &folder.0, &mut report).await;
        report.add("pages", measured);
    }
    if wish.wants("memory") {
        let data = folder.0.join("memory");
        std::fs::create_dir_all(&data)?;
        report.add("memory on SQLite", memory::measure(&wish.program, &data, None, &wish.plan).await);
        report.add("memory on Postgres", memory_on_postgres(&wish, &folder.0.join("memory-postgres")).await);
    }
    if wish.wants("sockets") {
        let data = folder.0.join("sockets");
        std::fs::create_dir_all(&data)?;
        report.add("sockets", sockets::measure(&wish.program, &data, wish.plan.rounds == 1).await);
    }
    if wish.wants("sqlite") {
        report.add("escrow on SQLite", escrow::on_sqlite(&folder.0, &wish.plan).await);
    }
    if wish.wants("postgres") {
        report.add("escrow on Postgres", escrow::on_postgres(&wish.plan).await);
    }
    println!("\n{}", table::print(&report.rows));
    if report.failed.is_empty() { Ok(()) } else { Err(report.failed.join("\nbench: ").into()) }
}

/// What was measured; a part that cannot be measured does not take the others with it.
#[derive(Debug, Default)]
struct Report {
    rows: Vec<Row>,
    failed: Vec<String>,
}

impl Report {
    fn add(&mut self, part: &str, measured: Result<Vec<Row>>) {
        match measured {
            Ok(rows) => self.rows.extend(rows),
            Err(error) => self.failed.push(format!("{part} could not be measured: {error}")),
        }
    }
}

/// What the command line asked for.
#[derive(Debug)]
struct Wish {
    plan: Plan,
    only: Vec<String>,
    program: Program,
}

impl Wish {
    fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }
}

fn wish(arguments: Vec<String>) -> Result<Wish> {
    let here = std::env::current_exe()?;
    let profile = here.parent().ok_or("this program lies in no folder")?;
    let target = profile.parent().ok_or("this program lies in no target folder")?;
    let program = Program { server: profile.join("guildhall"), site: target.join("site") };
    let mut wish = Wish { plan: Plan::FULL, only: Vec::new(), program };
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n{USAGE}"));
        match argument.as_str() {
            "--quick" => wish.plan = Plan::QUICK,
            "--only" => wish.only.push(value()?),
            "--server" => wish.program.server = value()?.into(),
            "--site" => wish.program.site = value()?.into(),
            _ => return Err(format!("not understood: {argument}\n{USAGE}").into()),
        }
    }
    match wish.only.iter().find(|only| !PARTS.contains(&only.as_str())) {
        Some(unknown) => Err(format!("there is no part {unknown}\n{USAGE}").into()),
        None => Ok(wish),
    }
}

/// A folder on the disk of the target folder (a temporary one may lie in memory, where nothing is durable); removed at
/// the end.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let program = std::env::current_exe()?;
        let folder = program.with_file_name(format!("bench-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("data"))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is in the target folder, where it is in nobody's way.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Everything that is measured on the running server. Rows go into the report as they come; the last ones are given.
async fn pages(wish: &Wish, folder: &Path, report: &mut Report) -> Result<Vec<Row>> {
    let (data, page) = (folder.join("data"), folder.join("page.html"));
    println!("    making {JOBS} jobs");
    let db = Db::open(&Settings::sqlite(data.join("guildhall.db"))).await?;
    let people = generate::pairs(&db, CLIENTS).await?;
    generate::jobs(&db, &people, JOBS, &Arc::default()).await?;
    db.close().await;

    let ticks = ticks_per_second()?;
    let this = std::env::current_exe()?;
    let bare_command = || {
        let mut command = Command::new(&this);
        command.arg(BARE).arg(&page);
        command
    };
    let ours = Running::start(wish.program.serve(&data)).await?;
    list::keep_page(&ours, &page).await?;
    let bare = Running::start(bare_command()).await?;
    report.add("weight of the home page", weight::measure(&ours, &wish.program.site).await);
    tokio::time::sleep(Duration::from_secs(REST_SECONDS)).await;
    report.rows.push(resident("server memory at rest", &ours, &bare, Budget::AtMost(1.0))?);
    println!("    loading the list of {JOBS} jobs");
    report.add("the list of jobs", list::measure(&ours, &bare, ticks, &wish.plan).await);
    tokio::time::sleep(Duration::from_secs(REST_SECONDS)).await;
    report.rows.push(resident("server memory after the load", &ours, &bare, Budget::None)?);
    ours.stop().await?;
    drop(bare);
    println!("    starting on the database with {JOBS} jobs");
    start::measure(&wish.program, &data, &bare_command, &wish.plan).await
}

async fn memory_on_postgres(wish: &Wish, data: &Path) -> Result<Vec<Row>> {
    let url = tokio::task::spawn_blocking(xtask::postgres::fresh_database).await?;
    memory::measure(&wish.program, data, Some(&url), &wish.plan).await
}

fn resident(what: &str, ours: &Running, bare: &Running, budget: Budget) -> Result<Row> {
    let (ours, bare) = (ours.resident_bytes()?, bare.resident_bytes()?);
    Ok(Row {
        what: what.to_owned(),
        ours: mebibytes(ours),
        beside: format!("{} allowed; bare {}", mebibytes(AT_REST_BYTES_MAX), mebibytes(bare)),
        ratio: Some(ours / AT_REST_BYTES_MAX),
        noisy: false,
        budget,
    })
}

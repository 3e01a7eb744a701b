//! The commands of `guildhall`; those about people are in [`user`], those about backups in [`backup`]. Flags are made
//! from the table of settings, so `--help` is complete by construction.

mod backup;
mod user;

use crate::{
    clock::Clock,
    config::{Config, Values},
    discreet::Discreet,
    settings::{self, SETTINGS, Scope, Setting},
    start::Server,
};
use clap::{Arg, ArgAction, ArgMatches, Command, parser::ValueSource};
use std::{error::Error, ffi::OsString, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};
use store::{Context, Platform};
use tokio::{
    runtime::{Builder, Runtime},
    signal::unix::{SignalKind, signal},
};

/// How long a thread that waited for the disk stays when it has nothing to do. Each holds some megabytes, and a new one takes
/// microseconds.
const IDLE_THREAD: Duration = Duration::from_secs(1);

/// How long threads that still wait for the disk or for a lock may take when everything else has ended.
const LAST_THREADS: Duration = Duration::from_secs(5);

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// Runs one command line and gives the exit code: 0 done, 1 failed, 2 not understood.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(answer) => {
            let code = u8::try_from(answer.exit_code()).unwrap_or(2);
            // A closed pipe (`guildhall --help | head`) is no failure of ours.
            let _ = answer.print();
            return ExitCode::from(code);
        }
    };
    match carry_out(&matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("guildhall: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The whole command line.
pub fn command() -> Command {
    Command::new("guildhall")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Guildhall, a marketplace for freelance work: one program, one data folder.")
        .after_help(
            "Every setting may stand on the command line (--data-dir), in the environment (GUILDHALL_DATA_DIR) \
             or in a file (data-dir = \"…\"). The command line wins over the environment, the environment over the file.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_settings(
            Command::new("serve").about("Serve pages and API until stopped by SIGINT or SIGTERM"),
            Some(Scope::Serve),
        ))
        .subcommand(with_settings(Command::new("migrate").about("Bring the database to the newest shape, then stop"), None))
        .subcommand(with_settings(
            Command::new("check")
                .about("Check settings, database and books; fails when a rule of the books is broken"),
            Some(Scope::Serve),
        ))
        .subcommand(backup::make_command())
        .subcommand(backup::restore_command())
        .subcommand(with_settings(Command::new("seed").about("Add the demo people to a sandbox; may be repeated"), None))
        .subcommand(user::command())
        .subcommand(Command::new("settings").about("Print every setting with its default, as Markdown"))
}

fn with_settings(command: Command, also: Option<Scope>) -> Command {
    let file = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_parser(clap::value_parser!(PathBuf))
        .help("File with settings (TOML) [env: GUILDHALL_CONFIG]");
    let taken = SETTINGS.iter().filter(|setting| setting.scope == Scope::Everywhere || Some(setting.scope) == also);
    command.arg(file).args(taken.map(flag))
}

fn flag(setting: &Setting) -> Arg {
    let default = if setting.default.is_empty() { String::new() } else { format!(" [default: {}]", setting.default) };
    let arg = Arg::new(setting.name).long(setting.name).action(ArgAction::Set).help(format!(
        "{} [env: {}]{default}",
        setting.help,
        setting.variable()
    ));
    if setting.is_switch() {
        arg.value_name("true|false").num_args(0..=1).require_equals(true).default_missing_value("true")
    } else {
        arg.value_name(setting.value)
    }
}

fn config(matches: &ArgMatches) -> Result<Config, Box<dyn Error + Send + Sync>> {
    let variable = |name: &str| std::env::var(name).ok();
    let mut flags = Values::new();
    for setting in SETTINGS {
        let known = matches.try_contains_id(setting.name).unwrap_or(false);
        if known
            && matches.value_source(setting.name) == Some(ValueSource::CommandLine)
            && let Some(value) = matches.get_one::<String>(setting.name)
        {
            flags.insert(setting.name.to_owned(), value.clone());
        }
    }
    let file =
        matches.get_one::<PathBuf>("config").cloned().or_else(|| variable("GUILDHALL_CONFIG").map(PathBuf::from));
    Ok(Config::load(&flags, file.as_deref(), &variable)?)
}

fn carry_out(matches: &ArgMatches) -> Outcome {
    match matches.subcommand() {
        Some(("serve", given)) => with_runtime(config(given)?, serve),
        Some(("migrate", given)) => with_runtime(config(given)?, migrate),
        Some(("check", given)) => with_runtime(config(given)?, check),
        Some(("backup", given)) => backup::make(given),
        Some(("restore", given)) => backup::restore(given),
        Some(("seed", given)) => with_runtime(config(given)?, seed),
        Some(("user", given)) => user::carry_out(given),
        Some(("settings", _)) => {
            print!("{}", settings::markdown());
            Ok(())
        }
        Some(_) | None => Err("unknown command; `guildhall --help` lists them".into()),
    }
}

fn with_runtime<F: Future<Output = Outcome>>(config: Config, work: impl FnOnce(Config) -> F) -> Outcome {
    log_to_stderr(&config)?;
    let runtime = Builder::new_multi_thread().enable_all().thread_keep_alive(IDLE_THREAD).build()?;
    to_the_end(runtime, work(config), LAST_THREADS)
}

// A runtime that is dropped waits for each of its threads for ever; one that hangs must not keep the program from ending.
fn to_the_end<T>(runtime: Runtime, work: impl Future<Output = T>, patience: Duration) -> T {
    let outcome = runtime.block_on(work);
    runtime.shutdown_timeout(patience);
    outcome
}

fn log_to_stderr(config: &Config) -> Outcome {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(Discreet(std::io::stderr));
    if config.log_json { log.json().flatten_event(true).try_init() } else { log.try_init() }
}

async fn serve(config: Config) -> Outcome {
    let running = Server::start(config).await?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    // Scripts wait for these lines; nothing else is written to standard output.
    println!("{}", greeting(&running));
    let mut asked = async || {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    };
    asked().await;
    tracing::info!("stopping: running requests may finish; a second signal stops at once");
    tokio::select! {
        () = running.stop() => Ok(()),
        () = asked() => Err("stopped by a second signal, before everything had finished".into()),
    }
}

// One text, so that somebody who reads the first line and goes away does not leave us writing to nobody.
fn greeting(running: &crate::Running) -> String {
    let main = format!("Guildhall is listening on {}", running.url());
    match running.redirect_addr {
        Some(address) => format!("{main}\nPlain http is sent on from http://{address}"),
        None => main,
    }
}

async fn migrate(config: Config) -> Outcome {
    let db = crate::instance::open_database(&config).await?;
    println!("The database has the newest shape.");
    db.close().await;
    Ok(())
}

async fn check(config: Config) -> Outcome {
    config.refuse_unsafe()?;
    println!("settings: safe to serve");
    let db = crate::instance::open_database(&config).await?;
    println!("database: opens, newest shape");
    let broken = store::ledger::check(&db).await?;
    db.close().await;
    books(&broken)
}

/// Tells what is wrong with the books.
fn books(broken: &[String]) -> Outcome {
    for sentence in broken {
        println!("books: {sentence}");
    }
    if broken.is_empty() {
        println!("books: every rule holds");
        Ok(())
    } else {
        Err(format!("the books break {} rules", broken.len()).into())
    }
}

async fn seed(config: Config) -> Outcome {
    if !config.sandbox {
        return Err("demo people have a password that everybody knows; seed works with --sandbox only".into());
    }
    let db = crate::instance::open_database(&config).await?;
    let clock = Clock::new(config.sandbox);
    clock.refresh(&db).await?;
    store::seed::lively(&Context::new(&db, Platform, &Arc::default(), clock.now())).await?;
    db.close().await;
    println!("The demo people are there; their password is “{}”.", store::seed::PASSWORD);
    for person in store::seed::everybody() {
        println!("  {}  {}", person.email, person.name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::to_the_end;
    use std::{sync::mpsc, time::Duration};
    use tokio::runtime::Builder;

    #[test]
    fn a_thread_that_hangs_does_not_keep_the_program_from_ending() {
        let (held, hanging) = mpsc::channel::<()>();
        let work = async {
            drop(tokio::task::spawn_blocking(move || hanging.recv()));
            7
        };
        assert_eq!(to_the_end(Builder::new_multi_thread().build().unwrap(), work, Duration::from_millis(1)), 7);
        drop(held);
    }
}

//! `guildhall backup` and `guildhall restore`: the whole database in one file, while the server runs, and back.

use super::{Outcome, books, config, with_runtime, with_settings};
use crate::{config::Config, instance};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::path::PathBuf;

fn file(help: &'static str) -> Arg {
    Arg::new("file").value_name("FILE").required(true).value_parser(clap::value_parser!(PathBuf)).help(help)
}

/// `guildhall backup`.
pub(super) fn make_command() -> Command {
    let command = Command::new("backup")
        .about("Write the whole database to a new file, while the server runs, and check what was written")
        .arg(file("Where to write it; what is there already is never replaced"));
    with_settings(command, None)
}

/// `guildhall restore`.
pub(super) fn restore_command() -> Command {
    let command = Command::new("restore")
        .about("Put a backup in place of the database, and check it; the server must be stopped")
        .arg(file("What `guildhall backup` has written"))
        .arg(
            Arg::new("overwrite")
                .long("overwrite")
                .action(ArgAction::SetTrue)
                .help("Replace a database that has accounts in it"),
        );
    with_settings(command, None)
}

fn path(given: &ArgMatches) -> PathBuf {
    given.get_one::<PathBuf>("file").cloned().unwrap_or_default()
}

/// Makes one.
pub(super) fn make(given: &ArgMatches) -> Outcome {
    with_runtime(config(given)?, async |config: Config| {
        let to = path(given);
        let db = instance::open_database(&config).await?;
        let made = store::backup::make(&instance::database(&config), &db, &to).await;
        db.close().await;
        let broken = made?;
        println!("backup: {} holds the whole database", to.display());
        if config.secret_file.is_none() {
            println!("The instance secret is not in it; keep {} beside it.", config.data_dir.join("secret").display());
        }
        books(&broken)
    })
}

/// Puts one in place.
pub(super) fn restore(given: &ArgMatches) -> Outcome {
    with_runtime(config(given)?, async |config: Config| {
        instance::make_data_folder(&config)?;
        let overwrite = given.get_flag("overwrite");
        let broken = store::backup::restore(&instance::database(&config), &path(given), overwrite).await?;
        println!("restore: the database is the one of the backup, in the newest shape");
        books(&broken)
    })
}

//! `guildhall user`: accounts and tokens from the command line, by the same commands that pages use. A
//! password is read from standard input, so that it stands in no list of processes and no history.

use super::{Outcome, config, with_runtime, with_settings};
use crate::{clock::Clock, config::Config, instance, settings::Scope};
use clap::{Arg, ArgMatches, Command};
use domain::{
    account::{NewToken, SignUp, SignUpInput, TokenInput},
    actor::{Actor, Proof},
};
use std::{io::BufRead as _, sync::Arc};
use store::{Context, account, session, site::Site, token};

/// The command and its two parts.
pub(super) fn command() -> Command {
    let email = || Arg::new("email").long("email").value_name("ADDRESS").required(true).help("Address of the account");
    let create = Command::new("create")
        .about(
            "Make an account as the sign-up page does; the password is read from standard input, \
             the mail with the link to confirm leaves by the running server",
        )
        .arg(email())
        .arg(Arg::new("name").long("name").value_name("NAME").required(true).help("What the person is called"))
        .arg(Arg::new("side").long("side").value_name("SIDE").default_value("client").help("client or freelancer"));
    let token = Command::new("token")
        .about("Make an API token for an account and print it, this once; its password is read from standard input")
        .arg(email())
        .arg(
            Arg::new("name")
                .long("name")
                .value_name("NAME")
                .default_value("command line")
                .help("What the token is for"),
        )
        .arg(
            Arg::new("scopes")
                .long("scopes")
                .value_name("SCOPES")
                .default_value("read")
                .help("read, work, message, money; separated by commas"),
        )
        .arg(Arg::new("days").long("days").value_name("DAYS").default_value("30").help("Days until it ends, 1 to 365"));
    Command::new("user")
        .about("Make accounts and API tokens")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_settings(create, Some(Scope::Serve)))
        .subcommand(with_settings(token, Some(Scope::Serve)))
}

/// Runs one of the two.
pub(super) fn carry_out(matches: &ArgMatches) -> Outcome {
    match matches.subcommand() {
        Some(("create", given)) => with_runtime(config(given)?, async |config| create(config, given).await),
        Some(("token", given)) => with_runtime(config(given)?, async |config| make_token(config, given).await),
        Some(_) | None => Err("unknown command; `guildhall user --help` lists them".into()),
    }
}

fn text(given: &ArgMatches, name: &str) -> String {
    given.get_one::<String>(name).cloned().unwrap_or_default()
}

fn password() -> std::io::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn create(config: Config, given: &ArgMatches) -> Outcome {
    let input = SignUpInput {
        name: text(given, "name"),
        email: text(given, "email"),
        password: password()?,
        side: text(given, "side"),
    };
    let new = SignUp::parse(&input)?;
    let db = instance::open_database(&config).await?;
    let clock = Clock::new(config.sandbox);
    clock.refresh(&db).await?;
    let stranger = Context::new(&db, None, &Arc::default(), clock.now());
    account::sign_up(&stranger, &new, &Site::new(&config.origin())).await?;
    db.close().await;
    println!("A mail to {} is on its way, with a link that confirms the address.", input.email);
    Ok(())
}

async fn make_token(config: Config, given: &ArgMatches) -> Outcome {
    let scopes = text(given, "scopes").split(',').map(|scope| scope.trim().to_owned()).collect();
    let new = NewToken::parse(&TokenInput { name: text(given, "name"), scopes, days: text(given, "days") })?;
    let db = instance::open_database(&config).await?;
    let clock = Clock::new(config.sandbox);
    clock.refresh(&db).await?;
    let stranger = Context::new(&db, None, &Arc::default(), clock.now());
    let password = password()?;
    let opened = account::sign_in(&stranger, &text(given, "email"), &password, "command line").await?;
    let person = stranger.by(Actor::new(opened.account, Proof::Session));
    let made = token::make(&person, None, &password, &new).await;
    // The session served to prove who asks; whatever came of the token, it ends here.
    session::end(&stranger, &opened.token).await?;
    db.close().await;
    println!("{}", made?);
    Ok(())
}

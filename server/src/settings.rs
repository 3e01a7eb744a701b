//! Every setting, once: the command line, its help, the environment, the file and the documentation
//! all read this table.

use std::fmt::Write as _;

/// Which commands take a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every command: where the data lies and how to log.
    Everywhere,
    /// Only `serve`.
    Serve,
}

/// One setting. The flag is `--name`, the variable `GUILDHALL_NAME`, the key in the file `name`.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Kebab case.
    pub name: &'static str,
    /// What its value is called in the help; empty for a switch (`true` or `false`).
    pub value: &'static str,
    /// As it would be written; empty when there is none.
    pub default: &'static str,
    /// Which commands take it.
    pub scope: Scope,
    /// One or two sentences.
    pub help: &'static str,
}

impl Setting {
    /// The variable of the environment that sets it.
    pub fn variable(&self) -> String {
        format!("GUILDHALL_{}", self.name.replace('-', "_").to_uppercase())
    }

    /// True for a switch, which needs no value on the command line.
    pub fn is_switch(&self) -> bool {
        self.value.is_empty()
    }
}

const fn everywhere(name: &'static str, value: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, value, default, scope: Scope::Everywhere, help }
}

const fn serve(name: &'static str, value: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting { name, value, default, scope: Scope::Serve, help }
}

/// All settings, in the order in which they are documented.
pub const SETTINGS: &[Setting] = &[
    everywhere(
        "data-dir",
        "FOLDER",
        "data",
        "Folder for the database, the instance secret, mail and files. It is made when missing, readable for its owner only.",
    ),
    everywhere(
        "database-url",
        "URL",
        "",
        "`sqlite://FILE` or `postgres://USER@HOST/NAME`. Without it: SQLite in the data folder. The variable DATABASE_URL is read too. \
         Postgres on another machine must show a certificate for its name (`?sslrootcert=FILE` for an \
         authority of your own), unless the address says `?sslmode=disable`.",
    ),
    everywhere(
        "accept-missing-log",
        "",
        "false",
        "Opens a SQLite file that was in use with a write-ahead log (`-wal`) and has none. What was only in the log is lost; use it once.",
    ),
    everywhere(
        "secret-file",
        "FILE",
        "",
        "The instance secret: 32 random bytes in hexadecimal. Without it: `secret` in the data folder, made at the first start. \
         Several nodes share one.",
    ),
    everywhere(
        "sandbox",
        "",
        "false",
        "A marked instance for trying things: demo people, play money, a mailbox page and a test clock.",
    ),
    everywhere("log", "FILTER", "info", "What to log: a level, or filters such as `info,server::worker=debug`."),
    everywhere(
        "log-format",
        "FORMAT",
        "text",
        "`text` for people or `json` for programs. Neither holds personal data.",
    ),
    serve("address", "ADDRESS", "127.0.0.1:4780", "Address and port to listen on; port 0 takes a free one."),
    serve(
        "public-url",
        "URL",
        "",
        "The address that people type, such as `https://guildhall.example`. Links in mails start with it. \
         Without it: made from the address.",
    ),
    serve("site-root", "FOLDER", "target/site", "Folder of the built front end (style, scripts, icons)."),
    serve(
        "tls-cert",
        "FILE",
        "",
        "Certificate chain (PEM). With it the server speaks https; a changed file is taken over without a restart.",
    ),
    serve("tls-key", "FILE", "", "Private key of the certificate (PEM)."),
    serve(
        "hsts",
        "SECONDS",
        "31536000",
        "For how long browsers remember to come back by https only, where this instance is reached by https. 0 makes them forget it.",
    ),
    serve("hsts-subdomains", "", "false", "Says the same for every name below that of this instance."),
    serve(
        "redirect-address",
        "ADDRESS",
        "",
        "A second, plain http address whose every request is sent on to https; usually port 80.",
    ),
    serve(
        "trusted-proxy",
        "ADDRESSES",
        "",
        "Addresses or networks (`10.0.0.0/8`), separated by commas, of proxies whose X-Forwarded-For is believed. Needs public-url.",
    ),
    serve("allow-sandbox-public", "", "false", "Lets a sandbox listen on an address that others can reach."),
    serve(
        "allow-plain-http",
        "",
        "false",
        "Lets a public address speak http without TLS and without a proxy in front: passwords would cross the network readable.",
    ),
    serve("mail-from", "MAILBOX", "Guildhall <no-reply@localhost>", "Sender of every mail."),
    serve(
        "smtp-url",
        "URL",
        "",
        "`smtps://USER:PASSWORD@HOST:465`, or `smtp://HOST:587` with STARTTLS. Both are encrypted and verified; \
         readable is only what goes to this machine, or where `?tls=disable` says so. \
         Without it mails are files in the data folder.",
    ),
    serve(
        "smtp-ca",
        "FILE",
        "",
        "Certificate of an authority of your own (PEM) that vouches for the mail server, besides those that everybody knows.",
    ),
    serve("body-limit", "BYTES", "1048576", "Largest request body."),
    serve("request-timeout", "SECONDS", "30", "How long one answer may take."),
    serve(
        "idle-timeout",
        "SECONDS",
        "60",
        "How long a connection may wait for its next request, or take to send its headers.",
    ),
    serve("stop-timeout", "SECONDS", "20", "How long running requests may finish when the server is stopped."),
    serve(
        "connections-max",
        "COUNT",
        "16000",
        "Open connections at most; further ones wait. Keep it below the limit of open files.",
    ),
    serve(
        "requests-per-minute",
        "COUNT",
        "3000",
        "Requests of one address in a minute (files are not counted): generous, because many may share it. \
         Of IPv6 the first 64 bits count as one address, the first 56 as 4, the first 48 as 16. \
         0: no limit, as for the next four.",
    ),
    serve("writes-per-minute", "COUNT", "600", "Requests of one address that change something, in a minute."),
    serve(
        "sign-ins-per-minute",
        "COUNT",
        "120",
        "Attempts of one address to sign in, sign up or reset a password, in a minute.",
    ),
    serve(
        "account-requests-per-minute",
        "COUNT",
        "600",
        "Requests of one account from one network in a minute, by sessions and tokens; from all networks twice as many.",
    ),
    serve(
        "account-writes-per-minute",
        "COUNT",
        "120",
        "Requests of one account from one network that change something, in a minute; from all networks twice as many.",
    ),
    serve(
        "lines-per-session",
        "COUNT",
        "20",
        "Open pages of one session that hear of news at once, by WebSocket or event stream; \
         further ones look again by themselves. 0: no limit, as for the next two.",
    ),
    serve("lines-per-account", "COUNT", "60", "The same for all sessions of one account."),
    serve("lines-per-address", "COUNT", "2000", "The same for one address."),
    serve(
        "worker",
        "",
        "true",
        "Runs mail, scheduled jobs and expiries in this process. Turn it off on nodes that only answer requests.",
    ),
];

/// The table of the documentation, as Markdown.
pub fn markdown() -> String {
    let mut text = String::from("| setting | default | what it does |\n| --- | --- | --- |\n");
    for setting in SETTINGS {
        let default = match setting.default {
            "" => "none".to_owned(),
            value => format!("`{value}`"),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| `{}` | {default} | {} |", setting.name, setting.help);
    }
    text
}

//! Settings, read once at start: flags win over the environment, the environment over the file, the
//! file over the defaults of [`crate::settings`]. Unsafe combinations are refused here.

use crate::{clock::Pace, live::lines::LinesMax, settings::SETTINGS};
use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

/// Why the settings cannot be used. Each says what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The settings file cannot be read.
    #[error("cannot read the settings file {path}: {why}")]
    File {
        /// The path as it was given.
        path: PathBuf,
        /// What the system or the parser said.
        why: String,
    },
    /// The file has a key that is no setting.
    #[error("the settings file has `{key}`, which is no setting; `guildhall settings` lists them all")]
    Unknown {
        /// The key as it was written.
        key: String,
    },
    /// A value cannot be read.
    #[error("{name} cannot be `{given}`: {why}")]
    Value {
        /// Name of the setting.
        name: &'static str,
        /// The value as it was given.
        given: String,
        /// What it should look like.
        why: String,
    },
    /// The settings are readable but would put people's money or passwords at risk.
    #[error("refusing to start: {0}")]
    Unsafe(String),
}

/// A network in CIDR form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (base, bits) = match text.split_once('/') {
            Some((base, bits)) => (base.parse::<IpAddr>().ok()?, Some(bits.parse::<u8>().ok()?)),
            None => (text.parse::<IpAddr>().ok()?, None),
        };
        let longest = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(longest);
        (bits <= longest).then_some(Self { base, bits })
    }

    /// True when the address lies in this network.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let differing = match (self.base, ip) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => (base.to_bits() ^ ip.to_bits()).leading_zeros(),
            (IpAddr::V6(base), IpAddr::V6(ip)) => (base.to_bits() ^ ip.to_bits()).leading_zeros(),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        differing >= u32::from(self.bits)
    }
}

/// Certificate and key files.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// Certificate chain, PEM.
    pub cert: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
}

/// What browsers remember of this host: <https://www.rfc-editor.org/rfc/rfc6797>.
#[derive(Debug, Clone, Copy)]
pub struct Hsts {
    /// For how long; 0 makes them forget it.
    pub seconds: u64,
    /// The same for every name below this one.
    pub subdomains: bool,
}

/// How many requests may come in a minute; 0 means any number. The first three are of one address.
#[derive(Debug, Clone, Copy)]
pub struct PerMinute {
    /// Everything but static files.
    pub requests: u32,
    /// Requests that change something.
    pub writes: u32,
    /// Sign-in, sign-up, reset.
    pub sign_ins: u32,
    /// Requests of one account from one network; twice as many from all of them.
    pub account_requests: u32,
    /// The same for requests that change something.
    pub account_writes: u32,
}

/// All settings, parsed. [`Config::default`] is what an empty command line gives.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of all data.
    pub data_dir: PathBuf,
    /// As given; empty means SQLite in the data folder.
    pub database_url: String,
    /// A SQLite file without its write-ahead log is opened all the same.
    pub accept_missing_log: bool,
    /// Where the instance secret lies, if not in the data folder.
    pub secret_file: Option<PathBuf>,
    /// A marked instance with test clock and mailbox.
    pub sandbox: bool,
    /// Filter of the log.
    pub log: String,
    /// True: one JSON object per line.
    pub log_json: bool,
    /// Where to listen.
    pub address: SocketAddr,
    /// Without a slash at the end.
    pub public_url: Option<String>,
    /// The built front end.
    pub site_root: PathBuf,
    /// Present: the server speaks https.
    pub tls: Option<TlsFiles>,
    /// Plain http address that redirects to https.
    pub redirect_address: Option<SocketAddr>,
    /// Proxies whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<Network>,
    /// A sandbox may be reachable by others.
    pub allow_sandbox_public: bool,
    /// A public address may speak plain http.
    pub allow_plain_http: bool,
    /// Sender of mails.
    pub mail_from: String,
    /// Present: mails leave by SMTP.
    pub smtp_url: Option<String>,
    /// An authority that vouches for the mail server, besides those that everybody knows.
    pub smtp_ca: Option<PathBuf>,
    /// What browsers are told over https about coming back by https only.
    pub hsts: Hsts,
    /// The largest body of a request, in bytes.
    pub body_limit: usize,
    /// For one answer.
    pub request_timeout: Duration,
    /// For headers, and between requests.
    pub idle_timeout: Duration,
    /// For running requests at the end.
    pub stop_timeout: Duration,
    /// Open connections at most.
    pub connections_max: usize,
    /// Limits per address and account.
    pub per_minute: PerMinute,
    /// Lines for news that may be open.
    pub lines_max: LinesMax,
    /// Runs the outbox and scheduled jobs in this process.
    pub worker: bool,
    /// Not a setting: always the default outside of tests.
    pub pace: Pace,
}

/// Raw values by name, before parsing.
pub type Values = BTreeMap<String, String>;

impl Config {
    /// Reads all sources and checks that the result is safe to serve.
    ///
    /// `flags` holds what the command line set; `file` is the settings file, if any; `variable` reads the
    /// environment (an argument, so that tests do not touch the real one).
    ///
    /// # Errors
    /// [`ConfigError`]: an unreadable file or value. Safety is [`Config::refuse_unsafe`].
    pub fn load(
        flags: &Values,
        file: Option<&Path>,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let file = file.map(read_file).transpose()?.unwrap_or_default();
        let mut values = Values::new();
        for setting in SETTINGS {
            let environment = || {
                let own = variable(&setting.variable());
                own.or_else(|| (setting.name == "database-url").then(|| variable("DATABASE_URL")).flatten())
            };
            let found =
                flags.get(setting.name).cloned().or_else(environment).or_else(|| file.get(setting.name).cloned());
            values.insert(setting.name.to_owned(), found.unwrap_or_else(|| setting.default.to_owned()));
        }
        Self::parse(&Reader(&values))
    }

    fn parse(read: &Reader<'_>) -> Result<Self, ConfigError> {
        let tls = match (read.path("tls-cert"), read.path("tls-key")) {
            (Some(cert), Some(key)) => Some(TlsFiles { cert, key }),
            (None, None) => None,
            (Some(_), None) => return Err(read.bad("tls-key", "tls-cert is set, so its private key is needed too")),
            (None, Some(_)) => return Err(read.bad("tls-cert", "tls-key is set, so its certificate is needed too")),
        };
        Ok(Self {
            data_dir: PathBuf::from(read.text("data-dir")),
            database_url: read.text("database-url").to_owned(),
            accept_missing_log: read.switch("accept-missing-log")?,
            secret_file: read.path("secret-file"),
            sandbox: read.switch("sandbox")?,
            log: read.text("log").to_owned(),
            log_json: read.one_of("log-format", &["text", "json"])? == "json",
            address: read.parsed("address", "an address with a port, such as 127.0.0.1:4780")?,
            public_url: read.public_url()?,
            site_root: PathBuf::from(read.text("site-root")),
            tls,
            redirect_address: match read.text("redirect-address") {
                "" => None,
                _ => Some(read.parsed("redirect-address", "an address with a port, such as 0.0.0.0:80")?),
            },
            trusted_proxies: read.networks("trusted-proxy")?,
            allow_sandbox_public: read.switch("allow-sandbox-public")?,
            allow_plain_http: read.switch("allow-plain-http")?,
            mail_from: read.text("mail-from").to_owned(),
            smtp_url: read.optional("smtp-url"),
            smtp_ca: read.path("smtp-ca"),
            hsts: Hsts {
                seconds: read.parsed("hsts", "a number of seconds")?,
                subdomains: read.switch("hsts-subdomains")?,
            },
            body_limit: read.parsed("body-limit", "a number of bytes")?,
            request_timeout: read.seconds("request-timeout")?,
            idle_timeout: read.seconds("idle-timeout")?,
            stop_timeout: read.seconds("stop-timeout")?,
            connections_max: read.parsed("connections-max", "a number")?,
            per_minute: PerMinute {
                requests: read.parsed("requests-per-minute", "a number")?,
                writes: read.parsed("writes-per-minute", "a number")?,
                sign_ins: read.parsed("sign-ins-per-minute", "a number")?,
                account_requests: read.parsed("account-requests-per-minute", "a number")?,
                account_writes: read.parsed("account-writes-per-minute", "a number")?,
            },
            lines_max: LinesMax {
                session: read.parsed("lines-per-session", "a number")?,
                account: read.parsed("lines-per-account", "a number")?,
                address: read.parsed("lines-per-address", "a number")?,
            },
            worker: read.switch("worker")?,
            pace: Pace::default(),
        })
    }

    /// Refuses settings under which a production instance would put money or passwords at risk.
    ///
    /// # Errors
    /// [`ConfigError::Unsafe`] with what is wrong and what to do.
    pub fn refuse_unsafe(&self) -> Result<(), ConfigError> {
        let refuse = |why: &str| Err(ConfigError::Unsafe(why.to_owned()));
        let reachable = !self.address.ip().is_loopback() || !self.public_host_is_loopback();
        if self.sandbox && reachable && !self.allow_sandbox_public {
            return refuse(
                "this is a sandbox (play money, test clock, a mailbox that everybody can read) on an address that others can reach. \
                 Listen on 127.0.0.1, or leave out --sandbox, or add --allow-sandbox-public if that is really meant.",
            );
        }
        if !self.trusted_proxies.is_empty() && self.public_url.is_none() {
            return refuse(
                "trusted-proxy needs public-url: behind a proxy the server cannot know which address people type.",
            );
        }
        let bare = self.tls.is_none() && self.trusted_proxies.is_empty() && !self.address.ip().is_loopback();
        if bare && !self.allow_plain_http {
            return refuse(
                "plain http on an address that others can reach, without TLS and without a trusted proxy. \
                 Give --tls-cert and --tls-key, or --trusted-proxy and --public-url, or listen on 127.0.0.1.",
            );
        }
        if !self.public_host_is_loopback() && !self.https() && !self.allow_plain_http {
            return refuse(
                "public-url is http on a name that others can reach: sessions would cross the network readable. Use https.",
            );
        }
        if self.redirect_address.is_some() && !self.https() {
            return refuse(
                "redirect-address sends people to https, but there is no https: give --tls-cert and --tls-key.",
            );
        }
        Ok(())
    }

    /// The address that people type, for links in mails; without a slash at the end.
    pub fn origin(&self) -> String {
        let scheme = if self.https() { "https" } else { "http" };
        self.public_url.clone().unwrap_or_else(|| format!("{scheme}://{}", self.address))
    }

    /// True when people reach this instance over https, directly or through a proxy.
    pub fn https(&self) -> bool {
        match &self.public_url {
            Some(url) => url.starts_with("https://"),
            None => self.tls.is_some(),
        }
    }

    fn public_host_is_loopback(&self) -> bool {
        let Some(url) = &self.public_url else { return true };
        is_loopback_host(authority(url))
    }
}

/// Reads addresses and networks in CIDR form, separated by commas; `None` when one of them is neither.
pub fn networks(text: &str) -> Option<Vec<Network>> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Network::parse).collect()
}

/// Host and port of an address with a scheme.
pub fn authority(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// The host alone, without port and brackets.
pub fn host_name(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
    }
}

/// True for a name or address of this machine itself, with or without a port.
pub fn is_loopback_host(authority: &str) -> bool {
    let host = host_name(authority);
    host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Default for Config {
    fn default() -> Self {
        let values = SETTINGS.iter().map(|setting| (setting.name.to_owned(), setting.default.to_owned())).collect();
        // The defaults are ours, and a test reads each of them.
        match Self::parse(&Reader(&values)) {
            Ok(config) => config,
            Err(error) => unreachable!("a default cannot be read: {error}"),
        }
    }
}

fn read_file(path: &Path) -> Result<Values, ConfigError> {
    let fault = |why: String| ConfigError::File { path: path.to_owned(), why };
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| fault(error.to_string()))?;
    let mut values = Values::new();
    for (key, value) in table {
        let name = key.replace('_', "-");
        if !SETTINGS.iter().any(|setting| setting.name == name) {
            return Err(ConfigError::Unknown { key });
        }
        values.insert(name, written(&value));
    }
    Ok(values)
}

fn written(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(","),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(switch) => switch.to_string(),
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => value.to_string(),
    }
}

struct Reader<'a>(&'a Values);

impl Reader<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.optional(name).map(PathBuf::from)
    }

    fn bad(&self, name: &'static str, why: &str) -> ConfigError {
        ConfigError::Value { name, given: self.text(name).to_owned(), why: why.to_owned() }
    }

    fn parsed<T: std::str::FromStr>(&self, name: &'static str, why: &str) -> Result<T, ConfigError> {
        self.text(name).trim().parse().map_err(|_| self.bad(name, &format!("it should be {why}")))
    }

    fn seconds(&self, name: &'static str) -> Result<Duration, ConfigError> {
        match self.parsed(name, "a number of seconds")? {
            0 => Err(self.bad(name, "it should be at least 1 second")),
            seconds => Ok(Duration::from_secs(seconds)),
        }
    }

    fn switch(&self, name: &'static str) -> Result<bool, ConfigError> {
        match self.text(name) {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" | "" => Ok(false),
            _ => Err(self.bad(name, "it should be true or false")),
        }
    }

    fn one_of(&self, name: &'static str, known: &[&str]) -> Result<&str, ConfigError> {
        let text = self.text(name);
        if known.contains(&text) {
            Ok(text)
        } else {
            Err(self.bad(name, &format!("it should be {}", known.join(" or "))))
        }
    }

    fn networks(&self, name: &'static str) -> Result<Vec<Network>, ConfigError> {
        networks(self.text(name)).ok_or_else(|| self.bad(name, "it should be addresses or networks such as 10.0.0.0/8"))
    }

    fn public_url(&self) -> Result<Option<String>, ConfigError> {
        let Some(url) = self.optional("public-url") else { return Ok(None) };
        let url = url.trim_end_matches('/').to_owned();
        let authority = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        match authority {
            Some(authority) if !authority.is_empty() && !authority.contains(['/', '?', '#', '@', ' ', '"', ';']) => {
                Ok(Some(url))
            }
            Some(_) | None => {
                Err(self
                    .bad("public-url", "it should be http:// or https:// with a name and perhaps a port, nothing else"))
            }
        }
    }
}

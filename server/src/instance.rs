//! What every request and every task of one running instance shares.

use crate::{
    clock::Clock,
    config::{Config, ConfigError},
    http::{build::Site, limits::Limits, public::Pages},
    live::lines::Lines,
    mail::Mailer,
    sandbox_book::StoredBook,
    secret::Secret,
    start::StartError,
    worker::Turns,
};
use axum::extract::FromRef;
use domain::rules::Rules;
use leptos::config::LeptosOptions;
use std::{fs, io, ops::Deref, os::unix::fs::DirBuilderExt as _, path::Path, sync::Arc};
use store::{Context, Db, Platform};
use tokio::sync::{Semaphore, watch};

/// Where `cargo leptos watch` tells browsers to reload; as in the workspace's Cargo.toml.
pub const RELOAD_PORT: u32 = 4781;

/// The instance. Every layer of every request holds one, so it is no more than a pointer to what all of them share.
#[derive(Debug, Clone)]
pub struct Instance(Arc<Shared>);

/// What an [`Instance`] gives.
#[derive(Debug)]
pub struct Shared {
    /// The settings that it was started with.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// The clock that everything here goes by.
    pub clock: Clock,
    /// The numbers that the operator may change.
    pub rules: Arc<Rules>,
    /// Where mails go.
    pub mailer: Mailer,
    /// Signs links and webhooks.
    pub secret: Secret,
    /// The built-in gateway, which only a sandbox has: elsewhere nobody could be charged with play money.
    pub sandbox: Option<gateway::sandbox::Sandbox<StoredBook>>,
    /// Public pages as strangers see them.
    pub pages: Pages,
    /// Requests per network and account.
    pub limits: Limits,
    /// Places for connections, those that became sockets among them.
    pub places: Arc<Semaphore>,
    /// Lines that are open.
    pub lines: Lines,
    /// What the pages' shell needs to name scripts and styles.
    pub leptos: LeptosOptions,
    /// The front end as it lies in the site folder.
    pub site: Site,
    /// Only one turn of outbox and scheduled jobs at a time in this process.
    pub turns: Turns,
    /// The address that people type, for links in mails; without a slash at the end.
    pub origin: Arc<str>,
    /// Becomes true when the server stops; sockets then say goodbye.
    pub stopping: watch::Receiver<bool>,
}

impl Deref for Instance {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Instance {
    /// Opens the data folder and the database, and brings both to the newest shape.
    ///
    /// # Errors
    /// [`StartError`]: unsafe settings, an unreadable folder, a database that does not answer.
    pub async fn open(config: Config, stopping: watch::Receiver<bool>) -> Result<Self, StartError> {
        config.refuse_unsafe()?;
        let db = open_database(&config).await?;
        let clock = Clock::new(config.sandbox);
        clock.refresh(&db).await?;
        let secret = Secret::load(&config)?;
        let rules = Arc::default();
        let book = StoredBook::new(Context::new(&db, Platform, &rules, clock.now()));
        let sandbox = gateway::sandbox::Sandbox::new(book, *secret.bytes());
        let leptos = leptos_options(&config);
        Ok(Self(Arc::new(Shared {
            sandbox: config.sandbox.then_some(sandbox),
            secret,
            rules,
            mailer: Mailer::new(&config)?,
            pages: Pages::default(),
            limits: Limits::new(config.per_minute, config.pace.clock.clone()),
            places: Arc::new(Semaphore::new(config.connections_max)),
            lines: Lines::default(),
            site: Site::read(&config.site_root, &leptos),
            leptos,
            turns: Turns::default(),
            origin: config.origin().into(),
            config,
            db,
            clock,
            stopping,
        })))
    }

    /// The context of what somebody does at this moment.
    pub fn context<Who>(&self, actor: Who) -> Context<Who> {
        Context::new(&self.db, actor, &self.rules, self.clock.now())
    }

    /// Waits until the server stops.
    pub async fn stopped(&self) {
        // An error means that the sender is gone, which is a stop as well.
        let _ = self.stopping.clone().wait_for(|stop| *stop).await;
    }
}

impl FromRef<Instance> for LeptosOptions {
    fn from_ref(instance: &Instance) -> Self {
        instance.leptos.clone()
    }
}

/// Opens the database that the settings name, at the newest shape.
///
/// # Errors
/// [`StartError`]: the data folder cannot be made, or the database does not answer.
pub async fn open_database(config: &Config) -> Result<Db, StartError> {
    make_data_folder(config)?;
    Ok(Db::open(&database(config)).await?)
}

/// Makes the data folder when it is missing, for its owner only.
///
/// # Errors
/// What the system says.
pub fn make_data_folder(config: &Config) -> Result<(), ConfigError> {
    let folder = |why: io::Error| ConfigError::File { path: config.data_dir.clone(), why: why.to_string() };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&config.data_dir).map_err(folder)
}

/// The database that the settings name.
pub fn database(config: &Config) -> store::Settings {
    let settings = match config.database_url.as_str() {
        "" => store::Settings::sqlite(config.data_dir.join("guildhall.db")),
        url => store::Settings::parse(url),
    };
    store::Settings { accept_missing_log: config.accept_missing_log, ..settings }
}

fn leptos_options(config: &Config) -> LeptosOptions {
    let hashes = hash_file(&config.site_root);
    LeptosOptions::builder()
        .output_name("guildhall")
        .site_root(config.site_root.display().to_string())
        .site_addr(config.address)
        .reload_port(RELOAD_PORT)
        .hash_files(hashes.is_some())
        .hash_file(hashes.unwrap_or_default().into())
        .build()
}

// The build writes the names of hashed files beside the program; an installed site may carry them itself.
// Leptos would look beside the running program only, and fail where a test has started the server.
fn hash_file(site_root: &Path) -> Option<String> {
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).map(|folder| folder.join("hash.txt"));
    [Some(site_root.join("hash.txt")), beside]
        .into_iter()
        .flatten()
        .find_map(|path| fs::canonicalize(path).ok())
        .map(|path| path.display().to_string())
}

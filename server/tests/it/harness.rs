//! An instance in a temporary folder, started in-process, and a client that behaves like a browser of it.

use server::{Config, Running, Server, config::PerMinute};
use std::{net::SocketAddr, path::Path, time::Duration};
use tempfile::TempDir;

/// How long a test waits for what is bound to come. It only ends a wait for something that never comes, so it is far
/// longer than the slowest machine needs.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// What comes of this; a failure names what was waited for.
pub async fn patiently<T>(what: &str, waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("waited in vain: {what}"))
}

/// Looks again and again until it finds something.
pub async fn until<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    patiently(what, looking).await
}

pub struct TestServer {
    pub running: Running,
    pub client: reqwest::Client,
    pub folder: TempDir,
}

/// Settings of an instance in `folder`, on a free port, without limits.
pub fn config(folder: &Path) -> Config {
    let mut config = Config {
        data_dir: folder.join("data"),
        site_root: folder.join("site"),
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        request_timeout: PATIENCE,
        idle_timeout: PATIENCE,
        ..Config::default()
    };
    config.per_minute = PerMinute { requests: 0, writes: 0, sign_ins: 0, account_requests: 0, account_writes: 0 };
    config
}

pub fn client() -> reqwest::ClientBuilder {
    // A second installation is refused, and the first one is the same.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE)
}

impl TestServer {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        change(&mut config);
        let running = Server::start(config).await.unwrap();
        Self { running, client: client().build().unwrap(), folder }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url())
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.client.get(self.url(path)).header("accept", "text/html").send().await.unwrap()
    }

    /// As a script of our own page sends it.
    pub fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.post(self.url(path)).header("sec-fetch-site", "same-origin")
    }
}

pub fn header<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

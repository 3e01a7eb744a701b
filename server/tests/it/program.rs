//! A program that uses the API with a token, as an integrator's would.

use crate::harness::TestServer;
use domain::account::NewToken;
use domain::actor::{Actor, Proof, Scope};
use domain::text::TokenName;
use domain::time::Span;
use serde_json::Value;
use server::Config;
use std::sync::atomic::{AtomicU64, Ordering};
use store::Platform;

/// A sandbox with demo people, on SQLite and then on Postgres.
pub async fn on_both(body: impl AsyncFn(TestServer)) {
    body(demo(TestServer::with(|config| config.sandbox = true).await).await).await;
    body(on_postgres(|_| {}).await).await;
}

/// A sandbox with demo people, on Postgres.
pub async fn on_postgres(change: impl FnOnce(&mut Config)) -> TestServer {
    let url = tokio::task::spawn_blocking(xtask::postgres::fresh_database).await.unwrap();
    let site = TestServer::with(|config| {
        (config.sandbox, config.database_url) = (true, url);
        change(config);
    });
    demo(site.await).await
}

/// Runs SQL in the Postgres database of an instance, past the product: to make the database say what it says seldom.
pub async fn raw(site: &TestServer, sql: &'static str) {
    let url = site.running.instance.config.database_url.clone();
    tokio::task::spawn_blocking(move || xtask::postgres::run(&url, sql)).await.unwrap().unwrap();
}

/// A sandbox with demo people.
pub async fn sandbox() -> TestServer {
    demo(TestServer::with(|config| config.sandbox = true).await).await
}

/// With demo people in it.
pub async fn demo(site: TestServer) -> TestServer {
    let instance = &site.running.instance;
    store::seed::demo(&instance.context(Platform)).await.unwrap();
    site
}

/// A demo person in a browser session, for what only those may do.
pub async fn person(site: &TestServer, email: &str) -> Actor {
    let instance = &site.running.instance;
    let session = store::account::sign_in(&instance.context(None), email, store::seed::PASSWORD, "test").await.unwrap();
    Actor::new(session.account, Proof::Session)
}

/// A fresh token of somebody.
pub async fn token(site: &TestServer, actor: &Actor, scopes: &[Scope]) -> String {
    let instance = &site.running.instance;
    let new = NewToken { name: TokenName::parse("test").unwrap(), scopes: scopes.to_vec(), life: Span::days(60) };
    store::token::make(&instance.context(actor.clone()), None, store::seed::PASSWORD, &new).await.unwrap()
}

/// An answer of the API.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Reply {
    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Self { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The body, when the status is the one expected.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The id of what was made.
    #[track_caller]
    pub fn made(self) -> String {
        self.expect(201)["id"].as_str().unwrap().to_owned()
    }

    /// The code of the problem.
    #[track_caller]
    pub fn problem(&self) -> (u16, &str) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        assert_eq!(self.body["type"], format!("/problems/{}", self.body["code"].as_str().unwrap()));
        (self.status, self.body["code"].as_str().unwrap())
    }

    /// The fields that the problem names.
    pub fn fields(&self) -> Vec<&str> {
        self.body["errors"].as_array().into_iter().flatten().filter_map(|error| error["field"].as_str()).collect()
    }
}

/// A program with a token.
pub struct Program {
    client: reqwest::Client,
    base: String,
    token: String,
}

impl Program {
    pub async fn of(site: &TestServer, email: &str) -> Self {
        Self::with(site, email, &Scope::ALL).await
    }

    pub async fn with(site: &TestServer, email: &str, scopes: &[Scope]) -> Self {
        let token = token(site, &person(site, email).await, scopes).await;
        Self::showing(site, &token)
    }

    pub fn showing(site: &TestServer, token: &str) -> Self {
        Self { client: site.client.clone(), base: site.url("/api/v1/"), token: token.to_owned() }
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.base));
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    pub async fn get(&self, path: &str) -> Reply {
        Reply::of(self.request("GET", path)).await
    }

    /// Under a key of its own.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.post_as(&new_key(), path, body).await
    }

    pub async fn post_as(&self, key: &str, path: &str, body: Value) -> Reply {
        let request = self.request("POST", path).header("idempotency-key", key);
        Reply::of(if body.is_null() { request } else { request.json(&body) }).await
    }

    pub async fn put(&self, path: &str, tag: &str, body: Value) -> Reply {
        Reply::of(self.request("PUT", path).header("if-match", tag).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        Reply::of(self.request("DELETE", path)).await
    }
}

/// A key that no other request has.
pub fn new_key() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("key-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

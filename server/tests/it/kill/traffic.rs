//! People who press buttons while the server may die: whatever was not answered is sent again, under its old key.

use super::log::{Deed, Log};
use crate::harness::{PATIENCE, patiently};
use crate::program::Reply;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::RwLock;

/// Between two attempts at one request, while a server starts.
const PAUSE: Duration = Duration::from_millis(3);

/// The way to the server, and what went over it.
#[derive(Debug)]
pub struct Traffic {
    /// Its address. Every attempt holds this for reading; who holds it for writing knows that nothing is under way.
    pub address: RwLock<String>,
    client: reqwest::Client,
    /// It is the database that dies: then a ticket number is no answer either.
    takes_faults: bool,
    /// Its database may have several nodes.
    pub is_shared: bool,
    commands: AtomicU64,
    /// Commands that were answered.
    pub answered: AtomicU64,
    /// Commands whose answer was lost, at least once each.
    pub lost: AtomicU64,
    /// Of those: repeated, and the stored answer came.
    pub replayed: AtomicU64,
    /// Of those: repeated, and told that it had happened.
    pub done_before: AtomicU64,
    /// Seconds by which answered requests have moved the test clock.
    moved: AtomicU64,
}

impl Traffic {
    pub fn to(address: String, takes_faults: bool, is_shared: bool) -> Self {
        let zero = AtomicU64::default;
        Self {
            address: RwLock::new(address),
            client: crate::harness::client().timeout(PATIENCE).build().unwrap(),
            takes_faults,
            is_shared,
            commands: zero(),
            answered: zero(),
            lost: zero(),
            replayed: zero(),
            done_before: zero(),
            moved: zero(),
        }
    }

    /// How many commands were sent so far, repeats counted.
    pub fn sent(&self) -> u64 {
        self.commands.load(Ordering::Relaxed)
    }

    /// Waits until so many commands were sent.
    pub async fn reaches(&self, count: u64) {
        let reached = async {
            while self.sent() < count {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        patiently("people who go on working", reached).await;
    }

    /// Seconds by which the test clock must be ahead.
    pub fn moved(&self) -> u64 {
        self.moved.load(Ordering::Relaxed)
    }

    /// Moves the test clock. Sent again when it was not answered: that it may move twice does no harm.
    pub async fn pass(&self, minutes: u64) {
        let body = serde_json::json!({"advance": format!("PT{minutes}M")});
        let moved = async {
            loop {
                let address = self.address.read().await;
                let request = self.client.post(format!("{address}/api/v1/sandbox/clock"));
                if let Some(reply) = self.answer(request.json(&body)).await {
                    reply.expect(200);
                    self.moved.fetch_add(minutes * 60, Ordering::Relaxed);
                    return;
                }
                drop(address);
                tokio::time::sleep(PAUSE).await;
            }
        };
        patiently("a server that takes requests", moved).await;
    }

    /// What the server says to a request; `None` when that is no answer.
    async fn answer(&self, request: reqwest::RequestBuilder) -> Option<Reply> {
        let reply = ask(request).await.ok()?;
        (reply.status < 500 || !self.takes_faults).then_some(reply)
    }

    /// What anybody can read.
    pub async fn look(&self, address: &str, path: &str) -> Value {
        ask(self.client.get(format!("{address}/api/v1/{path}"))).await.unwrap().expect(200)
    }
}

async fn ask(request: reqwest::RequestBuilder) -> Result<Reply, reqwest::Error> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await?;
    Ok(Reply { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) })
}

/// A command, the same at every attempt.
#[derive(Debug)]
pub struct Command {
    pub deed: Deed,
    pub path: String,
    pub body: Value,
    /// What the log shall keep of it: what was written, and how much money or time it is about.
    pub text: String,
    pub amount: i64,
}

/// Somebody with a token.
#[derive(Debug, Clone)]
pub struct Person {
    pub email: &'static str,
    pub token: String,
    pub traffic: Arc<Traffic>,
}

impl Person {
    /// Reads, at this address.
    pub async fn look(&self, address: &str, path: &str) -> Value {
        ask(self.get(address, path)).await.unwrap().expect(200)
    }

    fn get(&self, address: &str, path: &str) -> reqwest::RequestBuilder {
        self.traffic.client.get(format!("{address}/api/v1/{path}")).bearer_auth(&self.token)
    }

    /// Reads, however often it takes.
    pub async fn read(&self, path: &str) -> Value {
        let answered = async {
            loop {
                let address = self.traffic.address.read().await;
                if let Some(reply) = self.traffic.answer(self.get(&address, path)).await {
                    return reply.expect(200);
                }
                drop(address);
                tokio::time::sleep(PAUSE).await;
            }
        };
        patiently(&format!("{path} for {}", self.email), answered).await
    }

    /// Gives a command until it is answered and logs the answer; `None` when it is to be tried later, or takes no key and
    /// turns out to have happened, with its answer lost.
    pub async fn press(&self, log: &Log, command: Command) -> Option<Value> {
        let what = format!("{} for {}", command.path, self.email);
        patiently(&what, self.press_until_answered(log, command)).await
    }

    async fn press_until_answered(&self, log: &Log, command: Command) -> Option<Value> {
        let key = crate::program::new_key();
        log.try_to(command.deed);
        let mut is_lost = false;
        loop {
            // Kept until the answer is in the log: anyone who stops the traffic sees a log that is complete.
            let address = self.traffic.address.read().await;
            self.traffic.commands.fetch_add(1, Ordering::Relaxed);
            let request = self.traffic.client.post(format!("{address}/api/v1/{}", command.path));
            let request = request.bearer_auth(&self.token).header("idempotency-key", &key);
            let sent = if command.body.is_null() { request } else { request.json(&command.body) };
            if let Some(reply) = self.traffic.answer(sent).await {
                return self.answered(log, command, reply, is_lost);
            }
            if !is_lost {
                self.traffic.lost.fetch_add(1, Ordering::Relaxed);
            }
            is_lost = true;
            drop(address);
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn answered(&self, log: &Log, command: Command, reply: Reply, again: bool) -> Option<Value> {
        let count = |counter: &AtomicU64| counter.fetch_add(1, Ordering::Relaxed);
        count(&self.traffic.answered);
        if reply.status < 300 {
            if reply.header("idempotency-replayed") == "true" {
                assert!(again, "{command:?} was a first attempt");
                count(&self.traffic.replayed);
            }
            log.answered(command, &reply.body);
            return Some(reply.body);
        }
        let code = reply.body["code"].as_str().unwrap_or_default();
        if command.deed.says_later(code) {
            log.refused(command.deed);
            return None;
        }
        assert!(again && command.deed.says_done(code), "{} {command:?}: {} {}", self.email, reply.status, reply.body);
        count(&self.traffic.done_before);
        log.answered(command, &Value::Null);
        None
    }
}

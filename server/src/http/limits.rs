//! How often one address may call: a bucket per address and kind of request that holds a minute's worth
//! and refills evenly. Static files are not counted.

use crate::{
    authorisation::only_reads,
    clock::SteadyClock,
    config::PerMinute,
    http::{plain, site, visitor},
    instance::Instance,
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, Method, StatusCode, header};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

const MINUTE: Duration = Duration::from_secs(60);
const BUCKETS_MAX: usize = 100_000;
/// What the paths of signing in, signing up, resetting and verifying have in them.
const SIGN_IN_PATHS: [&str; 5] = ["/sign-in", "/sign-up", "/reset", "/verify", "/password"];

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Every request for a page, a function or the API.
    Request,
    /// Requests that change something.
    Write,
    /// Sign-in, sign-up, reset.
    SignIn,
}

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// An address; of IPv6 the first 64 bits, because one customer has them all.
    Address(IpAddr),
    /// An account.
    Account(i64),
}

/// All buckets of this process.
#[derive(Debug)]
pub struct Limits {
    per_minute: PerMinute,
    clock: SteadyClock,
    // For each bucket, when it will be full again, by the clock.
    full_at: Mutex<HashMap<(Class, Key), Duration>>,
}

impl Limits {
    /// Full buckets with these limits, which refill by this clock.
    pub fn new(per_minute: PerMinute, clock: SteadyClock) -> Self {
        Self { per_minute, clock, full_at: Mutex::default() }
    }

    /// Takes one from the bucket of this class.
    ///
    /// # Errors
    /// How long to wait until there is one again.
    pub fn take(&self, class: Class, key: Key) -> Result<(), Duration> {
        let count = match class {
            Class::Request => self.per_minute.requests,
            Class::Write => self.per_minute.writes,
            Class::SignIn => self.per_minute.sign_ins,
        };
        self.take_of(class, key, count)
    }

    // A bucket of `count` that refills in a minute, kept as one moment: when it is full again.
    fn take_of(&self, class: Class, key: Key, count: u32) -> Result<(), Duration> {
        if count == 0 {
            return Ok(());
        }
        let now = self.clock.now();
        let each = MINUTE / count;
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX {
            buckets.retain(|_, full_at| *full_at > now);
        }
        let full_at = buckets.entry((class, key)).or_insert(now);
        let next = (*full_at).max(now) + each;
        match (next - now).checked_sub(MINUTE) {
            Some(wait) if !wait.is_zero() => Err(wait),
            Some(_) | None => {
                *full_at = next;
                Ok(())
            }
        }
    }
}

fn key(ip: IpAddr) -> Key {
    Key::Address(match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() & !u128::from(u64::MAX)).into()),
    })
}

fn classes(method: &Method, path: &str) -> &'static [Class] {
    let changes = !method.is_safe() && !only_reads(path);
    if changes && SIGN_IN_PATHS.iter().any(|name| path.contains(name)) {
        &[Class::Request, Class::Write, Class::SignIn]
    } else if changes {
        &[Class::Request, Class::Write]
    } else {
        &[Class::Request]
    }
}

/// The layer.
pub async fn enforce(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if request.method().is_safe() && (site::is_file(path) || path == "/healthz" || path == "/readyz") {
        return next.run(request).await;
    }
    let key = key(visitor(request.extensions()).ip);
    for class in classes(request.method(), path) {
        if let Err(wait) = instance.limits.take(*class, key) {
            return too_many(&request, wait);
        }
    }
    next.run(request).await
}

fn too_many(request: &Request, wait: Duration) -> Response {
    let seconds = wait.as_secs() + 1;
    let mut response = plain::refuse(
        request,
        StatusCode::TOO_MANY_REQUESTS,
        "general.too_many",
        "That was too often",
        &format!(
            "Too many requests came from your address in a short time. Try again in {seconds} seconds. Nothing was changed."
        ),
    );
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

//! How often one may call: buckets that hold a minute's worth and refill evenly. Networks have generous ones, because a
//! classroom may share an address; an account has strict ones, and stricter ones for each network it comes from, so that
//! nobody who took over a session keeps its owner out. Files of the front end are not counted.

use crate::{
    authorisation::only_reads,
    clock::SteadyClock,
    config::PerMinute,
    http::{plain, site, visitor},
    instance::Instance,
};
use app::session::SessionContext;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::id::AccountId;
use http::{HeaderValue, Method, StatusCode, header};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

const MINUTE: Duration = Duration::from_secs(60);
const BUCKETS_MAX: usize = 100_000;
/// Buckets that are full again are looked for at most so often.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// How many times the bucket of one network holds that of all those for whom there is no other any more.
const OTHERS: u32 = 100;
/// How many times the bucket for one network holds that of the whole account.
const NETWORKS_OF_ACCOUNT: u32 = 2;
/// Networks of version six, and how many times the bucket of one address of version four theirs holds: a customer has the
/// first 64 bits, a larger one 56, a company or a small provider 48.
const TIERS: [(u8, u32); 3] = [(48, 16), (56, 4), (CUSTOMER_BITS, 1)];
/// So many bits of a version six address tell one customer from another.
pub const CUSTOMER_BITS: u8 = 64;
/// What the paths of signing in, signing up, resetting, verifying and of what asks for a password have in them.
const SIGN_IN_PATHS: [&str; 6] = ["/sign-in", "/sign-up", "/reset", "/verify", "/password", "/token-make"];

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
enum Key {
    /// A network: its address, and how many bits of it count.
    Network(IpAddr, u8),
    /// An account, wherever it comes from.
    Account(AccountId),
    /// An account, as far as it comes from this network.
    AccountFrom(AccountId, IpAddr),
    /// All those who came when there were too many buckets.
    Others,
}

/// All buckets of this process.
#[derive(Debug)]
pub struct Limits {
    per_minute: PerMinute,
    clock: SteadyClock,
    buckets: Mutex<Buckets>,
}

#[derive(Debug, Default)]
struct Buckets {
    /// For each bucket, when it will be full again, by the clock.
    full_at: HashMap<(Class, Key), Duration>,
    swept: Duration,
}

impl Buckets {
    /// The bucket to take from: one's own, unless there are too many.
    fn find(&mut self, class: Class, key: Key, now: Duration) -> (Class, Key) {
        let own = (class, key);
        let is_there = |buckets: &Self| buckets.full_at.len() < BUCKETS_MAX || buckets.full_at.contains_key(&own);
        if !is_there(self) && now.saturating_sub(self.swept) >= SWEEP_EVERY {
            self.full_at.retain(|_, full_at| *full_at > now);
            self.swept = now;
        }
        if is_there(self) { own } else { (class, Key::Others) }
    }
}

impl Limits {
    /// Full buckets with these limits, which refill by this clock.
    pub fn new(per_minute: PerMinute, clock: SteadyClock) -> Self {
        Self { per_minute, clock, buckets: Mutex::default() }
    }

    /// Takes one from the buckets of this address.
    ///
    /// # Errors
    /// How long to wait until there is one again.
    pub fn take(&self, class: Class, ip: IpAddr) -> Result<(), Duration> {
        let count = match class {
            Class::Request => self.per_minute.requests,
            Class::Write => self.per_minute.writes,
            Class::SignIn => self.per_minute.sign_ins,
        };
        match ip {
            IpAddr::V4(_) => self.take_all(class, &[(Key::Network(ip, 32), count)]),
            IpAddr::V6(_) => {
                let tiers =
                    TIERS.map(|(bits, times)| (Key::Network(first(ip, bits), bits), count.saturating_mul(times)));
                self.take_all(class, &tiers)
            }
        }
    }

    /// Takes one from the buckets of an account that comes from this address, for a request with this method and path.
    ///
    /// # Errors
    /// How long to wait until there is one again.
    pub fn take_of_account(&self, account: AccountId, ip: IpAddr, method: &Method, path: &str) -> Result<(), Duration> {
        for class in classes(method, path) {
            let count = match class {
                Class::Request => self.per_minute.account_requests,
                Class::Write => self.per_minute.account_writes,
                Class::SignIn => continue,
            };
            let from = Key::AccountFrom(account, first(ip, CUSTOMER_BITS));
            let whole = count.saturating_mul(NETWORKS_OF_ACCOUNT);
            self.take_all(*class, &[(from, count), (Key::Account(account), whole)])?;
        }
        Ok(())
    }

    /// Takes one from each of these buckets, or from none of them. A bucket of `count` refills in a minute; it is kept as
    /// one moment, when it is full again.
    fn take_all(&self, class: Class, wanted: &[(Key, u32)]) -> Result<(), Duration> {
        let now = self.clock.now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::with_capacity(wanted.len());
        let mut longest = Duration::ZERO;
        for (key, count) in wanted.iter().filter(|(_, count)| *count > 0) {
            let place = buckets.find(class, *key, now);
            let count = if place.1 == Key::Others { count.saturating_mul(OTHERS) } else { *count };
            let full_at = buckets.full_at.get(&place).copied().unwrap_or(now);
            let next = full_at.max(now) + MINUTE / count;
            longest = longest.max((next - now).saturating_sub(MINUTE));
            taken.push((place, next));
        }
        if !longest.is_zero() {
            return Err(longest);
        }
        buckets.full_at.extend(taken);
        Ok(())
    }
}

/// The first bits of a version six address; one of version four is its customer's alone.
pub fn first(ip: IpAddr, bits: u8) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() & (u128::MAX << (128 - u32::from(bits)))).into()),
    }
}

/// The network of one customer, as text.
pub fn network(ip: IpAddr) -> String {
    first(ip, CUSTOMER_BITS).to_string()
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

/// The layer for networks.
pub async fn enforce(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_free = || path == "/healthz" || path == "/readyz" || site::is_file(&instance, path);
    if request.method().is_safe() && is_free() {
        return next.run(request).await;
    }
    let ip = visitor(request.extensions()).ip;
    for class in classes(request.method(), path) {
        if let Err(wait) = instance.limits.take(*class, ip) {
            return too_many(&request, "your address", wait);
        }
    }
    next.run(request).await
}

/// The layer for accounts, below the session.
pub async fn of_account(State(instance): State<Instance>, request: Request, next: Next) -> Response {
    let context = request.extensions().get::<SessionContext>();
    let account = context.and_then(|context| context.call.actor.as_ref()).map(domain::actor::Actor::account);
    let ip = visitor(request.extensions()).ip;
    let taken = account.map(|it| instance.limits.take_of_account(it, ip, request.method(), request.uri().path()));
    match taken {
        Some(Err(wait)) => too_many(&request, "your account", wait),
        Some(Ok(())) | None => next.run(request).await,
    }
}

/// How long to wait, in whole seconds.
pub fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
}

fn too_many(request: &Request, whose: &str, wait: Duration) -> Response {
    let seconds = seconds(wait);
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let mut response = plain::refuse(
        request,
        StatusCode::TOO_MANY_REQUESTS,
        "general.too_many",
        "That was too often",
        &format!(
            "Too many requests came from {whose} in a short time. Try again in {seconds} {unit}. Nothing was changed."
        ),
    );
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn however_many_addresses_call_the_buckets_have_a_bound_and_a_known_one_keeps_its_own() {
        let per_minute = PerMinute { requests: 2, writes: 2, sign_ins: 2, account_requests: 2, account_writes: 2 };
        let clock = SteadyClock::by_hand();
        let limits = Limits::new(per_minute, clock.clone());
        let address = |number: usize| IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(number).unwrap()));
        let count = |limits: &Limits| limits.buckets.lock().unwrap().full_at.len();
        let mut refused = 0;
        for number in 0..BUCKETS_MAX + 1_000 {
            refused += usize::from(limits.take(Class::Request, address(number)).is_err());
        }
        assert_eq!(count(&limits), BUCKETS_MAX + 1);
        assert_eq!(refused, 1_000 - 200, "those without a bucket of their own share one");
        assert!(limits.take(Class::Request, address(0)).is_ok());
        assert!(limits.take(Class::Request, address(0)).is_err());
        clock.pass(MINUTE);
        assert!(limits.take(Class::Request, address(BUCKETS_MAX + 5)).is_ok());
        assert_eq!(count(&limits), 1, "what is full again is as good as none");
    }
}

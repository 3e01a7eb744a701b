//! How often, how much, how long.

use crate::hall::{Hall, header, patiently};
use server::authorisation::{Row, TABLE};
use server::clock::SteadyClock;
use server::{Config, config::networks};
use std::io::ErrorKind;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// An instance whose buckets refill only when the clock is moved.
async fn held(change: impl FnOnce(&mut Config)) -> (Hall, SteadyClock) {
    let clock = SteadyClock::by_hand();
    let site = Hall::with(|config| {
        config.pace.clock = clock.clone();
        change(config);
    })
    .await;
    (site, clock)
}

/// The same behind a proxy, which tells from which address a request came.
async fn behind_proxy(change: impl FnOnce(&mut Config)) -> Hall {
    let (site, _) = held(|config| {
        config.public_url = Some("https://guildhall.example".to_owned());
        config.trusted_proxies = networks("127.0.0.1, 10.0.0.0/8").unwrap();
        change(config);
    })
    .await;
    site
}

/// The status of a request for nothing that came from here, as the proxies tell it.
async fn from(site: &Hall, forwarded_for: &str) -> u16 {
    let request = site.client.get(site.url("/api/nowhere")).header("x-forwarded-for", forwarded_for);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn too_many_requests_are_refused_until_the_time_that_was_told_has_passed() {
    let (site, clock) = held(|config| config.per_minute.requests = 5).await;
    for _ in 0..5 {
        assert_eq!(site.get("/nowhere").await.status(), 404);
    }
    let refused = site.get("/nowhere").await;
    assert_eq!((refused.status().as_u16(), header(&refused, "retry-after")), (429, "13"));
    assert!(header(&refused, "content-type").starts_with("text/html"), "a person reads a page");
    let problem = site.client.get(site.url("/api/v1/jobs")).send().await.unwrap();
    assert_eq!(problem.status(), 429);
    assert_eq!(problem.json::<serde_json::Value>().await.unwrap()["code"], "general.too_many");
    assert_eq!(site.get("/healthz").await.status(), 200, "health is not counted");
    assert_eq!(site.get("/readyz").await.status(), 200, "health is not counted");
    assert_eq!(site.get("/style.css").await.status(), 404, "files are not counted");

    // Five in a minute are one in twelve seconds; what was refused has cost nothing.
    clock.pass(Duration::from_millis(11_999));
    assert_eq!(site.get("/nowhere").await.status(), 429);
    clock.pass(Duration::from_millis(1));
    assert_eq!(site.get("/nowhere").await.status(), 404);
    assert_eq!(site.get("/nowhere").await.status(), 429);
    // However long nobody calls, a bucket holds a minute's worth.
    clock.pass(Duration::from_secs(3_600));
    for _ in 0..5 {
        assert_eq!(site.get("/nowhere").await.status(), 404);
    }
    assert_eq!(site.get("/nowhere").await.status(), 429);
}

/// Where somebody could guess a password or a link, or have mail sent.
const SIGN_INS: [&str; 6] = [
    "POST /do/account/sign-up",
    "POST /do/account/sign-in",
    "POST /do/account/verify",
    "POST /do/account/reset-ask",
    "POST /do/account/reset",
    "POST /do/account/password",
];

fn allowed(row: &Row) -> usize {
    let changes = !row.route.starts_with("GET ") && !row.reads;
    if SIGN_INS.contains(&row.route) {
        1
    } else if changes {
        2
    } else {
        3
    }
}

#[tokio::test]
async fn every_route_takes_from_the_buckets_of_its_kind() {
    let site = behind_proxy(|config| {
        (config.sandbox, config.allow_sandbox_public) = (true, true);
        (config.per_minute.requests, config.per_minute.writes, config.per_minute.sign_ins) = (3, 2, 1);
    })
    .await;
    assert!(SIGN_INS.iter().all(|route| TABLE.iter().any(|row| row.route == *route)), "they are routes");
    for (place, row) in TABLE.iter().enumerate() {
        let (method, path) = row.route.split_once(' ').unwrap();
        let path = path.replace("{id}", "0000000000001").replace("{message}", "1").replace("{reference}", "none");
        // Each route is called from an address of its own, so that it meets full buckets.
        let address = format!("203.0.{}.{}", place / 250, place % 250);
        let mut answered = 0;
        loop {
            let request = site.client.request(method.parse().unwrap(), site.url(&path));
            let request = request.header("sec-fetch-site", "same-origin").header("x-forwarded-for", &address);
            if request.send().await.unwrap().status() == 429 {
                break;
            }
            answered += 1;
            assert!(answered <= allowed(row), "{} is answered more than {} times", row.route, allowed(row));
        }
        assert_eq!(answered, allowed(row), "{}", row.route);
    }
}

#[tokio::test]
async fn each_kind_of_request_has_a_bucket_of_its_own() {
    let (site, _) = held(|config| (config.per_minute.requests, config.per_minute.writes) = (10, 1)).await;
    let read = async || site.post("/do/job/find").form(&[("words", "rust")]).send().await.unwrap().status();
    let write = async || site.post("/do/theme").form(&[("theme", "dark")]).send().await.unwrap().status();
    for _ in 0..4 {
        assert_eq!(read().await, 200);
    }
    assert_eq!(write().await, 200);
    assert_eq!(write().await, 429);
    for _ in 0..4 {
        assert_eq!(read().await, 200);
    }
    assert_eq!(read().await, 429, "it still is a request");
}

#[tokio::test]
async fn zero_means_that_nothing_is_counted() {
    let (site, _) = held(|_| {}).await;
    for _ in 0..300 {
        assert_eq!(site.post("/do/theme").form(&[("theme", "dark")]).send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn addresses_are_told_apart_only_by_a_proxy_that_is_trusted() {
    let believing = behind_proxy(|config| config.per_minute.requests = 1).await;
    for (forwarded_for, status) in [
        ("192.0.2.1, 203.0.113.1", 404),
        ("192.0.2.2, 203.0.113.1", 429),
        ("192.0.2.2, 203.0.113.2", 404),
        // Proxies of ours in between are not who called.
        ("203.0.113.3, 10.1.2.3", 404),
        ("203.0.113.3", 429),
        // Of what cannot be read, nothing is believed: these are all from the proxy itself.
        ("203.0.113.4, nonsense", 404),
        ("203.0.113.5, nonsense", 429),
        ("", 429),
    ] {
        assert_eq!(from(&believing, forwarded_for).await, status, "{forwarded_for}");
    }
    let (doubting, _) = held(|config| config.per_minute.requests = 1).await;
    for (address, status) in [("203.0.113.1", 404), ("203.0.113.2", 429)] {
        assert_eq!(from(&doubting, address).await, status, "{address}");
    }
}

#[tokio::test]
async fn who_has_a_network_of_version_six_addresses_counts_once() {
    let site = behind_proxy(|config| config.per_minute.requests = 1).await;
    for (address, status) in [
        ("2001:db8:1:2::1", 404),
        ("2001:db8:1:2::1", 429),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", 429),
        ("2001:db8:1:3::1", 404),
        ("2001:db8:2:2::1", 404),
        // A version four address in the clothes of version six is that address, and one customer's alone.
        ("::ffff:203.0.113.7", 404),
        ("203.0.113.7", 429),
        ("::ffff:203.0.113.8", 404),
    ] {
        assert_eq!(from(&site, address).await, status, "{address}");
    }
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused_with_and_without_a_stated_length() {
    let site = Hall::with(|config| config.body_limit = 1_000).await;
    let large = "theme=".to_owned() + &"x".repeat(2_000);
    let stated = site.post("/do/theme").header("content-type", "application/x-www-form-urlencoded").body(large.clone());
    assert_eq!(stated.send().await.unwrap().status(), 413);

    let mut socket = TcpStream::connect(site.running.addr).await.unwrap();
    let head = "POST /do/theme HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
        content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunked = format!("{head}{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    socket.write_all(chunked.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    patiently("a refusal", socket.read_to_end(&mut answer)).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));

    let small = site.post("/do/theme").header("content-type", "application/x-www-form-urlencoded").body("theme=dark");
    assert_eq!(small.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let site = Hall::with(|config| config.request_timeout = Duration::from_millis(50)).await;
    // SQLite has one writer, and nobody else gets it while this is open.
    let writer = site.running.instance.db.begin().await.unwrap();
    let form =
        [("name", "Ada Pine"), ("email", "ada@example.org"), ("password", "a long password"), ("side", "client")];
    let slow = site.post("/do/account/sign-up").header("accept", "application/json").form(&form).send().await.unwrap();
    assert_eq!(slow.status(), 503);
    assert_eq!(slow.json::<serde_json::Value>().await.unwrap()["code"], "general.slow");
    drop(writer);
}

#[tokio::test]
async fn a_connection_that_never_finishes_its_headers_is_closed() {
    let site = Hall::with(|config| config.idle_timeout = Duration::from_millis(100)).await;
    let mut socket = TcpStream::connect(site.running.addr).await.unwrap();
    let mut answer = Vec::new();
    let ended = async {
        socket.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ").await?;
        socket.read_to_end(&mut answer).await
    };
    // Where the end came before our words had arrived, the system calls it a reset or a broken pipe.
    if let Err(error) = patiently("the end of the connection", ended).await {
        assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{error}");
    }
    assert_eq!(String::from_utf8_lossy(&answer), "");
}

#[tokio::test]
async fn a_stop_waits_for_connections_and_then_nobody_listens() {
    // The stop timeout is for requests that run; who only keeps a connection open holds up nobody.
    let site = Hall::with(|config| config.stop_timeout = Duration::from_secs(3_600)).await;
    assert_eq!(site.get("/healthz").await.status(), 200);
    let addr = site.running.addr;
    let _idle = TcpStream::connect(addr).await.unwrap();
    patiently("a stop", site.running.stop()).await;
    assert!(TcpStream::connect(addr).await.is_err());
}

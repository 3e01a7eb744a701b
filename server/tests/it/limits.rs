//! How often, how much, how long.

mod bodies;
mod connections;

use crate::harness::{TestServer, header};
use crate::program::{demo, person, token};
use domain::actor::Scope;
use server::authorisation::{Row, table};
use server::clock::SteadyClock;
use server::{Config, config::networks};
use std::time::Duration;

/// An instance whose buckets refill only when the clock is moved.
async fn held(change: impl FnOnce(&mut Config)) -> (TestServer, SteadyClock) {
    let clock = SteadyClock::by_hand();
    let site = TestServer::with(|config| {
        config.pace.clock = clock.clone();
        change(config);
    })
    .await;
    (site, clock)
}

/// The same behind a proxy, which tells from which address a request came.
async fn behind_proxy(change: impl FnOnce(&mut Config)) -> TestServer {
    let (site, _) = held(|config| {
        config.public_url = Some("https://guildhall.example".to_owned());
        config.trusted_proxies = networks("127.0.0.1, 10.0.0.0/8").unwrap();
        change(config);
    })
    .await;
    site
}

/// The status of a request for nothing that came from here, as the proxies tell it.
async fn from(site: &TestServer, forwarded_for: &str) -> u16 {
    let request = site.client.get(site.url("/api/nowhere")).header("x-forwarded-for", forwarded_for);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn too_many_requests_are_refused_until_the_time_that_was_told_has_passed() {
    let (site, clock) = held(|config| config.per_minute.requests = 5).await;
    let files = site.folder.path().join("site");
    std::fs::create_dir_all(&files).unwrap();
    std::fs::write(files.join("style.css"), "plain").unwrap();
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
    assert_eq!(site.get("/style.css").await.status(), 200, "files are not counted");
    assert_eq!(site.get("/service-worker.js").await.status(), 200, "files are not counted");
    for path in ["/missing.css", "/jobs/a.b", "/style.css/a.b"] {
        assert_eq!(site.get(path).await.status(), 429, "{path} is no file");
    }

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
const SIGN_INS: [&str; 7] = [
    "POST /do/account/sign-up",
    "POST /do/account/sign-in",
    "POST /do/account/verify",
    "POST /do/account/reset-ask",
    "POST /do/account/reset",
    "POST /do/account/password",
    "POST /do/account/token-make",
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
    assert!(SIGN_INS.iter().all(|route| table().any(|row| row.route == *route)), "they are routes");
    for (place, row) in table().enumerate() {
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
        // Some proxies add the port, or brackets.
        ("203.0.113.1:4711", 429),
        ("203.0.113.6:4711", 404),
        ("203.0.113.6:4712, 10.1.2.3:80", 429),
        ("[2001:db8::1]:4711", 404),
        ("[2001:db8::1]", 429),
        ("2001:db8::1", 429),
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
async fn larger_networks_of_version_six_have_larger_buckets_and_not_more() {
    let site = behind_proxy(|config| config.per_minute.requests = 1).await;
    for customer in 1..=4 {
        assert_eq!(from(&site, &format!("2001:db8:1:a0{customer}::1")).await, 404, "{customer}");
    }
    assert_eq!(from(&site, "2001:db8:1:a05::1").await, 429, "four of 56 bits");
    for customer in 1..=12 {
        assert_eq!(from(&site, &format!("2001:db8:1:b{customer:x}00::1")).await, 404, "{customer}");
    }
    assert_eq!(from(&site, "2001:db8:1:c000::1").await, 429, "sixteen of 48 bits; what was refused has cost nothing");
    assert_eq!(from(&site, "2001:db8:2:c000::1").await, 404);
}

fn sign_in_of(site: &TestServer, email: &str, password: &str) -> reqwest::RequestBuilder {
    let form = [("email", email), ("password", password), ("next", "")];
    site.post("/do/account/sign-in").header("accept", "application/json").form(&form)
}

#[tokio::test]
async fn a_classroom_of_thirty_behind_one_address_gets_in() {
    let (site, _) = held(|config| config.per_minute = Config::default().per_minute).await;
    for pupil in 0..30 {
        for path in ["/", "/sign-up", "/sign-in"] {
            assert_eq!(site.get(path).await.status(), 200, "{path} of {pupil}");
        }
        let email = format!("pupil{pupil}@school.example");
        let form = [("name", "Ada Pine"), ("email", &email), ("password", "a long password"), ("side", "client")];
        let signed_up = site.post("/do/account/sign-up").header("accept", "application/json").form(&form);
        assert_eq!(signed_up.send().await.unwrap().status(), 200, "{pupil}");
        for (password, status) in [("a lang password", 401), ("a long password", 200)] {
            let answer = sign_in_of(&site, &email, password).send().await.unwrap();
            let is_in = answer.status().as_u16() == status || answer.status().is_redirection();
            assert!(is_in, "{pupil}: {}", answer.status());
        }
    }
}

#[tokio::test]
async fn an_account_is_counted_for_each_network_and_for_all_of_them_by_sessions_and_tokens() {
    let site = demo(
        behind_proxy(|config| {
            (config.sandbox, config.allow_sandbox_public) = (true, true);
            config.per_minute.account_writes = 2;
        })
        .await,
    )
    .await;
    let email = store::seed::PEOPLE[0].email;
    let signed_in = sign_in_of(&site, email, store::seed::PASSWORD).send().await.unwrap();
    let cookie = header(&signed_in, "set-cookie").split(';').next().unwrap().to_owned();
    let token = token(&site, &person(&site, email).await, &Scope::ALL).await;
    let write = async |address: &str| {
        let request = site.post("/do/theme").header("accept", "application/json").header("x-forwarded-for", address);
        request.header("cookie", &cookie).form(&[("theme", "dark")]).send().await.unwrap().status().as_u16()
    };
    let by_token = async |address: &str| {
        let request = site.client.post(site.url("/api/v1/jobs")).header("x-forwarded-for", address);
        request.bearer_auth(&token).send().await.unwrap().status().as_u16()
    };
    assert_eq!([write("203.0.113.1").await, write("203.0.113.1").await, write("203.0.113.1").await], [200, 200, 429]);
    assert_eq!(by_token("203.0.113.1").await, 429, "a token is of the same account");
    assert_ne!(by_token("203.0.113.2").await, 429);
    assert_eq!([write("203.0.113.2").await, write("203.0.113.2").await], [200, 429]);
    assert_eq!(write("203.0.113.3").await, 429, "twice as many from all networks");
    let stranger = site.post("/do/theme").header("x-forwarded-for", "203.0.113.1").form(&[("theme", "dark")]);
    assert_eq!(stranger.send().await.unwrap().status(), 200, "others at the same address are not held up");
}

#[tokio::test]
async fn an_address_with_a_dot_is_a_page_like_any_other() {
    let site = TestServer::open().await;
    for path in ["/jobs/a.b", "/people/a.b", "/contracts/a.b", "/messages/a.b"] {
        let answer = site.get(path).await;
        assert!([200, 302, 303, 404].contains(&answer.status().as_u16()), "{path}: {}", answer.status());
    }
    assert_eq!(site.get("/jobs/a.b").await.status(), 404);
}

/// What a page that is open reads.
fn told(answer: &str) -> (String, String, u16) {
    match serde_json::from_str(answer) {
        Ok(app::error::PageError::Refused { code, sentence, status, .. }) => (code, sentence, status),
        other => panic!("{answer}: {other:?}"),
    }
}

#[tokio::test]
async fn a_page_that_is_open_is_told_why_it_was_refused() {
    let (site, _) = held(|config| {
        config.per_minute.requests = 2;
        config.body_limit = 1_000;
    })
    .await;
    let find = |words: &str| {
        let request = site.post("/do/job/find").header("accept", "application/json");
        request.form(&[("words", words)]).send()
    };
    let large = find(&"x".repeat(2_000)).await.unwrap().text().await.unwrap();
    assert_eq!(told(&large).0, "general.too_large");
    assert_eq!(find("rust").await.unwrap().status(), 200);
    let often = find("rust").await.unwrap();
    assert_eq!((often.status().as_u16(), header(&often, "retry-after")), (429, "31"));
    let (code, sentence, status) = told(&often.text().await.unwrap());
    assert_eq!((code.as_str(), status), ("general.too_many", 429));
    assert!(sentence.contains("Try again in 31 seconds."), "{sentence}");
    let rendered =
        site.client.get(site.url("/rendered/jobs")).header("accept", "application/json").send().await.unwrap();
    assert_eq!(told(&rendered.text().await.unwrap()).0, "general.too_many");
}

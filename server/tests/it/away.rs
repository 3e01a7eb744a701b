//! The database goes away and comes back: everybody is told to come again, nothing is called broken, and what was begun
//! goes on by itself.

pub mod wire;

use crate::harness::{TestServer, header, until};
use crate::live::{line::Line, signed_in};
use crate::program::{Program, Reply, new_key};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use wire::Wire;
use xtask::postgres::Cluster;

const EMAIL: &str = store::seed::PEOPLE[0].email;

async fn cluster() -> Arc<Cluster> {
    Arc::new(tokio::task::spawn_blocking(|| Cluster::start_killable().unwrap()).await.unwrap())
}

/// Does something with the cluster that takes its time.
async fn on(cluster: &Arc<Cluster>, what: fn(&Cluster) -> std::io::Result<()>) {
    let cluster = Arc::clone(cluster);
    tokio::task::spawn_blocking(move || what(&cluster)).await.unwrap().unwrap();
}

async fn sandbox_on(url: String) -> TestServer {
    TestServer::with(|config| {
        (config.sandbox, config.database_url) = (true, url);
        config.pace.heartbeat = Duration::from_millis(20);
    })
    .await
}

/// A page for a browser with this session, or a stranger's.
async fn page(site: &TestServer, path: &str, token: Option<&str>) -> (u16, String, String) {
    let request = site.client.get(site.url(path)).header("accept", "text/html");
    let name = server::session::cookie_name(&site.running.instance.config);
    let request = match token {
        Some(token) => request.header("cookie", format!("{name}={token}")),
        None => request,
    };
    let response = request.send().await.unwrap();
    let (status, after) = (response.status().as_u16(), header(&response, "retry-after").to_owned());
    (status, after, response.text().await.unwrap())
}

/// Everybody is told to come back, and nobody gets a ticket.
async fn is_away(site: &TestServer, program: &Program, token: &str) {
    for (method, path) in [("GET", "jobs"), ("GET", "account"), ("POST", "jobs"), ("POST", "account/verification-mail")]
    {
        let request = program.request(method, path).header("idempotency-key", new_key());
        let request =
            if path == "jobs" && method == "POST" { request.json(&json!({"title": "Tide"})) } else { request };
        let answer = Reply::of(request).await;
        assert_eq!(answer.problem(), (503, "general.away"), "{method} {path}");
        assert_eq!(answer.header("retry-after"), "5", "{method} {path}");
        assert!(answer.body["ticket"].is_null(), "{method} {path}: {}", answer.body);
    }
    for (path, who) in
        [("/jobs", None), ("/home", Some(token)), ("/rendered/home", Some(token)), ("/sandbox/pay/x", None)]
    {
        let (status, after, told) = page(site, path, who).await;
        assert_eq!((status, after.as_str()), (503, "5"), "{path}: {told}");
        assert!(told.contains("One moment, please") && told.contains("in a few seconds"), "{path}: {told}");
        assert!(!told.to_lowercase().contains("ticket") && !told.contains("our fault"), "{path}: {told}");
    }
    let ready = site.client.get(site.url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), 503);
    assert_eq!(ready.text().await.unwrap(), "the database is out of reach");
    assert_eq!(site.get("/healthz").await.status(), 200, "the process itself is well");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_postgres_is_stopped_everybody_is_told_to_come_back_and_then_all_goes_on() {
    let cluster = cluster().await;
    let site = sandbox_on(cluster.url("postgres")).await;
    let (_, token) = signed_in(&site).await;
    let program = Program::of(&site, EMAIL).await;
    let mut line = Line::open(&site, &token, "").await;
    assert_eq!(line.event().await["topic"], "hello");

    on(&cluster, Cluster::stop).await;
    is_away(&site, &program, &token).await;
    assert_eq!(line.goodbye().await, None, "the line breaks, so that the page comes back");
    let fields = [("side", "client")];
    let cookie = format!("guildhall={token}");
    let form = site.post("/do/account/side").header("accept", "text/html").header("cookie", &cookie).form(&fields);
    let answer = form.header("referer", site.url("/home")).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "location")), (303, "/home"), "its page says it");
    let form =
        site.post("/do/account/side").header("accept", "application/json").header("cookie", &cookie).form(&fields);
    let answer = form.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "retry-after")), (503, "5"));
    assert!(answer.text().await.unwrap().contains("general.away"));

    on(&cluster, Cluster::start_again).await;
    let ready = async || (site.get("/readyz").await.status() == 200).then_some(());
    until("the server finds its database again", ready).await;
    let mut line = Line::open(&site, &token, "").await;
    assert_eq!(line.event().await["topic"], "hello");
    program.post("jobs", json!({"title": "Tide"})).await.made();
    assert_eq!(line.event().await["topic"], "job");
    crate::mail::push(&site.running.instance, "bo@example.org", site.running.instance.clock.now()).await;
    let address = "/api/v1/sandbox/mailbox?to=bo@example.org";
    let mail = async || {
        let mails: Value = site.get(address).await.json().await.unwrap();
        mails.as_array().filter(|mails| !mails.is_empty()).map(drop)
    };
    until("the worker goes on", mail).await;
    site.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_nobody_reaches_is_told_at_once_and_not_when_the_wait_for_a_connection_ends() {
    let cluster = cluster().await;
    let wire = Wire::to(cluster.socket()).await;
    let site = sandbox_on(wire.url()).await;
    let (_, token) = signed_in(&site).await;
    let program = Program::of(&site, EMAIL).await;
    for _ in 0..2 {
        wire.cut().await;
        // Nobody listens there: the pool alone would wait for half a minute, and then say that it is busy.
        is_away(&site, &program, &token).await;
        wire.mend().await;
        let answers = async || (program.get("account").await.status == 200).then_some(());
        until("the server finds its database again", answers).await;
    }
    site.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_whose_commit_was_not_confirmed_may_be_sent_again_and_is_done_once() {
    let cluster = cluster().await;
    let wire = Wire::to(cluster.socket()).await;
    let site =
        TestServer::with(|config| (config.sandbox, config.worker, config.database_url) = (true, false, wire.url()))
            .await;
    signed_in(&site).await;
    let program = Program::of(&site, EMAIL).await;
    let before = program.get("jobs/mine").await.expect(200)["items"].as_array().unwrap().len();
    let (key, body) = (new_key(), json!({"title": "Tide"}));
    wire.cut_after_commit();
    let lost = program.post_as(&key, "jobs", body.clone()).await;
    assert_eq!(lost.problem(), (503, "general.unconfirmed"));
    assert_eq!(lost.header("retry-after"), "5");
    wire.is_cut().await;
    wire.mend().await;
    let answer = async || Some(program.post_as(&key, "jobs", body.clone()).await).filter(|answer| answer.status != 503);
    let again = until("an answer", answer).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
    let after = program.get("jobs/mine").await.expect(200)["items"].as_array().unwrap().len();
    assert_eq!(after, before + 1, "it was done once");
    site.running.stop().await;
}

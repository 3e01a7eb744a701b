//! The socket over the event log: greeting, resuming, news, goodbye.

pub mod line;
mod stream;

use crate::harness::{TestServer, header, until};
use domain::time::Span;
use futures_util::SinkExt as _;
use line::Line;
use serde_json::json;
use server::{clock::SteadyClock, live::lines::LinesMax};
use std::time::Duration;
use store::Platform;
use stream::Stream;
use tokio_tungstenite::tungstenite::Message;

/// A demo person who has signed in: their account and their session's token.
pub async fn signed_in(site: &TestServer) -> (i64, String) {
    let instance = &site.running.instance;
    let now = instance.clock.now();
    store::seed::demo(&instance.context(Platform).at(now)).await.unwrap();
    let person = store::seed::PEOPLE[0];
    let session = store::account::sign_in(&instance.context(None).at(now), person.email, store::seed::PASSWORD, "test")
        .await
        .unwrap();
    (session.account.raw(), session.token)
}

async fn happens(site: &TestServer, account: i64, topic: &str) -> i64 {
    let instance = &site.running.instance;
    let mut tx = instance.db.begin().await.unwrap();
    store::event::append(&mut tx, account, topic, &json!({"id": "x"}), instance.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    store::event::last_seq(&mut instance.db.read().await.unwrap(), account).await.unwrap()
}

/// An instance that looks after open lines all the time, and counts their silence by a clock that is moved.
async fn watchful() -> (TestServer, SteadyClock) {
    let clock = SteadyClock::by_hand();
    let site = TestServer::with(|config| {
        (config.sandbox, config.worker) = (true, false);
        (config.pace.clock, config.pace.heartbeat) = (clock.clone(), Duration::from_millis(2));
    })
    .await;
    (site, clock)
}

/// An instance that never looks by itself after a line that is open: it has to be told.
async fn told() -> TestServer {
    TestServer::with(|config| config.pace.heartbeat = Duration::from_secs(86_400)).await
}

/// Ends every session by the passing of time alone, of which no event tells.
async fn sessions_grow_old(site: &TestServer) {
    let instance = &site.running.instance;
    instance.clock.advance(&instance.context(Platform), Span::days(400)).await.unwrap();
}

#[tokio::test]
async fn news_arrive_at_once_and_what_was_missed_comes_after_the_number_that_was_seen() {
    let site = told().await;
    let (account, token) = signed_in(&site).await;
    let mut line = Line::open(&site, &token, "").await;
    let hello = line.event().await;
    assert_eq!(hello["topic"], "hello");
    let start = hello["seq"].as_i64().unwrap();

    let seq = happens(&site, account, "job").await;
    assert_eq!(seq, start + 1);
    let event = line.event().await;
    assert_eq!((&event["seq"], &event["topic"], &event["body"]), (&json!(seq), &json!("job"), &json!({"id": "x"})));
    drop(line);

    for _ in 0..250 {
        happens(&site, account, "room").await;
    }
    let mut line = Line::open(&site, &token, &format!("?after={seq}")).await;
    assert_eq!(line.event().await["topic"], "hello");
    for expected in seq + 1..=seq + 250 {
        assert_eq!(line.event().await["seq"], json!(expected));
    }
}

#[tokio::test]
async fn a_person_hears_only_of_what_concerns_them() {
    let site = told().await;
    let (account, token) = signed_in(&site).await;
    let mut line = Line::open(&site, &token, "").await;
    line.event().await;
    happens(&site, account + 1, "job").await;
    let seq = happens(&site, account, "room").await;
    let event = line.event().await;
    assert_eq!((&event["seq"], &event["topic"]), (&json!(seq), &json!("room")));
}

#[tokio::test]
async fn a_log_that_was_trimmed_asks_for_a_reload() {
    let site = told().await;
    let (account, token) = signed_in(&site).await;
    let instance = &site.running.instance;
    for _ in 0..3 {
        happens(&site, account, "job").await;
    }
    let everything = instance.clock.now().plus(Span::days(1));
    store::cleanup::trim_events(&instance.context(Platform), everything, 1_000).await.unwrap();
    let seq = happens(&site, account, "room").await;
    let mut line = Line::open(&site, &token, &format!("?after={}", seq - 3)).await;
    for (expected, topic) in [(seq, "hello"), (seq - 1, "reload"), (seq, "room")] {
        let event = line.event().await;
        assert_eq!((&event["seq"], &event["topic"]), (&json!(expected), &json!(topic)));
    }
}

#[tokio::test]
async fn a_number_that_the_log_never_reached_is_not_waited_for() {
    let site = told().await;
    let (account, token) = signed_in(&site).await;
    let mut line = Line::open(&site, &token, "?after=1000000").await;
    let newest = line.event().await["seq"].as_i64().unwrap();
    assert!(newest < 1_000_000);
    assert_eq!(happens(&site, account, "job").await, newest + 1);
    assert_eq!(line.event().await["seq"], json!(newest + 1));
}

#[tokio::test]
async fn somebody_who_signs_out_on_another_page_is_no_longer_told() {
    let site = told().await;
    let (account, token) = signed_in(&site).await;
    let mut line = Line::open(&site, &token, "").await;
    let mut stream = Stream::open(&site, &token, "").await;
    line.event().await;
    stream.says("\"hello\"").await;
    // What else concerns the account ends nothing.
    happens(&site, account, "account").await;
    assert_eq!(line.event().await["topic"], "account");
    happens(&site, account, "job").await;
    assert_eq!(line.event().await["topic"], "job");
    stream.says("\"job\"").await;

    let instance = &site.running.instance;
    store::session::end(&instance.context(None), &token).await.unwrap();
    assert_eq!(line.event().await["topic"], "account");
    assert_eq!(line.goodbye().await, Some(1008));
    stream.ends().await;
}

#[tokio::test]
async fn a_session_that_ends_by_time_alone_ends_its_lines() {
    let (site, _) = watchful().await;
    let (_, token) = signed_in(&site).await;
    let mut line = Line::open(&site, &token, "").await;
    let mut stream = Stream::open(&site, &token, "").await;
    line.event().await;
    stream.says("\"hello\"").await;
    for _ in 0..3 {
        line.ping().await;
    }
    sessions_grow_old(&site).await;
    assert_eq!(line.goodbye().await, Some(1008));
    stream.ends().await;
}

#[tokio::test]
async fn a_line_that_is_silent_for_more_than_a_minute_is_given_up() {
    let (site, clock) = watchful().await;
    let (account, token) = signed_in(&site).await;
    let mut line = Line::open_mute(&site, &token).await;
    assert_eq!(line.event().await["topic"], "hello");
    clock.pass(Duration::from_secs(60));
    happens(&site, account, "job").await;
    assert_eq!(line.event().await["topic"], "job");
    // These were sent after the minute had passed: the line was looked after, and was not given up.
    line.ping().await;
    line.ping().await;
    clock.pass(Duration::from_micros(1));
    assert_eq!(line.goodbye().await, None, "nobody is there to say goodbye to");
}

#[tokio::test]
async fn a_line_that_answers_is_kept_however_long_nothing_happens() {
    let (site, clock) = watchful().await;
    let (account, token) = signed_in(&site).await;
    let mut line = Line::open(&site, &token, "").await;
    assert_eq!(line.event().await["topic"], "hello");
    for _ in 0..5 {
        clock.pass(Duration::from_secs(40));
        line.is_heard().await;
    }
    happens(&site, account, "job").await;
    assert_eq!(line.event().await["topic"], "job");
}

#[tokio::test]
async fn a_line_that_says_more_than_a_browser_would_is_cut() {
    let site = told().await;
    let (_, token) = signed_in(&site).await;
    let mut line = Line::open(&site, &token, "").await;
    line.event().await;
    line.socket.send(Message::Text("x".repeat(4 * 1_024).into())).await.unwrap();
    line.is_heard().await;
    line.socket.send(Message::Text("x".repeat(4 * 1_024 + 1).into())).await.unwrap();
    assert_eq!(line.goodbye().await, None);
}

#[tokio::test]
async fn a_stop_says_goodbye_with_a_hint_to_come_back() {
    let site = told().await;
    let (_, token) = signed_in(&site).await;
    let mut line = Line::open(&site, &token, "").await;
    let mut stream = Stream::open(&site, &token, "").await;
    line.event().await;
    stream.says("\"hello\"").await;
    let stopping = tokio::spawn(site.running.stop());
    assert_eq!(line.goodbye().await, Some(1012));
    stream.ends().await;
    stopping.await.unwrap();
}

#[tokio::test]
async fn the_event_stream_tells_the_same_and_resumes_from_the_last_id() {
    let site = told().await;
    let (account, token) = signed_in(&site).await;
    let seq = happens(&site, account, "job").await;
    let mut stream = Stream::open(&site, &token, &(seq - 1).to_string()).await;
    stream.says("\"job\"").await;
    let said = &stream.said;
    assert!(said.contains("\"topic\":\"hello\"") && said.contains(&format!("id: {seq}")), "{said}");
    assert!(!said.contains(&format!("id: {}\n", seq - 1)), "it was seen before: {said}");
}

#[tokio::test]
async fn a_socket_is_one_of_the_connections_that_may_be_open() {
    let site = told().await;
    let (_, token) = signed_in(&site).await;
    let places = &site.running.instance.places;
    // The server holds one more, for the next one.
    let free = site.running.instance.config.connections_max - 1;
    until("a place for the next one", async || (places.available_permits() == free).then_some(())).await;
    let mut line = Line::open(&site, &token, "").await;
    line.event().await;
    let taken = async || (places.available_permits() == free - 1).then_some(());
    until("the socket has a place", taken).await;
    drop(line);
    until("its place is free again", async || (places.available_permits() == free).then_some(())).await;
}

#[tokio::test]
async fn lines_have_a_bound_for_each_session_account_and_address() {
    let most = |session, account, address| LinesMax { session, account, address };
    for lines_max in [most(2, 0, 0), most(0, 2, 0), most(0, 0, 2)] {
        let site = TestServer::with(|config| {
            config.pace.heartbeat = Duration::from_secs(86_400);
            config.lines_max = lines_max;
        })
        .await;
        let (_, token) = signed_in(&site).await;
        let line = Line::open(&site, &token, "").await;
        let stream = Stream::open(&site, &token, "").await;
        let cookie = format!("{}={token}", server::session::cookie_name(&site.running.instance.config));
        let ask = async || {
            let request = site.client.get(site.url("/live/events")).header("cookie", &cookie);
            request.send().await.unwrap()
        };
        let refused = ask().await;
        assert_eq!((refused.status().as_u16(), header(&refused, "retry-after")), (429, "60"), "{lines_max:?}");
        drop(line);
        until("room for one more", async || (ask().await.status() == 200).then_some(())).await;
        drop(stream);
    }
}

#[tokio::test]
async fn a_stream_that_has_news_all_the_time_ends_with_its_session_too() {
    let (site, _) = watchful().await;
    let (account, token) = signed_in(&site).await;
    let mut stream = Stream::open(&site, &token, "").await;
    stream.says("\"hello\"").await;
    sessions_grow_old(&site).await;
    let more_and_more = async {
        loop {
            happens(&site, account, "job").await;
        }
    };
    tokio::select! {
        () = stream.ends() => {}
        () = more_and_more => {}
    }
}

#[tokio::test]
async fn strangers_hear_nothing() {
    let site = TestServer::open().await;
    assert_eq!(site.get("/live/events").await.status(), 401);
    for (place, status) in [("same-origin", 401), ("cross-site", 403)] {
        let upgrade = site.client.get(site.url("/live")).header("sec-fetch-site", place).send().await.unwrap();
        assert_eq!(upgrade.status(), status, "{place}");
    }
}

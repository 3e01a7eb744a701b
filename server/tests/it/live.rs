//! The socket over the event log: greeting, resuming, news, goodbye.

use crate::hall::{Hall, header};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use server::session::cookie_name;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest as _},
};

type Socket = WebSocketStream<TcpStream>;

/// A demo person who has signed in: their account and their session's token.
pub async fn signed_in(hall: &Hall) -> (i64, String) {
    let instance = &hall.running.instance;
    let now = instance.clock.now();
    store::seed::demo(&instance.db, &instance.rules, now).await.unwrap();
    let person = store::seed::PEOPLE[0];
    let session =
        store::account::sign_in(&instance.db, person.email, store::seed::PASSWORD, "test", now).await.unwrap();
    (session.account.raw(), session.token)
}

async fn open(hall: &Hall, token: &str, query: &str) -> Socket {
    let mut request = format!("ws://{}/live{query}", hall.running.addr).into_client_request().unwrap();
    let cookie = format!("{}={token}", cookie_name(&hall.running.instance.config));
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    request.headers_mut().insert("origin", hall.running.url().parse().unwrap());
    let stream = TcpStream::connect(hall.running.addr).await.unwrap();
    tokio_tungstenite::client_async(request, stream).await.unwrap().0
}

async fn next(socket: &mut Socket) -> Message {
    tokio::time::timeout(Duration::from_secs(5), socket.next()).await.expect("nothing came").unwrap().unwrap()
}

async fn next_event(socket: &mut Socket) -> Value {
    serde_json::from_str(next(socket).await.to_text().unwrap()).unwrap()
}

async fn happens(hall: &Hall, account: i64, topic: &str) -> i64 {
    let instance = &hall.running.instance;
    let mut tx = instance.db.begin().await.unwrap();
    let seq = store::event::append(&mut tx, account, topic, &json!({"id": "x"}), instance.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    seq
}

#[tokio::test]
async fn news_arrive_at_once_and_what_was_missed_comes_after_the_number_that_was_seen() {
    let hall = Hall::open().await;
    let (account, token) = signed_in(&hall).await;
    let mut socket = open(&hall, &token, "").await;
    let hello = next_event(&mut socket).await;
    assert_eq!(hello["topic"], "hello");
    let start = hello["seq"].as_i64().unwrap();

    let seq = happens(&hall, account, "job").await;
    assert_eq!(seq, start + 1);
    let event = next_event(&mut socket).await;
    assert_eq!((&event["seq"], &event["topic"], &event["body"]), (&json!(seq), &json!("job"), &json!({"id": "x"})));
    drop(socket);

    for _ in 0..250 {
        happens(&hall, account, "room").await;
    }
    let mut socket = open(&hall, &token, &format!("?after={seq}")).await;
    assert_eq!(next_event(&mut socket).await["topic"], "hello");
    for expected in seq + 1..=seq + 250 {
        assert_eq!(next_event(&mut socket).await["seq"], json!(expected));
    }
}

#[tokio::test]
async fn a_person_hears_only_of_what_concerns_them() {
    let hall = Hall::open().await;
    let (account, token) = signed_in(&hall).await;
    let mut socket = open(&hall, &token, "").await;
    next_event(&mut socket).await;
    happens(&hall, account + 1, "job").await;
    let seq = happens(&hall, account, "room").await;
    let event = next_event(&mut socket).await;
    assert_eq!((&event["seq"], &event["topic"]), (&json!(seq), &json!("room")));
}

#[tokio::test]
async fn a_log_that_was_trimmed_asks_for_a_reload() {
    let hall = Hall::open().await;
    let (account, token) = signed_in(&hall).await;
    let instance = &hall.running.instance;
    for _ in 0..3 {
        happens(&hall, account, "job").await;
    }
    let everything = instance.clock.now().plus(domain::time::Span::days(1));
    store::event::trim(&instance.db, everything, 1_000).await.unwrap();
    let seq = happens(&hall, account, "room").await;
    let mut socket = open(&hall, &token, &format!("?after={}", seq - 3)).await;
    for (expected, topic) in [(seq, "hello"), (seq - 1, "reload"), (seq, "room")] {
        let event = next_event(&mut socket).await;
        assert_eq!((&event["seq"], &event["topic"]), (&json!(expected), &json!(topic)));
    }
}

#[tokio::test]
async fn whoever_signs_out_on_another_page_is_no_longer_told() {
    let hall = Hall::open().await;
    let (_, token) = signed_in(&hall).await;
    let mut socket = open(&hall, &token, "").await;
    next_event(&mut socket).await;
    let instance = &hall.running.instance;
    store::session::end(&instance.db, &token, instance.clock.now()).await.unwrap();
    assert_eq!(next_event(&mut socket).await["topic"], "account");
    let Message::Close(Some(frame)) = next(&mut socket).await else { panic!("no goodbye") };
    assert_eq!(u16::from(frame.code), 1008);
}

#[tokio::test]
async fn a_stop_says_goodbye_with_a_hint_to_come_back() {
    let hall = Hall::open().await;
    let (_, token) = signed_in(&hall).await;
    let mut socket = open(&hall, &token, "").await;
    next_event(&mut socket).await;
    let stopping = tokio::spawn(hall.running.stop());
    let Message::Close(Some(frame)) = next(&mut socket).await else { panic!("no goodbye") };
    assert_eq!(u16::from(frame.code), 1012);
    stopping.await.unwrap();
}

#[tokio::test]
async fn the_event_stream_tells_the_same_and_resumes_from_the_last_id() {
    let hall = Hall::open().await;
    let (account, token) = signed_in(&hall).await;
    let seq = happens(&hall, account, "job").await;
    let cookie = format!("{}={token}", cookie_name(&hall.running.instance.config));
    let request = hall
        .client
        .get(hall.url("/live/events?after=0"))
        .header("cookie", cookie)
        .header("last-event-id", (seq - 1).to_string());
    let mut response = request.send().await.unwrap();
    assert_eq!(header(&response, "content-type"), "text/event-stream");
    let mut text = String::new();
    while !text.contains("\"job\"") {
        let chunk = tokio::time::timeout(Duration::from_secs(5), response.chunk())
            .await
            .expect("nothing came")
            .unwrap()
            .unwrap();
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert!(text.contains("\"topic\":\"hello\"") && text.contains(&format!("id: {seq}")), "{text}");
}

#[tokio::test]
async fn strangers_hear_nothing() {
    let hall = Hall::open().await;
    assert_eq!(hall.get("/live/events").await.status(), 401);
    let upgrade = hall.client.get(hall.url("/live")).header("sec-fetch-site", "same-origin").send().await.unwrap();
    assert_eq!(upgrade.status(), 401);
}

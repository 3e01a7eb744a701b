//! What happens, as it happens: a WebSocket (and an event stream, where sockets are blocked) over each
//! person's durable event log. The log is the truth, so a browser that was away asks for what came after
//! the last number it saw; nothing is queued here, so a slow reader costs no memory and is let go.

pub mod lines;

use crate::{
    http::{csrf, plain, visitor},
    instance::Instance,
    session,
    start::Place,
};
use app::session::SessionContext;
use axum::{
    extract::{
        Query, Request, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket, close_code},
    },
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::id::AccountId;
use futures_util::{FutureExt as _, stream};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use lines::Held;
use serde::Deserialize;
use std::{collections::VecDeque, convert::Infallible, time::Duration};
use store::event::PersonEvent;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

/// A line whose browser has said nothing for longer, not even a pong, is given up.
const SILENCE_MAX: Duration = Duration::from_secs(60);
const SEND_MAX: Duration = Duration::from_secs(10);
/// Topic of the first piece of news.
const GREETING: &str = "hello";
/// So many events are read at a time, and no more are in memory for one line.
const BATCH: u32 = 100;
/// When somebody with too many open pages may ask for one more line.
const FULL_SECONDS: u32 = 60;
/// Browsers send nothing but pongs; anything long is not from our pages.
const MESSAGE_BYTES_MAX: usize = 4 * 1024;

/// Where a reader left off.
#[derive(Debug, Deserialize)]
pub struct From {
    /// The last number seen; without it only what happens from now on is sent.
    after: Option<i64>,
}

/// `GET /live?after=SEQ`, a WebSocket. Each message is `{"seq", "at", "topic", "body"}`; the first has the
/// topic `hello` and the newest number of the log. The topic `reload` says that the log no longer reaches
/// back to `after`.
pub async fn socket(
    State(instance): State<Instance>,
    Query(from): Query<From>,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
    request: Request,
) -> Response {
    // A socket is opened by GET, so the layer for changing requests has not looked at it.
    if !csrf::is_ours(request.headers(), visitor(request.extensions())) {
        return plain::refuse(
            &request,
            StatusCode::FORBIDDEN,
            "csrf.other_site",
            "This came from another site",
            "Sockets are for our own pages.",
        );
    }
    let held = match held(&instance, &request) {
        Ok(held) => held,
        Err(no) => return no.answer(&request),
    };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let (session, place) = (cookies(request.headers()), request.extensions().get::<Place>().cloned());
    // The default buffers are for bulk data and would cost 128 kB for every idle person.
    upgrade
        .read_buffer_size(512)
        .write_buffer_size(0)
        .max_write_buffer_size(256 * 1024)
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX)
        .on_upgrade(move |socket| async move {
            // The connection has ended for HTTP; its place is this socket's.
            let _place = place;
            let mut reader = Reader::new(instance, held, from.after, session);
            if let Err(end) = reader.follow(socket).await {
                tracing::debug!(?end, "a socket ended");
            }
        })
}

/// `GET /live/events?after=SEQ`: the same as server-sent events; the browser's Last-Event-ID wins over `after`.
pub async fn events(State(instance): State<Instance>, Query(from): Query<From>, request: Request) -> Response {
    let held = match held(&instance, &request) {
        Ok(held) => held,
        Err(no) => return no.answer(&request),
    };
    let heartbeat = instance.config.pace.heartbeat;
    let seen = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let reader = Reader::new(instance, held, seen.or(from.after), cookies(request.headers()));
    let events = stream::unfold((reader, VecDeque::new()), |(mut reader, mut waiting)| async move {
        loop {
            if let Some(line) = waiting.pop_front() {
                return Some((Ok::<_, Infallible>(line), (reader, waiting)));
            }
            let news = reader.news().await?;
            waiting.extend(news.iter().map(streamed));
        }
    });
    // nginx keeps an answer until it has a buffer full of it, unless it is told not to.
    let passed_on = [(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))];
    (passed_on, Sse::new(events).keep_alive(KeepAlive::new().interval(heartbeat))).into_response()
}

/// The browser asks for what comes after the last id it has seen. The greeting has none: its number is the newest of the
/// log, and what lies before it may still be on its way when the stream breaks.
fn streamed(event: &PersonEvent) -> Event {
    let sent = Event::default().data(line(event));
    if event.topic == GREETING { sent } else { sent.id(event.seq.to_string()) }
}

/// What says whose session it is. The values are copied: as they came, they are parts of the whole request as it was read,
/// which would stay in memory as long as the line.
fn cookies(headers: &HeaderMap) -> HeaderMap {
    let copies = headers.get_all(header::COOKIE).iter().map(|value| HeaderValue::from_bytes(value.as_bytes()));
    copies.flatten().map(|value| (header::COOKIE, value)).collect()
}

/// Why there is no line.
enum NoLine {
    SignIn,
    TooMany,
}

impl NoLine {
    fn answer(&self, request: &Request) -> Response {
        let (status, code, title, text) = match self {
            Self::SignIn => (StatusCode::UNAUTHORIZED, "general.sign_in", "Please sign in", "Please sign in first."),
            Self::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "general.too_many",
                "Too many pages are open",
                "So many pages are open that this one hears of news only when it is read again. Nothing was changed.",
            ),
        };
        let mut response = plain::refuse(request, status, code, title, text);
        if matches!(self, Self::TooMany) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(FULL_SECONDS));
        }
        response
    }
}

/// A line for the person who is signed in.
fn held(instance: &Instance, request: &Request) -> Result<Held, NoLine> {
    let context = request.extensions().get::<SessionContext>().ok_or(NoLine::SignIn)?;
    let account = context.call.actor.as_ref().ok_or(NoLine::SignIn)?.account();
    let ip = visitor(request.extensions()).ip;
    Held::take(&instance.lines, instance.config.lines_max, context.session, account, ip).ok_or(NoLine::TooMany)
}

/// Why a socket is no longer served.
#[derive(Debug)]
enum End {
    Gone,
    TooSlow,
    Silent,
    SignedOut,
    Stopping,
    Fault,
}

enum Woken {
    News,
    Heard,
    Tick,
    Stop,
}

struct Reader {
    instance: Instance,
    account: AccountId,
    _held: Held,
    listener: store::wake::Listener,
    session: HeaderMap,
    seen: Option<i64>,
    greeted: bool,
    /// The log had more than was read at once.
    more: bool,
    heartbeat: Interval,
    /// The session has ended, and the browser was told: an event stream ends with its next look.
    over: bool,
}

impl Reader {
    // Listening starts before the first look into the log: what comes in between is seen by one of the two.
    fn new(instance: Instance, held: Held, seen: Option<i64>, session: HeaderMap) -> Self {
        let account = held.account();
        let listener = instance.db.listen(account.raw());
        let mut heartbeat = interval(instance.config.pace.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat.reset();
        Self {
            instance,
            account,
            _held: held,
            listener,
            session,
            seen,
            greeted: false,
            more: false,
            heartbeat,
            over: false,
        }
    }

    async fn follow(&mut self, mut socket: WebSocket) -> Result<(), End> {
        let clock = self.instance.config.pace.clock.clone();
        let instance = self.instance.clone();
        let mut heard = clock.now();
        loop {
            let fresh = Box::pin(self.fresh()).await.map_err(|_| End::Fault)?;
            for event in &fresh {
                send(&mut socket, Message::Text(line(event).into())).await?;
            }
            if self.ends_with(&fresh).await {
                return say_goodbye(&mut socket, close_code::POLICY, End::SignedOut).await;
            }
            if self.more {
                if self.is_due() && !self.still_signed_in().await {
                    return say_goodbye(&mut socket, close_code::POLICY, End::SignedOut).await;
                }
                continue;
            }
            // Whatever a browser says is read for its liveness only, and leads to no query.
            loop {
                let woken = tokio::select! {
                    () = self.listener.changed() => Woken::News,
                    _ = self.heartbeat.tick() => Woken::Tick,
                    message = socket.recv() => match message {
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Gone),
                        Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => Woken::Heard,
                    },
                    () = instance.stopped() => Woken::Stop,
                };
                match woken {
                    Woken::News => break,
                    Woken::Heard => heard = clock.now(),
                    Woken::Stop => return say_goodbye(&mut socket, close_code::RESTART, End::Stopping).await,
                    Woken::Tick if clock.now().saturating_sub(heard) > SILENCE_MAX => return Err(End::Silent),
                    Woken::Tick if !self.still_signed_in().await => {
                        return say_goodbye(&mut socket, close_code::POLICY, End::SignedOut).await;
                    }
                    Woken::Tick => {
                        send(&mut socket, Message::Ping(Vec::new().into())).await?;
                        // A look at the log with every heartbeat heals a wake-up that was lost.
                        break;
                    }
                }
            }
        }
    }

    // For the event stream: waits until there is something; None ends the stream.
    async fn news(&mut self) -> Option<Vec<PersonEvent>> {
        let instance = self.instance.clone();
        while !self.over {
            let fresh = Box::pin(self.fresh()).await.ok()?;
            if !fresh.is_empty() {
                self.over = self.ends_with(&fresh).await || self.is_due() && !self.still_signed_in().await;
                return Some(fresh);
            }
            tokio::select! {
                () = self.listener.changed() => {}
                _ = self.heartbeat.tick() => if !self.still_signed_in().await { return None },
                () = instance.stopped() => return None,
            }
        }
        None
    }

    // Somebody who signs out on another page is told by an event of their account.
    async fn ends_with(&self, fresh: &[PersonEvent]) -> bool {
        fresh.iter().any(|event| event.topic == "account") && !self.still_signed_in().await
    }

    /// A heartbeat has passed since the last one: while news keep coming, nobody waits for it.
    fn is_due(&mut self) -> bool {
        self.heartbeat.tick().now_or_never().is_some()
    }

    async fn still_signed_in(&self) -> bool {
        // On the heap while it lasts: it takes a moment of every heartbeat, and its room would belong to the line for ever.
        let context = Box::pin(session::context(&self.instance, &self.session, "")).await;
        // While the database is out of reach nobody is sent away.
        context.map_or(true, |context| context.call.actor.is_some_and(|actor| actor.account() == self.account))
    }

    // What came after the last event that was sent, a batch of it; before the first, a greeting with the newest number.
    async fn fresh(&mut self) -> store::Result<Vec<PersonEvent>> {
        let mut read = self.instance.db.read().await?;
        let mut fresh = Vec::new();
        let mut seen = match (self.seen, self.greeted) {
            (Some(seen), true) => seen,
            (asked, _) => {
                let newest = store::event::last_seq(&mut read, self.account.raw()).await?;
                fresh.push(of_ours(newest, self.instance.clock.now().micros(), GREETING));
                // A number from the future means that the database was restored: start from what there is.
                asked.unwrap_or(newest).min(newest)
            }
        };
        let events = store::event::after(&mut read, self.account.raw(), seen, BATCH).await?;
        self.more = events.len() >= BATCH as usize;
        for event in events {
            if event.seq != seen + 1 {
                fresh.push(of_ours(event.seq - 1, event.at, "reload"));
            }
            seen = event.seq;
            fresh.push(event);
        }
        drop(read);
        (self.seen, self.greeted) = (Some(seen), true);
        Ok(fresh)
    }
}

fn of_ours(seq: i64, at: i64, topic: &str) -> PersonEvent {
    PersonEvent { seq, at, topic: topic.to_owned(), body: "null".to_owned() }
}

// The body is JSON already; only the topic has to be made so.
fn line(PersonEvent { seq, at, topic, body }: &PersonEvent) -> String {
    format!("{{\"seq\":{seq},\"at\":{at},\"topic\":{},\"body\":{body}}}", serde_json::Value::from(topic.as_str()))
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), End> {
    match timeout(SEND_MAX, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::TooSlow),
    }
}

async fn say_goodbye(socket: &mut WebSocket, code: u16, end: End) -> Result<(), End> {
    let reason =
        if matches!(end, End::Stopping) { "restart: come back with the last number you saw" } else { "signed out" };
    send(socket, Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await?;
    Err(end)
}

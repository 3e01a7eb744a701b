//! News as it happens: one WebSocket for each page load, and an event stream where sockets do not pass. News
//! carries no data: the page reads its own data again. After a break it goes on from the last number seen, and the
//! page's data is read again in any case: what was asked for during the break may not have been answered.
//!
//! `data-socket` of the document says `open` or `closed`. A line is open when the server has greeted us: there are
//! networks that let a socket open and then cut it off.

use crate::load::{Again, Asking, Changes, PageData, changes, later, load_apart};
use crate::session::position;
use crate::shell::Bars;
use domain::id::AccountId;
use leptos::prelude::*;
use serde::Deserialize;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, EventSource, MessageEvent, WebSocket};

/// News of one moment is told once.
const TELL_AFTER: Duration = Duration::from_millis(150);
/// Waits after a failure grow up to half a minute, and are drawn by lot below that, so that not all come back at once.
const WAIT_MIN_MS: f64 = 500.0;
const WAIT_MAX_MS: f64 = 30_000.0;
/// After so many failures in a row the event stream is tried.
const SOCKET_FAILURES_MAX: u32 = 2;
/// The server closes with this code when nobody is signed in any more (RFC 6455: policy violation).
const SIGNED_OUT: u16 = 1008;

/// Listens for whoever is signed in, once the page has come to life.
pub(crate) fn follow(bars: PageData<Bars>) {
    let changes = changes();
    let position = load_apart(Again::Never, position);
    Effect::new(move |before: Option<Option<(AccountId, Rc<Live>)>>| {
        let before = before.flatten();
        let began = position.get().and_then(Result::ok);
        // While the server is out of reach the line stays as it is.
        let (Some(Ok(bars)), Some(began)) = (bars.get(), began) else { return before };
        crate::offline::tell(&bars.viewer);
        let account = bars.viewer.account.map(|account| account.id);
        match (before, account) {
            (Some((same, live)), Some(account)) if same == account => Some((same, live)),
            (old, account) => {
                if let Some((_, live)) = old {
                    live.end();
                }
                let account = account?;
                let seen = began.filter(|(whose, _)| *whose == account).map(|(_, seq)| seq);
                Some((account, Live::begin(changes, seen)))
            }
        }
    });
}

/// What is said on the line. Bodies are not read: pages ask for what they show.
#[derive(Deserialize)]
struct News {
    seq: i64,
    topic: String,
}

type OnMessage = Closure<dyn FnMut(MessageEvent)>;
type OnEvent = Closure<dyn FnMut(web_sys::Event)>;
type OnClose = Closure<dyn FnMut(CloseEvent)>;

/// The line, and what the browser calls back on it.
enum Line {
    Socket { socket: WebSocket, _message: OnMessage, _close: OnClose },
    Stream { stream: EventSource, _message: OnMessage, _error: OnEvent },
}

impl Line {
    fn hang_up(&self) {
        match self {
            Self::Socket { socket, .. } => {
                socket.set_onmessage(None);
                socket.set_onclose(None);
                let _ = socket.close();
            }
            Self::Stream { stream, .. } => {
                stream.set_onmessage(None);
                stream.set_onerror(None);
                stream.close();
            }
        }
    }
}

/// One person's line for the life of a page.
struct Live {
    changes: Changes,
    seen: Cell<Option<i64>>,
    failures: Cell<u32>,
    /// The line was lost, and its return was not told yet.
    broken: Cell<bool>,
    /// Counts the lines; a wait that belongs to an older one is over.
    lines: Cell<u32>,
    telling: Cell<bool>,
    over: Cell<bool>,
    line: RefCell<Option<Line>>,
    /// What the browser calls when it has a network again.
    online: RefCell<Option<WindowListenerHandle>>,
}

impl Live {
    fn begin(changes: Changes, seen: Option<i64>) -> Rc<Self> {
        let live = Rc::new(Self {
            changes,
            seen: Cell::new(seen),
            failures: Cell::new(0),
            broken: Cell::new(false),
            lines: Cell::new(0),
            telling: Cell::new(false),
            over: Cell::new(false),
            line: RefCell::new(None),
            online: RefCell::new(None),
        });
        let weak = Rc::downgrade(&live);
        live.online.replace(Some(window_event_listener_untyped("online", move |_| {
            if let Some(live) = weak.upgrade() {
                live.back_online();
            }
        })));
        live.connect();
        live
    }

    fn end(&self) {
        self.over.set(true);
        if let Some(online) = self.online.take() {
            online.remove();
        }
        if let Some(line) = self.line.take() {
            line.hang_up();
        }
        show(false);
    }

    fn connect(self: &Rc<Self>) {
        if self.over.get() {
            return;
        }
        self.lines.set(self.lines.get().wrapping_add(1));
        // Every third try is a stream, which some networks let pass where they stop sockets.
        let streams = self.failures.get() > 0 && self.failures.get() % (SOCKET_FAILURES_MAX + 1) == SOCKET_FAILURES_MAX;
        let line = if streams { self.stream() } else { self.socket() };
        if line.is_none() {
            self.again_later();
        }
        let old = self.line.replace(line);
        if let Some(old) = old {
            old.hang_up();
        }
    }

    fn address(&self, path: &str) -> String {
        self.seen.get().map_or_else(|| path.to_owned(), |seen| format!("{path}?after={seen}"))
    }

    fn socket(self: &Rc<Self>) -> Option<Line> {
        let location = window().location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&format!("{scheme}://{}{}", location.host().ok()?, self.address("/live"))).ok()?;
        let message = self.on_message();
        let live = Rc::downgrade(self);
        let close = OnClose::new(move |event: CloseEvent| {
            if let Some(live) = live.upgrade() {
                live.closed(event.code());
            }
        });
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        Some(Line::Socket { socket, _message: message, _close: close })
    }

    fn stream(self: &Rc<Self>) -> Option<Line> {
        let stream = EventSource::new(&self.address("/live/events")).ok()?;
        let message = self.on_message();
        let live = Rc::downgrade(self);
        let broken = stream.clone();
        let error = OnEvent::new(move |_| {
            show(false);
            let Some(live) = live.upgrade() else { return };
            live.broken.set(true);
            // The browser tries again by itself until the server says no.
            if broken.ready_state() == EventSource::CLOSED {
                live.again_later();
            }
        });
        stream.set_onmessage(Some(message.as_ref().unchecked_ref()));
        stream.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Line::Stream { stream, _message: message, _error: error })
    }

    fn on_message(self: &Rc<Self>) -> OnMessage {
        let live = Rc::downgrade(self);
        OnMessage::new(move |event: MessageEvent| {
            let news = event.data().as_string().and_then(|text| crate::wire::read::<News>(&text).ok());
            if let (Some(live), Some(news)) = (live.upgrade(), news) {
                live.hear(&news);
            }
        })
    }

    fn hear(self: &Rc<Self>, news: &News) {
        if news.topic == "hello" {
            self.failures.set(0);
            show(true);
            // What happened since `seen` comes after this; a smaller number means that the log began anew.
            if self.seen.get().is_none_or(|seen| seen > news.seq) {
                self.seen.set(Some(news.seq));
            }
            if self.broken.replace(false) {
                self.tell();
            }
            return;
        }
        self.seen.set(Some(news.seq));
        self.tell();
    }

    fn tell(self: &Rc<Self>) {
        if !self.telling.replace(true) {
            // What was heard of is as good as asked for.
            let (live, asking) = (Rc::clone(self), Asking::begin());
            later(TELL_AFTER, move || {
                live.telling.set(false);
                live.changes.happened();
                drop(asking);
            });
        }
    }

    /// The device has a network again. A socket of the old one may be dead without knowing it.
    fn back_online(self: &Rc<Self>) {
        if !self.over.get() {
            self.failures.set(0);
            self.broken.set(true);
            show(false);
            self.connect();
        }
    }

    fn closed(self: &Rc<Self>, code: u16) {
        show(false);
        self.broken.set(true);
        if code == SIGNED_OUT {
            self.over.set(true);
            self.changes.happened();
        } else {
            self.again_later();
        }
    }

    /// Full jitter: anything between nothing and a bound that doubles with every failure. The lot is the browser's own, so
    /// that end-to-end tests can put smaller ones in its place (`end2end/fixtures/index.ts`).
    fn again_later(self: &Rc<Self>) {
        let failures = self.failures.get();
        self.failures.set(failures.saturating_add(1));
        let bound = (WAIT_MIN_MS * f64::from(1_u32 << failures.min(8))).min(WAIT_MAX_MS);
        let (live, line) = (Rc::clone(self), self.lines.get());
        let connect = move || {
            if live.lines.get() == line {
                live.connect();
            }
        };
        later(Duration::from_secs_f64(js_sys::Math::random() * bound / 1_000.0), connect);
    }
}

fn show(open: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-socket", if open { "open" } else { "closed" });
    }
}

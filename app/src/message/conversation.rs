//! One conversation: what was said, what is being sent, and the place to write. It reads itself again
//! whenever something happens; the place to write is not touched by that.

use super::api::{self, Line, Thread};
use super::outgoing::{OutgoingList, Write};
use super::queue::{Fate, Outgoing, Queue};
use crate::i18n::message as t;
use crate::runtime::{ServerData, changes, hands_off, merge};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A conversation on the screen. Copied freely: all of it are signals.
#[derive(Clone, Copy)]
pub(super) struct Talk {
    /// What the server said last.
    pub(super) thread: RwSignal<Thread>,
    /// Messages on their way.
    pub(super) outgoing: RwSignal<Vec<Outgoing>>,
    /// What sends them.
    pub(super) queue: StoredValue<Queue>,
    /// The number that this page ends before; empty for the newest.
    before: StoredValue<String>,
    reading: StoredValue<Reading>,
}

/// One read at a time, so that an older answer never replaces a newer one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Idle,
    Once,
    /// Something happened meanwhile: once more after this.
    Twice,
}

impl Talk {
    fn of(thread: Thread, before: String) -> Self {
        let queue = Queue::of(thread.viewer, thread.room);
        Self {
            outgoing: queue.messages(),
            queue: StoredValue::new(queue),
            thread: RwSignal::new(thread),
            before: StoredValue::new(before),
            reading: StoredValue::new(Reading::Idle),
        }
    }

    /// Reads the thread again.
    async fn refresh(self) {
        let is_first = self.reading.try_update_value(|reading| {
            let is_first = *reading == Reading::Idle;
            *reading = if is_first { Reading::Once } else { Reading::Twice };
            is_first
        });
        if is_first != Some(true) {
            return;
        }
        let once_more = move || {
            self.reading.try_update_value(|reading| {
                let again = *reading == Reading::Twice;
                *reading = if again { Reading::Once } else { Reading::Idle };
                again
            })
        };
        loop {
            self.read().await;
            if once_more() != Some(true) {
                return;
            }
        }
    }

    async fn read(self) {
        let Some(room) = self.thread.try_with_untracked(|thread| thread.room.to_string()) else { return };
        let before = self.before.try_get_value().unwrap_or_default();
        let arrived = self.queue.try_with_value(Queue::arrived).unwrap_or_default();
        if let Ok(fresh) = api::thread(room, before).await {
            hands_off().await;
            self.thread.try_set(fresh);
            self.queue.try_with_value(|queue| queue.shown(&arrived));
        }
    }

    fn is_newest(self) -> bool {
        self.before.with_value(String::is_empty)
    }

    /// The newest message of the other side that the viewer has not read.
    fn unread(self) -> Option<i64> {
        self.thread.with(|thread| thread.unread)
    }
}

/// The thread of a room.
#[component]
pub(super) fn Conversation(page: ServerData<Thread>, thread: Thread, before: String) -> impl IntoView {
    let label = t::with_person(&thread.other);
    let title = label.clone();
    let talk = Talk::of(thread, before);
    let list = NodeRef::<html::Div>::new();
    follow(talk);
    mark_read(talk);
    stay_at_the_end(talk, list);
    let head = Memo::new(move |_| talk.thread.with(|thread| thread.head.clone()));
    let beside = Memo::new(move |_| talk.thread.with(|thread| thread.beside.clone()));
    let beside = move || {
        Some(beside.get()).filter(|html| !html.is_empty()).map(|html| {
            view! { <aside class="inbox-side stack" aria-label=t::contract() inner_html=html></aside> }
        })
    };
    view! {
        {page.meta.head()}
        <section class="inbox-thread" id="thread" aria-label=label>
            // Not of the head, which is rendered again when something is read: the heading keeps the focus.
            <h1 class="visually-hidden">{title}</h1>
            <header class="cluster inbox-head" inner_html=move || head.get()></header>
            <div class="thread" role="log" aria-label=t::messages() tabindex="0" node_ref=list>
                <div class="thread-lines">
                    <For each=move || talk.thread.with(|thread| thread.lines.clone()) key=name_of let:line>
                        <Said talk=talk line=line/>
                    </For>
                    <OutgoingList talk=talk/>
                </div>
            </div>
            <Write talk=talk page=page/>
        </section>
        {beside}
    }
}

/// What a line is called for as long as it is there, whatever it says.
fn name_of(line: &Line) -> String {
    if line.id.is_empty() { line.key.clone() } else { line.id.clone() }
}

/// A line, as the server has rendered it. What it says by now is merged into it: somebody may be changing this message.
#[component]
fn Said(talk: Talk, line: Line) -> impl IntoView {
    let name = name_of(&line);
    let Line { key, id, class, html } = line;
    if id.is_empty() {
        return view! { <p class=class inner_html=html></p> }.into_any();
    }
    let article = NodeRef::<html::Article>::new();
    Effect::new(move |shown: Option<String>| {
        let shown = shown.unwrap_or_else(|| key.clone());
        let newer = talk.thread.with(|thread| {
            let mut lines = thread.lines.iter();
            lines
                .find(|line| name_of(line) == name && line.key != shown)
                .map(|line| (line.key.clone(), line.html.clone()))
        });
        let Some((key, html)) = newer else { return shown };
        if let Some(article) = article.get_untracked() {
            merge(&article, &html);
        }
        key
    });
    view! { <article class=class id=id node_ref=article inner_html=html></article> }.into_any()
}

/// Reads the thread again whenever something happens, such as that the server is within reach again; then messages that
/// wait go out as well.
fn follow(talk: Talk) {
    let changes = changes();
    Effect::new(move |before: Option<u64>| {
        let count = changes.count();
        match before {
            None => talk.queue.with_value(Queue::take_up),
            Some(before) if before != count => {
                talk.queue.with_value(Queue::send_waiting);
                spawn_local(talk.refresh());
            }
            Some(_) => {}
        }
        count
    });
    Effect::new(move |_| {
        if talk.outgoing.with(|all| all.iter().any(|one| one.fate == Fate::Arrived)) {
            spawn_local(talk.refresh());
        }
    });
}

/// Tells the server what was seen, while the page is in front of somebody.
fn mark_read(talk: Talk) {
    if !talk.is_newest() {
        return;
    }
    let changes = changes();
    let looked = RwSignal::new(0_u32);
    Effect::new(move |_| {
        let handle = window_event_listener_untyped("visibilitychange", move |_| {
            looked.try_update(|times| *times = times.wrapping_add(1));
        });
        on_cleanup(move || handle.remove());
    });
    let told = StoredValue::new(0_i64);
    Effect::new(move |_| {
        looked.track();
        let Some(up_to) = talk.unread().filter(|up_to| *up_to > told.get_value()) else { return };
        if document().hidden() {
            return;
        }
        told.set_value(up_to);
        let room = talk.thread.with_untracked(|thread| thread.room.to_string());
        spawn_local(async move {
            if api::read(room, up_to).await.is_ok() {
                changes.happened();
            } else {
                // Said again as soon as the thread has been read again.
                told.try_set_value(0);
            }
        });
    });
}

/// Shows the newest message: at first, and with each new one.
fn stay_at_the_end(talk: Talk, list: NodeRef<html::Div>) {
    let newest = Memo::new(move |_| {
        let stored = talk.thread.with(|thread| thread.newest);
        (stored, talk.outgoing.with(Vec::len))
    });
    Effect::new(move |_| {
        newest.track();
        // After the browser has laid the new message out.
        request_animation_frame(move || {
            if let Some(list) = list.try_get_untracked().flatten() {
                list.set_scroll_top(list.scroll_height());
            }
        });
    });
}

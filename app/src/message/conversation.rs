//! One conversation: what was said, what is being sent, and the place to write. It reads itself again
//! whenever something happens; the place to write is not touched by that.

use super::api::{self, Thread};
use super::bubble::Bubble;
use super::outgoing::{OutgoingList, Write};
use super::queue::{Fate, Outgoing, Queue};
use crate::command::Command;
use crate::load::changes;
use crate::ui::{ButtonKind, Day, Form, Icon, LinkButton, Person, Submit};
use crate::words::message as w;
use crate::words::said;
use domain::actor::Parties;
use domain::message::{MessageView, RoomPage};
use domain::time::Date;
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
        let Parties { client, freelancer } = thread.room.parties;
        let viewer = if thread.room.other == client { freelancer } else { client };
        let queue = Queue::of(viewer, thread.room.id);
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
        let Some(room) = self.thread.try_with_untracked(|thread| thread.room.id.to_string()) else { return };
        let before = self.before.try_get_value().unwrap_or_default();
        let arrived = self.queue.try_with_value(Queue::arrived).unwrap_or_default();
        if let Ok(fresh) = api::thread(room, before).await {
            self.thread.try_set(fresh);
            self.queue.try_with_value(|queue| queue.shown(&arrived));
        }
    }

    fn is_newest(self) -> bool {
        self.before.with_value(String::is_empty)
    }

    /// The newest message of the other side that the viewer has not read, and how many there are.
    fn unread(self) -> Option<(i64, u64)> {
        self.thread.with(|thread| {
            let fresh =
                thread.room.messages.iter().filter(|message| !message.mine && message.number > thread.room.read_up_to);
            fresh.clone().next_back().map(|newest| (newest.number, fresh.count() as u64))
        })
    }
}

/// What stands in the thread: days and messages.
#[derive(Clone)]
enum Line {
    Day(Date),
    Message(Box<MessageView>, bool),
}

impl Line {
    fn key(&self) -> String {
        match self {
            Self::Day(day) => day.iso(),
            Self::Message(message, can_change) => {
                format!("{}-{:?}-{}-{can_change}", message.number, message.edited_at, message.text.is_some())
            }
        }
    }
}

fn lines(thread: &Thread) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut day = None;
    for message in &thread.room.messages {
        let date = message.sent_at.date();
        if day.replace(date) != Some(date) {
            lines.push(Line::Day(date));
        }
        lines.push(Line::Message(Box::new(message.clone()), thread.changeable.contains(&message.id)));
    }
    lines
}

/// The thread of a room.
#[component]
pub(super) fn Conversation(thread: Thread, before: String) -> impl IntoView {
    let room = thread.room.clone();
    let draft = thread.draft.clone();
    let talk = Talk::of(thread, before);
    let list = NodeRef::<html::Div>::new();
    follow(talk);
    mark_read(talk);
    stay_at_the_end(talk, list);
    let id = room.id;
    let label = w::with_person(&room.other_name);
    let read_to = Memo::new(move |_| {
        talk.thread.with(|thread| {
            thread
                .room
                .messages
                .iter()
                .filter(|message| message.read)
                .map(|message| message.number)
                .max()
                .unwrap_or_default()
        })
    });
    let earlier = move || {
        talk.thread.with(|thread| thread.room.before).map(
            |number| view! { <p class="day"><a href=format!("/messages/{id}?before={number}")>{w::earlier()}</a></p> },
        )
    };
    let later =
        (!talk.is_newest()).then(|| view! { <p class="day"><a href=format!("/messages/{id}")>{w::newest()}</a></p> });
    let nothing = move || {
        talk.thread
            .with(|thread| thread.room.messages.is_empty())
            .then(|| view! { <p class="day">{w::nothing_yet()}</p> })
    };
    view! {
        <section class="inbox-thread" id="thread" aria-label=label>
            <Head room=room talk=talk/>
            <div class="thread" role="log" aria-label=w::messages() tabindex="0" node_ref=list>
                <div class="thread-lines">
                    {earlier}
                    {nothing}
                    <For each=move || talk.thread.with(lines) key=Line::key let:line>
                        {match line {
                            Line::Day(day) => view! { <Day name=said(day)/> }.into_any(),
                            Line::Message(message, can_change) => view! { <Bubble message=*message room=id can_change=can_change read_to=read_to/> }.into_any(),
                        }}
                    </For>
                    <OutgoingList talk=talk/>
                    {later}
                </div>
            </div>
            <Write talk=talk draft=draft/>
        </section>
    }
}

/// Who it is with and what it is about.
#[component]
fn Head(room: RoomPage, talk: Talk) -> impl IntoView {
    let title = w::with_person(&room.other_name);
    let read = Command::of::<api::Read>();
    let id = room.id.to_string();
    // Scripts mark what is seen by themselves.
    let mark = move || {
        let id = id.clone();
        talk.unread().map(move |(up_to, number)| {
            view! {
                <Form action=read hidden=vec![("room_id", id), ("up_to", up_to.to_string())] class="" label=w::mark_read(number)>
                    <Submit kind=ButtonKind::Quiet small=true icon="check-check">{w::mark_read(number)}</Submit>
                </Form>
            }
        })
    };
    let about = match room.contract {
        Some(contract) => view! { <LinkButton href=format!("/contracts/{contract}") small=true icon="file-text">{w::contract()}</LinkButton> }.into_any(),
        None => view! { <LinkButton href=format!("/jobs/{}", room.job) small=true icon="briefcase">{w::job()}</LinkButton> }.into_any(),
    };
    view! {
        <header class="cluster inbox-head">
            <leptos_meta::Title text=title.clone()/>
            <h1 class="visually-hidden">{title}</h1>
            <a class="icon-button narrow-only" href="/messages" aria-label=w::back()><Icon name="chevron-left" flip=true/></a>
            <div class="grow"><Person name=room.other_name id=room.other.to_string() note=room.title href=format!("/people/{}", room.other)/></div>
            {mark}
            {about}
        </header>
    }
}

/// Reads the thread again whenever something happens, such as that the hall is within reach again; then messages that
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
        let Some((up_to, _)) = talk.unread().filter(|(up_to, _)| *up_to > told.get_value()) else { return };
        if document().hidden() {
            return;
        }
        told.set_value(up_to);
        let room = talk.thread.with_untracked(|thread| thread.room.id.to_string());
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
        let stored = talk.thread.with(|thread| thread.room.messages.last().map(|message| message.number));
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

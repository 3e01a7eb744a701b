//! What the server renders of conversations, for their first page and for each time the browser reads them again. The browser
//! puts it in its place and needs nothing that renders it.

use super::api::{self, Line};
use crate::contract::{next_text, shares};
use crate::i18n::message as t;
use crate::i18n::{said, zone};
use crate::runtime::Command;
use crate::ui::{
    Avatar, ButtonKind, Count, EscrowBar, Form, Icon, LinkButton, Moment, MomentShape, More, Person, Submit, TextArea,
};
use domain::actor::Actor;
use domain::contract::read::ContractPage;
use domain::id::RoomId;
use domain::message::{MessageView, RoomPage, RoomRow, may_change};
use domain::text::MessageText;
use domain::time::Timestamp;
use leptos::prelude::*;

fn html(view: impl IntoView + 'static) -> String {
    view.into_any().to_html()
}

/// A line that names a day, or leads to other messages.
fn day(key: String, content: impl IntoView + 'static) -> Line {
    Line { key, id: String::new(), class: "day".to_owned(), html: html(content) }
}

/// The messages of a page, with the days they are of. `is_newest` where no newer ones follow.
pub(super) fn lines(room: &RoomPage, is_newest: bool, actor: &Actor, now: Timestamp) -> Vec<Line> {
    let id = room.id;
    let mut lines = Vec::new();
    lines.extend(room.before.map(|number| {
        let href = format!("/messages/{id}?before={number}");
        day(format!("before-{number}"), view! { <a href=href>{t::earlier()}</a> })
    }));
    if room.messages.is_empty() {
        lines.push(day("nothing".to_owned(), t::nothing_yet()));
    }
    let mut last = None;
    for message in &room.messages {
        let date = zone::day(message.sent_at);
        if last.replace(date) != Some(date) {
            lines.push(day(date.iso(), said(date)));
        }
        let change = may_change(message.writer, message.sent_at, message.text.is_none(), actor, now).is_ok();
        lines.push(line(message, change.then_some(id)));
    }
    if !is_newest {
        lines.push(day("newest".to_owned(), view! { <a href=format!("/messages/{id}")>{t::newest()}</a> }));
    }
    lines
}

/// A message; its writer may change or delete it in this room.
fn line(message: &MessageView, change: Option<RoomId>) -> Line {
    let edited_at = message.edited_at.map(Timestamp::micros).unwrap_or_default();
    let state = (edited_at, message.text.is_some(), change.is_some(), message.read);
    Line {
        // With the clock: a browser that has just told its zone reads all of them in it.
        key: format!("{}-{}-{state:?}", message.number, zone::clock(message.sent_at)),
        id: format!("message-{}", message.number),
        class: if message.mine { "message is-mine" } else { "message" }.to_owned(),
        html: if message.mine { own(message, change) } else { other(message) },
    }
}

fn own(message: &MessageView, change: Option<RoomId>) -> String {
    let state = if message.read { t::state_read() } else { t::state_sent() };
    let change = change.map(|room| view! { <Change message=message.clone() room=room/> });
    html(view! {
        <header class="visually-hidden">{t::you()}</header>
        {bubble(message)}
        <footer><Moment at=message.sent_at shape=MomentShape::Clock/>{edited(message)}{state}</footer>
        {change}
    })
}

fn other(message: &MessageView) -> String {
    let name = message.writer_name.clone();
    html(view! {
        <Avatar name=name.clone() id=message.writer.to_string() size="s"/>
        <div>
            <header><b>{name}</b>" "<Moment at=message.sent_at shape=MomentShape::Clock/>{edited(message)}</header>
            {bubble(message)}
        </div>
    })
}

fn edited(message: &MessageView) -> Option<String> {
    message.edited_at.filter(|_| message.text.is_some()).map(|_| format!(", {}", t::edited()))
}

/// What it says.
fn bubble(message: &MessageView) -> AnyView {
    match message.text {
        Some(_) => view! { <div class="bubble prose" inner_html=message.html.clone()></div> }.into_any(),
        None => view! { <div class="bubble muted">{t::deleted()}</div> }.into_any(),
    }
}

#[component]
fn Change(message: MessageView, room: RoomId) -> impl IntoView {
    let (edit, delete) = (Command::of::<api::Edit>(), Command::of::<api::Delete>());
    let which = vec![("room_id", room.to_string()), ("id", message.id.as_str().to_owned())];
    let text = message.text.as_ref().map(ToString::to_string).unwrap_or_default();
    view! {
        <More title=t::change()>
            <Form clear=true action=edit hidden=which.clone() class="stack stack--2" label=t::change()>
                <TextArea name="text" label=t::change_text() value=text rows=3 maxlength=MessageText::MAX/>
                <div><Submit kind=ButtonKind::Plain small=true>{t::change_send()}</Submit></div>
            </Form>
            <Form clear=true action=delete hidden=which class="" label=t::delete()>
                <Submit kind=ButtonKind::Danger small=true icon="trash-2">{t::delete()}</Submit>
            </Form>
        </More>
    }
}

/// Messages of the other side that the viewer has not read: the number of the newest, and how many.
pub(super) fn unread(room: &RoomPage) -> Option<(i64, u64)> {
    let fresh = room.messages.iter().filter(|message| !message.mine && message.number > room.read_up_to);
    fresh.clone().next_back().map(|newest| (newest.number, fresh.count() as u64))
}

/// Who it is with and what it is about.
pub(super) fn head(room: &RoomPage) -> String {
    let read = Command::of::<api::Read>();
    // Scripts mark what is seen by themselves.
    let mark = unread(room).map(|(up_to, number)| {
        let hidden = vec![("room_id", room.id.to_string()), ("up_to", up_to.to_string())];
        view! {
            <Form clear=true action=read hidden=hidden class="" label=t::mark_read(number)>
                <Submit kind=ButtonKind::Quiet small=true icon="check-check">{t::mark_read(number)}</Submit>
            </Form>
        }
    });
    let (href, icon, about) = match room.contract {
        Some(contract) => (format!("/contracts/{contract}"), "file-text", t::contract()),
        None => (format!("/jobs/{}", room.job), "briefcase", t::job()),
    };
    let (other, person) = (room.other.to_string(), format!("/people/{}", room.other));
    html(view! {
        <a class="icon-button narrow-only" href="/messages" aria-label=t::back()><Icon name="chevron-left" flip=true/></a>
        <div class="grow"><Person name=room.other_name.clone() id=other note=room.title.clone() href=person/></div>
        {mark}
        <LinkButton href=href small=true icon=icon>{about}</LinkButton>
    })
}

/// The contract beside its conversation, where the window is wide enough: its money, and what comes next.
pub(super) fn beside(page: &ContractPage, other: &str, now: Timestamp) -> String {
    let next = next_text(&page.next, page.side, other, now);
    html(view! {
        <h2 style="font-size:var(--text-lg)">{page.title.clone()}</h2>
        <div class="stack stack--3 beside-money"><EscrowBar shares=shares(page.sums)/></div>
        <p class="small">{next}</p>
        <LinkButton href=format!("/contracts/{}", page.id) block=true icon="file-text">{t::open_contract()}</LinkButton>
        <p class="small muted">{t::kept()}</p>
    })
}

/// All conversations, the newest first; `here` is the one that is open.
pub(super) fn rooms(rooms: Vec<RoomRow>, here: &str) -> String {
    if rooms.is_empty() {
        return html(view! { <p class="muted no-rooms" style="padding:var(--s4)">{t::no_rooms()}</p> });
    }
    let rows = rooms.into_iter().map(|room| row(room, here)).collect_view();
    html(view! { <ul role="list">{rows}</ul> })
}

fn row(room: RoomRow, here: &str) -> impl IntoView + 'static {
    let id = room.id.to_string();
    let unread = u64::try_from(room.unread).unwrap_or_default();
    let current = (id == here).then_some("true");
    view! {
        <li class:is-unread={unread > 0}>
            <a href=format!("/messages/{id}") aria-current=current>
                <Avatar name=room.other_name.clone() id=room.other.to_string()/>
                <div class="room">
                    <b>{room.other_name}</b>
                    <Moment at=room.last_at shape=MomentShape::Day/>
                    <p>{room.title}</p>
                    <p>{room.last}</p>
                    <Count number=unread meaning=t::unread()/>
                </div>
            </a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::actor::{Parties, Proof};
    use domain::id::{AccountId, JobId};
    use domain::message::MessageId;

    const CLIENT: AccountId = AccountId::from_raw(1);
    const FREELANCER: AccountId = AccountId::from_raw(2);
    const NOON: Timestamp = Timestamp::from_micros(1_800_014_400_000_000);

    fn message(number: i64, writer: AccountId, seconds: i64) -> MessageView {
        let sent_at = Timestamp::from_micros(NOON.micros() + seconds * 1_000_000);
        MessageView {
            id: MessageId::v7(sent_at, [0; 10]),
            number,
            writer,
            writer_name: "<b>Ada</b>".to_owned(),
            mine: writer == FREELANCER,
            text: MessageText::parse("Good day").ok(),
            html: "<p>Good day</p>".to_owned(),
            sent_at,
            edited_at: None,
            read: false,
        }
    }

    fn room(messages: Vec<MessageView>) -> RoomPage {
        RoomPage {
            id: RoomId::from_raw(7),
            parties: Parties { client: CLIENT, freelancer: FREELANCER },
            other_name: "<b>Ada</b>".to_owned(),
            other: CLIENT,
            job: JobId::from_raw(3),
            title: "<i>Tides</i>".to_owned(),
            contract: None,
            messages,
            before: None,
            read_up_to: 1,
        }
    }

    fn rendered(room: &RoomPage) -> Vec<Line> {
        Owner::new().with(|| lines(room, true, &Actor::new(FREELANCER, Proof::Session), NOON))
    }

    #[test]
    fn days_stand_between_messages_and_every_line_has_a_key_of_its_own() {
        let day_later = message(3, FREELANCER, 86_400);
        let lines = rendered(&room(vec![message(1, CLIENT, 0), message(2, CLIENT, 1), day_later]));
        let classes: Vec<&str> = lines.iter().map(|line| line.class.as_str()).collect();
        assert_eq!(classes, ["day", "message", "message", "day", "message is-mine"]);
        let keys: std::collections::BTreeSet<&str> = lines.iter().map(|line| line.key.as_str()).collect();
        assert_eq!(keys.len(), lines.len());
        assert_eq!(rendered(&room(Vec::new())).first().map(|line| line.key.clone()).as_deref(), Some("nothing"));
    }

    #[test]
    fn a_line_that_says_something_else_has_another_key() {
        let key = |message: MessageView| rendered(&room(vec![message])).pop().map(|line| line.key);
        let said = message(1, FREELANCER, 0);
        let changed = [
            MessageView { read: true, ..said.clone() },
            MessageView { edited_at: Some(NOON), ..said.clone() },
            MessageView { text: None, ..said.clone() },
        ];
        assert_eq!(key(said.clone()), key(said.clone()));
        for other in changed {
            assert_ne!(key(other), key(said.clone()));
        }
    }

    #[test]
    fn names_and_titles_are_text() {
        let room = room(vec![message(2, CLIENT, 0)]);
        let html =
            Owner::new().with(|| head(&room)) + &rendered(&room).into_iter().map(|line| line.html).collect::<String>();
        assert!(html.contains("&lt;b&gt;Ada&lt;/b&gt;") && html.contains("&lt;i&gt;Tides&lt;/i&gt;"), "{html}");
        assert!(!html.contains("<b>Ada</b>") && !html.contains("<i>Tides</i>"), "{html}");
    }

    #[test]
    fn only_what_the_other_side_wrote_since_is_unread() {
        let all = vec![message(1, CLIENT, 0), message(2, CLIENT, 1), message(3, CLIENT, 2), message(4, FREELANCER, 3)];
        assert_eq!(unread(&room(all)), Some((3, 2)));
        assert_eq!(unread(&room(vec![message(1, CLIENT, 0)])), None);
    }
}

//! One message of a thread. Its writer may change or delete it for a day.

use super::api;
use crate::command::Command;
use crate::ui::{Avatar, ButtonKind, Form, Moment, MomentShape, More, Submit, TextArea};
use crate::words::message as w;
use domain::id::RoomId;
use domain::message::MessageView;
use domain::text::MessageText;
use leptos::prelude::*;

/// A stored message; own ones up to `read_to` were read by the other side.
#[component]
pub(super) fn Bubble(message: MessageView, room: RoomId, can_change: bool, read_to: Memo<i64>) -> impl IntoView {
    let body = if message.text.is_some() {
        view! { <div class="bubble prose" inner_html=message.html.clone()></div> }.into_any()
    } else {
        view! { <div class="bubble muted">{w::deleted()}</div> }.into_any()
    };
    let edited = message.edited_at.filter(|_| message.text.is_some()).map(|_| format!(", {}", w::edited()));
    let (number, at, name) = (message.number, message.sent_at, message.writer_name.clone());
    let anchor = format!("message-{number}");
    if message.mine {
        let change = can_change.then(|| view! { <Change message=message room=room/> });
        view! {
            <article class="message is-mine" id=anchor>
                <header class="visually-hidden">{w::you()}</header>
                {body}
                <footer>
                    <Moment at=at shape=MomentShape::Clock/>{edited}
                    {move || if read_to.get() >= number { w::state_read() } else { w::state_sent() }}
                </footer>
                {change}
            </article>
        }
        .into_any()
    } else {
        view! {
            <article class="message" id=anchor>
                <Avatar name=name.clone() id=message.writer.to_string() size="s"/>
                <div><header><b>{name}</b>" "<Moment at=at shape=MomentShape::Clock/>{edited}</header>{body}</div>
            </article>
        }
        .into_any()
    }
}

/// The forms that change or delete a message.
#[component]
fn Change(message: MessageView, room: RoomId) -> impl IntoView {
    let (edit, delete) = (Command::of::<api::Edit>(), Command::of::<api::Delete>());
    let which = vec![("room_id", room.to_string()), ("id", message.id.as_str().to_owned())];
    let text = message.text.as_ref().map(ToString::to_string).unwrap_or_default();
    view! {
        <More title=w::change()>
            <Form action=edit hidden=which.clone() class="stack stack--2" label=w::change()>
                <TextArea name="text" label=w::change_text() value=text rows=3 maxlength=MessageText::MAX/>
                <div><Submit kind=ButtonKind::Plain small=true>{w::change_send()}</Submit></div>
            </Form>
            <Form action=delete hidden=which class="" label=w::delete()>
                <Submit kind=ButtonKind::Danger small=true icon="trash-2">{w::delete()}</Submit>
            </Form>
        </More>
    }
}

//! What the two said last, beside their contract.

use crate::i18n::contract as t;
use crate::ui::{Avatar, LinkButton, Moment, MomentShape};
use domain::message::MessageView;
use leptos::prelude::*;

/// The last messages, and the way to all of them.
#[component]
pub fn LastWords(talk: Vec<MessageView>, room: String, other: String) -> impl IntoView {
    let way = if talk.is_empty() { t::messages_first(&other) } else { t::messages_write().to_owned() };
    let lines = if talk.is_empty() {
        view! { <p class="small muted">{t::messages_text()}</p> }.into_any()
    } else {
        talk.into_iter().map(|message| view! { <Said message=message/> }).collect_view().into_any()
    };
    view! {
        <section class="card card--flush last-words" aria-labelledby="messages-heading">
            <div class="card-head"><h2 id="messages-heading">{t::tab_messages()}</h2></div>
            <div class="thread-lines">{lines}</div>
            <div class="card-foot"><LinkButton href=format!("/messages/{room}") block=true icon="message-square">{way}</LinkButton></div>
        </section>
    }
}

#[component]
fn Said(message: MessageView) -> impl IntoView {
    let bubble = if message.text.is_some() {
        view! { <div class="bubble prose" inner_html=message.html.clone()></div> }.into_any()
    } else {
        view! { <div class="bubble muted">{t::messages_deleted()}</div> }.into_any()
    };
    let (at, name) = (message.sent_at, message.writer_name);
    if message.mine {
        view! {
            <article class="message is-mine">
                <header class="visually-hidden">{t::you()}</header>
                {bubble}
                <footer><Moment at=at shape=MomentShape::Day/></footer>
            </article>
        }
        .into_any()
    } else {
        view! {
            <article class="message">
                <Avatar name=name.clone() id=message.writer.to_string() size="s"/>
                <div><header><b>{name}</b>" "<Moment at=at shape=MomentShape::Day/></header>{bubble}</div>
            </article>
        }
        .into_any()
    }
}

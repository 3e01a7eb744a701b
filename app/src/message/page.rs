//! The two pages: the list alone, and the list beside a thread. On a phone they are two screens.

use super::api::{self, Thread};
use super::conversation::Conversation;
use super::rooms::Rooms;
use crate::head::Title;
use crate::i18n::message as t;
use crate::runtime::{Loaded, PageMeta, ServerData, loader, param, query};
use crate::ui::Empty;
use leptos::prelude::*;

/// The page `/messages`.
#[component]
pub fn ListPage() -> impl IntoView {
    view! {
        <Title text=t::messages()/>
        <h1 class="visually-hidden">{t::messages()}</h1>
        <div class="inbox inbox--list">
            <Rooms here=String::new()/>
            <section class="inbox-thread" aria-label=t::conversation()>
                <h2 class="visually-hidden">{t::conversation()}</h2>
                // One of the two is seen: there are conversations, or none.
                <div class="choose" style="padding:var(--s5)"><Empty title=t::choose() text=t::choose_text()/></div>
                <div class="begin" style="padding:var(--s5)"><Empty title=t::none() text=t::choose_text()/></div>
            </section>
        </div>
    }
}

/// The page `/messages/:room`.
#[component]
pub fn ThreadPage() -> impl IntoView {
    let (room, before) = (param("room"), query("before"));
    move || view! { <Opened room=room() before=before()/> }
}

#[component]
fn Opened(room: String, before: String) -> impl IntoView {
    let here = room.clone();
    // The thread follows changes by itself, so that nothing that is being written is lost.
    let key = move || (room.clone(), before.clone());
    let thread = loader("message.thread", key, |(room, before)| api::thread(room, before)).once().on_server(told);
    let before = query("before");
    view! {
        <div class="inbox inbox--room">
            <Rooms here=here/>
            <Loaded from=thread let:page>{opened(page, before())}</Loaded>
        </div>
    }
}

/// The browser goes on with all of it.
fn told(thread: &Thread) -> PageMeta {
    PageMeta::of(t::with_person(&thread.other)).with_props(Some(thread))
}

fn opened(page: ServerData<Thread>, before: String) -> AnyView {
    let thread = page.meta.props::<Thread>();
    thread.map(|thread| view! { <Conversation page=page thread=thread before=before/> }).into_any()
}

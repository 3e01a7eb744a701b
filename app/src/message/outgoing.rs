//! Writing: a message is seen at once and is sent behind that, by the [queue](super::queue). Without scripts it is a
//! plain form with an id of the server's.

use super::api::{self, Thread};
use super::conversation::Talk;
use super::queue::{Fate, Outgoing};
use crate::i18n::{self, message as t};
use crate::runtime::{Command, ServerData};
use crate::ui::{Button, ButtonKind, Composer, Form, Icon};
use domain::message::MessageId;
use domain::text::MessageText;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

impl Talk {
    /// Messages on their way that the server has not shown yet.
    fn on_the_way(self) -> Vec<Outgoing> {
        self.thread.with(|thread| self.outgoing.get().into_iter().filter(|one| !thread.own.contains(&one.id)).collect())
    }
}

/// The messages on their way, below those that arrived.
#[component]
pub(super) fn OutgoingList(talk: Talk) -> impl IntoView {
    view! {
        <For each=move || talk.on_the_way() key=|one| (one.id.clone(), one.fate.clone()) let:one>
            <article class="message is-mine">
                <header class="visually-hidden">{t::you()}</header>
                <div class="bubble" style="white-space:pre-line">{one.text.clone()}</div>
                <State talk=talk one=one/>
            </article>
        </For>
    }
}

#[component]
fn State(talk: Talk, one: Outgoing) -> impl IntoView {
    match one.fate {
        Fate::Sending | Fate::Arrived => view! { <footer><Icon name="clock"/>" "{t::sending()}</footer> }.into_any(),
        Fate::Unconnected => view! {
            <footer>
                <p role="status"><Icon name="wifi-off"/>" "{t::waiting()}</p>
                <Choice talk=talk id=one.id/>
            </footer>
        }
        .into_any(),
        Fate::Refused(why) => view! {
            <footer>
                <p class="error" role="alert"><Icon name="triangle-alert"/>{t::not_sent(why)}</p>
                <Choice talk=talk id=one.id/>
            </footer>
        }
        .into_any(),
    }
}

/// What the writer may do about a message that did not arrive.
#[component]
fn Choice(talk: Talk, id: MessageId) -> impl IntoView {
    let dropped = id.clone();
    let again = move |_| talk.queue.with_value(|queue| queue.again(&id));
    let drop_it = move |_| talk.queue.with_value(|queue| queue.discard(&dropped));
    view! {
        <Button small=true on:click=again>{t::again()}</Button>
        <Button small=true kind=ButtonKind::Quiet on:click=drop_it>{t::drop_it()}</Button>
    }
}

/// The place to write.
#[component]
pub(super) fn Write(talk: Talk, page: ServerData<Thread>) -> impl IntoView {
    let refused = RwSignal::new(None::<String>);
    let at_once = move |event: SubmitEvent| {
        let field = event
            .target()
            .and_then(|form| form.dyn_into::<web_sys::Element>().ok())
            .and_then(|form| form.query_selector("textarea").ok().flatten());
        let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlTextAreaElement>().ok()) else { return };
        let Some(id) = crate::runtime::new_id() else { return };
        // From here on the form around the field leaves the message to us.
        event.prevent_default();
        match MessageText::parse(&field.value()) {
            Err(bad) => refused.set(Some(i18n::refusal_text(bad.code, &bad.sentence))),
            Ok(text) => {
                let text = text.to_string();
                refused.set(None);
                field.set_value("");
                talk.queue.with_value(|queue| queue.add(id, text));
            }
        }
    };
    view! {
        <div on:submit:capture=at_once on:keydown=enter_sends>
            {move || refused.get().map(|sentence| {
                view! {
                    <p class="error" role="alert" style="padding-inline:var(--s4)">
                        <Icon name="triangle-alert"/>
                        {sentence}
                    </p>
                }
            })}
            <div>{page.server_part("composer", |thread| composer(&thread))}</div>
        </div>
    }
}

fn composer(thread: &Thread) -> AnyView {
    let send = Command::of::<api::SendMessage>();
    let hidden = vec![("room_id", thread.room.to_string()), ("id", thread.draft.as_str().to_owned())];
    let label = t::write_to(thread.other.clone());
    view! {
        <Form action=send class="composer" hidden=hidden><Composer label=label send=t::send()/></Form>
        <p class="hint composer-hint">{t::enter_sends()}</p>
    }
    .into_any()
}

/// Where there is a keyboard and a mouse, Enter sends and Shift with Enter breaks the line; under a finger Enter breaks it.
fn enter_sends(event: KeyboardEvent) {
    let plain = !event.shift_key() && !event.ctrl_key() && !event.alt_key() && !event.meta_key();
    // While a word is being put together, as in Japanese, Enter belongs to that word.
    if event.key() != "Enter" || !plain || event.is_composing() {
        return;
    }
    let mouse = window().match_media("(hover: hover) and (pointer: fine)").ok().flatten();
    let area = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    if let Some(form) = area.and_then(|area| area.form()).filter(|_| mouse.is_some_and(|mouse| mouse.matches())) {
        event.prevent_default();
        let _ = form.request_submit();
    }
}

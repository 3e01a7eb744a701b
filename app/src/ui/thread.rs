//! Conversations: a thread of messages and the place to write one.

use super::{Avatar, FormState, Icon, Moment, MomentShape};
use domain::time::Timestamp;
use leptos::prelude::*;

/// A conversation, oldest first.
#[component]
pub fn Thread(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <div class="thread" tabindex="0" role="log" aria-label=label>{children()}</div> }
}

/// A line that names the day.
#[component]
pub fn Day(#[prop(into)] name: String) -> impl IntoView {
    view! { <p class="day">{name}</p> }
}

/// One message.
///
/// ```text
/// <Message from=person.name id=person.id.to_string() at=message.at text=message.body mine=false/>
/// ```
#[component]
pub fn Message(
    #[prop(into)] from: String,
    /// Chooses the tint of the avatar.
    #[prop(into)]
    id: String,
    at: Timestamp,
    #[prop(into)] text: String,
    #[prop(optional)] mine: bool,
    /// What became of an own message: sent, read, waiting.
    #[prop(default = String::new(), into)]
    state: String,
) -> impl IntoView {
    let lines = text
        .lines()
        .map(str::to_owned)
        .enumerate()
        .map(|(place, line)| view! { {(place > 0).then(|| view! { <br/> })}{line} })
        .collect_view();
    if mine {
        let state = (!state.is_empty()).then(|| format!(", {state}"));
        view! {
            <article class="message is-mine">
                <header class="visually-hidden">{from}</header>
                <div class="bubble">{lines}</div>
                <footer><Moment at=at shape=MomentShape::Clock/>{state}</footer>
            </article>
        }
        .into_any()
    } else {
        view! {
            <article class="message">
                <Avatar name=from.clone() id=id size="s"/>
                <div><header><b>{from}</b>" "<Moment at=at shape=MomentShape::Clock/></header><div class="bubble">{lines}</div></div>
            </article>
        }
        .into_any()
    }
}

/// The place to write, inside a `<Form class="composer" clear=true>`.
///
/// ```text
/// <Form action=send class="composer" clear=true hidden=…><Composer label=w::write_to(name) send=w::send()/></Form>
/// ```
#[component]
pub fn Composer(#[prop(into)] label: String, #[prop(into)] send: String) -> impl IntoView {
    let form = FormState::here();
    let start = form.start_value("text", String::new());
    view! {
        <span></span>
        <textarea
            id=form.field_id("text")
            name="text"
            rows="1"
            required=true
            aria-label=label.clone()
            placeholder=label
            inner_html=super::field::text_as_html(&start)
        ></textarea>
        <button type="submit" class="icon-button" aria-label=send style="color:var(--brand)"><Icon name="send"/></button>
    }
}

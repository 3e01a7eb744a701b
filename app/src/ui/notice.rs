//! One notification in a list of them, and a line between two alternatives.

use super::{Icon, Moment, MomentShape, Tone};
use crate::i18n::ui as t;
use domain::time::Timestamp;
use leptos::prelude::*;

/// A piece of news: what happened, what it is about, and one thing to do.
///
/// ```text
/// <List><Notice icon="wallet" tone=Tone::Good title=t::paid(sum) text=t::from(name) href=contract at=at unread=true/></List>
/// ```
#[component]
pub fn Notice(
    icon: &'static str,
    #[prop(optional)] tone: Tone,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(into)] href: String,
    at: Timestamp,
    #[prop(optional)] unread: bool,
    /// Of a day before: its day stands there instead of the hour.
    #[prop(optional)]
    older: bool,
    /// What can be done about it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let tint = match tone {
        Tone::Neutral => "--tint:var(--sunken);color:var(--ink-2)",
        Tone::Brand => "--tint:var(--brand-wash);color:var(--brand-deep)",
        Tone::Brass => "--tint:var(--brass-wash);color:var(--brass)",
        Tone::Good => "--tint:var(--good-wash);color:var(--good)",
        Tone::Warn => "--tint:var(--warn-wash);color:var(--warn)",
        Tone::Bad => "--tint:var(--bad-wash);color:var(--bad)",
    };
    let word = unread.then(|| view! { <span class="visually-hidden">{t::unread()}" "</span> });
    let shape = if older { MomentShape::Day } else { MomentShape::Clock };
    let dot = unread.then(|| view! { <span class="dot"></span> });
    let act = children.map(|children| view! { <p class="notice-act">{children()}</p> });
    view! {
        <li class="notice" class:is-unread=unread>
            <span class="avatar" style=tint><Icon name=icon/></span>
            <div>{word}<a href=href>{title}</a><p class="small muted">{text}</p>{act}</div>
            <p class="small muted nowrap"><Moment at=at shape=shape/>{dot}</p>
        </li>
    }
}

/// A line with a word in it, between two ways to do one thing.
///
/// ```text
/// <Or/>
/// ```
#[component]
pub fn Or() -> impl IntoView {
    view! { <p class="day">{t::or()}</p> }
}

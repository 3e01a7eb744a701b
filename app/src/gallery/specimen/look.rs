//! Colour, type, buttons, icons.

use super::eur;
use crate::i18n::gallery as t;
use crate::ui::{Button, ButtonKind, Icon, IconButton, LinkButton, TimerButton};
use leptos::prelude::*;

const COLOURS: [&str; 20] = [
    "paper",
    "surface",
    "sunken",
    "ink",
    "ink-2",
    "ink-3",
    "rule",
    "edge",
    "brand",
    "brand-deep",
    "brand-wash",
    "brass",
    "brass-mark",
    "brass-wash",
    "good",
    "good-wash",
    "warn",
    "warn-wash",
    "bad",
    "bad-wash",
];

pub(super) fn colour() -> AnyView {
    let chips = COLOURS
        .map(|name| {
            let style = format!(
                "block-size:3rem;border:1px solid var(--rule);border-radius:var(--r1);background:var(--{name})"
            );
            view! { <div class="small"><div style=style></div><code>{format!("--{name}")}</code></div> }
        })
        .collect_view();
    view! { <div class="grid" style="--min:7.5rem;--gap:var(--s3)">{chips}</div> }.into_any()
}

pub(super) fn type_sizes() -> AnyView {
    view! {
        <div class="stack stack--2">
            <p class="display" style="font-family:var(--font-head);font-weight:600">{t::display()}</p>
            <p style="font:600 var(--text-2xl)/1.15 var(--font-head)">{t::heading_page()}</p>
            <p style="font:600 var(--text-xl)/1.2 var(--font-head)">{t::heading_section()}</p>
            <p style="font:600 var(--text-lg)/1.25 var(--font-head)">{t::heading_item()}</p>
            <p class="lede">{t::lede()}</p>
            <p>{t::text_md()}</p>
            <p class="small">{t::text_sm()}</p>
            <p class="label">{t::text_xs()}</p>
            <p class="money money--big">{t::in_figures(eur(1_248_090))}</p>
        </div>
    }
    .into_any()
}

/// Hover and focus cannot be had without a pointer, so classes of the style sheet show them.
fn row(name: &'static str, class: &'static str) -> impl IntoView {
    let button = |state: &'static str| view! { <td><button type="button" class=format!("{class} {state}")>{t::release()}</button></td> };
    view! {
        <tr>
            <th scope="row" class="nowrap">{name}</th>
            {button("")}
            {button("is-hover")}
            {button("is-focus")}
            <td><button type="button" class=class disabled=true>{t::release()}</button></td>
            <td><button type="button" class=format!("{class} is-loading") aria-busy="true">{t::releasing()}</button></td>
        </tr>
    }
}

pub(super) fn buttons() -> AnyView {
    let heads = [t::usual(), t::hover(), t::focus(), t::disabled(), t::busy()];
    let heads = heads.map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t::states_of_buttons()>
            <table class="table">
                <caption class="visually-hidden">{t::states_of_buttons()}</caption>
                <thead><tr><td></td>{heads}</tr></thead>
                <tbody>
                    {row(t::primary(), "button button--primary")}
                    {row(t::plain(), "button")}
                    {row(t::quiet(), "button button--quiet")}
                    {row(t::danger(), "button button--danger")}
                    {row(t::danger_fill(), "button button--danger-fill")}
                </tbody>
            </table>
        </div>
        <div class="cluster">
            <Button small=true>{t::small()}</Button>
            <Button kind=ButtonKind::Primary large=true>{t::large()}</Button>
            <Button icon="upload">{t::with_icon()}</Button>
            <LinkButton href="#buttons">{t::link_button()}</LinkButton>
            <a href="#buttons">{t::a_link()}</a>
            <IconButton icon="bookmark" label=t::keep() pressed=false/>
            <IconButton icon="bookmark" label=t::kept() pressed=true/>
            <IconButton icon="bell" label=t::four_notifications() count=4/>
            <TimerButton running=false/>
            <TimerButton running=true small=true/>
            <TimerButton running=false small=true disabled=true/>
        </div>
    }
    .into_any()
}

const ICONS: [&str; 74] = [
    "activity",
    "archive",
    "arrow-left",
    "arrow-right",
    "bell",
    "bookmark",
    "briefcase",
    "calendar",
    "camera",
    "check",
    "check-check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "circle-x",
    "clock",
    "columns-3",
    "copy",
    "download",
    "ellipsis",
    "eye",
    "eye-off",
    "file-text",
    "fingerprint",
    "flag",
    "globe",
    "hand-coins",
    "house",
    "image",
    "info",
    "key-round",
    "landmark",
    "languages",
    "link",
    "list-checks",
    "lock",
    "log-out",
    "mail",
    "map-pin",
    "menu",
    "message-square",
    "minus",
    "monitor",
    "moon",
    "paperclip",
    "pause",
    "pencil",
    "play",
    "plus",
    "printer",
    "receipt",
    "receipt-text",
    "rotate-ccw",
    "scale",
    "search",
    "send",
    "settings",
    "shield-check",
    "sliders-horizontal",
    "smartphone",
    "square",
    "star",
    "sun",
    "timer",
    "trash-2",
    "triangle-alert",
    "upload",
    "user",
    "user-plus",
    "users",
    "wallet",
    "wifi-off",
    "x",
];

pub(super) fn icons() -> AnyView {
    let icons = ICONS.map(|name| view! { <span title=name><Icon name=name/></span> }).collect_view();
    view! { <div class="cluster" style="--gap:var(--s4);font-size:1.25rem;color:var(--ink-2)">{icons}</div> }.into_any()
}

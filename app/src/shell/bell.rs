//! The bell: how many things are new for the viewer, and the newest of them in a popover, which opens without scripts.

use super::bars::{AlertItem, Bars};
use crate::i18n::shell as t;
use crate::ui::{Count, Icon};
use leptos::prelude::*;

/// So many lines stand in the popover; the rest is on the home page.
const SHOWN_MAX: usize = 6;

/// The bell and what is behind it.
#[component]
pub(super) fn Bell(seen: Signal<Bars>) -> impl IntoView {
    let count = move || seen.with(|bars| u64::try_from(bars.alerts.len()).unwrap_or_default());
    let label = move || match count() {
        0 => t::news().to_owned(),
        some => t::bell(some),
    };
    view! {
        <button type="button" class="icon-button" popovertarget="news" aria-label=label>
            <Icon name="bell"/>
            {move || view! { <Count number=count()/> }}
        </button>
        <div class="menu news" id="news" popover="auto" role="region" aria-label=t::news()>
            {move || match seen.with(|bars| bars.alerts.is_empty()) {
                true => view! { <p class="muted">{t::nothing_new()}</p> }.into_any(),
                false => {
                    let rows = seen.with(|bars| bars.alerts.iter().take(SHOWN_MAX).map(line).collect_view());
                    view! { <ul role="list">{rows}</ul> }.into_any()
                }
            }}
            <hr/>
            <a href="/home">{t::all_news()}</a>
        </div>
    }
}

fn line(item: &AlertItem) -> impl IntoView + use<> {
    let AlertItem { icon, href, text, title, due } = item.clone();
    let icon = format!("/icons.svg#i-{icon}");
    view! {
        <li>
            <a href=href>
                <svg class="icon" aria-hidden="true"><use href=icon></use></svg>
                <span><b>{text}</b><small>{title}</small><small>{due}</small></span>
            </a>
        </li>
    }
}

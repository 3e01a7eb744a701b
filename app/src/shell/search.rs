//! Search in the top bar: a plain form that goes to the open jobs, and in its field the way to everything else. The start
//! script goes to them at the keys `/` and Ctrl K.

use crate::i18n::shell as t;
use crate::ui::Icon;
use leptos::prelude::*;

/// The field, and on narrow screens the way to the page that has one.
#[component]
pub(super) fn Search() -> impl IntoView {
    view! {
        <form class="search" role="search" action="/jobs" aria-label=t::search()>
            <Icon name="search"/>
            <input
                class="input"
                type="search"
                name="words"
                aria-label=t::search()
                placeholder=t::search()
                autocomplete="off"
                aria-keyshortcuts="/"
            />
            <a class="palette-way" href="/commands" aria-label=t::commands() aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K">
                <kbd aria-hidden="true">"Ctrl K"</kbd>
            </a>
        </form>
        <a class="icon-button search-way" href="/jobs" aria-label=t::search()><Icon name="search"/></a>
    }
}

//! The list of conversations.

use super::api;
use crate::i18n::message as t;
use crate::runtime::{Loaded, loader};
use leptos::prelude::*;

/// All conversations, the newest first; `here` is the one that is open.
#[component]
pub fn Rooms(here: String) -> impl IntoView {
    let rooms = loader("message.rooms", || (), move |()| api::rooms(here.clone())).by_browser();
    view! {
        <nav class="inbox-list" aria-label=t::conversations()>
            <Loaded from=rooms let:rooms><div inner_html=rooms></div></Loaded>
        </nav>
    }
}

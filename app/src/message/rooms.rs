//! The list of conversations.

use super::api;
use crate::runtime::{Loaded, loader};
use crate::words::message as w;
use leptos::prelude::*;

/// All conversations, the newest first; `here` is the one that is open.
#[component]
pub fn Rooms(here: String) -> impl IntoView {
    let rooms = loader("message.rooms", || (), move |()| api::rooms(here.clone())).by_browser();
    view! {
        <nav class="inbox-list" aria-label=w::conversations()>
            <Loaded from=rooms let:rooms><div inner_html=rooms></div></Loaded>
        </nav>
    }
}

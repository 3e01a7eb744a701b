//! The list of conversations.

use super::api;
use crate::load::{Again, Loaded, load_apart};
use crate::words::message as w;
use leptos::prelude::*;

/// All conversations, the newest first; `here` is the one that is open.
#[component]
pub fn Rooms(here: String) -> impl IntoView {
    let rooms = load_apart(Again::WithChanges, move || api::rooms(here.clone()));
    view! {
        <nav class="inbox-list" aria-label=w::conversations()>
            <Loaded from=rooms let:rooms><div inner_html=rooms></div></Loaded>
        </nav>
    }
}

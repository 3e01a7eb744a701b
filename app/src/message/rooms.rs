//! The list of conversations.

use super::api;
use crate::load::{Loaded, load};
use crate::ui::{Avatar, Count, Moment, MomentShape};
use crate::words::message as w;
use domain::message::RoomRow;
use leptos::prelude::*;

/// All conversations, the newest first; `here` is the one that is open.
#[component]
pub fn Rooms(here: String) -> impl IntoView {
    let rooms = load(|| (), |()| api::rooms());
    view! {
        <nav class="inbox-list" aria-label=w::conversations()>
            <Loaded from=rooms let:rooms><List rooms=rooms here=here.clone()/></Loaded>
        </nav>
    }
}

#[component]
fn List(rooms: Vec<RoomRow>, here: String) -> impl IntoView {
    if rooms.is_empty() {
        return view! { <p class="muted no-rooms" style="padding:var(--s4)">{w::no_rooms()}</p> }.into_any();
    }
    let rows = rooms
        .into_iter()
        .map(|room| {
            let id = room.id.to_string();
            let unread = u64::try_from(room.unread).unwrap_or_default();
            view! {
                <li class:is-unread={unread > 0}>
                    <a href=format!("/messages/{id}") aria-current=(id == here).then_some("true")>
                        <Avatar name=room.other_name.clone() id=room.other.to_string()/>
                        <div class="room">
                            <b>{room.other_name}</b>
                            <Moment at=room.last_at shape=MomentShape::Day/>
                            <p>{room.title}</p>
                            <p>{room.last}</p>
                            <Count number=unread meaning=w::unread()/>
                        </div>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul role="list">{rows}</ul> }.into_any()
}

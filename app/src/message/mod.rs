//! Messages: the conversations of a person, and one of them with the place to write.

pub mod api;
mod conversation;
mod outgoing;
mod page;
mod queue;
#[cfg(feature = "ssr")]
mod render;
mod rooms;

use crate::runtime::chunk::page;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use page::{ListPage, ThreadPage};

/// The routes of this feature.
#[component(transparent)]
pub fn MessageRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/messages") view=page!(message_list => ListPage) ssr=SsrMode::Async/>
        <Route path=path!("/messages/:room") view=page!(message_thread => ThreadPage) ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

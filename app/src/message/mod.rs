//! Messages: the conversations of a person, and one of them with the place to write.

pub mod api;
mod bubble;
mod conversation;
mod outgoing;
mod page;
mod queue;
mod rooms;

use crate::lazy::{MessageList, MessageThread};
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};
pub(crate) use page::{ListPage, ThreadPage};

/// The routes of this feature.
#[component(transparent)]
pub fn MessageRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/messages") view={Lazy::<MessageList>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/messages/:room") view={Lazy::<MessageThread>::new()} ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

//! Tracked time: the timer and the diary of a day.

pub mod api;
mod clock;
mod day;
mod last;
mod page;

use crate::runtime::chunk::page;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use page::TimerRoom;

/// The routes of this feature.
#[component(transparent)]
pub fn TimesheetRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("/timer") view=page!(timer => TimerRoom) ssr=SsrMode::Async/> }
        .into_inner()
        .into_any_nested_route()
}

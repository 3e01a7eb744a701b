//! The person's account: address, password, devices, and tokens for programs.

pub mod api;
mod page;
mod tokens;

use crate::runtime::chunk::page;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use page::SettingsPage;

/// The routes of this feature.
#[component(transparent)]
pub fn SettingsRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("/settings") view=page!(settings => SettingsPage) ssr=SsrMode::Async/> }
        .into_inner()
        .into_any_nested_route()
}

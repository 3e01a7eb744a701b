//! Profiles: how a person is found, and the form for one's own.

pub mod api;
mod edit_page;
mod show_page;

use crate::runtime::chunk::page;
use edit_page::EditPage;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use show_page::{OwnPage, ShowPage};

/// The routes of this feature.
#[component(transparent)]
pub fn ProfileRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/profile") view=page!(profile_own => OwnPage) ssr=SsrMode::Async/>
        <Route path=path!("/profile/edit") view=page!(profile_edit => EditPage) ssr=SsrMode::Async/>
        <Route path=path!("/people/:id") view=page!(profile_show => ShowPage) ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

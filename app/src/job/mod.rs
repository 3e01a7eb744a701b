//! Jobs: find them, read one, write and publish a new one.

pub mod api;
mod edit_page;
mod find_page;
mod form;
mod mine_page;
mod new_page;
mod parts;
mod show_page;

pub use parts::{FeeSides, proposals_so_far, state_sentence};

use crate::runtime::chunk::page;
use edit_page::EditPage;
use find_page::FindPage;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use mine_page::MinePage;
use new_page::NewPage;
use show_page::ShowPage;

/// The routes of this feature.
#[component(transparent)]
pub fn JobRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/jobs") view=page!(job_find => FindPage) ssr=SsrMode::Async/>
        <Route path=path!("/jobs/new") view=page!(job_new => NewPage) ssr=SsrMode::Async/>
        <Route path=path!("/jobs/mine") view=page!(job_mine => MinePage) ssr=SsrMode::Async/>
        <Route path=path!("/jobs/:id") view=page!(job_show => ShowPage) ssr=SsrMode::Async/>
        <Route path=path!("/jobs/:id/edit") view=page!(job_edit => EditPage) ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

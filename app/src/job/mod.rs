//! Jobs: find them, read one, write and publish one's own.

pub mod api;
mod edit_page;
mod find_page;
mod form;
mod mine_page;
mod new_page;
mod parts;
mod show_page;

pub use parts::{FeeSides, proposals_so_far, state_sentence};

use crate::lazy::{JOB_EDIT, JOB_FIND, JOB_MINE, JOB_NEW, JOB_SHOW};
pub(crate) use edit_page::EditPage;
pub(crate) use find_page::FindPage;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
pub(crate) use mine_page::MinePage;
pub(crate) use new_page::NewPage;
pub(crate) use show_page::ShowPage;

/// The routes of this feature.
#[component(transparent)]
pub fn JobRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/jobs") view=JOB_FIND ssr=SsrMode::Async/>
        <Route path=path!("/jobs/new") view=JOB_NEW ssr=SsrMode::Async/>
        <Route path=path!("/jobs/mine") view=JOB_MINE ssr=SsrMode::Async/>
        <Route path=path!("/jobs/:id") view=JOB_SHOW ssr=SsrMode::Async/>
        <Route path=path!("/jobs/:id/edit") view=JOB_EDIT ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

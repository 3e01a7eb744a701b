//! Jobs: find them, read one, write and publish one's own.

pub mod api;
mod edit_page;
mod find_page;
mod form;
mod mine_page;
mod new_page;
mod parts;
mod show_page;

pub use parts::{FeeSides, encoded, proposals_so_far, state_sentence};

use crate::lazy::{JobEdit, JobFind, JobMine, JobNew, JobShow};
pub(crate) use edit_page::EditPage;
pub(crate) use find_page::FindPage;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};
pub(crate) use mine_page::MinePage;
pub(crate) use new_page::NewPage;
pub(crate) use show_page::ShowPage;

/// The routes of this feature.
#[component(transparent)]
pub fn JobRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/jobs") view={Lazy::<JobFind>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/jobs/new") view={Lazy::<JobNew>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/jobs/mine") view={Lazy::<JobMine>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/jobs/:id") view={Lazy::<JobShow>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/jobs/:id/edit") view={Lazy::<JobEdit>::new()} ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

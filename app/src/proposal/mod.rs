//! Proposals: write one, read those for one's job, and follow one's own.

pub mod api;
mod edit_page;
mod form;
mod mine_page;
mod of_job_page;
mod parts;
mod rows;
mod show_page;

pub use form::ProposeState;
pub(crate) use form::{PROPOSE, propose_form};
pub use rows::{MilestoneRows, Rows};

use crate::runtime::chunk::page;
use edit_page::EditPage;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use mine_page::MinePage;
use of_job_page::OfJobPage;
use show_page::ShowPage;

/// The routes of this feature.
#[component(transparent)]
pub fn ProposalRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/jobs/:id/proposals") view=page!(proposal_of_job => OfJobPage) ssr=SsrMode::Async/>
        <Route path=path!("/proposals") view=page!(proposal_mine => MinePage) ssr=SsrMode::Async/>
        <Route path=path!("/proposals/:id") view=page!(proposal_show => ShowPage) ssr=SsrMode::Async/>
        <Route path=path!("/proposals/:id/edit") view=page!(proposal_edit => EditPage) ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

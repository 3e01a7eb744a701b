//! Proposals: write one, read those for one's job, and follow one's own.

pub mod api;
mod edit_page;
mod form;
mod mine_page;
mod of_job_page;
mod parts;
mod rows;
mod show_page;

pub use form::{ProposeForm, ProposeState};
pub use rows::{MilestoneRows, Rows};

use crate::lazy::{PROPOSAL_EDIT, PROPOSAL_MINE, PROPOSAL_OF_JOB, PROPOSAL_SHOW};
pub(crate) use edit_page::EditPage;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
pub(crate) use mine_page::MinePage;
pub(crate) use of_job_page::OfJobPage;
pub(crate) use show_page::ShowPage;

/// The routes of this feature.
#[component(transparent)]
pub fn ProposalRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/jobs/:id/proposals") view=PROPOSAL_OF_JOB ssr=SsrMode::Async/>
        <Route path=path!("/proposals") view=PROPOSAL_MINE ssr=SsrMode::Async/>
        <Route path=path!("/proposals/:id") view=PROPOSAL_SHOW ssr=SsrMode::Async/>
        <Route path=path!("/proposals/:id/edit") view=PROPOSAL_EDIT ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

//! Contracts: the list, the room with its milestones, and the page of a payment.

mod activity;
pub mod api;
mod list_page;
mod milestone;
mod outcomes;
mod parts;
mod payment_page;
mod show_page;
mod talk;

use crate::runtime::chunk::page;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use list_page::ListPage;
use payment_page::PaymentRoom;
use show_page::ShowPage;

pub use outcomes::{Outcome, Outcomes, heads};
pub use parts::{next_text, shares, state_tag};

/// The routes of this feature.
#[component(transparent)]
pub fn ContractRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/contracts") view=page!(contract_list => ListPage) ssr=SsrMode::Async/>
        <Route path=path!("/contracts/:id") view=page!(contract_show => ShowPage) ssr=SsrMode::Async/>
        <Route path=path!("/payments/:id") view=page!(payment => PaymentRoom) ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

//! Offers: make one on a proposal, read it with all its versions, answer it.

pub mod api;
mod changes;
mod form;
mod make_page;
mod meaning;
mod show_page;

use crate::runtime::chunk::page;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use make_page::MakePage;
pub(crate) use show_page::COUNTER;
use show_page::ShowPage;

/// The routes of this feature.
#[component(transparent)]
pub fn OfferRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/proposals/:id/offer") view=page!(offer_make => MakePage) ssr=SsrMode::Async/>
        <Route path=path!("/offers/:id") view=page!(offer_show => ShowPage) ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

//! Offers: make one on a proposal, read it with all its versions, answer it.

pub mod api;
mod changes;
mod form;
mod make_page;
mod show_page;

use crate::lazy::{OfferMake, OfferShow};
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};
pub(crate) use make_page::MakePage;
pub(crate) use show_page::ShowPage;

/// The routes of this feature.
#[component(transparent)]
pub fn OfferRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/proposals/:id/offer") view={Lazy::<OfferMake>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/offers/:id") view={Lazy::<OfferShow>::new()} ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

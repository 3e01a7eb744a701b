//! The wallet: what a person has, what becomes available when, and every line of the books with what caused it.

pub mod api;
mod page;

use crate::runtime::chunk::page;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use page::Wallet;

pub use page::balance_stats;

/// The routes of this feature.
#[component(transparent)]
pub fn WalletRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("/wallet") view=page!(wallet_show => Wallet) ssr=SsrMode::Async/> }
        .into_inner()
        .into_any_nested_route()
}

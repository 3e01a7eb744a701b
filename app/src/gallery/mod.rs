//! The page `/ui` of a sandbox: every part of the pages in every state. What moves is hydrated as on any other page; what
//! only shows is rendered by the server alone ([`specimen`]), so that the browser loads no code for it.

pub mod api;
mod controls;
mod lists;
mod overlays;
mod page;
#[cfg(feature = "ssr")]
mod specimen;

use page::GalleryPage;

use crate::runtime::chunk::page;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};

/// The route of this feature.
#[component(transparent)]
pub fn GalleryRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("/ui") view=page!(gallery => GalleryPage) ssr=SsrMode::Async/> }
        .into_inner()
        .into_any_nested_route()
}

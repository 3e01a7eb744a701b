//! The home page: the landing page for strangers; for people who are signed in what needs them, and where things stand.

pub mod api;
mod coming;
mod landing;
mod needs;
mod start;
mod street;

use crate::lazy::OwnHome;
use crate::load::{Loaded, load};
use crate::session;
use landing::Landing;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::{Redirect, Route};
use leptos_router::{Lazy, SsrMode, path};
use start::Start;

/// The routes of this feature.
#[component(transparent)]
pub fn HomeRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/") view=Home ssr=SsrMode::Async/>
        <Route path=path!("/home") view={Lazy::<OwnHome>::new()} ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The landing page; people who are signed in have a home of their own, which strangers need not load.
#[component]
fn Home() -> impl IntoView {
    let viewer = load(|| (), |()| session::viewer());
    view! {
        <Loaded from=viewer let:viewer>
            {match viewer.account {
                Some(_) => view! { <Redirect path="/home"/> }.into_any(),
                None => view! { <Landing/> }.into_any(),
            }}
        </Loaded>
    }
}

/// What matters to whoever is signed in.
#[component]
pub(crate) fn StartPage() -> impl IntoView {
    let page = load(|| (), |()| api::page());
    view! { <Loaded from=page let:page><Start page=page.0 now=page.1/></Loaded> }
}

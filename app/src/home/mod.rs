//! The home page: the landing page for strangers; for people who are signed in what needs them, and where things stand.

pub mod api;
mod coming;
mod fees;
mod landing;
mod market;
mod needs;
mod running;
mod start;
mod street;

use crate::lazy::page;
use crate::load::{Again, Facts, Loaded, load_source};
use domain::job::JobList;
use landing::Landing;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::{Redirect, Route};
use leptos_router::{SsrMode, path};
use start::Start;

/// The routes of this feature.
#[component(transparent)]
pub fn HomeRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/") view=Home ssr=SsrMode::Async/>
        <Route path=path!("/home") view=page!(own_home => StartPage) ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The landing page; people who are signed in have a home of their own, which strangers need not load.
#[component]
fn Home() -> impl IntoView {
    let page = load_source(Again::WithChanges, || (), |()| api::front(), told);
    view! {
        <Loaded from=page let:page>
            {match page.facts.rest() {
                Some(home) => view! { <Redirect path=home/> }.into_any(),
                None => view! { <Landing page=page/> }.into_any(),
            }}
        </Loaded>
    }
}

/// With the address of the home that whoever is signed in has.
fn told(market: &Option<JobList>) -> Facts {
    let home = if market.is_none() { "/home" } else { "" };
    Facts::of(crate::words::home::title()).with(home.to_owned())
}

/// What matters to whoever is signed in.
#[component]
fn StartPage() -> impl IntoView {
    let page = load_source(
        Again::WithChanges,
        || (),
        |()| api::page(),
        |(page, _)| Facts::of(crate::words::home::hello(&page.name)),
    );
    view! { <div class="wrap"><Loaded from=page let:page>{page.page(|(page, now)| view! { <Start page=page now=now/> })}</Loaded></div> }
}

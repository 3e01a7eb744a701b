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

use crate::runtime::chunk::page;
use crate::runtime::{Loaded, PageMeta, loader};
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
    let page = loader("home.front", || (), |()| api::front()).on_server(told);
    view! {
        <Loaded from=page let:page>
            {match page.meta.props::<String>() {
                Some(home) => view! { <Redirect path=home/> }.into_any(),
                None => view! { <Landing page=page/> }.into_any(),
            }}
        </Loaded>
    }
}

/// With the address of the home that the person who is signed in has.
fn told(market: &Option<JobList>) -> PageMeta {
    PageMeta::of(crate::i18n::home::title()).with_props(market.is_none().then(|| "/home".to_owned()).as_ref())
}

/// What matters to the person who is signed in.
#[component]
fn StartPage() -> impl IntoView {
    let page = loader("home.own", || (), |()| api::page())
        .on_server(|(page, _)| PageMeta::of(crate::i18n::home::hello(&page.name)));
    view! { <div class="wrap"><Loaded from=page let:page>{page.page(|(page, now)| view! { <Start page=page now=now/> })}</Loaded></div> }
}

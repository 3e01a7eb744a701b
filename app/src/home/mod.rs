//! The home page: the landing page for strangers, the next steps for people who are signed in.

mod landing;
mod start;
mod street;

use crate::load::{Loaded, load};
use crate::session::{self, Viewer};
use landing::Landing;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use start::Start;

/// The routes of this feature.
#[component(transparent)]
pub fn HomeRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("/") view=HomePage ssr=SsrMode::Async/> }.into_inner().into_any_nested_route()
}

#[component]
fn HomePage() -> impl IntoView {
    let viewer = load(|| (), |()| session::viewer());
    view! {
        <Loaded from=viewer let:viewer>
            {match viewer {
                Viewer { account: Some(account), .. } => view! { <Start account=account/> }.into_any(),
                Viewer { account: None, .. } => view! { <Landing/> }.into_any(),
            }}
        </Loaded>
    }
}

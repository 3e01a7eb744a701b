//! The account: sign up, sign in and out, confirm an address, set a new password.
//!
//! Mailed links lead to pages with a button that does the work, because mail scanners follow links.

pub mod api;
#[cfg(feature = "ssr")]
mod cookie;
#[cfg(feature = "ssr")]
mod device;
mod reset_page;
mod sign_in_page;
mod sign_up_page;
mod verify_page;

#[cfg(feature = "ssr")]
pub(crate) use cookie::{clear as clear_session_cookie, give as give_cookie, taken as taken_cookie};

use crate::runtime::chunk::page;
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
use reset_page::{ResetPage, ResetSentPage};
use sign_in_page::SignInPage;
use sign_up_page::{SignUpPage, SignUpSentPage};
use verify_page::{VerifiedPage, VerifyPage};

/// The routes of this feature.
#[component(transparent)]
pub fn AccountRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sign-up") view=page!(account_sign_up => SignUpPage) ssr=SsrMode::Async/>
        <Route path=path!("/sign-up/sent") view=page!(account_sign_up_sent => SignUpSentPage) ssr=SsrMode::Async/>
        <Route path=path!("/sign-in") view=page!(account_sign_in => SignInPage) ssr=SsrMode::Async/>
        <Route path=path!("/verify") view=page!(account_verify => VerifyPage) ssr=SsrMode::Async/>
        <Route path=path!("/verify/done") view=page!(account_verified => VerifiedPage) ssr=SsrMode::Async/>
        <Route path=path!("/reset") view=page!(account_reset => ResetPage) ssr=SsrMode::Async/>
        <Route path=path!("/reset/sent") view=page!(account_reset_sent => ResetSentPage) ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

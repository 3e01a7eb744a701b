//! Coming in: sign up, sign in and out, confirm an address, set a new password.
//!
//! Mailed links lead to pages whose button does the thing, because mail scanners follow links.

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

use crate::lazy::{
    ACCOUNT_RESET, ACCOUNT_RESET_SENT, ACCOUNT_SIGN_IN, ACCOUNT_SIGN_UP, ACCOUNT_SIGN_UP_SENT, ACCOUNT_VERIFIED,
    ACCOUNT_VERIFY,
};
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};
pub(crate) use reset_page::{ResetPage, ResetSentPage};
pub(crate) use sign_in_page::SignInPage;
pub(crate) use sign_up_page::{SignUpPage, SignUpSentPage};
pub(crate) use verify_page::{VerifiedPage, VerifyPage};

/// The routes of this feature.
#[component(transparent)]
pub fn AccountRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sign-up") view=ACCOUNT_SIGN_UP ssr=SsrMode::Async/>
        <Route path=path!("/sign-up/sent") view=ACCOUNT_SIGN_UP_SENT ssr=SsrMode::Async/>
        <Route path=path!("/sign-in") view=ACCOUNT_SIGN_IN ssr=SsrMode::Async/>
        <Route path=path!("/verify") view=ACCOUNT_VERIFY ssr=SsrMode::Async/>
        <Route path=path!("/verify/done") view=ACCOUNT_VERIFIED ssr=SsrMode::Async/>
        <Route path=path!("/reset") view=ACCOUNT_RESET ssr=SsrMode::Async/>
        <Route path=path!("/reset/sent") view=ACCOUNT_RESET_SENT ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

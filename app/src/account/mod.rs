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
    AccountReset, AccountResetSent, AccountSignIn, AccountSignUp, AccountSignUpSent, AccountVerified, AccountVerify,
};
use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::Route;
use leptos_router::{Lazy, SsrMode, path};
pub(crate) use reset_page::{ResetPage, ResetSentPage};
pub(crate) use sign_in_page::SignInPage;
pub(crate) use sign_up_page::{SignUpPage, SignUpSentPage};
pub(crate) use verify_page::{VerifiedPage, VerifyPage};

/// The routes of this feature.
#[component(transparent)]
pub fn AccountRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sign-up") view={Lazy::<AccountSignUp>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/sign-up/sent") view={Lazy::<AccountSignUpSent>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/sign-in") view={Lazy::<AccountSignIn>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/verify") view={Lazy::<AccountVerify>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/verify/done") view={Lazy::<AccountVerified>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/reset") view={Lazy::<AccountReset>::new()} ssr=SsrMode::Async/>
        <Route path=path!("/reset/sent") view={Lazy::<AccountResetSent>::new()} ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

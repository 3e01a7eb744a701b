//! Server functions for signing up, in and out.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    Row,
    Who::{Anyone, SignedIn},
};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::page("POST /do/account/sign-up", Anyone),
    Row::page("POST /do/account/sign-in", Anyone),
    Row::page("POST /do/account/sign-out", Anyone),
    Row::look("POST /do/account/verify-page", Anyone),
    Row::page("POST /do/account/verify", Anyone),
    Row::look("POST /do/account/reset-page", Anyone),
    Row::page("POST /do/account/reset-ask", Anyone),
    Row::page("POST /do/account/reset", Anyone),
    Row::page("POST /do/account/side", SignedIn),
];

/// Whether a mailed link still works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// There is none in the address.
    Missing,
    /// It works.
    Good,
    /// It was used, or is too old.
    Dead,
}

/// Makes an account and mails a link. The answer is the same for an address that has one.
#[server(prefix = "/do", endpoint = "account/sign-up", output = crate::runtime::codec::Wire)]
pub async fn sign_up(
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] side: String,
) -> Result<(), PageError> {
    use domain::account::{SignUp, SignUpInput};
    let request = session::context()?;
    let wanted = SignUp::parse(&SignUpInput { name, email, password, side })?;
    store::account::sign_up(&request.call, &wanted, &site(&request)).await?;
    leptos_axum::redirect("/sign-up/sent");
    Ok(())
}

/// Signs in and goes on to `next`, when that is a page of this instance.
#[server(prefix = "/do", endpoint = "account/sign-in", output = crate::runtime::codec::Wire)]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), PageError> {
    use super::{cookie, device};
    let request = session::context()?;
    let (device, mark) = (device::of_request(), cookie::mark(&request));
    let browser = store::account::Browser { device: &device, network: &request.network, mark: mark.as_deref() };
    let new = store::account::sign_in(&request.call, &email, &password, browser).await?;
    cookie::give_session(&request, &new.token);
    cookie::give_mark(&request, &new.mark);
    leptos_axum::redirect(next_page(&next));
    Ok(())
}

/// Ends this session.
#[server(prefix = "/do", endpoint = "account/sign-out", output = crate::runtime::codec::Wire)]
pub async fn sign_out() -> Result<(), PageError> {
    use super::cookie;
    let request = session::context()?;
    if let Some(token) = cookie::session_token(&request) {
        store::session::end(&request.call, &token).await?;
    }
    cookie::clear(&request);
    leptos_axum::redirect("/");
    Ok(())
}

/// What the page of a verification link shows. Looking changes nothing.
#[server(prefix = "/do", endpoint = "account/verify-page", output = crate::runtime::codec::Wire)]
pub async fn verify_page(token: String) -> Result<Link, PageError> {
    let context = session::visitor()?;
    match token.as_str() {
        "" => Ok(Link::Missing),
        token => Ok(link(store::account::link_is_good(&context, store::account::LinkKind::Verify, token).await?)),
    }
}

/// Confirms an e-mail address.
#[server(prefix = "/do", endpoint = "account/verify", output = crate::runtime::codec::Wire)]
pub async fn verify(token: String) -> Result<(), PageError> {
    let context = session::visitor()?;
    store::account::verify(&context, &token).await?;
    leptos_axum::redirect("/verify/done");
    Ok(())
}

/// What the page of a reset link shows. Looking changes nothing.
#[server(prefix = "/do", endpoint = "account/reset-page", output = crate::runtime::codec::Wire)]
pub async fn reset_page(token: String) -> Result<Link, PageError> {
    let context = session::visitor()?;
    match token.as_str() {
        "" => Ok(Link::Missing),
        token => Ok(link(store::account::link_is_good(&context, store::account::LinkKind::Reset, token).await?)),
    }
}

/// Mails a link to set a new password, if there is an account. The answer does not tell.
#[server(prefix = "/do", endpoint = "account/reset-ask", output = crate::runtime::codec::Wire)]
pub async fn reset_ask(#[server(default)] email: String) -> Result<(), PageError> {
    let request = session::context()?;
    domain::account::Email::parse(&email)?;
    store::account::request_reset(&request.call, &email, &site(&request)).await?;
    leptos_axum::redirect("/reset/sent");
    Ok(())
}

/// Sets a new password with a mailed link; all sessions end.
#[server(prefix = "/do", endpoint = "account/reset", output = crate::runtime::codec::Wire)]
pub async fn reset(token: String, #[server(default)] password: String) -> Result<(), PageError> {
    use super::cookie;
    let request = session::context()?;
    let password = domain::account::NewPassword::parse(&password)?;
    let shown = cookie::mark(&request);
    let mark = store::account::reset(&request.call, &token, &password, shown.as_deref()).await?;
    cookie::clear(&request);
    cookie::give_mark(&request, &mark);
    leptos_axum::redirect("/sign-in?after=reset");
    Ok(())
}

/// Chooses the side that the pages are for.
#[server(prefix = "/do", endpoint = "account/side", output = crate::runtime::codec::Wire)]
pub async fn side(side: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let side = domain::actor::Side::of(&side)
        .ok_or_else(|| PageError::refused("account.side", crate::i18n::account::side_unknown()))?;
    store::account::set_side(&context, side).await?;
    leptos_axum::redirect("/home");
    Ok(())
}

/// Where mailed links lead.
#[cfg(feature = "ssr")]
pub(crate) fn site(context: &session::SessionContext) -> store::Site {
    store::Site { url: context.origin.to_string() }
}

#[cfg(feature = "ssr")]
fn link(good: bool) -> Link {
    if good { Link::Good } else { Link::Dead }
}

/// The page to go to after signing in: an address of this instance that fits into a header, else the home page.
#[cfg(feature = "ssr")]
fn next_page(next: &str) -> &str {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic());
    if plain && session::is_own_path(next) { next } else { "/home" }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::next_page;

    #[test]
    fn after_signing_in_one_stays_on_the_instance() {
        for (next, page) in [
            ("/jobs/1?a=b", "/jobs/1?a=b"),
            ("", "/home"),
            ("//evil.example", "/home"),
            ("https://evil.example", "/home"),
            ("/jobs?words=é", "/home"),
            ("/a b", "/home"),
        ] {
            assert_eq!(next_page(next), page, "{next}");
        }
    }
}

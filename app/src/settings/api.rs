//! Server functions of the settings page.

#[cfg(feature = "ssr")]
use crate::authorisation::{Row, Who::SignedIn};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use crate::session::Theme;
use domain::account::SettingsPage;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::look("POST /do/account/settings-page", SignedIn),
    Row::page("POST /do/account/resend", SignedIn),
    Row::page("POST /do/account/password", SignedIn),
    Row::page("POST /do/account/end-session", SignedIn),
    Row::page("POST /do/account/token-make", SignedIn),
    Row::page("POST /do/account/token-revoke", SignedIn),
];

/// The cookie that carries a new token to the page that shows it, for browsers without scripts.
#[cfg(feature = "ssr")]
const NEW_TOKEN: &str = "new_token";

/// What the settings page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The account.
    pub page: SettingsPage,
    /// A token that was made a moment ago; shown this once.
    pub new_token: Option<String>,
    /// The colours chosen in this browser.
    pub theme: Theme,
}

/// The settings of the person who asks.
#[server(prefix = "/do", endpoint = "account/settings-page", output = crate::runtime::codec::Wire)]
pub async fn page() -> Result<Settings, PageError> {
    use crate::account::{give_cookie, taken_cookie};
    let (context, request) = (session::signed_in()?, session::context()?);
    let page = store::account::settings_page(&context, request.session).await?;
    let new_token = taken_cookie(NEW_TOKEN);
    if new_token.is_some() {
        give_cookie(&request, NEW_TOKEN, "", "/", 0);
    }
    Ok(Settings { page, new_token, theme: request.viewer.theme })
}

/// Mails a new link to confirm the address.
#[server(prefix = "/do", endpoint = "account/resend", output = crate::runtime::codec::Wire)]
pub async fn resend() -> Result<(), PageError> {
    let (context, request) = (session::signed_in()?, session::context()?);
    Ok(store::account::resend_verification(&context, &crate::account::api::site(&request)).await?)
}

/// Changes the password and ends the other sessions; the present one is asked first. Tokens are revoked with it on demand.
#[server(prefix = "/do", endpoint = "account/password", output = crate::runtime::codec::Wire)]
pub async fn password(
    #[server(default)] password: String,
    #[server(default)] new_password: String,
    #[server(default)] revoke_tokens: String,
) -> Result<(), PageError> {
    let (context, request) = (session::signed_in()?, session::context()?);
    let new = domain::account::NewPassword::parse(&new_password).map_err(|bad| bad.on("new_password"))?;
    let revokes_tokens = !revoke_tokens.is_empty();
    let change = store::account::PasswordChange { old: &password, new: &new, revokes_tokens };
    Ok(store::account::change_password(&context, request.session, &change).await?)
}

/// Signs a device out.
#[server(prefix = "/do", endpoint = "account/end-session", output = crate::runtime::codec::Wire)]
pub async fn end_session(session_id: String) -> Result<(), PageError> {
    let (context, request) = (session::signed_in()?, session::context()?);
    let id = domain::id::SessionId::parse(&session_id)?;
    store::session::end_one(&context, id).await?;
    if request.session == Some(id) {
        crate::account::clear_session_cookie(&request);
        leptos_axum::redirect("/sign-in");
    }
    Ok(())
}

/// Makes a token for programs and answers with its text, which nobody sees again. The password is asked for once more.
#[server(prefix = "/do", endpoint = "account/token-make", output = crate::runtime::codec::Wire)]
pub async fn token_make(
    #[server(default)] name: String,
    #[server(default)] read: String,
    #[server(default)] work: String,
    #[server(default)] message: String,
    #[server(default)] money: String,
    #[server(default)] days: String,
    #[server(default)] password: String,
) -> Result<String, PageError> {
    use domain::account::{NewToken, TokenInput};
    let (context, request) = (session::signed_in()?, session::context()?);
    let scopes = [read, work, message, money].into_iter().filter(|scope| !scope.is_empty()).collect();
    let wanted = NewToken::parse(&TokenInput { name, scopes, days })?;
    let token = store::token::make(&context, request.session, &password, &wanted).await?;
    crate::account::give_cookie(&request, NEW_TOKEN, &token, "/", 60);
    Ok(token)
}

/// Ends a token.
#[server(prefix = "/do", endpoint = "account/token-revoke", output = crate::runtime::codec::Wire)]
pub async fn token_revoke(token_id: String) -> Result<(), PageError> {
    let context = session::signed_in()?;
    let id = domain::id::TokenId::parse(&token_id)?;
    store::token::revoke(&context, id).await?;
    Ok(())
}

//! The caller's account, and the tokens that act for it. Signing up, signing in and making tokens need a person at a browser.

use super::{
    call::{Answer, Call, Id, done, ok},
    value::{List, Moment},
    word::{SideWord, Word},
};
use crate::instance::Instance;
use app::authorisation::{Row, Who::SignedIn};
use domain::{account::TokenRow, actor::Scope, id::TokenId};
use serde::{Deserialize, Serialize};
use store::{account, account::AccountViewer, token};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[
    Row::read("GET /api/v1/account", SignedIn),
    Row::work("PUT /api/v1/account", SignedIn).done(204),
    Row::work("POST /api/v1/account/verification-mail", SignedIn).done(204),
    Row::read("GET /api/v1/tokens", SignedIn),
    Row::work("DELETE /api/v1/tokens/{id}", SignedIn).done(204),
];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new()
        .routes(routes!(read, set_side))
        .routes(routes!(resend_verification))
        .routes(routes!(tokens))
        .routes(routes!(revoke_token))
}

/// Your account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountView {
    /// Id, as 13 letters and digits.
    id: String,
    /// What you are called.
    name: String,
    /// The side you look from.
    side: SideWord,
    /// Your e-mail address was confirmed; without, you cannot publish, propose, offer, accept or fund.
    verified: bool,
    /// Messages of others that you have not read.
    unread_messages: i64,
}

impl From<AccountViewer> for AccountView {
    fn from(viewer: AccountViewer) -> Self {
        Self {
            id: viewer.id.to_string(),
            name: viewer.name,
            side: Word(viewer.side),
            verified: viewer.verified,
            unread_messages: viewer.unread_messages,
        }
    }
}

/// The side to look from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSide {
    /// The side.
    side: SideWord,
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenView {
    /// Id, as 13 letters and digits.
    id: String,
    /// What it is for.
    name: String,
    /// What it may do: `read`, `work`, `message`, `money`.
    scopes: Vec<&'static str>,
    /// When it was made.
    made_at: Moment,
    /// When it ends.
    ends_at: Moment,
    /// When it was used last, give or take ten minutes.
    last_used_at: Option<Moment>,
}

impl From<TokenRow> for TokenView {
    fn from(row: TokenRow) -> Self {
        Self {
            id: row.id.to_string(),
            name: row.name,
            scopes: row.scopes.into_iter().map(Scope::as_str).collect(),
            made_at: row.made_at.into(),
            ends_at: row.ends_at.into(),
            last_used_at: row.last_used.map(Moment::from),
        }
    }
}

/// Reads who you are.
#[utoipa::path(
    get, path = "/api/v1/account", tag = "account",
    responses((status = 200, body = AccountView)), security(("token" = ["read"]))
)]
pub async fn read(call: Call) -> Answer {
    ok(AccountView::from(account::viewer(&call.context).await?))
}

/// Chooses the side you look from.
#[utoipa::path(
    put, path = "/api/v1/account", tag = "account", request_body = NewSide,
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn set_side(call: Call) -> Answer {
    let given: NewSide = call.input()?;
    let Word(side) = given.side;
    account::set_side(&call.context, side).await?;
    done()
}

/// Sends another mail to confirm your address; nothing when it was confirmed before.
#[utoipa::path(
    post, path = "/api/v1/account/verification-mail", tag = "account",
    responses((status = 204)), security(("token" = ["work"]))
)]
pub async fn resend_verification(call: Call) -> Answer {
    account::resend_verification(&call.context, &call.site).await?;
    done()
}

/// Lists the tokens of your account that live, newest first. Their secrets are not kept.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "account",
    responses((status = 200, body = List<TokenView>)), security(("token" = ["read"]))
)]
pub async fn tokens(call: Call) -> Answer {
    let page = account::settings_page(&call.context, None).await?;
    ok(List::<TokenView>::of(page.tokens, None))
}

/// Ends a token of yours, this one too.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "account", responses((status = 204)), security(("token" = ["work"])))]
pub async fn revoke_token(Id(id): Id<TokenId>, call: Call) -> Answer {
    token::revoke(&call.context, id).await?;
    done()
}

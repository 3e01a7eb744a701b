//! The public API under `/api/v1`: one file per feature, the same commands as the pages. Nothing here
//! ever sees a cookie; a caller shows a bearer token.
//!
//! Reading order: [`call`] (who calls), [`once`] (requests that happen once), [`value`] and [`word`] (what resources are made of), then
//! the features. To add a route: write a handler with `#[utoipa::path]` in the file of its feature, and name it there in
//! `routes` and, with who may use it, in `POWERS`; the OpenAPI document follows from that.

pub mod account;
mod bounds;
pub mod call;
pub mod contract;
pub mod document;
pub mod events;
pub mod home;
pub mod job;
pub mod message;
pub mod offer;
pub mod once;
pub mod payment;
pub mod profile;
pub mod proposal;
pub mod sandbox;
pub mod timesheet;
pub mod value;
pub mod wallet;
pub mod word;

use crate::{http::problem::Problem, instance::Instance};
use app::authorisation::Row;
use axum::{Router, routing::get};
use http::StatusCode;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// What the document says besides the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Guildhall",
        description = "Every command of the marketplace, for programs; the pages call the same ones.\n\n\
            Show a personal access token (made in the settings, with scopes and an end) as `Authorization: Bearer gh_…`. \
            Cookies are not read here.\n\n\
            Ids are short texts of 13 letters and digits that sort by time. Amounts are minor units with a currency. Moments \
            are RFC 3339 in UTC. Lists give `items` and `next`; give `next` back as `after` to go on.\n\n\
            Requests that create something or move money carry an `Idempotency-Key`, so that a repeat does not do it twice.\n\n\
            Errors are problem+json (RFC 9457) with a stable `type` and `code`, and `errors` for single fields."
    ),
    components(schemas(Problem)),
    tags(
        (name = "jobs"), (name = "proposals"), (name = "offers"), (name = "contracts"), (name = "milestones"),
        (name = "payments"), (name = "rooms"), (name = "timer"), (name = "wallet"), (name = "home"), (name = "events"),
        (name = "profiles"), (name = "account"), (name = "sandbox", description = "Only a sandbox has these.")
    )
)]
struct Document;

/// The header of edits.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header; Call::seen_version reads it")]
pub struct MatchHeader {
    /// The `ETag` that you read: the edit is refused (412) when somebody changed it since, and 428 without it.
    #[param(rename = "If-Match", required, example = "\"7\"")]
    version: String,
}

/// Puts the API together from what each feature declares: its routes, and who may use them.
macro_rules! features {
    ($($feature:ident),* $(,)?) => {
        /// Who may use the routes of the API, for each feature.
        pub(crate) const POWERS: &[&[Row]] = &[$($feature::POWERS,)* sandbox::POWERS];

        /// Every route of the API, and what only a sandbox has.
        fn routes(sandbox: bool) -> OpenApiRouter<Instance> {
            let router = OpenApiRouter::with_openapi(document::blank())$(.merge($feature::routes()))*;
            if sandbox { router.merge(sandbox::routes()) } else { router }
        }
    };
}

features! {
    job,
    proposal,
    offer,
    contract,
    payment,
    wallet,
    message,
    timesheet,
    home,
    events,
    profile,
    account,
}

/// All routes of the API, its document, and what only a sandbox has.
pub fn router(instance: &Instance) -> Router<Instance> {
    let (router, paths) = routes(instance.config.sandbox).split_for_parts();
    let router = router.merge(document::router(&paths)).method_not_allowed_fallback(method_not_allowed);
    if instance.config.sandbox { router.route("/sandbox/mailbox", get(sandbox::mailbox_page)) } else { router }
}

async fn method_not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "general.method",
        "This address does not take this method; see Allow. Nothing was changed.",
    )
}

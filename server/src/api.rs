//! The public API under `/api/v1`: one file per feature, the same commands as the pages. Nothing here
//! ever sees a cookie; a caller shows a bearer token.
//!
//! To add a route: write a handler with `#[utoipa::path]` in the file of its feature, and name it in
//! [`routes`]; the OpenAPI document follows from that.

pub mod sandbox;

use crate::{http::problem::Problem, instance::Instance};
use axum::{Json, Router, routing::get};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What the document says besides the routes.
#[derive(OpenApi)]
#[openapi(
    info(title = "Guildhall", description = "Every command of the marketplace, for programs. Errors are problem+json (RFC 9457)."),
    components(schemas(Problem))
)]
struct Document;

fn routes(instance: &Instance) -> OpenApiRouter<Instance> {
    let mut router = OpenApiRouter::with_openapi(Document::openapi());
    if instance.config.sandbox {
        router = router.routes(routes!(sandbox::read_clock, sandbox::move_clock)).routes(routes!(sandbox::mailbox));
    }
    router
}

/// All routes of the API, its document, and what only a sandbox has.
pub fn router(instance: &Instance) -> Router<Instance> {
    let (router, document) = routes(instance).split_for_parts();
    let router = router.route("/api/v1/openapi.json", get(move || async move { Json(document) }));
    if instance.config.sandbox { router.route("/sandbox/mailbox", get(sandbox::mailbox_page)) } else { router }
}

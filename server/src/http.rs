//! HTTP: the router, and the layers around every request. Each layer is one file of this folder.
//!
//! From the outside in: who is calling, request id and log, security headers, languages, compression, panics, everything that
//! may refuse a request (limits, body size, CSRF, the host of a sandbox) and the time limit; for pages also the pages that are
//! kept for strangers, the typed values of refused forms and the session; then the routes.

pub mod build;
mod checks;
mod context;
pub mod csrf;
pub mod fault;
pub mod headers;
pub mod health;
pub mod host;
mod languages;
pub mod limits;
pub mod log;
mod once;
pub mod plain;
pub mod problem;
pub mod public;
mod rendered;
pub mod scope;
pub mod site;
pub mod size;
pub mod visitor;

pub(crate) use context::provide;
pub(crate) use visitor::visitor;

use crate::{api, instance::Instance, live, payments, session};
use ::http::{Extensions, StatusCode, header};
use app::{
    App,
    runtime::form::returned::{
        fields::FIELDS,
        keep::{Kept, keep_typed},
    },
    runtime::loader::RENDERED,
    shell,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos_axum::{AxumRouteListing, LeptosRoutes as _, generate_route_list};
use std::sync::OnceLock;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate as _},
    },
};

/// Everything an instance answers.
pub fn router(instance: &Instance) -> Router {
    let shell_options = instance.leptos.clone();
    let visited = instance.clone();
    let network = |extensions: &Extensions| limits::network(visitor(extensions).ip);
    let kept = Kept::new(move || visited.context(None), network, FIELDS).over_https(instance.config.https());
    let for_people = Router::new()
        .route("/live", get(live::socket))
        .route("/live/events", get(live::events))
        .route("/offline", get(site::offline))
        .route("/service-worker.js", get(site::service_worker))
        .route(&format!("{RENDERED}/"), get(rendered::answer))
        .route(&format!("{RENDERED}/{{*page}}"), get(rendered::answer))
        .leptos_routes_with_context(instance, page_routes(), provide(instance), move || shell(shell_options.clone()))
        .fallback(site::file_or_not_found)
        .layer(
            // As one, because the router boxes what each of its own layers gives, and copies all boxes with every request.
            ServiceBuilder::new()
                .layer(from_fn_with_state(instance.clone(), public::keep))
                .layer(from_fn_with_state(kept, keep_typed))
                .layer(from_fn_with_state(instance.clone(), session::attach))
                .layer(from_fn_with_state(instance.clone(), limits::of_account))
                .layer(from_fn(once::attach))
                .layer(from_fn(scope::keep)),
        );
    let router = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(api::router(instance))
        .merge(payments::router(instance))
        .merge(for_people)
        .with_state(instance.clone());
    layered(router, instance)
}

// While Leptos lists the routes it keeps every resource of the process from loading, and a page that another
// instance is rendering at that moment would wait for ever. So they are listed once, before anything is served.
fn page_routes() -> Vec<AxumRouteListing> {
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    ROUTES.get_or_init(|| generate_route_list(App)).clone()
}

fn layered(router: Router, instance: &Instance) -> Router {
    let compressible = DefaultPredicate::new().and(NotForContentType::const_new("text/event-stream"));
    router.layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(instance.clone(), visitor::identify))
            .layer(from_fn(log::record))
            .layer(from_fn_with_state(instance.clone(), headers::secure))
            .layer(from_fn_with_state(instance.clone(), languages::name))
            .layer(CompressionLayer::new().compress_when(compressible))
            .layer(CatchPanicLayer::custom(fault::panicked))
            .layer(from_fn_with_state(instance.clone(), checks::enforce))
            // Our own limit holds for every body; axum's would only hide the setting.
            .layer(DefaultBodyLimit::disable()),
    )
}

/// The router of the plain http address: everything goes to the same path over https.
pub fn redirect_to_https(instance: &Instance) -> Router {
    async fn send_on(State(instance): State<Instance>, request: Request) -> Response {
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let name = host.and_then(visitor::plain_host).map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
        let target = match (&instance.config.public_url, name) {
            (Some(url), _) => url.clone(),
            (None, Some(name)) => format!("https://{name}:{}", instance.config.address.port()),
            (None, None) => return StatusCode::BAD_REQUEST.into_response(),
        };
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        Redirect::permanent(&format!("{target}{path}")).into_response()
    }
    Router::new().fallback(send_on).with_state(instance.clone())
}

//! The pages over real HTTP requests, without a browser: what is rendered, with which status, and
//! what a form without scripts gets back.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so")]

mod broken;
mod form;
mod page;

use app::runtime::form::returned::keep::{Kept, keep_typed};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list, handle_server_fns};
use std::sync::Arc;
use std::time::Duration;
use store::Context;
use tempfile::TempDir;
use tower::ServiceExt;

/// How long a test waits for what is bound to come: it only ends a wait for something that never comes.
const PATIENCE: Duration = Duration::from_secs(120);

async fn patiently<T>(waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, waiting).await.expect("an answer, or an end")
}

/// The fields of the forms in these tests.
const FIELDS: &[&str] = &["thing", "title", "pitch", "password", "side", "currency", "stay"];

/// A site of these pages, with the server functions under `/do`, and the folder of its database.
async fn site<IV: IntoView + 'static>(pages: fn() -> IV) -> (Router, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let db = store::Db::open(&store::Settings::sqlite(folder.path().join("test.db"))).await.expect("a database");
    let kept = Kept::new(
        move || Context::new(&db, None, &Arc::default(), Timestamp::from_micros(0)),
        |_| "here".to_owned(),
        FIELDS,
    );
    let options = LeptosOptions::builder().output_name("guildhall").build();
    let routes = generate_route_list(pages);
    let router = Router::new()
        .route("/do/{*name}", post(handle_server_fns))
        .leptos_routes(&options, routes, pages)
        .layer(from_fn_with_state(kept, keep_typed))
        .with_state(options);
    (router, folder)
}

/// What came back.
struct Answer {
    status: StatusCode,
    location: String,
    cookie: String,
    body: String,
}

async fn answer(site: &Router, request: Request<Body>) -> Answer {
    let response: Response<Body> = site.clone().oneshot(request).await.expect("an answer");
    let text =
        |name| response.headers().get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default();
    let (status, location, cookie) = (response.status(), text(header::LOCATION), text(header::SET_COOKIE));
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    Answer { status, location, cookie, body: String::from_utf8(body.to_vec()).expect("utf-8") }
}

/// A browser visits a page.
async fn visit(site: &Router, page: &str, cookie: &str) -> Answer {
    let request = Request::get(page).header(header::ACCEPT, "text/html").header(header::COOKIE, cookie);
    answer(site, request.body(Body::empty()).expect("a request")).await
}

/// A browser without scripts sends a form that stood on `page`.
async fn send(site: &Router, page: &str, to: &str, form: &'static str) -> Answer {
    let request = Request::post(to)
        .header(header::HOST, "guild.example")
        .header(header::REFERER, format!("https://guild.example{page}"))
        .header(header::ACCEPT, "text/html,*/*")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    answer(site, request.body(Body::from(form)).expect("a request")).await
}

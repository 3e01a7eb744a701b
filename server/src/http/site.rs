//! The built front end: style, scripts, icons, with the compressed copies that the build laid beside
//! them. What is neither a route nor a file is a 404 in the form that was asked for.

use crate::{
    http::{plain, problem::Problem, provide},
    instance::Instance,
};
use app::{offline, shell};
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, Uri, header};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

/// The address of the service worker, which is made at start and lies in no folder.
pub const WORKER: &str = "/service-worker.js";

/// The fallback of the router.
pub async fn file_or_not_found(State(instance): State<Instance>, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return Problem::new(StatusCode::NOT_FOUND, "general.not_found", "There is nothing at this address.")
            .into_response();
    }
    if !request.method().is_safe() {
        let text = "This address takes no changes. Nothing was done.";
        return plain::refuse(
            &request,
            StatusCode::METHOD_NOT_ALLOWED,
            "general.method",
            "That does not work here",
            text,
        );
    }
    if !is_file_name(path) {
        return not_found_page(&instance, request).await;
    }
    let cache = cache_for(&instance, request.uri());
    match file(&instance, request).await {
        Some(mut response) => {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
            response
        }
        None => (StatusCode::NOT_FOUND, "There is no such file.\n").into_response(),
    }
}

/// True for a path that looks like a file's: its last part has a dot.
fn is_file_name(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// Whether a file of the front end answers here: the same for everybody, and as cheap as nothing else.
pub fn is_file(instance: &Instance, path: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    let Some(name) = path.strip_prefix('/').filter(|name| is_file_name(name) && name.split('/').all(plain)) else {
        return false;
    };
    path == WORKER || instance.config.site_root.join(name).is_file()
}

/// Whether this page is for everybody, search engines among them: the home page, the list of jobs, a job, a profile.
pub fn is_public(path: &str) -> bool {
    let id = |rest: &str| rest.len() > 8 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    matches!(path, "/" | "/jobs")
        || path.strip_prefix("/jobs/").is_some_and(id)
        || path.strip_prefix("/people/").is_some_and(id)
}

async fn file(instance: &Instance, request: Request) -> Option<Response> {
    let files = ServeDir::new(&instance.config.site_root).precompressed_br().precompressed_gzip();
    let response = match files.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    (response.status() != StatusCode::NOT_FOUND).then(|| response.map(axum::body::Body::new))
}

/// The page that the service worker shows when there is no connection.
pub async fn offline(State(instance): State<Instance>, request: Request) -> Response {
    let options = instance.leptos.clone();
    let render = leptos_axum::render_app_async_with_context(provide(&instance), move || offline::page(options.clone()));
    render(request).await
}

/// The service worker of this build. It must be asked for each time: it says what the newest build is.
pub async fn service_worker(State(instance): State<Instance>) -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, instance.site.worker.clone())
}

// A name with a hash in it never changes its content, nor does an address that carries one.
fn cache_for(instance: &Instance, address: &Uri) -> &'static str {
    let path = address.path();
    let hashed =
        path.starts_with("/pkg/") && path.rsplit('.').skip(1).any(|part| part.len() >= 16 && !part.contains('/'));
    let watched = std::env::var_os("LEPTOS_WATCH").is_some();
    let versioned = !watched && address.path_and_query().is_some_and(|whole| *whole == *instance.site.build.start);
    if hashed || versioned { "public, max-age=31536000, immutable" } else { "public, no-cache" }
}

async fn not_found_page(instance: &Instance, request: Request) -> Response {
    let options = instance.leptos.clone();
    let render = leptos_axum::render_app_async_with_context(provide(instance), move || shell(options.clone()));
    let mut response = render(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_pages_are_for_search_engines() {
        for path in ["/", "/jobs", "/jobs/0c1d2e3f4g5h6", "/people/0c1d2e3f4g5h6"] {
            assert!(is_public(path), "{path}");
        }
        for path in ["/home", "/jobs/new", "/jobs/mine", "/jobs/0c1d2e3f4g5h6/edit", "/wallet", "/people/", "/jobsx"] {
            assert!(!is_public(path), "{path}");
        }
    }
}

//! Pages for a browser that has the frame already: somebody followed a link, or what a page shows has changed.

use crate::{
    http::{fault::Ticket, provide},
    instance::Instance,
};
use app::{
    runtime::loader::{Collector, RENDERED},
    shell,
};
use axum::{
    Json,
    body::to_bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, Uri, header};
use leptos::prelude::provide_context;

/// What a page shows, for a browser that has its frame already: the page is rendered as for anybody else, but only its data
/// and what no browser can render are sent.
pub async fn answer(State(instance): State<Instance>, request: Request) -> Response {
    let options = instance.leptos.clone();
    let collector = Collector::default();
    let context = {
        let (provided, collector) = (provide(&instance), collector.clone());
        move || {
            provided();
            provide_context(collector.clone());
        }
    };
    let render = leptos_axum::render_app_async_with_context(context, move || shell(options.clone()));
    let (mut head, body) = request.into_parts();
    let Some(page) = page_of(&head.uri) else { return StatusCode::NOT_FOUND.into_response() };
    head.uri = page;
    let (mut head, page) = render(Request::from_parts(head, body)).await.into_parts();
    // All is collected when the page has come to its end.
    if let Err(error) = to_bytes(page, usize::MAX).await {
        return Ticket::log(&error).problem().into_response();
    }
    if head.status.is_redirection() {
        // The page itself sends people on.
        head.status = StatusCode::OK;
    }
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::LOCATION] {
        head.headers.remove(name);
    }
    (head.status, head.headers, Json(collector.take())).into_response()
}

/// `/jobs?words=tea` of `/rendered/jobs?words=tea`.
fn page_of(address: &Uri) -> Option<Uri> {
    address.path_and_query()?.as_str().strip_prefix(RENDERED)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_what_stands_behind_the_prefix() {
        let page = |address: &'static str| page_of(&Uri::from_static(address)).map(|page| page.to_string());
        assert_eq!(page("/rendered/").as_deref(), Some("/"));
        assert_eq!(page("/rendered/jobs?words=tea&after=%2F").as_deref(), Some("/jobs?words=tea&after=%2F"));
        assert_eq!(page("/jobs"), None);
    }
}

//! The bare server: axum without anything of ours, in a process of its own, giving the same bytes for a page. It is what
//! the machine and the framework cost before our work begins.

use crate::Result;
use axum::Router;
use axum::http::header;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use std::path::Path;

/// Serves `/healthz` and the page at every other path until it is killed.
///
/// # Errors
/// The page cannot be read, or no port is free.
pub async fn serve(page: &Path) -> Result<()> {
    let page = axum::body::Bytes::from(std::fs::read(page)?);
    let answer = move || {
        let page = page.clone();
        async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page) }
    };
    let router = Router::new().route("/healthz", get(async || "ok")).fallback(answer);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("The bare server is listening on http://{}", listener.local_addr()?);
    // As our server does; and an error here only means that the other end is gone.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, router).await?;
    Ok(())
}

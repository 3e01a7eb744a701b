//! The real pages.

use crate::{site, visit};
use app::App;
use leptos::prelude::*;
use leptos_router::SsrMode;

fn document() -> impl IntoView {
    app::shell(LeptosOptions::builder().output_name("guildhall").build())
}

#[tokio::test]
async fn the_home_page_is_whole_without_scripts() {
    let page = visit(&site(document), "/", "").await;
    assert_eq!(page.status, 200);
    for part in [
        "<h1 class=\"display\">Good work, agreed in writing",
        "aria-current=\"page\"",
        "<title>Hire and be hired",
        "data-theme=\"auto\"",
        "class=\"tabbar\"",
        "/icons.svg#i-search",
    ] {
        assert!(page.body.contains(part), "the home page lacks {part}:\n{}", page.body);
    }
    assert!(page.body.len() < 24_000, "the home page has {} bytes before compression", page.body.len());
}

#[tokio::test]
async fn every_page_is_sent_whole_so_that_it_needs_no_scripts() {
    for route in leptos_axum::generate_route_list(App) {
        assert_eq!(*route.mode(), SsrMode::Async, "{}", route.path());
    }
}

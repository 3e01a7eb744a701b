//! The real pages.

use app::App;
use leptos_router::SsrMode;

#[tokio::test]
async fn every_page_is_sent_whole_so_that_it_needs_no_scripts() {
    for route in leptos_axum::generate_route_list(App) {
        assert_eq!(*route.mode(), SsrMode::Async, "{}", route.path());
    }
}

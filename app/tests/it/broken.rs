//! Pages that break while they are made: an answer with a ticket at once, never a browser that waits.

use crate::{patiently, site, visit};
use app::error::PageError;
use app::runtime::{Changes, Loaded, loader};
use futures_util::FutureExt as _;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};
use std::panic::AssertUnwindSafe;

#[component]
fn BrokenData() -> impl IntoView {
    let number = loader(
        "test.broken",
        || (),
        |()| async {
            let number: Result<u8, PageError> = Err(PageError::NotFound);
            assert!(number.is_ok(), "the secret is 42");
            number
        },
    )
    .load();
    view! { <Loaded from=number let:number><h1>{number}</h1></Loaded> }
}

#[component]
fn BrokenRender() -> impl IntoView {
    let number = loader("test.number", || (), |()| async { Ok(7_u8) }).load();
    let render = |number: u8| {
        assert_ne!(number, 7, "the secret is 42");
        number
    };
    view! { <Loaded from=number let:number><h1>{render(number)}</h1></Loaded> }
}

#[component]
fn Pages() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_context(Changes::new());
    view! {
        <Router>
            <Routes fallback=|| "404">
                <Route path=path!("/data") view=BrokenData ssr=SsrMode::Async/>
                <Route path=path!("/render") view=BrokenRender ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

fn pages() -> impl IntoView {
    view! { <!DOCTYPE html><html lang="en"><head></head><body><Pages/></body></html> }
}

#[tokio::test]
async fn data_that_cannot_be_read_for_a_fault_of_ours_give_a_ticket_and_no_secret() {
    let (site, _folder) = site(pages).await;
    let page = patiently(visit(&site, "/data", "")).await;
    assert_eq!(page.status, 500, "{}", page.body);
    assert!(page.body.contains("That was our fault") && !page.body.contains("the secret"), "{}", page.body);
}

#[tokio::test]
async fn a_page_that_cannot_be_drawn_ends_its_request_which_the_server_answers_with_a_ticket() {
    let (site, _folder) = site(pages).await;
    let request = AssertUnwindSafe(visit(&site, "/render", "")).catch_unwind();
    let ended = patiently(request).await;
    assert!(ended.is_err());
}

//! Keeps pages that are made at the same time apart. Leptos remembers per thread which page it is making, and does not put
//! that right when the making of another page came in between: a hint of one visitor's page (which chunk to
//! load early, under the nonce of that page) would then stand in the page of another visitor, or nowhere. For the same steps
//! the texts of a page know what it speaks.

use crate::session;
use app::i18n::rendering::Rendering;
use axum::{extract::Request, middleware::Next, response::Response};
use leptos::prelude::Owner;
use std::{
    future::poll_fn,
    pin::pin,
    task::{Context, Poll},
};

/// The layer around everything that Leptos answers.
pub async fn keep(request: Request, next: Next) -> Response {
    let page = session::rendering(&request);
    kept(next.run(request), page).await
}

/// The same future, which finds at each step the scope that it had left, and leaves to others the scope that they had.
async fn kept<F: Future>(making: F, page: Option<Rendering>) -> F::Output {
    let mut making = pin!(making);
    let mut own: Option<Owner> = None;
    let step = |context: &mut Context<'_>| -> Poll<F::Output> {
        let others = Owner::current();
        let _page = Rendering::enter(page.clone());
        enter(own.take());
        let step = making.as_mut().poll(context);
        own = Owner::current();
        enter(others);
        step
    };
    poll_fn(step).await
}

fn enter(scope: Option<Owner>) {
    match (scope, Owner::current()) {
        (Some(scope), _) => scope.set(),
        (None, Some(left)) => left.unset(),
        (None, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::i18n::language::{self, LANGUAGES};
    use leptos::prelude::{provide_context, use_context};
    use std::sync::Arc;

    /// Makes a page as Leptos does: the scope is entered once and counted on from then on.
    async fn page(name: &'static str) -> Vec<Option<&'static str>> {
        let mut seen = vec![use_context::<&str>()];
        let scope = Owner::new();
        scope.set();
        provide_context(name);
        for _ in 0..3 {
            tokio::task::yield_now().await;
            seen.push(use_context::<&str>());
        }
        seen
    }

    #[tokio::test]
    async fn pages_that_are_made_at_once_never_meet() {
        let (one, two) = tokio::join!(kept(page("one"), None), kept(page("two"), None));
        assert_eq!(one, [None, Some("one"), Some("one"), Some("one")]);
        assert_eq!(two, [None, Some("two"), Some("two"), Some("two")]);
        assert!(Owner::current().is_none(), "nothing is left behind");
    }

    #[tokio::test]
    async fn pages_that_are_made_at_once_speak_each_its_own_language() {
        let page = |language| {
            let texts = async {
                let mut seen = Vec::new();
                for _ in 0..3 {
                    seen.push(language::current().code);
                    tokio::task::yield_now().await;
                }
                seen
            };
            kept(texts, Some(Rendering { language, zone: Arc::default() }))
        };
        let (one, two) = (LANGUAGES[0], LANGUAGES[1]);
        let (first, second) = tokio::join!(page(one), page(two));
        assert_eq!((first, second), (vec![one.code; 3], vec![two.code; 3]));
        assert_eq!(language::current().code, language::ENGLISH.code, "nothing is left behind");
    }

    #[tokio::test]
    async fn a_page_that_nobody_waits_for_any_more_leaves_nothing_behind() {
        let mut given_up = Box::pin(kept(page("given up"), None));
        tokio::select! {
            biased;
            _ = &mut given_up => panic!("it was not done yet"),
            () = std::future::ready(()) => {}
        }
        drop(given_up);
        assert_eq!(kept(page("next"), None).await, [None, Some("next"), Some("next"), Some("next")]);
    }
}

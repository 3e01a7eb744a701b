//! Short news at the lower edge: what was just done, with a way to undo it. Each goes by itself after six seconds, but
//! not while somebody points at it or is in it.

use super::Icon;
use crate::i18n::ui as t;
use leptos::prelude::*;
use std::time::Duration;

const STAYS: Duration = Duration::from_secs(6);

/// One piece of news.
#[derive(Debug, Clone)]
struct News {
    number: u64,
    icon: &'static str,
    text: String,
    undo: Option<Callback<()>>,
}

/// Where pages tell their news. Provided as a context by the page that shows [`Toasts`].
///
/// ```text
/// let teller = Teller::new();
/// provide_context(teller);
/// teller.tell_with_undo("archive", t::archived(), move |()| unarchive());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Teller {
    news: RwSignal<Vec<News>>,
    counted: StoredValue<u64>,
}

impl Teller {
    /// Nothing to tell yet.
    pub fn new() -> Self {
        Self { news: RwSignal::new(Vec::new()), counted: StoredValue::new(0) }
    }

    /// Tells something that is done and stays done.
    pub fn tell(self, icon: &'static str, text: impl Into<String>) {
        self.push(icon, text.into(), None);
    }

    /// Tells something that can be undone.
    pub fn tell_with_undo(
        self,
        icon: &'static str,
        text: impl Into<String>,
        undo: impl Fn(()) + Send + Sync + 'static,
    ) {
        self.push(icon, text.into(), Some(Callback::new(undo)));
    }

    fn push(self, icon: &'static str, text: String, undo: Option<Callback<()>>) {
        self.counted.update_value(|counted| *counted += 1);
        let number = self.counted.get_value();
        self.news.update(|news| news.push(News { number, icon, text, undo }));
        self.forget_later(number);
    }

    fn forget(self, number: u64) {
        self.news.try_update(|news| news.retain(|one| one.number != number));
    }

    fn forget_later(self, number: u64) {
        set_timeout(
            move || {
                let shown = document().get_element_by_id(&format!("toast-{number}"));
                let held = shown.is_some_and(|toast| toast.matches(":hover, :focus-within").unwrap_or_default());
                if held { self.forget_later(number) } else { self.forget(number) }
            },
            STAYS,
        );
    }
}

impl Default for Teller {
    fn default() -> Self {
        Self::new()
    }
}

/// The place where news appear, once on a page and from its start: a status that appears with its text is not read.
///
/// ```text
/// <Toasts of=teller/>
/// ```
#[component]
pub fn Toasts(of: Teller) -> impl IntoView {
    let shown = move || {
        let toast = |news: News| {
            let number = news.number;
            let undo = news.undo.map(|undo| {
                let undone = move |_| {
                    undo.run(());
                    of.forget(number);
                };
                view! { <button type="button" on:click=undone>{t::undo()}</button> }
            });
            view! { <div class="toast" id=format!("toast-{number}")><Icon name=news.icon/>{news.text}{undo}</div> }
        };
        of.news.get().into_iter().map(toast).collect_view()
    };
    view! { <div class="toasts" role="status">{shown}</div> }
}

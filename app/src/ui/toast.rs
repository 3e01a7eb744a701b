//! Toasts, short messages at the lower edge: what was just done, with a way to undo it. Each goes by itself after six seconds, but
//! not while somebody points at it or is in it.

use super::Icon;
use crate::i18n::ui as t;
use leptos::prelude::*;
use std::time::Duration;

const STAYS: Duration = Duration::from_secs(6);

/// One toast: a message that goes by itself.
#[derive(Debug, Clone)]
struct ToastEntry {
    number: u64,
    icon: &'static str,
    text: String,
    undo: Option<Callback<()>>,
}

/// Where pages put their toasts. Provided as a context by the page that shows [`Toasts`].
///
/// ```text
/// let toaster = Toaster::new();
/// provide_context(toaster);
/// toaster.tell_with_undo("archive", t::archived(), move |()| unarchive());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Toaster {
    entries: RwSignal<Vec<ToastEntry>>,
    counted: StoredValue<u64>,
}

impl Toaster {
    /// Nothing to tell yet.
    pub fn new() -> Self {
        Self { entries: RwSignal::new(Vec::new()), counted: StoredValue::new(0) }
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
        self.entries.update(|entries| entries.push(ToastEntry { number, icon, text, undo }));
        self.forget_later(number);
    }

    fn forget(self, number: u64) {
        self.entries.try_update(|entries| entries.retain(|one| one.number != number));
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

impl Default for Toaster {
    fn default() -> Self {
        Self::new()
    }
}

/// The place where toasts appear, once on a page and from its start: a status that appears with its text is not read.
///
/// ```text
/// <Toasts of=toaster/>
/// ```
#[component]
pub fn Toasts(of: Toaster) -> impl IntoView {
    let shown = move || {
        let toast = |entry: ToastEntry| {
            let number = entry.number;
            let undo = entry.undo.map(|undo| {
                let undone = move |_| {
                    undo.run(());
                    of.forget(number);
                };
                view! { <button type="button" on:click=undone>{t::undo()}</button> }
            });
            view! { <div class="toast" id=format!("toast-{number}")><Icon name=entry.icon/>{entry.text}{undo}</div> }
        };
        of.entries.get().into_iter().map(toast).collect_view()
    };
    view! { <div class="toasts" role="status">{shown}</div> }
}

//! What happens between two pages: the line that says that the next one takes its time, the focus and the title on
//! arriving. The place in the page to which "back" goes back is kept by the start script.

use crate::runtime::form::returned::Returned;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Whether the next page is on its way. Provided by the app, which hands it to the router.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OnTheWay(pub(crate) RwSignal<bool>);

impl OnTheWay {
    fn here() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(false)))
    }
}

/// The line across the top of the window, while a page takes its time: the style sheet shows it after a moment.
#[component]
pub(super) fn ProgressLine() -> impl IntoView {
    let OnTheWay(on_the_way) = OnTheWay::here();
    Effect::new(move |_| {
        let Some(root) = document().document_element() else { return };
        // An element takes any attribute of a valid name.
        let _ = root.toggle_attribute_with_force("data-on-the-way", on_the_way.get());
    });
    view! { <div class="progress-line" role="progressbar" aria-label=crate::i18n::shell::loading()></div> }
}

/// How often the heading of a new page is looked for: its code or its data may still be on their way, however long that takes.
const LOOK_AFTER: Duration = Duration::from_millis(60);
/// A page of the same title as the one before it does not show that it has come. It is taken to be there when nothing was
/// asked for at so many looks in a row.
const QUIET_LOOKS: u32 = 80;

/// After a navigation: the refused form of the first page is forgotten, menus close, the heading takes the focus, and
/// the new title is announced.
pub(super) fn arrive(first_title: String) {
    let here = use_location().pathname;
    let OnTheWay(on_the_way) = OnTheWay::here();
    let returned = use_context::<Returned>();
    let title = StoredValue::new(first_title);
    Effect::new(move |before: Option<String>| {
        let page = here.get();
        if before.is_some_and(|before| before != page) {
            if let Some(returned) = returned {
                returned.0.set_value(None);
            }
            close_menus();
            focus_heading(Arrival { here, on_the_way, page: page.clone(), last_title: title }, 0);
        }
        page
    });
}

/// Anyone who has chosen from a menu of the bars has left it.
fn close_menus() {
    let Ok(menus) = document().query_selector_all("header [popover]") else { return };
    for place in 0..menus.length() {
        if let Some(menu) = menus.item(place).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            // One that is closed already stays closed.
            let _ = menu.hide_popover();
        }
    }
}

/// Where somebody is going.
#[derive(Clone)]
struct Arrival {
    /// The address as the router knows it: the browser's own follows only when the page has come.
    here: Memo<String>,
    on_the_way: RwSignal<bool>,
    page: String,
    last_title: StoredValue<String>,
}

/// Waits until the page is there, which its title tells from the last one, and says so. Its heading alone does not: news may
/// render the page that is being left once more. Ends without a word when somebody goes on to yet another page.
fn focus_heading(arrival: Arrival, quiet_looks: u32) {
    let look = move || {
        let Arrival { here, on_the_way, page, last_title } = &arrival;
        if here.get_untracked() != *page {
            return;
        }
        if on_the_way.try_get_untracked().unwrap_or_default() {
            return focus_heading(arrival, 0);
        }
        let Some(heading) = heading() else { return focus_heading(arrival, 0) };
        let title = document().title();
        if last_title.get_value() != title || quiet_looks == QUIET_LOOKS {
            arrived(&heading, &title);
            last_title.set_value(title);
        } else {
            focus_heading(arrival, if is_asking() { 0 } else { quiet_looks + 1 });
        }
    };
    set_timeout(look, LOOK_AFTER);
}

/// The heading of the page that stands there.
fn heading() -> Option<HtmlElement> {
    document().query_selector("#main h1").ok().flatten()?.dyn_into().ok()
}

/// Whether the page waits for something that it has asked the server for.
fn is_asking() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute("data-asking"))
}

/// The heading takes the focus, unless somebody types on the page already, and the title is announced.
fn arrived(heading: &HtmlElement, title: &str) {
    if document().active_element().is_none_or(|at| at.closest("main form").ok().flatten().is_none()) {
        focus(heading);
    }
    if let Some(status) = document().get_element_by_id("arrived") {
        status.set_text_content(Some(title));
    }
}

/// Focuses a heading without moving the page: where it stands is the matter of the router, or of going back.
fn focus(heading: &HtmlElement) {
    let _ = heading.set_attribute("tabindex", "-1");
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = heading.focus_with_options(&options);
}

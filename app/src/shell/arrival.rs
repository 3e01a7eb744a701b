//! What happens between two pages: the line that says that the next one takes its time, the focus and the title on
//! arriving, and the place in the page to which "back" goes back.

use crate::flash::Returned;
use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// Whether the next page is on its way. Provided by the app, which hands it to the router.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OnTheWay(pub(crate) RwSignal<bool>);

impl OnTheWay {
    fn here() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(false)))
    }
}

/// Pages that come sooner than this need no line.
const SLOW_AFTER: Duration = Duration::from_millis(200);

/// The line across the top of the window, while a page takes its time.
#[component]
pub(super) fn ProgressLine() -> impl IntoView {
    let OnTheWay(on_the_way) = OnTheWay::here();
    let slow = RwSignal::new(false);
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        if let Some(waiting) = waiting.flatten() {
            waiting.clear();
        }
        if on_the_way.get() {
            let late = move || {
                slow.try_set(true);
            };
            return set_timeout_with_handle(late, SLOW_AFTER).ok();
        }
        slow.set(false);
        None
    });
    view! {
        <Show when=move || slow.get()>
            <div class="progress-line" role="progressbar" aria-label=crate::words::shell::loading()></div>
        </Show>
    }
}

/// How often the heading of a new page is looked for, 60 ms apart: its code or its data may still be on their way.
const ARRIVAL_TRIES: u32 = 80;
const TRY_AFTER: Duration = Duration::from_millis(60);

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
            focus_heading(Arrival { here, on_the_way, page: page.clone(), last_title: title }, ARRIVAL_TRIES);
        }
        page
    });
}

/// Whoever has chosen from a menu of the bars has left it.
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

/// Waits until the page is there, which its title tells from the last one, and says so.
fn focus_heading(arrival: Arrival, tries: u32) {
    let look = move || {
        let Arrival { here, on_the_way, page, last_title } = &arrival;
        if here.get_untracked() != *page {
            return;
        }
        // What takes its time on the way does not count.
        if on_the_way.try_get_untracked().unwrap_or_default() {
            return focus_heading(arrival, tries);
        }
        let title = document().title();
        let heading = document().query_selector("#main h1").ok().flatten();
        let heading = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
        match heading.filter(|_| tries == 0 || last_title.get_value() != title) {
            Some(heading) => {
                arrived(&heading, &title);
                last_title.set_value(title);
            }
            None if tries > 0 => focus_heading(arrival, tries - 1),
            None => {}
        }
    };
    set_timeout(look, TRY_AFTER);
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

/// How often a page that one comes back to is scrolled, until it is long enough.
const SCROLL_TRIES: u32 = 40;

/// Remembers for each address of this visit how far down one was, and goes there again on "back" and "forward". The
/// browser would do that too early, on the page that is being left.
pub(super) fn keep_scroll() {
    let OnTheWay(on_the_way) = OnTheWay::here();
    let places = StoredValue::new(Vec::<(String, f64)>::new());
    // Between "back" and the page that it leads to, the address is not that of what is seen.
    let returning = StoredValue::new(false);
    Effect::new(move |_| {
        restoration("manual");
        let note = window_event_listener_untyped("scroll", move |_| {
            if !returning.try_get_value().unwrap_or(true)
                && let (Ok(address), Ok(place)) = (location().href(), window().scroll_y())
            {
                places.try_update_value(|places| match places.iter_mut().find(|(known, _)| *known == address) {
                    Some((_, known)) => *known = place,
                    None => places.push((address, place)),
                });
            }
        });
        let back = window_event_listener(ev::popstate, move |_| {
            let Ok(address) = location().href() else { return };
            let known = |places: &Vec<(String, f64)>| {
                places.iter().find(|(known, _)| *known == address).map(|(_, place)| *place)
            };
            let place = places.try_with_value(known).flatten().unwrap_or_default();
            returning.try_set_value(true);
            scroll_to(Return { on_the_way, returning, address, place }, SCROLL_TRIES);
        });
        // A reload, or a visit elsewhere and back, is the browser's own matter.
        let leave = window_event_listener_untyped("pagehide", |_| restoration("auto"));
        let again = window_event_listener_untyped("pageshow", |_| restoration("manual"));
        on_cleanup(move || [note, back, leave, again].into_iter().for_each(WindowListenerHandle::remove));
    });
}

fn restoration(how: &str) {
    if let Ok(history) = window().history() {
        // A browser that does not know it ignores it.
        let _ = js_sys::Reflect::set(&history, &JsValue::from_str("scrollRestoration"), &JsValue::from_str(how));
    }
}

/// A place to come back to.
struct Return {
    on_the_way: RwSignal<bool>,
    returning: StoredValue<bool>,
    address: String,
    place: f64,
}

fn scroll_to(back: Return, tries: u32) {
    let look = move || {
        // Somebody went on meanwhile; then that is another return, or none.
        if location().href().ok().as_deref() != Some(&back.address) {
            back.returning.try_set_value(false);
            return;
        }
        let waits = back.on_the_way.try_get_untracked().unwrap_or_default();
        if !waits {
            window().scroll_to_with_x_and_y(0.0, back.place);
        }
        let is_there = !waits && window().scroll_y().is_ok_and(|now| (now - back.place).abs() < 2.0);
        if is_there || tries == 0 {
            back.returning.try_set_value(false);
        } else {
            scroll_to(back, tries - 1);
        }
    };
    set_timeout(look, TRY_AFTER);
}

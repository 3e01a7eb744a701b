//! What somebody has typed survives that the page is drawn again: news of the other side may come at any moment.
//! Works on the document, because fields belong to the browser until they are sent.

use crate::served::{self, Refusal, name_of};
use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlDetailsElement, HtmlElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement,
    HtmlTextAreaElement,
};

/// A form with this attribute was sent: what is in its fields has arrived.
pub const SENT: &str = "data-sent";

/// A line that opens and closes more of a page gets this attribute around it once somebody has used it
/// (`public/boot/typed.js`).
const TURNED: &str = "data-turned";

/// Fields that hold something else than they started with, what was refused, what somebody has opened or closed, and where
/// the writer is.
pub struct Typed {
    fields: Vec<(String, Element, Value)>,
    refusals: Vec<Refusal>,
    hinges: Vec<(Place, HtmlDetailsElement, bool)>,
    focused: Option<(Place, Option<(u32, u32)>)>,
}

/// Where something is found again in a page that was drawn anew: an id, or which of its like inside of what has one.
struct Place {
    id: String,
    inside: Option<Inside>,
}

struct Inside {
    like: Like,
    /// The how-manieth of how many.
    which: (usize, usize),
}

/// What one can tell an element by that has no id.
#[derive(PartialEq)]
struct Like {
    kind: String,
    text: Option<String>,
    leads_to: Option<String>,
    label: Option<String>,
}

impl Like {
    fn of(element: &Element) -> Self {
        Self {
            kind: element.local_name(),
            text: element.text_content(),
            leads_to: element.get_attribute("href"),
            label: element.get_attribute("aria-label"),
        }
    }

    fn all(&self, around: &Element) -> Vec<Element> {
        let Ok(found) = around.query_selector_all(&self.kind) else { return Vec::new() };
        let all = (0..found.length()).filter_map(|place| found.item(place)?.dyn_into::<Element>().ok());
        all.filter(|element| Self::of(element) == *self).collect()
    }
}

impl Place {
    /// What is not in the page itself is never drawn again with it.
    fn of(element: &Element) -> Option<Self> {
        let around = element.closest("main [id], main").ok().flatten()?;
        let inside = if around == *element {
            None
        } else {
            let like = Like::of(element);
            let all = like.all(&around);
            let which = all.iter().position(|one| one == element)?;
            Some(Inside { like, which: (which, all.len()) })
        };
        Some(Self { id: name_of(&around), inside })
    }

    /// It, unless there are more or fewer of its like by now.
    fn find(&self) -> Option<Element> {
        let around = document().get_element_by_id(&self.id)?;
        let Some(Inside { like, which: (which, count) }) = &self.inside else { return Some(around) };
        let mut all = like.all(&around);
        (all.len() == *count && which < count).then(|| all.swap_remove(*which))
    }
}

/// What somebody has opened or closed, but for what was opened to send a form that was sent.
fn hinges() -> Vec<(Place, HtmlDetailsElement, bool)> {
    let turned = format!("main details[{TURNED}] > summary");
    let Ok(found) = document().query_selector_all(&turned) else { return Vec::new() };
    let all = (0..found.length()).filter_map(|place| found.item(place)?.dyn_into::<Element>().ok());
    let of = |summary: Element| {
        let details = around(&summary)?;
        let is_done = details.query_selector(&format!("form[{SENT}]")).ok().flatten().is_some();
        let is_open = details.open();
        (!is_done).then_some((Place::of(&summary)?, details, is_open))
    };
    all.filter_map(of).collect()
}

/// What opens and closes around this.
fn around(element: &Element) -> Option<HtmlDetailsElement> {
    element.closest("details").ok().flatten()?.dyn_into().ok()
}

/// Closes what was opened to send this form, as if nobody had. The focus stays on the line that opens it.
pub(crate) fn close_around(form: &Element) {
    let Some(details) = around(form) else { return };
    let inside = document().active_element().filter(|active| details.contains(Some(active)));
    if inside.is_some()
        && let Some(summary) = details.query_selector("summary").ok().flatten()
    {
        focus(&summary, None);
    }
    details.set_open(false);
    // Nothing to take away is as good as taken.
    let _ = details.remove_attribute(TURNED);
}

/// Whether a form of the page was sent and is not drawn anew yet: its fields still hold what has arrived.
pub fn was_sent() -> bool {
    document().query_selector(&format!("main form[{SENT}]")).ok().flatten().is_some()
}

/// Whether something on the page is pressed at this moment: drawn anew, it would not hear that it was let go.
pub fn is_pressed() -> bool {
    document().query_selector("main :active").ok().flatten().is_some()
}

enum Value {
    Text(String),
    Ticked(bool),
}

/// Which page is drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The one that stands there.
    Same,
    /// One of another address, in its place: what is opened and where the writer is in the old one means nothing in it.
    Other,
}

/// Looks at all forms of the page.
pub fn look(page: Page) -> Typed {
    let mut fields = Vec::new();
    if let Ok(found) =
        document().query_selector_all("main form input[id], main form textarea[id], main form select[id]")
    {
        for place in 0..found.length() {
            let element = found.item(place).and_then(|node| node.dyn_into::<Element>().ok());
            let sent = |element: &Element| element.closest(&format!("form[{SENT}]")).ok().flatten().is_some();
            if let Some(element) = element.filter(|element| !sent(element))
                && let Some(value) = changed(&element)
            {
                fields.push((element.id(), element, value));
            }
        }
    }
    let focused = document().active_element();
    let focused = focused.and_then(|element| Some((Place::of(&element)?, caret(&element))));
    match page {
        Page::Same => Typed { fields, refusals: served::refusals(), hinges: hinges(), focused },
        Page::Other => {
            let focused = focused.filter(|(place, _)| place.inside.is_none());
            Typed { fields, refusals: Vec::new(), hinges: Vec::new(), focused }
        }
    }
}

/// The value of a field that somebody has changed.
fn changed(element: &Element) -> Option<Value> {
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        return (area.default_value().ok().as_deref() != Some(area.value().as_str()))
            .then(|| Value::Text(area.value()));
    }
    if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        let found = |which: &str| select.query_selector(which).ok().flatten();
        let first = found("option[selected]").or_else(|| found("option"));
        let first = first.and_then(|option| option.dyn_into::<HtmlOptionElement>().ok()).map(|option| option.value());
        return (first.as_ref() != Some(&select.value())).then(|| Value::Text(select.value()));
    }
    let input = element.dyn_ref::<HtmlInputElement>()?;
    match input.type_().as_str() {
        "hidden" | "file" => None,
        "checkbox" | "radio" => (input.checked() != input.default_checked()).then(|| Value::Ticked(input.checked())),
        _typed => (input.value() != input.default_value()).then(|| Value::Text(input.value())),
    }
}

fn caret(element: &Element) -> Option<(u32, u32)> {
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        return area.selection_start().ok().flatten().zip(area.selection_end().ok().flatten());
    }
    let input = element.dyn_ref::<HtmlInputElement>()?;
    input.selection_start().ok().flatten().zip(input.selection_end().ok().flatten())
}

/// Puts everything back, once the page has been drawn again.
pub fn put_back_soon(typed: Typed) {
    if typed.fields.is_empty() && typed.refusals.is_empty() && typed.hinges.is_empty() && typed.focused.is_none() {
        return;
    }
    request_animation_frame(move || {
        for (place, before, open) in &typed.hinges {
            let found = place.find().and_then(|summary| around(&summary));
            // The same one was left alone by the drawing, and may have been turned since.
            if let Some(details) = found.filter(|found| found != before) {
                details.set_open(*open);
                // An element takes any attribute of a valid name.
                let _ = details.set_attribute(TURNED, "");
            }
        }
        for (id, before, value) in &typed.fields {
            let Some(element) = document().get_element_by_id(id) else { continue };
            // The same field was left alone by the drawing, and may hold more by now: letters that were typed since.
            if element == *before && matches!(value, Value::Text(_)) && changed(&element).is_some() {
                continue;
            }
            put_back(&element, value);
        }
        typed.refusals.iter().for_each(Refusal::write_again);
        let Some((place, caret)) = typed.focused else { return };
        // Nothing has it since what had it went away.
        let lost = document().active_element().is_none_or(|element| element.local_name() == "body");
        if lost && let Some(element) = place.find() {
            focus(&element, caret);
        }
    });
}

fn put_back(element: &Element, value: &Value) {
    let differs = if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        put_text(area.value(), value, |text| area.set_value(text))
    } else if let Some(select) = element.dyn_ref::<HtmlSelectElement>() {
        put_text(select.value(), value, |text| select.set_value(text))
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        match value {
            Value::Ticked(ticked) => {
                input.set_checked(*ticked);
                true
            }
            Value::Text(_) => put_text(input.value(), value, |text| input.set_value(text)),
        }
    } else {
        false
    };
    if differs {
        open_around(element);
        // What follows a field, such as a live sum, hears of it as if it were typed now. A page that
        // does not listen loses nothing.
        let _ = web_sys::Event::new("input").map(|event| element.dispatch_event(&event));
    }
}

fn put_text(now: String, value: &Value, set: impl FnOnce(&str)) -> bool {
    match value {
        Value::Text(text) if *text != now => {
            set(text);
            true
        }
        Value::Text(_) | Value::Ticked(_) => false,
    }
}

/// Opens what hides the field.
fn open_around(element: &Element) {
    let mut next = around(element);
    while let Some(details) = next {
        details.set_open(true);
        next = details.parent_element().and_then(|parent| around(&parent));
    }
}

fn focus(element: &Element, caret: Option<(u32, u32)>) {
    let Some(field) = element.dyn_ref::<HtmlElement>() else { return };
    let stays = web_sys::FocusOptions::new();
    stays.set_prevent_scroll(true);
    // A field that has gone cannot take the focus, and need not.
    let _ = field.focus_with_options(&stays);
    let Some((from, to)) = caret else { return };
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        let _ = area.set_selection_range(from, to);
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        let _ = input.set_selection_range(from, to);
    }
}

//! What somebody has typed survives that the page is drawn again: news of the other side may come at any moment.
//! Works on the document, because fields belong to the browser until they are sent.

use crate::served::name_of;
use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlDetailsElement, HtmlElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement,
    HtmlTextAreaElement,
};

/// A form with this attribute was sent: what is in its fields has arrived.
pub const SENT: &str = "data-sent";

/// Fields that hold something else than they started with, what is open, and where the writer is.
pub struct Typed {
    fields: Vec<(String, Element, Value)>,
    hinges: Vec<(Place, bool)>,
    focused: Option<(Place, Option<(u32, u32)>)>,
}

/// Where something is found again in a page that was drawn anew: an id, or a kind and a text inside of it.
struct Place {
    id: String,
    inside: Option<(String, String)>,
}

impl Place {
    /// What is not in the page itself is never drawn again with it.
    fn of(element: &Element) -> Option<Self> {
        let around = element.closest("main [id], main").ok().flatten()?;
        let inside = (around != *element).then(|| (element.local_name(), said(element)));
        Some(Self { id: name_of(&around), inside })
    }

    fn find(&self) -> Option<Element> {
        let around = document().get_element_by_id(&self.id)?;
        let Some((kind, text)) = &self.inside else { return Some(around) };
        let all = around.query_selector_all(kind).ok()?;
        let mut all = (0..all.length()).filter_map(|place| all.item(place)?.dyn_into::<Element>().ok());
        all.find(|element| said(element) == *text)
    }
}

fn said(element: &Element) -> String {
    element.text_content().unwrap_or_default()
}

/// What opens and closes more of a page, and whether it is open, but for what was opened to send a form that was sent.
fn hinges() -> Vec<(Place, bool)> {
    let Ok(found) = document().query_selector_all("main details > summary") else { return Vec::new() };
    let all = (0..found.length()).filter_map(|place| found.item(place)?.dyn_into::<Element>().ok());
    let of = |summary: Element| {
        let details = around(&summary)?;
        let is_done = details.query_selector(&format!("form[{SENT}]")).ok().flatten().is_some();
        (!is_done).then_some((Place::of(&summary)?, details.open()))
    };
    all.filter_map(of).collect()
}

/// What opens and closes around this.
fn around(element: &Element) -> Option<HtmlDetailsElement> {
    element.closest("details").ok().flatten()?.dyn_into().ok()
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

/// Looks at all forms of the page.
pub fn look() -> Typed {
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
    Typed { fields, hinges: hinges(), focused }
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
    if typed.fields.is_empty() && typed.hinges.is_empty() && typed.focused.is_none() {
        return;
    }
    request_animation_frame(move || {
        for (place, open) in &typed.hinges {
            if let Some(details) = place.find().and_then(|summary| around(&summary)) {
                details.set_open(*open);
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
    // A field that has gone cannot take the focus, and need not.
    let _ = field.focus();
    let Some((from, to)) = caret else { return };
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        let _ = area.set_selection_range(from, to);
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        let _ = input.set_selection_range(from, to);
    }
}

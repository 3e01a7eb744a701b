//! What the app asks of the page around it: the start script does it (`public/boot/form.js`, `merge.js`, `typed.js`),
//! because most of that must work without the app as well, and because a script weighs less than the same in WASM.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlFormElement};

#[wasm_bindgen(js_namespace = guildhall)]
extern "C" {
    /// What is in the fields has arrived.
    pub(super) fn arrived(form: &HtmlFormElement);
    /// The button's form is on its way, or no longer.
    pub(super) fn busy(button: &HtmlElement, is_busy: bool);
    /// Something that was hydrated is rendered again before the next frame: what is typed there survives it.
    pub(super) fn hold();
    /// Who is signed in, empty for nobody, and the newest number of their event log when the page was made.
    pub(super) fn listen(account: &str, after: Option<f64>);
    /// Newer HTML of the server for the content of an element; nodes that are still meant stay.
    pub(crate) fn merge(around: &Element, html: &str);
    /// Refused, and why: `fields` are the id of a control, a sentence, the next id, …
    pub(super) fn refuse(form: &HtmlFormElement, title: &str, fields: &Array);
    /// Nobody knows yet whether it has arrived.
    pub(super) fn wait(form: &HtmlFormElement, sentence: &str);
}

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen(js_namespace = guildhall)]
extern "C" {
    /// Loads a page as a whole, because this build cannot show what the server says of it; what was typed comes along.
    #[wasm_bindgen(js_name = loadDocument)]
    pub(super) fn load_document(page: &str);
}

/// The nodes of HTML of the server, and a comment after them: never nothing, so that it has a place.
#[cfg(target_arch = "wasm32")]
pub(super) fn nodes(html: &str) -> Vec<web_sys::Node> {
    let Ok(template) = leptos::prelude::document().create_element("template") else { return Vec::new() };
    template.set_inner_html(&format!("{html}<!---->"));
    let content = template.unchecked_into::<web_sys::HtmlTemplateElement>().content();
    std::iter::from_fn(|| content.first_child().and_then(|first| content.remove_child(&first).ok())).collect()
}

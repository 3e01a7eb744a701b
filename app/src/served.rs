//! What becomes of a form that was sent: where it was refused, that is written beside its fields.
//!
//! Forms that only the server draws ([`crate::life::by_server`]) are sent from here as well, by one listener above all
//! pages, once at a time. Before the page has come to life, and without scripts, the browser posts them.

use crate::command;
use crate::error::{PageError, sign_in_address, with_mark};
use crate::load::changes;
use crate::typed::SENT;
use crate::words::error as error_words;
use crate::words::form as w;
use leptos::ev::{self, SubmitEvent};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlFormElement};

/// A form with this attribute is the server's.
pub(crate) const SERVED: &str = "data-served";
/// While what is in a form is on its way.
const SENDING: &str = "data-sending";
/// What has been written into a form since the server drew it, or was there because it was refused before.
const REFUSAL: &str = ":scope .banner--bad[role=alert], :scope p.error, :scope > .banner--warn[role=status]";
/// What stands there while an attempt is sent again.
const LOOKING: &str = ":scope > .banner--warn[role=status]";

/// The context in which the server draws forms for [`follow`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Served;

/// Listens from now on.
pub(crate) fn follow() {
    let (changes, navigate, here) = (changes(), use_navigate(), use_location());
    let settle = move |form: &HtmlFormElement, answer: Result<String, PageError>| match answer {
        Ok(_) => {
            let _ = calm(form);
            // As it was drawn, until what has come of it is read; what was opened for it has served.
            form.reset();
            crate::typed::close_around(form);
            changes.happened();
        }
        Err(PageError::SignIn) => {
            let page = format!("{}{}", here.pathname.get_untracked(), with_mark(&here.search.get_untracked()));
            navigate(&sign_in_address(&page), Default::default());
        }
        Err(error) => refused(form, &error),
    };
    Effect::new(move || {
        let settle = settle.clone();
        let listener = window_event_listener(ev::submit, move |event| {
            let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
            let Some(form) = form.filter(|form| form.has_attribute(SERVED) && !event.default_prevented()) else {
                return;
            };
            event.prevent_default();
            send(form, &event, settle.clone());
        });
        on_cleanup(move || listener.remove());
    });
}

/// What is in the fields has arrived; what was wrong before is so no longer.
pub(crate) fn sent(form: &HtmlFormElement) {
    let _ = calm(form);
    // An element takes any attribute of a valid name.
    let _ = form.set_attribute(SENT, "");
}

/// Says above the fields and at each of them what was refused, and goes there. Where that cannot be written, the page goes
/// on as a plain one, and says so: what was typed stays, and the form goes out as the browser sends it.
pub(crate) fn refused(form: &HtmlFormElement, error: &PageError) {
    if tell(form, error).and_then(|banner| banner.focus()).is_ok() {
        REFUSALS.with_borrow_mut(|all| all.push(Refusal { form: form.clone(), error: error.clone() }));
    } else if form.is_connected() {
        // Nobody could be told if this failed as well.
        let _ = web_sys::Event::new("hall:stopped").map(|event| window().dispatch_event(&event));
    }
}

thread_local! {
    /// What is written beside fields at the moment. A page may be drawn again right after it.
    static REFUSALS: RefCell<Vec<Refusal>> = const { RefCell::new(Vec::new()) };
}

/// A form and why its last attempt was refused.
#[derive(Clone)]
pub(crate) struct Refusal {
    form: HtmlFormElement,
    error: PageError,
}

impl Refusal {
    /// Says it in the form that stands in the place of the old one.
    pub(crate) fn write_again(&self) {
        let form = document().get_element_by_id(&name_of(&self.form)).and_then(|found| found.dyn_into().ok());
        let Some(form) = form.filter(|form| *form != self.form) else { return };
        forget(&self.form);
        if tell(&form, &self.error).is_ok() {
            REFUSALS.with_borrow_mut(|all| all.push(Self { form, error: self.error.clone() }));
        }
    }
}

/// What is written beside fields of this page.
pub(crate) fn refusals() -> Vec<Refusal> {
    REFUSALS.with_borrow_mut(|all| {
        all.retain(|refusal| refusal.form.is_connected());
        all.clone()
    })
}

/// Says above the fields that nobody knows yet whether they have arrived. The focus stays where it is.
pub(crate) fn looking(form: &HtmlFormElement) {
    let told = form.query_selector(LOOKING);
    if matches!(told, Ok(None)) {
        // Where it cannot be said, the button still shows that something is on its way.
        let _ = banner("banner banner--warn", "status", error_words::looking())
            .and_then(|banner| form.prepend_with_node_1(&banner));
    }
}

fn forget(form: &HtmlFormElement) {
    REFUSALS.with_borrow_mut(|all| all.retain(|refusal| refusal.form != *form));
}

fn send(
    form: HtmlFormElement,
    event: &SubmitEvent,
    settle: impl Fn(&HtmlFormElement, Result<String, PageError>) + 'static,
) {
    let Some(fields) = crate::ui::sent_fields(event) else {
        settle(&form, Err(PageError::refused("form.incomplete", w::incomplete())));
        return;
    };
    let Some(button) =
        event.submitter().or_else(|| form.query_selector("[type=submit]").ok().flatten()?.dyn_into().ok())
    else {
        return;
    };
    // By whichever of its buttons: one press is one command.
    if form.has_attribute(SENDING) {
        return;
    }
    let _ = form.set_attribute(SENDING, "").and_then(|()| busy(&button, true));
    leptos::task::spawn_local(async move {
        let path = form.get_attribute("action").unwrap_or_default();
        let answer = command::send(&path, &fields, Some(&form)).await;
        let _ = form.remove_attribute(SENDING).and_then(|()| busy(&button, false));
        settle(&form, answer);
    });
}

fn busy(button: &HtmlElement, is_busy: bool) -> Result<(), JsValue> {
    button.class_list().toggle_with_force("is-loading", is_busy)?;
    for name in ["aria-busy", "aria-disabled"] {
        match is_busy {
            true => button.set_attribute(name, "true")?,
            false => button.remove_attribute(name)?,
        }
    }
    Ok(())
}

fn each(form: &Element, which: &str, act: impl Fn(&Element) -> Result<(), JsValue>) -> Result<(), JsValue> {
    let found = form.query_selector_all(which)?;
    for place in 0..found.length() {
        if let Some(element) = found.item(place).and_then(|node| node.dyn_into::<Element>().ok()) {
            act(&element)?;
        }
    }
    Ok(())
}

/// Takes away what was written about the attempt before.
fn calm(form: &HtmlFormElement) -> Result<(), JsValue> {
    forget(form);
    each(form, REFUSAL, |told| {
        told.remove();
        Ok(())
    })?;
    each(form, "[aria-invalid]", |control| {
        control.remove_attribute("aria-invalid")?;
        let error = format!("{}-error", control.id());
        let described = control.get_attribute("aria-describedby").unwrap_or_default();
        let rest: Vec<&str> = described.split(' ').filter(|id| *id != error && !id.is_empty()).collect();
        match rest.is_empty() {
            true => control.remove_attribute("aria-describedby"),
            false => control.set_attribute("aria-describedby", &rest.join(" ")),
        }
    })
}

/// An element of a class, with a sign of warning before what it holds.
fn warning(kind: &str, class: &str) -> Result<Element, JsValue> {
    let element = document().create_element(kind)?;
    element.set_class_name(class);
    element
        .set_inner_html("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"/icons.svg#i-triangle-alert\"/></svg>");
    Ok(element)
}

/// A sentence with a sign of warning, for what stands above the fields.
fn banner(class: &str, role: &str, sentence: &str) -> Result<Element, JsValue> {
    let banner = warning("div", class)?;
    banner.set_attribute("role", role)?;
    let words = document().create_element("div")?;
    words.append_child(&with_text("b", sentence)?.into())?;
    banner.append_child(&words)?;
    Ok(banner)
}

fn with_text(kind: &str, text: &str) -> Result<Element, JsValue> {
    let element = document().create_element(kind)?;
    element.set_text_content(Some(text));
    Ok(element)
}

/// Writes it, and gives what stands above the fields.
fn tell(form: &HtmlFormElement, error: &PageError) -> Result<HtmlElement, JsValue> {
    calm(form)?;
    let list = document().create_element("ul")?;
    for bad in error.fields() {
        let id = crate::ui::field_id(&name_of(form), &bad.field);
        let link = with_text("a", &bad.sentence)?;
        link.set_attribute("href", &format!("#{id}"))?;
        link.set_attribute("rel", "external")?;
        let item = document().create_element("li")?;
        item.append_child(&link)?;
        list.append_child(&item)?;
        if let Some(control) = document().get_element_by_id(&id) {
            at_field(&control, &id, &bad.sentence)?;
        }
    }
    let title = match error.fields().len() {
        0 => error.sentence(),
        count => w::things_to_mend(count as u64),
    };
    let banner = banner("banner banner--bad", "alert", &title)?;
    banner.set_attribute("tabindex", "-1")?;
    if let Some(words) = banner.last_element_child().filter(|_| !error.fields().is_empty()) {
        words.append_child(&list)?;
    }
    form.prepend_with_node_1(&banner)?;
    Ok(banner.unchecked_into())
}

/// The id of an element. Of a form the browser's own `id` is the field of that name where it has one.
pub(crate) fn name_of(element: &Element) -> String {
    element.get_attribute("id").unwrap_or_default()
}

fn at_field(control: &Element, id: &str, sentence: &str) -> Result<(), JsValue> {
    control.set_attribute("aria-invalid", "true")?;
    let described = control.get_attribute("aria-describedby").unwrap_or_default();
    control.set_attribute("aria-describedby", format!("{described} {id}-error").trim())?;
    let line = warning("p", "error")?;
    line.set_id(&format!("{id}-error"));
    line.append_child(&document().create_text_node(sentence))?;
    if let Some(field) = control.closest(".field")? {
        field.append_child(&line)?;
    }
    Ok(())
}

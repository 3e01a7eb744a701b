//! A form that works with and without scripts, shows what was refused and keeps what was typed.

use super::Icon;
use crate::command::Command;
use crate::error::{PageError, sign_in_address};
use crate::flash::{Flash, returned};
use crate::load::changes;
use crate::words::form as w;
use leptos::context::Provider;
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::{ev::SubmitEvent, html};
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;

/// What the fields of a form know about it. Fields find it as context.
#[derive(Clone)]
pub struct FormState {
    id: String,
    flash: Option<Flash>,
    /// Why the last attempt was refused.
    pub error: Signal<Option<PageError>>,
    /// An attempt is on its way.
    pub pending: Signal<bool>,
}

impl FormState {
    /// The state of the form around this place. Fields outside a form have no errors.
    pub fn here() -> Self {
        use_context().unwrap_or_else(|| Self {
            id: "field".to_owned(),
            flash: None,
            error: Signal::stored(None),
            pending: Signal::stored(false),
        })
    }

    /// The id of a field's control, the same on server and browser.
    pub fn field_id(&self, name: &str) -> String {
        format!("{}-{}", self.id, plain(name))
    }

    /// The value that a field starts with: as typed before a refusal, else the given one.
    pub fn start_value(&self, name: &str, given: String) -> String {
        match &self.flash {
            None => given,
            Some(flash) => {
                flash.typed.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
            }
        }
    }

    /// Whether a box starts ticked, or a radio chosen: as sent before a refusal, else as given.
    pub fn start_checked(&self, name: &str, value: &str, given: bool) -> bool {
        match &self.flash {
            None => given,
            Some(flash) => flash.typed.iter().any(|(known, sent)| known == name && sent == value),
        }
    }

    /// The sentence under a field, while it is refused.
    pub fn error_of(&self, name: &str) -> Signal<Option<String>> {
        let error = self.error;
        let name = name.to_owned();
        Signal::derive(move || {
            let found = error.try_with(|error| {
                let mut fields = error.as_ref()?.fields().iter();
                fields.find(|bad| bad.field == name).map(|bad| bad.sentence.clone())
            });
            found.flatten()
        })
    }
}

fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// A form whose server function is `action`. Without scripts the browser posts it; with scripts it
/// is sent by fetch, once at a time, and the page's data is read again after success.
///
/// `hidden` values are sent along; they also tell two forms of the same action on one page apart.
///
/// ```text
/// let approve = Command::of::<api::Approve>();
/// view! {
///     <Form action=approve hidden=vec![("milestone_id", id.to_string())]>
///         <TextArea name="note" label=w::note()/>
///         <Submit>{w::release(amount)}</Submit>
///     </Form>
/// }
/// ```
#[component]
pub fn Form(
    /// The command that the form sends.
    action: Command,
    /// Values that are sent along unseen.
    #[prop(optional)]
    hidden: Vec<(&'static str, String)>,
    /// Classes; the fields stand below each other unless told otherwise.
    #[prop(default = "stack")]
    class: &'static str,
    /// Empties the fields after success, as for a message.
    #[prop(optional)]
    clear: bool,
    /// Name of the form for screen readers, where no heading says it.
    #[prop(optional, into)]
    label: String,
    children: Children,
) -> impl IntoView {
    let flash = returned(action.path(), &hidden);
    let first_error = flash.as_ref().map(|flash| flash.error.clone());
    let was_refused = first_error.is_some();
    let value = action.answer();
    let error = Signal::derive(move || {
        let error = value.try_with(|value| match value {
            None => first_error.clone(),
            Some(Ok(_)) => None,
            Some(Err(error)) => Some(error.clone()),
        });
        error.flatten()
    });
    let pending = action.pending();
    let id = hidden
        .iter()
        .fold(plain(action.path().trim_start_matches("/do/")), |id, (_, value)| format!("{id}-{}", plain(value)));
    let state = FormState { id: id.clone(), flash, error, pending };
    let form = NodeRef::<html::Form>::new();
    after_each_attempt(action, form, clear);

    let on_submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        match encoded(&event) {
            Some(fields) => action.send(fields),
            None => action.refuse(PageError::refused("form.incomplete", w::incomplete())),
        }
    };
    let fields =
        hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let label = (!label.is_empty()).then_some(label);
    view! {
        <form id=id.clone() class=class action=action.path() method="post" node_ref=form on:submit=on_submit aria-label=label>
            {fields}
            <Summary id=id.clone() error=error version=action.attempts() at_once=was_refused/>
            // A scope of its own: two forms of a page must not hear of each other.
            <Provider value=state>{children()}</Provider>
        </form>
    }
}

/// The fields as the browser would send them, with the button that was pressed.
fn encoded(event: &SubmitEvent) -> Option<String> {
    let data = form_data_from_event(event).ok()?;
    let fields = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    fields.to_string().as_string()
}

/// Success: the page's data is read again. Nobody signed in: off to sign in, and back afterwards.
fn after_each_attempt(action: Command, form: NodeRef<html::Form>, clear: bool) {
    let changes = changes();
    let navigate = use_navigate();
    let here = use_location();
    let value = action.answer();
    Effect::new(move |known_before: Option<()>| {
        // An action that a page keeps may bring an old answer along when its form is drawn again.
        let first = known_before.is_none();
        value.try_with(|value| match value {
            None => {}
            Some(_) if first => {}
            Some(Ok(_)) => {
                if let Some(form) = form.try_get_untracked().flatten() {
                    // An element takes any attribute of a valid name.
                    let _ = form.set_attribute(crate::typed::SENT, "");
                    if clear {
                        form.reset();
                        let _ = form.remove_attribute(crate::typed::SENT);
                    }
                }
                changes.happened();
            }
            Some(Err(PageError::SignIn)) => {
                let page = format!("{}{}", here.pathname.get_untracked(), here.search.get_untracked());
                navigate(&sign_in_address(&page), Default::default());
            }
            Some(Err(_)) => {}
        });
    });
}

/// What stands above the fields after a refusal: it takes the focus, and its links go to the fields.
#[component]
fn Summary(id: String, error: Signal<Option<PageError>>, version: Signal<usize>, at_once: bool) -> impl IntoView {
    let banner = NodeRef::<html::Div>::new();
    Effect::new(move |before: Option<usize>| {
        // Where the page was drawn again meanwhile, these are gone before this is.
        let Some(attempt) = version.try_get() else { return before.unwrap_or_default() };
        let refused = error.try_with(Option::is_some).unwrap_or_default();
        if refused
            && (at_once || before.is_some())
            && let Some(banner) = banner.try_get().flatten()
        {
            let _ = banner.unchecked_ref::<web_sys::HtmlElement>().focus();
        }
        attempt
    });
    move || {
        error.try_get().flatten().map(|error| {
            let links = error
                .fields()
                .iter()
                .map(|bad| {
                    let target = format!("#{id}-{}", plain(&bad.field));
                    view! { <li><a href=target rel="external">{bad.sentence.clone()}</a></li> }
                })
                .collect_view();
            let (title, list) = match error.fields().len() {
                0 => (error.sentence(), None),
                n => (w::things_to_mend(n as u64), Some(view! { <ul>{links}</ul> })),
            };
            view! {
                <div class="banner banner--bad" role="alert" tabindex="-1" autofocus=at_once node_ref=banner>
                    <Icon name="triangle-alert"/>
                    <div><b>{title}</b>{list}</div>
                </div>
            }
        })
    }
}

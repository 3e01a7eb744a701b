//! A form that works with and without scripts, shows what was refused and keeps what was typed.

use super::Icon;
use super::card::Hides;
use crate::command::Command;
use crate::error::{PageError, sign_in_address};
use crate::flash::{Flash, returned};
use crate::load::changes;
use crate::served::{self, Served};
use crate::words::form as w;
use leptos::context::Provider;
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::{ev::SubmitEvent, html};
use leptos_router::hooks::{use_location, use_navigate};

/// What the fields of a form know about it. Fields find it as context.
#[derive(Clone)]
pub struct FormState {
    id: String,
    flash: Option<Flash>,
    /// Why the plain form was refused that led to this page.
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
        field_id(&self.id, name)
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

/// The id of a field's control in a form of this id.
pub(crate) fn field_id(form: &str, name: &str) -> String {
    format!("{form}-{}", plain(name))
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
    let (state, refused) = beginning(action.path(), &hidden, action.pending());
    let id = state.id.clone();
    let form = NodeRef::<html::Form>::new();
    after_each_attempt(action, form, clear);

    let on_submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        match sent_fields(&event) {
            Some(fields) => action.send(fields, form.get_untracked()),
            None => action.refuse(PageError::refused("form.incomplete", w::incomplete())),
        }
    };
    let label = (!label.is_empty()).then_some(label);
    let served = use_context::<Served>().map(|_| "");
    view! {
        <form id=id.clone() data-served=served class=class action=action.path() method="post" node_ref=form on:submit=on_submit aria-label=label>
            {unseen(hidden)}
            {refused.map(|error| view! { <Summary id=id.clone() error=error/> })}
            // A scope of its own: two forms of a page must not hear of each other.
            <Provider value=state>{children()}</Provider>
        </form>
    }
}

/// A form that nobody listens to in its own page: the one listener above all pages sends it (`app/src/served.rs`). For
/// conversations, which are drawn in the browser; in what only the server draws every [`Form`] is of this kind.
#[component]
pub fn ServedForm(
    /// Address of the server function.
    path: &'static str,
    /// Values that are sent along unseen.
    #[prop(optional)]
    hidden: Vec<(&'static str, String)>,
    #[prop(default = "stack")] class: &'static str,
    #[prop(optional, into)] label: String,
    children: Children,
) -> impl IntoView {
    let (state, refused) = beginning(path, &hidden, Signal::stored(false));
    let (id, label) = (state.id.clone(), (!label.is_empty()).then_some(label));
    view! {
        <form id=id.clone() data-served="" class=class action=path method="post" aria-label=label>
            {unseen(hidden)}
            {refused.map(|error| view! { <Summary id=id.clone() error=error/> })}
            <Provider value=state>{children()}</Provider>
        </form>
    }
}

/// What a form knows at first, and why it was refused where that led to this page.
fn beginning(path: &str, hidden: &[(&'static str, String)], pending: Signal<bool>) -> (FormState, Option<PageError>) {
    let flash = returned(path, hidden);
    // Later refusals are written beside the fields as they come.
    let refused = flash.as_ref().map(|flash| flash.error.clone());
    if refused.is_some() {
        Hides::open();
    }
    let id =
        hidden.iter().fold(plain(path.trim_start_matches("/do/")), |id, (_, value)| format!("{id}-{}", plain(value)));
    (FormState { id, flash, error: Signal::stored(refused.clone()), pending }, refused)
}

fn unseen(hidden: Vec<(&'static str, String)>) -> impl IntoView {
    hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
}

/// The fields as the browser would send them, with the button that was pressed.
pub(crate) fn sent_fields(event: &SubmitEvent) -> Option<String> {
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
                    served::sent(&form);
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
            Some(Err(error)) => {
                if let Some(form) = form.try_get_untracked().flatten() {
                    served::refused(&form, error);
                }
            }
        });
    });
}

/// What stands above the fields of a plain form that was refused: it takes the focus, and its links go to the fields.
#[component]
fn Summary(id: String, error: PageError) -> impl IntoView {
    let rows = error.fields().iter().map(|bad| {
        let target = format!("#{}", field_id(&id, &bad.field));
        view! { <li><a href=target rel="external">{bad.sentence.clone()}</a></li> }
    });
    let rows = rows.collect_view();
    let (title, list) = match error.fields().len() {
        0 => (error.sentence(), None),
        n => (w::things_to_mend(n as u64), Some(view! { <ul>{rows}</ul> })),
    };
    view! {
        <div class="banner banner--bad" role="alert" tabindex="-1" autofocus=true>
            <Icon name="triangle-alert"/>
            <div><b>{title}</b>{list}</div>
        </div>
    }
}

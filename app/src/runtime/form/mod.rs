//! A form that works with and without scripts, shows what was refused and keeps what was typed.

mod command;
pub mod returned;
mod stale;
mod submit;

use crate::error::PageError;
use crate::i18n::form as t;
use crate::ui::{Hides, Icon};
pub use command::Command;
use leptos::context::Provider;
use leptos::prelude::*;
use returned::{Flash, returned};
pub use stale::too_late;
pub(crate) use submit::{follow, is_on_its_way};

/// The context of a part that only the server renders: a form there is empty again once it was sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct InServerPart;

/// What the fields of a form know about it. Fields find it as context.
#[derive(Clone)]
pub struct FormState {
    id: String,
    flash: Option<Flash>,
    /// An attempt is on its way.
    pub pending: Signal<bool>,
}

impl FormState {
    /// The state of the form around this place. Fields outside a form have no errors.
    pub fn here() -> Self {
        use_context().unwrap_or_else(|| Self { id: "field".to_owned(), flash: None, pending: Signal::stored(false) })
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

    /// The sentence under a field of a plain form that was refused; later ones are written as they come.
    pub fn error_of(&self, name: &str) -> Option<String> {
        let mut fields = self.flash.as_ref()?.error.fields().iter();
        fields.find(|bad| bad.field == name).map(|bad| bad.sentence.clone())
    }
}

/// The id of a field's control in a form of this id.
fn field_id(form: &str, name: &str) -> String {
    format!("{form}-{}", plain(name))
}

fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// A form whose server function is `action`. Without scripts the browser posts it; with scripts one listener above all pages
/// sends it ([`follow`]), once at a time, and the page is refreshed after success.
///
/// `hidden` values are sent along; they also tell two forms of the same action on one page apart.
///
/// ```text
/// let approve = Command::of::<api::Approve>();
/// view! {
///     <Form action=approve hidden=vec![("milestone_id", id.to_string())]>
///         <TextArea name="note" label=t::note()/>
///         <Submit>{t::release(amount)}</Submit>
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
    /// What moves money or binds names its rendering, so that the browser's own post of it is carried out once. With
    /// scripts every press has a name of its own.
    #[prop(optional, into)]
    attempt: Option<String>,
    /// Classes; the fields stand below each other unless told otherwise.
    #[prop(default = "stack")]
    class: &'static str,
    /// Empties the fields after success, as for a message; so does every form that only the server renders.
    #[prop(optional)]
    clear: bool,
    /// Name of the form for screen readers, where no heading says it.
    #[prop(optional, into)]
    label: String,
    children: Children,
) -> impl IntoView {
    let flash = returned(action.path(), &hidden);
    let refused = flash.as_ref().map(|flash| flash.error.clone());
    if refused.is_some() {
        Hides::open();
    }
    let id = plain(action.path().trim_start_matches("/do/"));
    let id = hidden.iter().fold(id, |id, (_, value)| format!("{id}-{}", plain(value)));
    let state = FormState { id: id.clone(), flash, pending: action.pending() };
    let empties = clear || use_context::<InServerPart>().is_some();
    let (form, after) = (id.clone(), if empties { submit::EMPTIES } else { "" });
    let hidden = hidden.into_iter().chain(attempt.map(|attempt| ("attempt", attempt)));
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let label = (!label.is_empty()).then_some(label);
    view! {
        <form id=form data-form=after class=class action=action.path() method="post" aria-label=label>
            {hidden}
            {refused.map(|error| view! { <Summary id=id error=error/> })}
            // A scope of its own: two forms of a page must not hear of each other.
            <Provider value=state>{children()}</Provider>
        </form>
    }
}

/// The title above the fields of a form that was refused.
fn summary(error: &PageError) -> String {
    match error.fields().len() {
        0 => error.sentence(),
        count => t::things_to_mend(count as u64),
    }
}

/// What stands above the fields of a plain form that was refused: it takes the focus, and its links go to the fields.
#[component]
fn Summary(id: String, error: PageError) -> impl IntoView {
    let rows = error.fields().iter().map(|bad| {
        let target = format!("#{}", field_id(&id, &bad.field));
        view! { <li><a href=target rel="external">{bad.sentence.clone()}</a></li> }
    });
    let rows = rows.collect_view();
    let list = (!error.fields().is_empty()).then(|| view! { <ul>{rows}</ul> });
    view! {
        <div class="banner banner--bad" role="alert" tabindex="-1" autofocus=true>
            <Icon name="triangle-alert"/>
            <div><b>{summary(&error)}</b>{list}</div>
        </div>
    }
}

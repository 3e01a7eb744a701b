//! Fields for one line, for text, for money and for dates. Label, hint, control, error: in this order.

use super::{FormState, Icon};
use crate::i18n::{form as t, ui};
use domain::money::Currency;
use leptos::prelude::*;

/// Label, hint, the control and the error under it. The control's ids come from the form around it.
#[component]
pub(super) fn Around(name: String, label: String, hint: String, optional: bool, control: AnyView) -> impl IntoView {
    let form = FormState::here();
    let id = form.field_id(&name);
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    let optional = optional.then(|| view! { " "<span class="optional">{t::optional()}</span> });
    view! {
        <div class="field">
            <label for=id.clone()>{label}{optional}</label>
            {hint}
            {control}
            <FieldErrorLine name=name/>
        </div>
    }
}

/// The sentence under a refused field.
#[component]
pub(super) fn FieldErrorLine(name: String) -> impl IntoView {
    let form = FormState::here();
    let id = format!("{}-error", form.field_id(&name));
    form.error_of(&name).map(|sentence| view! { <p class="error" id=id><Icon name="triangle-alert"/>{sentence}</p> })
}

/// What a control says about its hint and its error.
#[derive(Clone)]
pub(super) struct Said {
    id: String,
    has_hint: bool,
    is_refused: bool,
}

impl Said {
    pub(super) fn of(form: &FormState, name: &str, hint: &str) -> Self {
        Self { id: form.field_id(name), has_hint: !hint.is_empty(), is_refused: form.error_of(name).is_some() }
    }

    /// For `aria-invalid`.
    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.is_refused.then_some("true")
    }

    /// For `aria-describedby`.
    pub(super) fn described_by(&self) -> Option<String> {
        let Self { id, has_hint, is_refused } = self;
        match (has_hint, is_refused) {
            (true, true) => Some(format!("{id}-hint {id}-error")),
            (true, false) => Some(format!("{id}-hint")),
            (false, true) => Some(format!("{id}-error")),
            (false, false) => None,
        }
    }
}

pub(super) fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A field of one line.
///
/// ```text
/// <Field name="email" kind="email" label=t::email() autocomplete="username"/>
/// <Field name="hours" label=t::hours() inputmode="decimal" unit="h" optional=true/>
/// ```
#[component]
pub fn Field(
    /// Name of the argument of the server function.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    /// Stands above the control.
    #[prop(default = String::new(), into)]
    hint: String,
    /// What it starts with.
    #[prop(default = String::new(), into)]
    value: String,
    /// `type` of the input: text, email, password, url, search, number …
    #[prop(default = "text")]
    kind: &'static str,
    /// Marks it as not needed. All other fields are.
    #[prop(optional)]
    optional: bool,
    /// Filled-in words for the browser, as in the HTML standard.
    #[prop(optional, into)]
    autocomplete: Option<String>,
    /// Which keyboard a phone shows: decimal, numeric, email …
    #[prop(optional, into)]
    inputmode: Option<String>,
    /// Most characters that can be typed.
    #[prop(optional)]
    maxlength: Option<usize>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// A unit before the control, such as `€`.
    #[prop(default = String::new(), into)]
    unit_before: String,
    /// A unit after the control, such as `EUR`.
    #[prop(default = String::new(), into)]
    unit: String,
    /// Bounds of a number or date.
    #[prop(optional, into)]
    min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
    #[prop(optional)] readonly: bool,
) -> impl IntoView {
    let form = FormState::here();
    let said = Said::of(&form, &name, &hint);
    let start = if secret(kind) { String::new() } else { form.start_value(&name, value) };
    let input = view! {
        <input
            class="input"
            id=form.field_id(&name)
            name=name.clone()
            type=kind
            spellcheck=secret(kind).then_some("false")
            autocapitalize=secret(kind).then_some("none")
            value=start
            required=!optional
            readonly=readonly
            autocomplete=autocomplete
            inputmode=inputmode
            maxlength=maxlength.map(|n| n.to_string())
            placeholder=placeholder
            min=min
            max=max
            aria-invalid=said.invalid()
            aria-describedby=said.described_by()
        />
    };
    let control = match kind {
        "password" => with_eye(input.into_any(), form.field_id(&name), &label),
        _ => with_units(input.into_any(), unit_before, unit),
    };
    view! { <Around name=name label=label hint=hint optional=optional control=control/> }
}

fn secret(kind: &str) -> bool {
    kind == "password"
}

/// A password and the button that shows what is typed (`public/boot/reveal.js`); without scripts there is none.
/// While it is shown it is text to the browser: so it is neither corrected nor sent to a spell checker.
fn with_eye(control: AnyView, id: String, label: &str) -> AnyView {
    let show = t::show_this(label);
    view! {
        <div class="affix">
            {control}
            <button type="button" class="icon-button" data-reveal="" aria-pressed="false" aria-controls=id aria-label=show>
                <Icon name="eye"/>
            </button>
        </div>
    }
    .into_any()
}

/// A control between its units.
fn with_units(control: AnyView, before: String, after: String) -> AnyView {
    if before.is_empty() && after.is_empty() {
        return control;
    }
    let before = some(before).map(|unit| view! { <span>{unit}</span> });
    let after = some(after).map(|unit| view! { <span>{unit}</span> });
    view! { <div class="affix">{before}{control}{after}</div> }.into_any()
}

/// An amount of money as typed text; the server parses it. `currency` is shown as the unit.
///
/// ```text
/// <MoneyField name="amount" label=t::amount() currency=Currency::Eur value=offer.amount.plain()/>
/// ```
#[component]
pub fn MoneyField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = String::new(), into)] hint: String,
    #[prop(default = String::new(), into)] value: String,
    /// Left out where the form has a currency field of its own.
    #[prop(optional)]
    currency: Option<Currency>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let unit = currency.map(|currency| currency.code().to_owned()).unwrap_or_default();
    view! { <Field name=name label=label hint=hint value=value unit=unit inputmode="decimal" autocomplete="off" optional=optional/> }
}

/// A day, as `2027-01-11`.
///
/// ```text
/// <DateField name="due" label=t::due() value=milestone.due.iso() min=today.iso()/>
/// ```
#[component]
pub fn DateField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = String::new(), into)] hint: String,
    #[prop(default = String::new(), into)] value: String,
    /// First day that can be chosen, `2027-01-11`; empty for any.
    #[prop(default = String::new(), into)]
    min: String,
    /// Last day that can be chosen; empty for any.
    #[prop(default = String::new(), into)]
    max: String,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let form = FormState::here();
    let said = Said::of(&form, &name, &hint);
    let control = view! {
        <input
            class="input"
            id=form.field_id(&name)
            name=name.clone()
            type="date"
            value=form.start_value(&name, value)
            required=!optional
            min=some(min)
            max=some(max)
            aria-invalid=said.invalid()
            aria-describedby=said.described_by()
        />
    }
    .into_any();
    view! { <Around name=name label=label hint=hint optional=optional control=control/> }
}

/// Text of several lines.
///
/// ```text
/// <TextArea name="pitch" label=t::pitch() hint=t::pitch_hint() maxlength=5000 counted=true/>
/// ```
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = String::new(), into)] hint: String,
    #[prop(default = String::new(), into)] value: String,
    /// Lines that are seen at first; it grows with the text.
    #[prop(default = 5)]
    rows: u32,
    #[prop(optional)] maxlength: Option<usize>,
    #[prop(optional)] optional: bool,
    /// Counts the characters under it, where `maxlength` is set.
    #[prop(optional)]
    counted: bool,
) -> impl IntoView {
    let form = FormState::here();
    let said = Said::of(&form, &name, &hint);
    let start = form.start_value(&name, value);
    let typed = RwSignal::new(start.chars().count());
    let count = maxlength.filter(|_| counted).map(|most| view! { <Counter typed=typed most=most/> });
    let control = view! {
        <textarea
            id=form.field_id(&name)
            name=name.clone()
            rows=rows.to_string()
            required=!optional
            maxlength=maxlength.map(|n| n.to_string())
            aria-invalid=said.invalid()
            aria-describedby=said.described_by()
            inner_html=text_as_html(&start)
            on:input=move |event| if counted { typed.set(event_target_value(&event).chars().count()) }
        ></textarea>
        {count}
    }
    .into_any();
    view! { <Around name=name label=label hint=hint optional=optional control=control/> }
}

/// How many characters there are. Those who listen hear it only when few are left.
#[component]
fn Counter(typed: RwSignal<usize>, most: usize) -> impl IntoView {
    const FEW: usize = 20;
    let left = move || most.saturating_sub(typed.try_get().unwrap_or_default());
    view! {
        <p class="hint counter">
            <span class="num">{move || ui::counted(typed.try_get().unwrap_or_default(), most)}</span>
            <span class="visually-hidden" role="status">{move || (left() <= FEW).then(|| ui::characters_left(left() as u64))}</span>
        </p>
    }
}

/// The content of a `<textarea>`. A browser drops a line break at its start, so the server writes one, and a
/// line break in the text itself survives. A browser that renders the field by itself drops none.
pub(super) fn text_as_html(text: &str) -> String {
    let dropped = if cfg!(target_arch = "wasm32") { "" } else { "\n" };
    format!("{dropped}{}", text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_textarea() {
        assert_eq!(text_as_html("a</textarea><script>&"), "\na&lt;/textarea&gt;&lt;script&gt;&amp;");
    }
}

//! Choosing: select boxes, ticks, radios and large choices.

use super::FormState;
use super::field::{Around, FieldErrorLine, Said};
use crate::i18n::form as t;
use leptos::prelude::*;

/// A select box. `options` are (value, text).
///
/// ```text
/// <Select name="currency" label=t::currency() options=currencies value="EUR"/>
/// ```
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    options: Vec<(String, String)>,
    #[prop(default = String::new(), into)] hint: String,
    /// The option it starts with; empty for the invitation to choose.
    #[prop(default = String::new(), into)]
    value: String,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let form = FormState::here();
    let said = Said::of(&form, &name, &hint);
    let start = form.start_value(&name, value);
    let invitation = start.is_empty().then(|| view! { <option value="" selected=true>{t::choose()}</option> });
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let selected = value == start;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    let control = view! {
        <select
            id=form.field_id(&name)
            name=name.clone()
            required=!optional
            aria-invalid=said.invalid()
            aria-describedby=said.described_by()
        >
            {invitation}
            {options}
        </select>
    }
    .into_any();
    view! { <Around name=name label=label hint=hint optional=optional control=control/> }
}

/// A box to tick. Unticked it sends nothing, so its argument needs `#[server(default)]`.
///
/// ```text
/// <Check name="stay" label=t::stay_signed_in() more=t::stay_for() checked=true/>
/// ```
#[component]
pub fn Check(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// A second line.
    #[prop(default = String::new(), into)]
    more: String,
    /// What it sends when ticked.
    #[prop(default = String::from("on"), into)]
    value: String,
    #[prop(optional)] checked: bool,
    /// Shown as a switch.
    #[prop(optional)]
    switch: bool,
) -> impl IntoView {
    let form = FormState::here();
    let said = Said::of(&form, &name, "");
    let checked = form.start_checked(&name, &value, checked);
    let more = (!more.is_empty()).then(|| view! { <small>{more}</small> });
    view! {
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    class=switch.then_some("switch")
                    role=switch.then_some("switch")
                    id=form.field_id(&name)
                    name=name.clone()
                    value=value
                    checked=checked
                    aria-invalid=said.invalid()
                    aria-describedby=said.described_by()
                />
                <span>{label}" "{more}</span>
            </label>
            <FieldErrorLine name=name/>
        </div>
    }
}

/// One of a few answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub title: String,
    /// A line below the title; may be empty.
    pub more: String,
}

impl Choice {
    /// An answer with a title only.
    pub fn new(value: impl Into<String>, title: impl Into<String>) -> Self {
        Self { value: value.into(), title: title.into(), more: String::new() }
    }

    /// The same with a line below the title.
    pub fn with_more(mut self, more: impl Into<String>) -> Self {
        self.more = more.into();
        self
    }
}

fn radio(form: &FormState, name: &str, choice: &Choice, first: bool, given: &str) -> AnyView {
    // The first radio carries the field's id, so that the summary's link finds it.
    let id = first.then(|| form.field_id(name));
    let checked = form.start_checked(name, &choice.value, choice.value == given);
    view! { <input type="radio" id=id name=name.to_owned() value=choice.value.clone() checked=checked required=true/> }
        .into_any()
}

/// Two or three large choices, each with a title and a line; beside each other where there is room.
///
/// ```text
/// <Choices name="side" legend=t::side() value="client" choices=vec![Choice::new("client", t::hire()).with_more(t::hire_more()), …]/>
/// ```
#[component]
pub fn Choices(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    choices: Vec<Choice>,
    #[prop(default = String::new(), into)] value: String,
) -> impl IntoView {
    let form = FormState::here();
    let choices = choices
        .iter()
        .enumerate()
        .map(|(place, choice)| {
            let more =
                (!choice.more.is_empty()).then(|| view! { <span class="small muted">{choice.more.clone()}</span> });
            view! {
                <label class="choice">
                    {radio(&form, &name, choice, place == 0, &value)}
                    <span><b>{choice.title.clone()}</b>{more}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="grid" style="--min:13rem;--gap:var(--s3)">{choices}</div>
            <FieldErrorLine name=name/>
        </fieldset>
    }
}

/// Radios below each other.
///
/// ```text
/// <Radios name="reason" legend=t::reason() choices=reasons/>
/// ```
#[component]
pub fn Radios(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    choices: Vec<Choice>,
    #[prop(default = String::new(), into)] value: String,
) -> impl IntoView {
    let form = FormState::here();
    let choices = choices
        .iter()
        .enumerate()
        .map(|(place, choice)| {
            let more = (!choice.more.is_empty()).then(|| view! { <small>{choice.more.clone()}</small> });
            view! {
                <label class="check">
                    {radio(&form, &name, choice, place == 0, &value)}
                    <span>{choice.title.clone()}" "{more}</span>
                </label>
            }
        })
        .collect_view();
    view! { <fieldset class="field"><legend>{legend}</legend><div>{choices}</div><FieldErrorLine name=name/></fieldset> }
}

/// Up to four short answers in one bar.
///
/// ```text
/// <Segmented name="for" legend=t::looking_for() value="work" choices=vec![Choice::new("work", t::work()), …]/>
/// ```
#[component]
pub fn Segmented(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    choices: Vec<Choice>,
    #[prop(default = String::new(), into)] value: String,
) -> impl IntoView {
    let form = FormState::here();
    let choices = choices
        .iter()
        .enumerate()
        .map(|(place, choice)| view! { <label>{radio(&form, &name, choice, place == 0, &value)}{choice.title.clone()}</label> })
        .collect_view();
    view! { <fieldset class="segmented"><legend class="visually-hidden">{legend}</legend>{choices}</fieldset> }
}

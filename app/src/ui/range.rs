//! Numbers: typed, or typed with a slider beside it.

use super::field::{Around, Said};
use super::{Field, FormState};
use crate::i18n::ui as t;
use leptos::{html, prelude::*};

/// A whole number.
///
/// ```text
/// <NumberField name="days" label=t::days() value=14 min=1 max=90 unit=t::days_unit()/>
/// ```
#[component]
pub fn NumberField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = String::new(), into)] hint: String,
    /// What it starts with; nothing for an empty field.
    #[prop(optional, into)]
    value: Option<i64>,
    #[prop(optional, into)] min: Option<i64>,
    #[prop(optional, into)] max: Option<i64>,
    /// A unit behind the number.
    #[prop(default = String::new(), into)]
    unit: String,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let text = |number: Option<i64>| number.map(|number| number.to_string());
    let (min, max, value) =
        (text(min).unwrap_or_default(), text(max).unwrap_or_default(), text(value).unwrap_or_default());
    view! {
        <Field
            name=name
            label=label
            hint=hint
            value=value
            kind="number"
            inputmode="numeric"
            autocomplete="off"
            min=min
            max=max
            unit=unit
            optional=optional
        />
    }
}

/// The slider and the field beside it, which follow each other.
#[derive(Clone, Copy)]
struct Pair {
    min: i64,
    max: i64,
    now: RwSignal<i64>,
    slider: NodeRef<html::Input>,
    typed: NodeRef<html::Input>,
}

impl Pair {
    fn follow(self, text: &str) {
        if let Ok(number) = text.trim().parse::<i64>() {
            self.now.set(number.clamp(self.min, self.max));
        }
    }

    fn slid(self, text: &str) {
        if let Some(typed) = self.typed.get_untracked() {
            typed.set_value(text);
        }
        self.follow(text);
    }

    fn was_typed(self, text: &str) {
        self.follow(text);
        if let Some(slider) = self.slider.get_untracked() {
            slider.set_value(&self.now.get_untracked().to_string());
        }
    }
}

/// A number between two bounds: a field to type it, and with scripts a slider beside it that says what it means.
///
/// ```text
/// <RangeField name="share" label=t::share() min=0 max=100 value=70 say=|percent| t::you_get(of(percent))/>
/// ```
#[component]
pub fn RangeField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    min: i64,
    max: i64,
    value: i64,
    #[prop(default = 1)] step: i64,
    #[prop(default = String::new(), into)] hint: String,
    /// What a value means, such as an amount of money. Stands below, and is read to those who hear the slider.
    say: fn(i64) -> String,
) -> impl IntoView {
    let form = FormState::here();
    let said = Said::of(&form, &name, &hint);
    let id = form.field_id(&name);
    let start = form.start_value(&name, value.to_string());
    let now = RwSignal::new(start.parse().unwrap_or(value).clamp(min, max));
    let pair = Pair { min, max, now, slider: NodeRef::new(), typed: NodeRef::new() };
    let live = RwSignal::new(false);
    Effect::new(move |_| {
        // Not before the page is in the document: until then it must be as the server rendered it.
        if let Some(typed) = pair.typed.get() {
            pair.was_typed(&typed.value());
            live.set(true);
        }
    });
    let control = view! {
        <div class="range">
            <input
                type="range"
                min=min.to_string()
                max=max.to_string()
                step=step.to_string()
                value=start.clone()
                hidden=move || !live.get()
                aria-label=label.clone()
                aria-valuetext=move || say(now.get())
                node_ref=pair.slider
                on:input=move |event| pair.slid(&event_target_value(&event))
            />
            <input
                class="input"
                id=id.clone()
                name=name.clone()
                type="number"
                inputmode="numeric"
                min=min.to_string()
                max=max.to_string()
                step=step.to_string()
                value=start
                required=true
                autocomplete="off"
                aria-label=t::exact_value(&label)
                aria-invalid=said.invalid()
                aria-describedby=said.described_by()
                node_ref=pair.typed
                on:input=move |event| pair.was_typed(&event_target_value(&event))
            />
        </div>
        <output class="hint" for=id>{move || say(now.get())}</output>
    }
    .into_any();
    view! { <Around name=name label=label hint=hint optional=false control=control/> }
}

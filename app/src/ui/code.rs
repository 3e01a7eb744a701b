//! The field for a code of digits that a device shows.

use super::{FormState, Icon};
use leptos::prelude::*;

/// A code of digits, large and apart. Browsers fill it in from a message by themselves.
///
/// ```text
/// <CodeField name="code" label=t::code() hint=t::code_hint() digits=6/>
/// ```
#[component]
pub fn CodeField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
    digits: u32,
    /// What stands in it.
    #[prop(default = String::new(), into)]
    value: String,
    /// What is wrong with it; empty for nothing.
    #[prop(default = String::new(), into)]
    error: String,
) -> impl IntoView {
    let form = FormState::here();
    let id = form.field_id(name);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let is_bad = !error.is_empty();
    let described = if is_bad { format!("{hint_id} {error_id}") } else { hint_id.clone() };
    let error = is_bad.then(|| view! { <p class="error" id=error_id><Icon name="triangle-alert"/>{error}</p> });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
            <input class="input code-field" id=id name=name inputmode="numeric" autocomplete="one-time-code" maxlength=digits.to_string()
                value=value aria-invalid=is_bad.then_some("true") aria-describedby=described style=format!("--digits:{digits}")/>
            {error}
        </div>
    }
}

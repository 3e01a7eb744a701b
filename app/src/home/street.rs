//! The street of gables below the first words of the landing page. It lies in a file of its own, so
//! that the page stays small; its colours are those of the style sheet.

use leptos::prelude::*;

/// The street. Decoration only.
#[component]
pub fn Street() -> impl IntoView {
    view! { <svg class="street" viewBox="0 0 1320 190" aria-hidden="true"><use href="/street.svg#street"/></svg> }
}

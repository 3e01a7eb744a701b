//! Text that people wrote, as the server made it safe.

use leptos::prelude::*;

/// A text in Markdown. `html` comes from the store, which lets no harmful HTML through; nothing else may go in here.
///
/// ```text
/// <Markdown html=job.description_html/>
/// ```
#[component]
pub fn Markdown(#[prop(into)] html: String) -> impl IntoView {
    view! { <div class="prose measure" dir="auto" inner_html=html></div> }
}

//! Plain lists with hairlines between.

use leptos::prelude::*;

/// A list; its children are `<li>`.
///
/// ```text
/// <List tight=true><li>…</li><li>…</li></List>
/// ```
#[component]
pub fn List(
    /// Room at the sides, inside a card without padding.
    #[prop(optional)]
    pad: bool,
    /// Less room between.
    #[prop(optional)]
    tight: bool,
    children: Children,
) -> impl IntoView {
    view! { <ul class="list" class:list--pad=pad class:list--tight=tight>{children()}</ul> }
}

//! A word of explanation behind a small button. It opens by mouse, finger and keyboard, closes by Escape, and needs no
//! scripts: the browser does all of it.

use super::Icon;
use crate::words::ui as w;
use leptos::prelude::*;

/// What a word means, for those who ask.
///
/// ```text
/// <p>{w::bond()}<Tip id="tip-bond" what=w::bond()>{w::bond_means()}</Tip></p>
/// ```
#[component]
pub fn Tip(
    /// Unique on the page.
    id: &'static str,
    /// The word that is explained.
    #[prop(into)]
    what: String,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class="tip" popovertarget=id aria-label=w::tip(what)><Icon name="info"/></button>
        <span class="tip-text" id=id popover="auto" role="note">{children()}</span>
    }
}

//! A word of explanation behind a small button. It opens by a press, and where the browser can do it also by pointing at
//! it or coming to it by keyboard; it closes by Escape, and needs no scripts: the browser does all of it.

use super::Icon;
use crate::i18n::ui as t;
use leptos::prelude::*;

/// What a word means, for those who ask.
///
/// ```text
/// <p>{t::bond()}<Tip id="tip-bond" what=t::bond()>{t::bond_means()}</Tip></p>
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
    let interest = leptos::attr::custom::custom_attribute("interestfor", id);
    // A press only opens: anyone who points at the button has opened it already, and means to read.
    view! {
        <span class="tip-box">
            <button
                type="button"
                class="tip"
                popovertarget=id
                popovertargetaction="show"
                {..interest}
                aria-label=t::tip(what)
            >
                <Icon name="info"/>
            </button>
            <span class="tip-text" id=id popover="auto" role="note">{children()}</span>
        </span>
    }
}

//! The installed app, and bad weather: what is said when the connection or the pages' WASM is gone, when there is a new
//! version, and when somebody goes out with messages unsent.
//!
//! All of it is done by `public/boot.js` and its parts in `public/boot/`, which still run when the WASM does not. They take
//! the words from a template beside the page and put them into [`Notices`]. So none of this weighs on the WASM.

#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod texts;

use crate::session::Viewer;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
pub use page::page;
#[cfg(feature = "ssr")]
pub(crate) use texts::NoticeTexts;

/// The place of the notices, empty until there is something to say. The frame has one.
///
/// ```text
/// <crate::offline::Notices/>
/// ```
#[component]
pub fn Notices() -> impl IntoView {
    view! { <div class="notices" id="notices" role="status"></div> }
}

/// Tells the document who looks at it and how many messages are unread: for the icon of the installed app, and for what
/// belongs to one account only. The server writes the same into the first page.
pub(crate) fn tell(viewer: &Viewer) {
    let Some(root) = document().document_element() else { return };
    // An element takes any attribute of a valid name.
    let _ = match &viewer.account {
        Some(account) => root
            .set_attribute("data-unread", &account.unread.to_string())
            .and_then(|()| root.set_attribute("data-account", &account.id.to_string())),
        None => root.remove_attribute("data-unread").and_then(|()| root.remove_attribute("data-account")),
    };
}

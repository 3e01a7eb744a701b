//! What a page puts into the head of its document: its title, and whether search engines may show it.
//!
//! The library writes a title into the HTML of the server as it is, while a browser sets it as a text. So pages use what
//! is here, which escapes on the server alone; `tools/tidy/src/head.rs` finds those that do not.

use leptos::prelude::*;
use std::borrow::Cow;

/// The title of the page.
///
/// ```text
/// <Title text=page.title.clone()/>
/// ```
#[component]
pub(crate) fn Title(#[prop(into)] text: String) -> impl IntoView {
    view! { <leptos_meta::Title text=as_title(&text).into_owned()/> }
}

/// Around all pages: what becomes of the title of each. It is given, and gives, titles as [`as_title`] writes them.
#[component]
pub(crate) fn EveryTitle(whole: impl Fn(String) -> String + Send + Sync + 'static) -> impl IntoView {
    view! { <leptos_meta::Title formatter=whole text=""/> }
}

/// Search engines are asked not to show the page.
#[component]
pub(crate) fn NotForSearch() -> impl IntoView {
    view! { <leptos_meta::Meta name="robots" content="noindex"/> }
}

/// A text as a title is written: in HTML on the server.
#[cfg(feature = "ssr")]
pub(crate) fn as_title(text: &str) -> Cow<'_, str> {
    html_escape::encode_text(text)
}

/// A text as a title is written: as it is in a browser.
#[cfg(not(feature = "ssr"))]
pub(crate) fn as_title(text: &str) -> Cow<'_, str> {
    text.into()
}

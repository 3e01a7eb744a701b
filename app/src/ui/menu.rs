//! Menus: a native popover after its button, so they open before any script has arrived.

use super::Icon;
use leptos::prelude::*;

/// A menu behind an icon. Holds [`MenuLink`]s, [`super::PostButton`]s and `<hr>`.
///
/// ```text
/// <Menu id="more" label=t::more()><MenuLink href="…" icon="download">{t::as_pdf()}</MenuLink></Menu>
/// ```
#[component]
pub fn Menu(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(default = "ellipsis")] icon: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class="icon-button" popovertarget=id aria-label=label><Icon name=icon/></button>
        <div class="menu" id=id popover="auto">{children()}</div>
    }
}

/// A link in a menu.
#[component]
pub fn MenuLink(#[prop(into)] href: String, icon: &'static str, children: Children) -> impl IntoView {
    view! { <a href=href><Icon name=icon/>{children()}</a> }
}

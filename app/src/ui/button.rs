//! Buttons and links that look like buttons. One primary button for each form or card.

use super::{Count, Icon};
use leptos::prelude::*;

/// How a button looks, which says what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    /// One of several.
    #[default]
    Plain,
    /// Beside the point.
    Quiet,
    /// Takes something away.
    Danger,
    /// Takes something away, inside a dialog.
    DangerFill,
}

fn classes(kind: ButtonKind, small: bool, large: bool, block: bool) -> String {
    let mut classes = String::from("button");
    classes.push_str(match kind {
        ButtonKind::Primary => " button--primary",
        ButtonKind::Plain => "",
        ButtonKind::Quiet => " button--quiet",
        ButtonKind::Danger => " button--danger",
        ButtonKind::DangerFill => " button--danger-fill",
    });
    for (wanted, class) in [(small, " button--small"), (large, " button--large"), (block, " button--block")] {
        if wanted {
            classes.push_str(class);
        }
    }
    classes
}

fn icon_of(name: &'static str) -> Option<impl IntoView> {
    (!name.is_empty()).then(|| view! { <Icon name=name/> })
}

/// A button that acts in the browser only. Commands use [`Submit`] in a form.
///
/// ```text
/// <Button icon="printer" on:click=print>{t::print()}</Button>
/// <Button disabled=nothing_chosen busy=sending on:click=send>{t::send()}</Button>
/// ```
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional)] large: bool,
    #[prop(optional)] block: bool,
    #[prop(optional)] icon: &'static str,
    /// Cannot be pressed now. Say beside it why not.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What it started is on its way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=classes(kind, small, large, block)
            class:is-loading=move || busy.try_get().unwrap_or_default()
            aria-busy=move || busy.try_get().unwrap_or_default().then_some("true")
            disabled=move || disabled.try_get().unwrap_or_default()
        >
            {icon_of(icon)}
            {children()}
        </button>
    }
}

/// A link that looks like a button.
///
/// ```text
/// <LinkButton href="/jobs/new" kind=ButtonKind::Primary icon="plus">{t::post_job()}</LinkButton>
/// ```
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional)] large: bool,
    #[prop(optional)] block: bool,
    #[prop(optional)] icon: &'static str,
    children: Children,
) -> impl IntoView {
    view! { <a href=href class=classes(kind, small, large, block)>{icon_of(icon)}{children()}</a> }
}

/// A button that is only an icon; `label` says what it does.
///
/// ```text
/// <IconButton icon="bookmark" label=t::keep() on:click=keep/>
/// ```
#[component]
pub fn IconButton(
    icon: &'static str,
    #[prop(into)] label: String,
    /// `submit` inside a form.
    #[prop(default = "button")]
    kind: &'static str,
    /// For a button that stays down, such as "Keep".
    #[prop(optional)]
    pressed: Option<bool>,
    /// A number on it; say it in the label as well.
    #[prop(optional)]
    count: u64,
) -> impl IntoView {
    let pressed = pressed.map(|pressed| if pressed { "true" } else { "false" });
    view! { <button type=kind class="icon-button" aria-label=label aria-pressed=pressed><Icon name=icon/><Count number=count/></button> }
}

/// The button that sends the form around it; the runtime shows on it that the form is on its way.
///
/// ```text
/// <Submit>{t::release(amount)}</Submit>
/// <Submit kind=ButtonKind::Plain name="then" value="draft">{t::save_draft()}</Submit>
/// ```
#[component]
pub fn Submit(
    #[prop(default = ButtonKind::Primary)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional)] large: bool,
    #[prop(optional)] block: bool,
    #[prop(optional)] icon: &'static str,
    /// Which button was pressed, for forms that have several.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    children: Children,
) -> impl IntoView {
    view! { <button type="submit" class=classes(kind, small, large, block) name=name value=value>{icon_of(icon)}{children()}</button> }
}

/// A button in a plain form of its own, for commands after which the whole page is another:
/// sign out, switch sides, change the colours.
///
/// ```text
/// <PostButton path="/do/account/sign-out" class="button">{t::sign_out()}</PostButton>
/// ```
#[component]
pub fn PostButton(
    /// Address of the server function.
    path: &'static str,
    /// Values that are sent along.
    #[prop(optional)]
    hidden: Vec<(&'static str, String)>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] icon: &'static str,
    children: Children,
) -> impl IntoView {
    let hidden =
        hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! { <form action=path method="post">{hidden}<button type="submit" class=class>{icon_of(icon)}{children()}</button></form> }
}

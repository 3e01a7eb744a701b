//! Dialogs: the native element, opened by `command` where the browser knows it and by the start script where not.

use super::ButtonKind;
use crate::i18n::shell as t;
use leptos::prelude::*;

/// The button that opens a [`Dialog`].
///
/// ```text
/// <OpenDialog id="end" kind=ButtonKind::Danger>{t::end_contract()}</OpenDialog>
/// ```
#[component]
pub fn OpenDialog(#[prop(into)] id: String, #[prop(optional)] kind: ButtonKind, children: Children) -> impl IntoView {
    let class = match kind {
        ButtonKind::Primary => "button button--primary",
        ButtonKind::Plain => "button",
        ButtonKind::Quiet => "button button--quiet",
        ButtonKind::Danger | ButtonKind::DangerFill => "button button--danger",
    };
    view! { <button type="button" class=class command="show-modal" commandfor=id>{children()}</button> }
}

/// A dialog. What must work without scripts in old browsers does not hide in one.
///
/// ```text
/// <Dialog id="end" title=t::end_question()><p>…</p><Form …>…</Form></Dialog>
/// ```
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    /// The word for leaving everything as it is; empty for "Close".
    #[prop(default = "")]
    keep: &'static str,
    /// What it does, beside that; left out where a form within has its own button.
    #[prop(optional, into)]
    act: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let keep = if keep.is_empty() { t::close() } else { keep };
    let heading = format!("{id}-heading");
    view! {
        <dialog class="dialog" id=id.clone() aria-labelledby=heading.clone()>
            <header><h2 id=heading.clone()>{title}</h2></header>
            <div class="stack">{children()}</div>
            <footer>
                <button type="button" class="button" command="close" commandfor=id.clone()>{keep}</button>
                {act.map(|act| act.run())}
            </footer>
        </dialog>
    }
}

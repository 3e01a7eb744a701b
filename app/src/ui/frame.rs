//! Dialogs: the native element, opened by `command` where the browser knows it and by a click handler where not.

use super::ButtonKind;
use crate::words::shell as w;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The dialog, when the browser does not know `command` and leaves opening and closing to us.
fn dialog_in_old_browser(event: &web_sys::MouseEvent, id: &str) -> Option<web_sys::HtmlDialogElement> {
    let button = event.current_target()?;
    if js_sys::Reflect::has(&button, &"commandForElement".into()).unwrap_or_default() {
        return None;
    }
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The button that opens a [`Dialog`].
///
/// ```text
/// <OpenDialog id="end" kind=ButtonKind::Danger>{w::end_contract()}</OpenDialog>
/// ```
#[component]
pub fn OpenDialog(#[prop(into)] id: String, #[prop(optional)] kind: ButtonKind, children: Children) -> impl IntoView {
    let class = match kind {
        ButtonKind::Primary => "button button--primary",
        ButtonKind::Plain => "button",
        ButtonKind::Quiet => "button button--quiet",
        ButtonKind::Danger | ButtonKind::DangerFill => "button button--danger",
    };
    let target = id.clone();
    let open = move |event: web_sys::MouseEvent| {
        if let Some(dialog) = dialog_in_old_browser(&event, &target).filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    };
    view! { <button type="button" class=class command="show-modal" commandfor=id on:click=open>{children()}</button> }
}

/// A dialog. What must work without scripts in old browsers does not hide in one.
///
/// ```text
/// <Dialog id="end" title=w::end_question()><p>…</p><Form …>…</Form></Dialog>
/// ```
#[component]
pub fn Dialog(#[prop(into)] id: String, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let heading = format!("{id}-heading");
    let target = id.clone();
    let close = move |event: web_sys::MouseEvent| {
        if let Some(dialog) = dialog_in_old_browser(&event, &target) {
            dialog.close();
        }
    };
    view! {
        <dialog class="dialog" id=id.clone() aria-labelledby=heading.clone()>
            <header><h2 id=heading.clone()>{title}</h2></header>
            <div class="stack">{children()}</div>
            <footer><button type="button" class="button" command="close" commandfor=id.clone() on:click=close>{w::close()}</button></footer>
        </dialog>
    }
}

//! What lies above a page, as it stands there: banners, short news, a dialog, a menu, suggestions that find nothing.

use super::eur;
use crate::i18n::{gallery as g, specimen as t, ui};
use crate::ui::{Banner, Button, ButtonKind, Icon, Toast, Tone};
use leptos::prelude::*;

/// Banners of every tone, one of them with what is to do.
pub(super) fn notes() -> AnyView {
    view! {
        <div class="stack stack--2">
            <Banner title=g::note()>{g::note_text()}</Banner>
            <Banner tone=Tone::Good icon="circle-check" title=g::done()>{g::done_text(eur(210_000), "Mirela Kovač")}</Banner>
            <Banner tone=Tone::Brass icon="wifi-off" title=g::offline()>{g::offline_text()}</Banner>
            <div class="banner banner--warn">
                <Icon name="clock"/>
                <div><b>{g::due_soon()}</b>" "{g::due_text()}</div>
                <Button small=true>{g::answer()}</Button>
            </div>
            <Banner tone=Tone::Bad icon="circle-x" title=g::declined()>{g::declined_text()}</Banner>
        </div>
        <div class="cluster">
            <Toast>{g::archived()}<button type="button">{ui::undo()}</button></Toast>
            <Toast icon="wifi-off">{g::queued()}</Toast>
        </div>
    }
    .into_any()
}

pub(super) fn over() -> AnyView {
    let country = t::country_lower();
    view! {
        <div class="grid" style="--min:17rem;align-items:start">
            <div class="dialog dialog--still" role="group" aria-labelledby="gallery-still-heading">
                <header><h3 id="gallery-still-heading" class="dialog-title">{g::end_title()}</h3></header>
                <div><p>{g::end_text(eur(260_000))}</p></div>
                <footer><Button>{t::keep_it()}</Button><Button kind=ButtonKind::DangerFill>{g::end_do()}</Button></footer>
            </div>
            <div class="stack">
                <div class="menu menu--still">
                    <a href="#over"><Icon name="eye"/>{g::look()}</a>
                    <a href="#over"><Icon name="copy"/>{g::post_again()}</a>
                    <hr/>
                    <button type="button" class="is-bad"><Icon name="trash-2"/>{t::delete_draft()}</button>
                </div>
                <div class="field">
                    <label for="gallery-no-match">{g::field_country()}</label>
                    <input class="input is-focus" id="gallery-no-match" value="zzz"/>
                    <p class="options options--none options--still">{ui::no_option(country, "zzz")}</p>
                </div>
            </div>
        </div>
    }
    .into_any()
}

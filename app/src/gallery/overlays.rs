//! What lies above a page: news, dialogs, menus, tips, the palette.

use crate::ui::{
    Banner, Button, ButtonKind, CommandList, Dialog, Entry, Icon, Menu, MenuLink, OpenDialog, OpenPalette, Palette,
    Teller, Tip, Toast, Toasts, Tone, open_palette_by_keys,
};
use crate::words::{gallery as w, said};
use domain::money::{Currency, Money};
use leptos::prelude::*;

/// Banners of every tone, and news that come and go.
pub(super) fn notes() -> AnyView {
    let teller = Teller::new();
    let archive = move |_| {
        teller.tell_with_undo("archive", w::archived(), move |()| teller.tell("rotate-ccw", w::restored()));
    };
    let queue = move |_| teller.tell("wifi-off", w::queued());
    let sum = Money::new(210_000, Currency::Eur);
    view! {
        <div class="stack stack--2">
            <Banner title=w::note()>{w::note_text()}</Banner>
            <Banner tone=Tone::Good icon="circle-check" title=w::done()>{w::done_text(sum, "Mirela Kovač")}</Banner>
            <Banner tone=Tone::Brass icon="wifi-off" title=w::offline()>{w::offline_text()}</Banner>
            <Banner tone=Tone::Warn icon="clock" title=w::due_soon()>{w::due_text()}</Banner>
            <Banner tone=Tone::Bad icon="circle-x" title=w::declined()>{w::declined_text()}</Banner>
        </div>
        <div class="cluster">
            <Toast>{w::archived()}</Toast>
            <Toast icon="wifi-off">{w::queued()}</Toast>
        </div>
        <div class="cluster">
            <Button icon="archive" on:click=archive>{w::archive()}</Button>
            <Button kind=ButtonKind::Quiet icon="send" on:click=queue>{w::say_queued()}</Button>
        </div>
        <Toasts of=teller/>
    }
    .into_any()
}

/// A dialog, a menu, a tip.
pub(super) fn over() -> AnyView {
    view! {
        <div class="cluster">
            <OpenDialog id="gallery-end" kind=ButtonKind::Danger>{w::open_dialog()}</OpenDialog>
            <Menu id="gallery-menu" label=w::a_menu()>
                <MenuLink href="#over" icon="eye">{w::look()}</MenuLink>
                <MenuLink href="#over" icon="copy">{w::post_again()}</MenuLink>
                <hr/>
                <MenuLink href="#over" icon="printer">{w::printed()}</MenuLink>
            </Menu>
            <span>{w::bond_line()}<Tip id="gallery-tip" what=w::bond()>{w::bond_text()}</Tip></span>
        </div>
        <Dialog id="gallery-end" title=w::end_title()>
            <p>{w::end_text(said(Money::new(260_000, Currency::Eur)))}</p>
            <div><Button kind=ButtonKind::DangerFill>{w::end_do()}</Button></div>
        </Dialog>
    }
    .into_any()
}

fn commands() -> Vec<Entry> {
    vec![
        Entry::new("house", w::go_home(), "/home", w::go_home_also()),
        Entry::new("search", w::go_jobs(), "/jobs", w::go_jobs_also()),
        Entry::new("plus", w::go_post(), "/jobs/new", w::go_post_also()),
        Entry::new("file-text", w::go_contracts(), "/contracts", w::go_contracts_also()),
        Entry::new("message-square", w::go_messages(), "/messages", w::go_messages_also()),
        Entry::new("wallet", w::go_wallet(), "/wallet", w::go_wallet_also()),
        Entry::new("timer", w::go_timer(), "/timer", w::go_timer_also()),
        Entry::new("settings", w::go_settings(), "/settings", w::go_settings_also()),
        Entry::new("list-checks", w::go_parts(), "/ui", w::go_parts_also()),
    ]
}

/// The palette, its button, and the list that the button leads to without scripts.
pub(super) fn palette() -> AnyView {
    const ID: &str = "gallery-palette";
    open_palette_by_keys(ID);
    view! {
        <div class="cluster">
            <OpenPalette palette=ID href="#gallery-commands"><Icon name="search"/>{w::commands()}<kbd>"Ctrl K"</kbd></OpenPalette>
        </div>
        <div id="gallery-commands"><CommandList entries=commands()/></div>
        <Palette id=ID entries=commands()/>
    }
    .into_any()
}

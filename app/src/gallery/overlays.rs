//! What lies above a page: news, dialogs, menus, tips, the palette.

use crate::ui::{
    Button, ButtonKind, CommandList, Dialog, Entry, Icon, Menu, MenuLink, OpenDialog, OpenPalette, Palette, Teller,
    Tip, Toasts,
};
use crate::words::{gallery as w, said, specimen as s};
use domain::money::{Currency, Money};
use leptos::prelude::*;

/// News that come and go; those that stand still are drawn by the server.
pub(super) fn notes() -> AnyView {
    let teller = Teller::new();
    let archive = move |_| {
        teller.tell_with_undo("archive", w::archived(), move |()| teller.tell("rotate-ccw", w::restored()));
    };
    let queue = move |_| teller.tell("wifi-off", w::queued());
    view! {
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
    let end = || view! { <Button kind=ButtonKind::DangerFill>{w::end_do()}</Button> };
    view! {
        <div class="cluster">
            <OpenDialog id="gallery-end" kind=ButtonKind::Danger>{w::open_dialog()}</OpenDialog>
            <Menu id="gallery-menu" label=w::a_menu()>
                <MenuLink href="#over" icon="eye">{w::look()}</MenuLink>
                <MenuLink href="#over" icon="copy">{w::post_again()}</MenuLink>
                <hr/>
                <MenuLink href="#over" icon="printer">{w::printed()}</MenuLink>
                <button type="button" class="is-bad"><Icon name="trash-2"/>{s::delete_draft()}</button>
            </Menu>
            <span>{w::bond_line()}<Tip id="gallery-tip" what=w::bond()>{w::bond_text()}</Tip></span>
        </div>
        <Dialog id="gallery-end" title=w::end_title() keep=s::keep_it() act=end>
            <p>{w::end_text(said(Money::new(260_000, Currency::Eur)))}</p>
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
    view! {
        <div class="cluster">
            <OpenPalette palette=ID href="#gallery-commands"><Icon name="search"/>{w::commands()}</OpenPalette>
        </div>
        <div id="gallery-commands"><CommandList entries=commands()/></div>
        <Palette id=ID entries=commands()/>
    }
    .into_any()
}

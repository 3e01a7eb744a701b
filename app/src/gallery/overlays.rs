//! What lies above a page: news, dialogs, menus, tips, the palette.

use crate::i18n::{gallery as t, said, specimen as s};
use crate::ui::{
    Button, ButtonKind, CommandList, Dialog, Entry, Icon, Menu, MenuLink, OpenDialog, OpenPalette, Palette, Tip,
    Toaster, Toasts,
};
use domain::money::{Currency, Money};
use leptos::prelude::*;

/// News that come and go; those that stand still are rendered by the server.
pub(super) fn notes() -> AnyView {
    let toaster = Toaster::new();
    let archive = move |_| {
        toaster.tell_with_undo("archive", t::archived(), move |()| toaster.tell("rotate-ccw", t::restored()));
    };
    let queue = move |_| toaster.tell("wifi-off", t::queued());
    view! {
        <div class="cluster">
            <Button icon="archive" on:click=archive>{t::archive()}</Button>
            <Button kind=ButtonKind::Quiet icon="send" on:click=queue>{t::say_queued()}</Button>
        </div>
        <Toasts of=toaster/>
    }
    .into_any()
}

/// A dialog, a menu, a tip.
pub(super) fn over() -> AnyView {
    let end = || view! { <Button kind=ButtonKind::DangerFill>{t::end_do()}</Button> };
    view! {
        <div class="cluster">
            <OpenDialog id="gallery-end" kind=ButtonKind::Danger>{t::open_dialog()}</OpenDialog>
            <Menu id="gallery-menu" label=t::a_menu()>
                <MenuLink href="#over" icon="eye">{t::look()}</MenuLink>
                <MenuLink href="#over" icon="copy">{t::post_again()}</MenuLink>
                <hr/>
                <MenuLink href="#over" icon="printer">{t::printed()}</MenuLink>
                <button type="button" class="is-bad"><Icon name="trash-2"/>{s::delete_draft()}</button>
            </Menu>
            <span>{t::bond_line()}<Tip id="gallery-tip" what=t::bond()>{t::bond_text()}</Tip></span>
        </div>
        <Dialog id="gallery-end" title=t::end_title() keep=s::keep_it() act=end>
            <p>{t::end_text(said(Money::new(260_000, Currency::Eur)))}</p>
        </Dialog>
    }
    .into_any()
}

fn commands() -> Vec<Entry> {
    vec![
        Entry::new("house", t::go_home(), "/home", t::go_home_also()),
        Entry::new("search", t::go_jobs(), "/jobs", t::go_jobs_also()),
        Entry::new("plus", t::go_post(), "/jobs/new", t::go_post_also()),
        Entry::new("file-text", t::go_contracts(), "/contracts", t::go_contracts_also()),
        Entry::new("message-square", t::go_messages(), "/messages", t::go_messages_also()),
        Entry::new("wallet", t::go_wallet(), "/wallet", t::go_wallet_also()),
        Entry::new("timer", t::go_timer(), "/timer", t::go_timer_also()),
        Entry::new("settings", t::go_settings(), "/settings", t::go_settings_also()),
        Entry::new("list-checks", t::go_parts(), "/ui", t::go_parts_also()),
    ]
}

/// The palette, its button, and the list that the button leads to without scripts.
pub(super) fn palette() -> AnyView {
    const ID: &str = "gallery-palette";
    view! {
        <div class="cluster">
            <OpenPalette palette=ID href="#gallery-commands"><Icon name="search"/>{t::commands()}</OpenPalette>
        </div>
        <div id="gallery-commands"><CommandList entries=commands()/></div>
        <Palette id=ID entries=commands()/>
    }
    .into_any()
}

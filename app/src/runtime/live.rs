//! News as it happens. The start script holds the line to the server (`public/boot/live.js`); here it is told whose it is,
//! and what it hears refreshes the page.

use super::loader::{Asking, Changes, PageData, changes, later, loader};
use super::page;
use crate::session::position;
use crate::shell::Bars;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// News of one moment is told once.
const TELL_AFTER: Duration = Duration::from_millis(150);

/// Listens for the person who is signed in, once the page is hydrated.
pub(crate) fn follow(bars: PageData<Bars>) {
    let changes = changes();
    let position = loader("live.position", || (), |()| position()).once().by_browser();
    Effect::new(move || {
        let telling = Rc::new(Cell::new(false));
        let listener = window_event_listener_untyped("app:news", move |_| tell(changes, &telling));
        on_cleanup(move || listener.remove());
    });
    Effect::new(move || {
        // While the server is out of reach the line stays as it is.
        let (Some(Ok(bars)), Some(began)) = (bars.get(), position.get()) else { return };
        crate::offline::tell(&bars.viewer);
        let account = bars.viewer.account.map(|account| account.id);
        // Where the position could not be read, the line begins with what is new when it opens.
        let seen = began.ok().flatten().filter(|(whose, _)| Some(*whose) == account).map(|(_, seq)| seq as f64);
        page::listen(&account.map(|account| account.to_string()).unwrap_or_default(), seen);
    });
}

fn tell(changes: Changes, telling: &Rc<Cell<bool>>) {
    if !telling.replace(true) {
        // What was heard of is as good as asked for.
        let (telling, asking) = (Rc::clone(telling), Asking::begin());
        later(TELL_AFTER, move || {
            telling.set(false);
            changes.happened();
            drop(asking);
        });
    }
}

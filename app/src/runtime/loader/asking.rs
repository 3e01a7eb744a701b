//! The mark `data-asking` of the document: it is there while this page waits for something that it has asked the server
//! for, be it data, a command's answer or a chunk. End-to-end tests wait until it is gone.

use std::cell::Cell;

thread_local! {
    static UNDER_WAY: Cell<u32> = const { Cell::new(0) };
}

/// One thing that is asked for, until it is dropped. The server, which renders pages, marks nothing.
pub(crate) struct Asking;

impl Asking {
    /// Something is asked for from now on.
    pub(crate) fn begin() -> Self {
        mark(1);
        Self
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        mark(-1);
    }
}

/// One more is under way, or one fewer.
fn mark(change: i32) {
    if !cfg!(target_arch = "wasm32") {
        return;
    }
    let count = UNDER_WAY.get().saturating_add_signed(change);
    UNDER_WAY.set(count);
    if let Some(root) = leptos::prelude::document().document_element() {
        // An element takes any attribute of a valid name.
        let _ = root.toggle_attribute_with_force("data-asking", count > 0);
    }
}

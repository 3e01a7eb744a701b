//! Forms that came too late: somebody else changed the thing meanwhile.

use crate::error::PageError;
use crate::load::changes;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Reads the page's data again when the answer was "somebody changed this a moment ago" (412). What was typed
/// stays in the form, which then carries the newest version: sending it once more is a decision, not an accident.
pub fn reread_when_stale<S>(action: ServerAction<S>)
where
    S: ServerFn<Error = PageError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let changes = changes();
    let value = action.value();
    Effect::new(move |_| {
        if value.with(|value| matches!(value, Some(Err(error)) if error.status() == 412)) {
            changes.happened();
        }
    });
}

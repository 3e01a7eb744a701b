//! Forms that came too late: somebody else changed the thing meanwhile.
//!
//! Pages where people type read their data once, so that nothing that happens elsewhere disturbs them. Only
//! when the answer was "somebody changed this a moment ago" (412) they read it again: what was typed stays in
//! the form, which then carries the newest version. Sending it once more is a decision, not an accident.

use super::Command;
use leptos::prelude::*;

/// Counts the answers that came too late. A page uses it as part of the key of its data.
pub fn too_late(action: Command) -> RwSignal<u32> {
    let times = RwSignal::new(0);
    let value = action.answer();
    Effect::new(move |_| {
        if value.with(|value| matches!(value, Some(Err(error)) if error.status() == 412)) {
            times.update(|times| *times += 1);
        }
    });
    times
}

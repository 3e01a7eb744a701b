//! The running clock, derived from two moments: when the timer started, and what time it is on the server.
//! The only thing of this product that ticks.

use crate::i18n::timesheet as t;
use crate::shell::clockface;
use domain::time::{Span, Timestamp};
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

const SECOND_MS: u32 = 1_000;

/// Hours and minutes, then seconds: `("2:14", ":36")`.
fn shown(span: Span) -> (String, String) {
    let seconds = span.as_seconds();
    (clockface(seconds), format!(":{:02}", seconds % 60))
}

/// The clock of a running timer. It stands still until scripts have taken over; a background tab that is
/// woken rarely still shows the right time, as nothing is counted.
#[component]
pub fn Clock(started_at: Timestamp, now: Timestamp) -> impl IntoView {
    let elapsed = RwSignal::new(now.since(started_at));
    Effect::new(move |_| {
        let opened = here();
        let tick = move || {
            let passed = here().since(opened);
            elapsed.try_set(now.plus(passed).since(started_at));
        };
        // It ticks for as long as it is held.
        let ticking = SendWrapper::new(Interval::new(SECOND_MS, tick));
        on_cleanup(move || drop(ticking));
    });
    let clock = Memo::new(move |_| elapsed.try_get().map(shown).unwrap_or_default());
    // Said once, not every second: the label is that of the moment at which the page was read.
    let (label, _) = shown(now.since(started_at));
    view! {
        <span class="clock" role="timer" aria-label=t::running_for(label)>
            {move || clock.try_get().unwrap_or_default().0}
            <span style="font-size:.4em;color:var(--ink-3)">{move || clock.try_get().unwrap_or_default().1}</span>
        </span>
    }
}

/// The browser's clock; only differences of it are used, so a wrong one does no harm.
fn here() -> Timestamp {
    // Whole milliseconds fit exactly.
    Timestamp::from_micros((js_sys::Date::now() as i64).saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_shows_hours_minutes_and_seconds() {
        for (seconds, text) in [(0, "0:00:00"), (59, "0:00:59"), (8_076, "2:14:36"), (90_000, "25:00:00")] {
            let (big, small) = shown(Span::seconds(seconds));
            assert_eq!(format!("{big}{small}"), text);
        }
    }
}

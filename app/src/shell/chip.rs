//! The chip of the running timer: on every page, in every window.

use super::bars::TimerRun;
use crate::words::shell as w;
use leptos::prelude::*;
use std::time::Duration;

/// Hours and minutes: `2:14`.
fn shown(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 3_600, seconds / 60 % 60)
}

/// The chip, while a timer runs. It stands still until scripts have taken over.
#[component]
pub(super) fn TimerChip(run: Memo<Option<TimerRun>>) -> impl IntoView {
    let running = Memo::new(move |_| run.with(Option::is_some));
    move || running.get().then(|| view! { <Running run=run/> })
}

#[component]
fn Running(run: Memo<Option<TimerRun>>) -> impl IntoView {
    let read = move || run.with(|run| run.as_ref().map_or(0, |run| run.seconds));
    let seconds = RwSignal::new(read());
    Effect::new(move |_| {
        // Derived from two moments, never counted: a window that slept shows the right time as soon as it wakes.
        let (read, opened) = (read(), js_sys::Date::now());
        seconds.try_set(read);
        // Whole seconds fit exactly.
        let tick = move || {
            seconds.try_set(read + ((js_sys::Date::now() - opened) / 1_000.0) as i64);
        };
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
    let clock = Memo::new(move |_| shown(seconds.get()));
    let title = move || run.with(|run| run.as_ref().map(|run| run.title.clone()).unwrap_or_default());
    view! {
        <a class="timer-chip" href="/timer" title=title>
            <span class="dot dot--live"></span>
            <span>{clock}</span>
            <span class="visually-hidden">" "{w::timer_runs()}</span>
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chip_shows_hours_and_minutes() {
        for (seconds, text) in [(0, "0:00"), (59, "0:00"), (8_076, "2:14"), (90_000, "25:00")] {
            assert_eq!(shown(seconds), text);
        }
    }
}

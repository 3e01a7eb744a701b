//! The chip of the running timer: on every page, in every window.

use super::bars::Bars;
use crate::i18n::shell as t;
use leptos::prelude::*;

/// Hours and minutes: `2:14`.
pub(crate) fn clockface(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 3_600, seconds / 60 % 60)
}

/// The chip, while a timer runs. The start script keeps its clock going (`data-runs`, in seconds).
#[component]
pub(super) fn TimerChip(seen: Signal<Bars>) -> impl IntoView {
    move || {
        seen.with(|bars| bars.timer.clone()).map(|run| {
            view! {
                <a class="timer-chip" href="/timer" title=run.title>
                    <span class="dot dot--live"></span>
                    <span data-runs=run.seconds.to_string() inner_html=clockface(run.seconds)></span>
                    <span class="visually-hidden">" "{t::timer_runs()}</span>
                </a>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chip_shows_hours_and_minutes() {
        for (seconds, text) in [(0, "0:00"), (59, "0:00"), (8_076, "2:14"), (90_000, "25:00")] {
            assert_eq!(clockface(seconds), text);
        }
    }
}

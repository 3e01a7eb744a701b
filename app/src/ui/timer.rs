//! The face of the work timer: the big clock, its round button, and the chip in the bar at the top. What ticks is the
//! page's; these only show.

use super::Icon;
use crate::i18n::ui as t;
use leptos::prelude::*;

/// The big clock: hours and minutes large, seconds small. Silent for those who listen; `label` is said once.
///
/// ```text
/// <Clockface hours="2:14" seconds=":36" label=t::timer_runs("2:14")/>
/// ```
#[component]
pub fn Clockface(
    #[prop(into)] hours: Signal<String>,
    #[prop(into)] seconds: Signal<String>,
    #[prop(into)] label: String,
) -> impl IntoView {
    view! {
        <span class="clock" role="timer" aria-label=label>
            {move || hours.get()}<span style="font-size:.4em;color:var(--ink-3)">{move || seconds.get()}</span>
        </span>
    }
}

/// The round button of the timer, inside a form: it starts, or stops.
///
/// ```text
/// <Form action=stop class=""><TimerButton running=true/></Form>
/// ```
#[component]
pub fn TimerButton(
    running: bool,
    #[prop(optional)] disabled: bool,
    /// A little smaller, beside other things.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let (icon, label) = if running { ("square", t::stop_timer()) } else { ("play", t::start_timer()) };
    let style = small.then_some("--s:3.5rem");
    view! { <button type="submit" class="timer-button" style=style aria-label=label disabled=disabled><Icon name=icon/></button> }
}

/// The running timer in the bar at the top: a link to it.
///
/// ```text
/// <TimerChip href="/timer" clock="2:14"/>
/// ```
#[component]
pub fn TimerChip(#[prop(into)] href: String, #[prop(into)] clock: String) -> impl IntoView {
    let label = t::timer_runs(&clock);
    view! { <a class="timer-chip" href=href aria-label=label><span class="dot dot--live"></span>{clock}</a> }
}

//! The timer in every state.

use crate::i18n::{gallery as g, specimen as t};
use crate::ui::{Banner, Clockface, TimerButton, TimerChip, Tone};
use leptos::prelude::*;

fn face(hours: &'static str, seconds: &'static str, running: bool, hint: &'static str) -> impl IntoView {
    let label = if running { g::running_for(hours) } else { hint.to_owned() };
    view! {
        <div class="card timer">
            <b>{g::milestone_two()}</b>
            <Clockface hours=Signal::stored(hours.to_owned()) seconds=Signal::stored(seconds.to_owned()) label=label/>
            <TimerButton running=running/>
            <p class="hint">{hint}</p>
        </div>
    }
}

pub(super) fn timer() -> AnyView {
    view! {
        <div class="cluster"><TimerChip href="/timer" clock="2:14"/></div>
        <div class="grid timers" style="--min:19rem">
            {face("0:00", ":00", false, t::timer_idle())}
            {face("2:14", ":36", true, g::timer_hint())}
            {face("2:14", ":36", false, t::timer_paused())}
            <div class="stack">
                {face("2:34", ":02", true, t::timer_offline())}
                <Banner tone=Tone::Brass icon="wifi-off" title=g::offline()>{g::offline_text()}</Banner>
            </div>
        </div>
    }
    .into_any()
}

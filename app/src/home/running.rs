//! The timer that runs, first on the home page: anyone who forgot it sees it, and stops it there.

use crate::i18n::{home as t, timesheet};
use crate::runtime::Command;
use crate::shell::clockface;
use crate::timesheet::api;
use crate::ui::{Form, LinkButton, TimerButton};
use domain::time::Timestamp;
use domain::timesheet::RunningTimer;
use leptos::prelude::*;

/// What runs, since when, and the button that stops it. The start script keeps the clock going (`data-runs`, in seconds).
#[component]
pub fn Running(running: RunningTimer, now: Timestamp) -> impl IntoView {
    let seconds = now.since(running.started_at).as_seconds();
    let clock = clockface(seconds);
    // Said once, not every minute.
    let label = timesheet::running_for(&clock);
    let stop = Command::of::<api::Stop>();
    let contract = format!("/contracts/{}", running.contract);
    view! {
        <section class="card running cluster cluster--apart" aria-label=t::running()>
            <div class="cluster" style="--gap:var(--s4);flex-wrap:nowrap">
                <div style="flex:none">
                    <Form action=stop class="" label=timesheet::stop()><TimerButton running=true small=true/></Form>
                </div>
                <div>
                    <p
                        class="money money--big"
                        style="font-size:var(--text-2xl)"
                        role="timer"
                        aria-label=label
                        data-runs=seconds.to_string()
                    >
                        {clock}
                    </p>
                    <p class="small muted">
                        <span class="dot dot--live"></span>" "
                        <a href=contract>{running.title}</a>". "
                        {running.memo.to_string()}
                    </p>
                </div>
            </div>
            <LinkButton href="/timer">{t::open_diary()}</LinkButton>
        </section>
    }
}

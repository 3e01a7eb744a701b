//! The page of the timer: start and stop, this week, and the diary of a day.

use super::api;
use super::clock::Clock;
use super::day::{Day, hours};
use crate::i18n::said;
use crate::i18n::timesheet as t;
use crate::runtime::{Command, Loaded, loader, query};
use crate::ui::{Empty, Field, Form, Icon, LinkButton, Moment, PageHead, Select, Submit};
use domain::text::Memo;
use domain::time::{Date, Timestamp};
use domain::timesheet::{RunningTimer, TimerContract, TimerPage};
use leptos::prelude::*;

/// The forms of the timer; they belong to the page, so that reading its data again loses nothing.
#[derive(Clone, Copy)]
struct Buttons {
    start: Command,
    stop: Command,
}

/// The page `/timer`.
#[component]
pub fn TimerRoom() -> impl IntoView {
    let page = loader("timesheet.day", query("day"), api::page).load();
    let buttons = Buttons { start: Command::of::<api::Start>(), stop: Command::of::<api::Stop>() };
    view! {
        <div class="wrap" style="--page:64rem">
            <PageHead title=t::timer() text=t::timer_text()/>
            <Loaded from=page let:page><Body page=page buttons=buttons/></Loaded>
        </div>
    }
}

#[component]
fn Body(page: TimerPage, buttons: Buttons) -> impl IntoView {
    let timer = match (&page.running, page.contracts.is_empty()) {
        (Some(running), _) => view! { <Running running=running.clone() now=page.now stop=buttons.stop/> }.into_any(),
        (None, false) => view! { <Waiting contracts=page.contracts.clone() start=buttons.start/> }.into_any(),
        (None, true) => view! {
            <Empty title=t::no_contract() text=t::no_contract_text()><LinkButton href="/contracts">{t::to_contracts()}</LinkButton></Empty>
        }
        .into_any(),
    };
    let monday = page.day.plus_days(-page.day.weekday());
    view! {
        <div class="stack stack--6">
            <div class="split" style="--aside:20rem">
                {timer}
                <section class="stack stack--2" aria-labelledby="week-heading">
                    <h2 id="week-heading" style="font-size:var(--text-lg)">{t::week(monday)}</h2>
                    <p class="money money--big">{t::hours(hours(page.week_segments))}</p>
                    <WeekBars monday=monday day=page.day week=page.week/>
                    <p class="small muted">{t::week_text()}</p>
                </section>
            </div>
            <Day page=page/>
        </div>
    }
}

/// The days of a week as bars; each leads to its diary.
#[component]
fn WeekBars(monday: Date, day: Date, week: [i64; 7]) -> impl IntoView {
    let most = week.iter().copied().max().unwrap_or_default().max(1);
    let bars = week
        .into_iter()
        .zip(0..)
        .map(|(segments, place)| {
            let date = monday.plus_days(place);
            let name = said(date);
            let short = name.split(' ').next().unwrap_or_default().to_owned();
            let share = format!("--v:{}", segments * 100 / most);
            let figure = if segments > 0 { hours(segments) } else { String::new() };
            let label = t::bar_of(&name, hours(segments));
            let href = format!("/timer?day={}", date.iso());
            view! {
                <li><a href=href aria-label=label aria-current=(date == day).then_some("date")>
                    <span class="num">{figure}</span><i style=share></i><span>{short}</span>
                </a></li>
            }
        })
        .collect_view();
    view! { <ol class="week-bars" role="list">{bars}</ol> }
}

#[component]
fn Running(running: RunningTimer, now: Timestamp, stop: Command) -> impl IntoView {
    view! {
        <section class="card timer" aria-label=t::timer() style="padding-block:var(--s6);gap:var(--s4)">
            <p><b><a href=format!("/contracts/{}", running.contract)>{running.title}</a></b></p>
            <div>
                <Clock started_at=running.started_at now=now/>
                <p class="small muted"><span class="dot dot--live"></span>" "{t::since()}" "<Moment at=running.started_at/></p>
            </div>
            <p>{running.memo.to_string()}</p>
            <Form action=stop class="" label=t::stop()>
                <Submit large=true icon="square">{t::stop()}</Submit>
            </Form>
            <p class="hint">{t::running_hint()}</p>
        </section>
    }
}

#[component]
fn Waiting(contracts: Vec<TimerContract>, start: Command) -> impl IntoView {
    let first = contracts.first().map(|contract| contract.id.to_string()).unwrap_or_default();
    let options = contracts
        .into_iter()
        .map(|contract| (contract.id.to_string(), t::contract_of(contract.title, contract.client_name)))
        .collect();
    view! {
        <section class="card stack" aria-labelledby="start-heading">
            <h2 id="start-heading" style="font-size:var(--text-lg)"><Icon name="timer"/>" "{t::start_title()}</h2>
            <Form action=start label=t::start_title()>
                <Select name="contract_id" label=t::contract() options=options value=first/>
                <Field name="memo" label=t::memo() hint=t::memo_hint() maxlength=Memo::MAX autocomplete="off"/>
                <div><Submit large=true icon="play">{t::start()}</Submit></div>
            </Form>
            <p class="hint">{t::segments_hint()}</p>
        </section>
    }
}

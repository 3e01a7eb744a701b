//! Time, and how far things are.

use super::{day, eur};
use crate::i18n::{gallery as t, said, specimen as s};
use crate::ui::{
    Ago, Button, ButtonKind, Chance, Deadline, Meter, Milestone, Moment, MomentShape, Pip, Progress, Stepper, Tag,
    Timeline, TimelineItem, Tone,
};
use domain::time::{Span, Timestamp};
use leptos::prelude::*;

pub(super) fn time(now: Timestamp) -> AnyView {
    let moments = [MomentShape::Full, MomentShape::Day, MomentShape::Clock, MomentShape::DayAndHour];
    let moments = moments.map(|shape| view! { <li><Moment at=day(7) shape=shape/></li> }).collect_view();
    let ago = [Span::seconds(5), Span::minutes(40), Span::hours(3), Span::days(9)];
    let ago = ago.map(|span| view! { <li><Ago at=now.minus(span) now=now/></li> }).collect_view();
    view! {
        <div class="grid" style="--min:17rem;align-items:start">
            <ul class="list list--tight">{moments}</ul>
            <ul class="list list--tight">{ago}</ul>
            <dl class="stack stack--2">
                <div><dt>{t::far()}</dt><dd><Deadline at=now.plus(Span::days(9)) now=now/></dd></div>
                <div><dt>{t::near()}</dt><dd><Deadline at=now.plus(Span::hours(4)) now=now/></dd></div>
                <div><dt>{t::past()}</dt><dd><Deadline at=now.minus(Span::hours(3)) now=now/></dd></div>
            </dl>
        </div>
    }
    .into_any()
}

pub(super) fn meters() -> AnyView {
    view! {
        <div class="grid" style="--min:14rem;--gap:var(--s5)">
            <div class="stack stack--2 small">
                <span>{t::weekly_limit()}</span>
                <Meter label=t::weekly_limit() value=880 max=1_200 high=1_080/>
                <span>{t::near_limit()}</span>
                <Meter label=t::near_limit() value=1_160 max=1_200 high=1_080/>
                <span>{t::upload()}</span>
                <Progress label=t::upload() value=64 max=100/>
            </div>
            <Chance percent=22 low=14 high=32/>
            <Chance percent=3 low=1 high=9/>
        </div>
    }
    .into_any()
}

pub(super) fn steps() -> AnyView {
    let steps = vec![t::step_what(), t::step_terms(), t::step_check(), t::step_sent()];
    let point = |pip: Pip, name: &'static str, offset: i64| {
        view! { <TimelineItem pip=pip><b>{name}</b><br/><Moment at=day(offset)/></TimelineItem> }
    };
    view! {
        <Stepper label=t::steps() steps=steps current=1/>
        <Timeline>
            {point(Pip::Done, t::agreed(), 0)}
            {point(Pip::Now, t::submitted(), 4)}
            {point(Pip::ToCome, t::to_release(), 18)}
        </Timeline>
        {milestones()}
    }
    .into_any()
}

/// Milestones: their state, the sentence that belongs to it, and what can be done.
fn milestones() -> impl IntoView {
    view! {
        <ol class="card card--flush">
            <Milestone number=1 title=t::milestone_one() amount=eur(240_000)>
                <p class="cluster cluster--tight">
                    <Tag tone=Tone::Good icon="check">{t::released()}</Tag>
                    <span class="small muted">{s::released_text(eur(228_000))}</span>
                </p>
            </Milestone>
            <Milestone number=2 title=t::milestone_two() amount=eur(300_000) active=true>
                <p class="cluster cluster--tight">
                    <Tag tone=Tone::Brass icon="clock">{t::in_review()}</Tag>
                    <span class="small muted">{s::review_text(said(day(18)))}</span>
                </p>
                <div class="milestone-acts">
                    <Button kind=ButtonKind::Primary>{t::release_sum(eur(300_000))}</Button>
                    <Button>{s::ask_changes()}</Button>
                    <Button kind=ButtonKind::Quiet>{s::open_dispute()}</Button>
                </div>
            </Milestone>
            <Milestone number=3 title=t::milestone_three() amount=eur(260_000)>
                <p class="cluster cluster--tight">
                    <Tag tone=Tone::Brand icon="lock">{t::funded()}</Tag>
                    <span class="small muted">{s::funded_text(said(day(30).date()))}</span>
                </p>
                <div class="milestone-acts">
                    <Button>{s::submit_work()}</Button>
                    <Button kind=ButtonKind::Quiet>{s::give_back()}</Button>
                </div>
            </Milestone>
            <Milestone number=4 title=s::handover() amount=eur(160_000)>
                <p class="cluster cluster--tight"><Tag>{t::not_funded()}</Tag><span class="small muted">{s::unfunded_text()}</span></p>
                <div class="milestone-acts"><Button>{s::fund_sum(eur(160_000))}</Button></div>
            </Milestone>
        </ol>
    }
}

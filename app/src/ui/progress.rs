//! How far things are: steppers, timelines, milestones, meters.

use crate::i18n::said;
use domain::money::Money;
use leptos::prelude::*;

/// The steps of a task. `current` counts from 0; earlier steps are done.
///
/// ```text
/// <Stepper label=t::steps() steps=vec![t::what(), t::terms(), t::check()] current=1/>
/// ```
#[component]
pub fn Stepper(#[prop(into)] label: String, steps: Vec<&'static str>, current: usize) -> impl IntoView {
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(place, step)| view! { <li class:is-done={place < current} aria-current=(place == current).then_some("step")>{step}</li> })
        .collect_view();
    view! { <ol class="stepper" aria-label=label>{steps}</ol> }
}

/// Where a point of a timeline lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pip {
    /// What is done.
    Done,
    /// What goes on now.
    Now,
    /// Still to come.
    #[default]
    ToCome,
}

/// What happened and what comes. Holds [`TimelineItem`]s.
#[component]
pub fn Timeline(children: Children) -> impl IntoView {
    view! { <ol class="timeline">{children()}</ol> }
}

/// A point of a timeline.
///
/// ```text
/// <Timeline><TimelineItem pip=Pip::Done><b>{t::submitted()}</b><p class="muted">…</p><Moment at=…/></TimelineItem></Timeline>
/// ```
#[component]
pub fn TimelineItem(#[prop(optional)] pip: Pip, children: Children) -> impl IntoView {
    view! {
        <li class:is-done={pip == Pip::Done} class:is-now={pip == Pip::Now}><span class="pip"></span><div>{children()}</div></li>
    }
}

/// A milestone in the list of a contract: number, title, amount; state, sentence and actions are children.
///
/// ```text
/// <ol class="card card--flush">
///     <Milestone number=1 title=… amount=… active=true><p class="cluster cluster--tight"><Tag>…</Tag>…</p>…</Milestone>
/// </ol>
/// ```
#[component]
pub fn Milestone(
    number: usize,
    #[prop(into)] title: String,
    amount: Money,
    #[prop(optional)] active: bool,
    /// For links to it.
    #[prop(optional, into)]
    id: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <li class="milestone" class:is-active=active id=id>
            <b aria-hidden="true">{number}</b>
            <div class="stack stack--3">
                <div class="cluster cluster--apart"><h3>{title}</h3><b class="money">{said(amount)}</b></div>
                {children()}
            </div>
        </li>
    }
}

/// How much of a bound is used: a meter, with its words.
///
/// ```text
/// <Meter label="14:40 of 20 hours" value=880 max=1200 high=1080/>
/// ```
#[component]
pub fn Meter(
    #[prop(into)] label: String,
    value: i64,
    max: i64,
    /** Near the bound from here on. */
    #[prop(optional)]
    high: Option<i64>,
) -> impl IntoView {
    view! {
        <meter
            class="meter"
            max=max.to_string()
            high=high.map(|high| high.to_string())
            optimum="0"
            value=value.to_string()
            aria-label=label
        ></meter>
    }
}

/// How far something is, with its words.
///
/// ```text
/// <Progress label=t::review_used(2, 14) value=48 max=336/>
/// ```
#[component]
pub fn Progress(#[prop(into)] label: String, value: i64, max: i64) -> impl IntoView {
    view! { <progress class="meter" max=max.to_string() value=value.to_string() aria-label=label></progress> }
}

//! What happens if: the ways a milestone can end, with the day and the sums of both sides, worked out from the signed terms.

use crate::i18n::contract as t;
use crate::i18n::said;
use crate::ui::{Moment, Pip, Timeline, TimelineItem};
use domain::actor::Side;
use domain::contract::ending::Ending;
use domain::contract::milestone::{MilestoneState, Work};
use domain::contract::read::{ContractPage, MilestoneView};
use domain::id::MilestoneId;
use domain::money::Money;
use domain::time::{Span, Timestamp};
use leptos::prelude::*;

/// One way it can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Who does, or does not do, what.
    pub title: String,
    /// A few words more.
    pub more: String,
    /// When that is decided.
    pub when: String,
    /// What the freelancer then gets, after the fee.
    pub gets: Money,
    /// What the client then has back, with the fee.
    pub back: Money,
    /// It is what happens when nobody does anything.
    pub is_near: bool,
}

/// The table of outcomes; on a phone each is a short card.
#[component]
pub fn Outcomes(#[prop(into)] caption: String, gets: String, back: String, rows: Vec<Outcome>) -> impl IntoView {
    let (first, second) = (gets.clone(), back.clone());
    let rows = rows
        .into_iter()
        .map(|row| {
            let more = (!row.more.is_empty()).then(|| view! { <small>{row.more}</small> });
            view! {
                <tr class:is-picked=row.is_near>
                    <th scope="row" class="lead">{row.title}{more}</th>
                    <td data-label=t::if_when()>{row.when}</td>
                    <td data-label=first.clone() class="end money">{said(row.gets)}</td>
                    <td data-label=second.clone() class="end money">{said(row.back)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table table--fold outcomes">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">{t::if_what()}</th>
                    <th scope="col">{t::if_when()}</th>
                    <th scope="col" class="end">{gets}</th>
                    <th scope="col" class="end">{back}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// The heads of the two columns of money, said to this side.
pub fn heads(side: Side, client: &str, freelancer: &str) -> (String, String) {
    match side {
        Side::Client => (t::gets(freelancer), t::you_get_back().to_owned()),
        Side::Freelancer => (t::you_get().to_owned(), t::gets_back(client)),
    }
}

/// The card of the room: how the milestone that is next can end.
#[component]
pub fn WhatIf(page: ContractPage, current: Option<MilestoneId>, security: Span) -> impl IntoView {
    let view = page.milestones.iter().find(|view| Some(view.milestone.id) == current).cloned()?;
    let held = view.milestone.held();
    let ending = page.sums.ending(page.fees, held).ok().filter(|_| held.is_positive())?;
    let rows = outcomes(&page, &view, ending)?;
    let (gets, back) = heads(page.side, &page.client_name, &page.freelancer_name);
    let auto_release = view.milestone.state.review().map(|(at, releases_at)| {
        let free_at = releases_at.plus(security);
        view! { <AutoRelease held=held net=ending.released at=at releases_at=releases_at free_at=free_at/> }
    });
    let text = t::if_text(view.milestone.number, held);
    Some(view! {
        <section class="card stack" aria-labelledby="if-heading">
            <div class="stack stack--1"><h2 id="if-heading">{t::if_title()}</h2><p class="small muted">{text}</p></div>
            {auto_release}
            <Outcomes caption=t::if_title() gets=gets back=back rows=rows/>
        </section>
    })
}

/// The way of the money when nobody answers.
#[component]
fn AutoRelease(held: Money, net: Money, at: Timestamp, releases_at: Timestamp, free_at: Timestamp) -> impl IntoView {
    view! {
        <Timeline>
            <TimelineItem pip=Pip::Done>
                <b>{t::if_submitted()}</b><br/>
                <span class="muted">{t::if_submitted_text(held)}</span><br/>
                <Moment at=at/>
            </TimelineItem>
            <TimelineItem pip=Pip::Now>
                <b>{t::if_released()}</b><br/>
                <span class="muted">{t::if_released_text()}</span><br/>
                <Moment at=releases_at/>
            </TimelineItem>
            <TimelineItem>
                <b>{t::if_available(net)}</b><br/>
                <span class="muted">{t::if_available_text()}</span><br/>
                <Moment at=free_at/>
            </TimelineItem>
        </Timeline>
    }
}

fn outcomes(page: &ContractPage, view: &MilestoneView, ending: Ending) -> Option<Vec<Outcome>> {
    let (net, back) = (ending.released, ending.refunded);
    let zero = Money::zero(net.currency);
    let row = |title: String, more: &str, when: String, gets: Money, back: Money, is_near: bool| Outcome {
        title,
        more: more.to_owned(),
        when,
        gets,
        back,
        is_near,
    };
    let (client, freelancer) = match page.side {
        Side::Client => (t::if_you().to_owned(), page.freelancer_name.clone()),
        Side::Freelancer => (page.client_name.clone(), t::if_you().to_owned()),
    };
    let refunded =
        row(t::if_gives_back(&freelancer), t::if_gives_back_text(), t::if_at_once().to_owned(), zero, back, false);
    match view.milestone.state {
        MilestoneState::Held { work: Work::InReview { releases_at, .. }, .. } => Some(vec![
            row(t::if_no_answer(&client), t::if_no_answer_text(), said(releases_at), net, zero, true),
            row(t::if_releases(&client), t::if_releases_text(), t::if_at_once().to_owned(), net, zero, false),
            row(t::if_changes(&client), t::if_changes_text(), t::if_no_date().to_owned(), zero, zero, false),
            refunded,
        ]),
        MilestoneState::Held { work: Work::InProgress { .. } | Work::ChangesRequested { .. }, .. } => Some(vec![
            row(t::if_submits(&freelancer), t::if_submits_text(), t::if_14_days().to_owned(), net, zero, false),
            row(t::if_submits_not(&freelancer), t::if_submits_not_text(), t::if_no_date().to_owned(), zero, zero, true),
            refunded,
        ]),
        MilestoneState::Unfunded(_) | MilestoneState::Over(_) => None,
    }
}

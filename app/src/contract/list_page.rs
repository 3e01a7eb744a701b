//! The list of one's contracts: those that run with what comes next and by when, then those that are over.

use super::{api, state_tag};
use crate::load::{Loaded, load, query};
use crate::ui::{Avatar, Empty, LinkButton, Moment, MomentShape, PageHead, Pagination};
use crate::words::said;
use crate::words::{contract as w, shell};
use domain::actor::Side;
use domain::contract::ContractState;
use domain::contract::read::{ContractList, ContractRow, Next};
use domain::money::Money;
use domain::time::Timestamp;
use leptos::prelude::*;

/// The page `/contracts`.
#[component]
pub fn ListPage() -> impl IntoView {
    let page = load(query("after"), api::list);
    view! {
        <div class="wrap">
            <PageHead title=w::contracts() text=w::contracts_text()/>
            <Loaded from=page let:page><List page=page/></Loaded>
        </div>
    }
}

#[component]
fn List(page: ContractList) -> impl IntoView {
    if page.contracts.is_empty() {
        return view! {
            <Empty title=w::no_contracts() text=w::no_contracts_text()>
                <LinkButton href="/jobs">{w::find_work()}</LinkButton>
                <LinkButton href="/jobs/new">{w::post_job()}</LinkButton>
            </Empty>
        }
        .into_any();
    }
    let on = page.next.map(|next| format!("/contracts?after={next}")).unwrap_or_default();
    let (over, running): (Vec<ContractRow>, Vec<ContractRow>) =
        page.contracts.into_iter().partition(|row| matches!(row.next, Next::Over));
    let running = (!running.is_empty()).then(|| view! { <Running contracts=running/> });
    let over = (!over.is_empty()).then(|| view! { <Over contracts=over/> });
    view! { <div class="stack stack--6">{running}{over}</div><Pagination label=w::pages() back="" on=on/> }.into_any()
}

#[component]
fn Running(contracts: Vec<ContractRow>) -> impl IntoView {
    let count = u64::try_from(contracts.len()).unwrap_or_default();
    let rows = contracts.into_iter().map(|row| view! { <Row row=row/> }).collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="running-heading">
            <div class="section-head"><h2 id="running-heading">{w::running()}</h2><p>{w::running_count(count)}</p></div>
            <div class="card card--flush">
                <table class="table table--fold is-ledger contracts">
                    <caption class="visually-hidden">{w::running()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w::label()}</th>
                            <th scope="col">{w::side()}</th>
                            <th scope="col">{w::state()}</th>
                            <th scope="col">{w::next_step()}</th>
                            <th scope="col">{w::deadline()}</th>
                            <th scope="col" class="end">{w::in_escrow()}</th>
                            <th scope="col" class="end">{w::agreed_column()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <p class="card-foot">{w::wash()}</p>
            </div>
        </section>
    }
}

/// Who must act and how, and by when, if there is a deadline.
fn step(next: &Next, side: Side) -> (bool, &'static str, Option<Timestamp>) {
    let (actor, mine, theirs, until) = match next {
        Next::ClientFunds { until } => (Side::Client, w::step_fund_first(), w::step_client_funds_first(), Some(*until)),
        Next::ClientFundsNext { .. } => (Side::Client, w::step_fund_next(), w::step_client_funds_next(), None),
        Next::FreelancerSubmits { .. } => (Side::Freelancer, w::step_submit(), w::step_freelancer_submits(), None),
        Next::ClientReviews { releases_at, .. } => {
            (Side::Client, w::step_review(), w::step_client_reviews(), Some(*releases_at))
        }
        Next::PaymentRuns { .. } => return (false, w::tag_funding(), None),
        Next::CanEnd => return (false, w::step_end(), None),
        Next::Over => return (false, w::next_over(), None),
    };
    if actor == side { (true, mine, until) } else { (false, theirs, until) }
}

/// What is held at the moment.
fn held(row: &ContractRow) -> Money {
    row.sums.funded.checked_add(row.sums.in_review).unwrap_or(row.sums.funded)
}

/// All that was agreed, whatever has become of it.
fn agreed(row: &ContractRow) -> Money {
    let sums = [row.sums.released, row.sums.refunded, row.sums.in_review, row.sums.funded, row.sums.unfunded];
    Money::sum(row.sums.released.currency, sums).unwrap_or(row.sums.released)
}

#[component]
fn Row(row: ContractRow) -> impl IntoView {
    let (mine, step, until) = step(&row.next, row.side);
    let step = if mine { view! { <b>{step}</b> }.into_any() } else { view! { <span>{step}</span> }.into_any() };
    let until = until.map(|at| view! { <Moment at=at shape=MomentShape::DayAndHour/> });
    let side = match row.side {
        Side::Client => shell::i_hire(),
        Side::Freelancer => shell::i_work(),
    };
    let (held, agreed) = (said(held(&row)), said(agreed(&row)));
    view! {
        <tr class:is-picked=mine>
            <th scope="row" class="lead">
                <div class="person">
                    <Avatar name=row.other_name.clone() id=row.other_name.clone()/>
                    <div><a href=format!("/contracts/{}", row.id)>{row.title}</a><small>{row.other_name}</small></div>
                </div>
            </th>
            <td class="rest side muted">{side}</td>
            <td class="state">{state_tag(row.state)}</td>
            <td class="next">{step}</td>
            <td class="deadline">{until}</td>
            <td class="key end money" data-label=w::in_escrow()><b>{held}</b></td>
            <td class="agreed end money muted">{agreed}</td>
        </tr>
    }
}

#[component]
fn Over(contracts: Vec<ContractRow>) -> impl IntoView {
    let rows = contracts
        .into_iter()
        .map(|row| {
            let what = match row.state {
                ContractState::Ended { at, .. } => w::ended_on(&row.other_name, at.date()),
                ContractState::Lapsed { at } => w::lapsed_on(&row.other_name, at.date()),
                ContractState::AwaitingFunding { .. } | ContractState::Active { .. } => row.other_name.clone(),
            };
            let released = row.sums.released.is_positive().then(|| w::was_released(row.sums.released));
            let refunded = row.sums.refunded.is_positive().then(|| w::was_refunded(row.sums.refunded));
            let nothing = (released.is_none() && refunded.is_none()).then(w::was_nothing);
            view! {
                <li class="cluster cluster--apart">
                    <div><b><a href=format!("/contracts/{}", row.id)>{row.title}</a></b>" "<span class="small muted">{what}</span></div>
                    <p class="cluster small muted num">{released.map(|text| view! { <span>{text}</span> })}{refunded.map(|text| view! { <span>{text}</span> })}{nothing}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="over-heading">
            <h2 id="over-heading">{w::over()}</h2>
            <ul class="list list--tight">{rows}</ul>
        </section>
    }
}

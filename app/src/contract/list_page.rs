//! The list of one's contracts: those that run with what comes next and by when, then those that are over.

use super::{api, state_tag};
use crate::load::{Again, Facts, Loaded, load_source, query};
use crate::ui::{Avatar, Empty, LinkButton, PageHead, Pagination, Until};
use crate::words::said;
use crate::words::{contract as w, shell, zone};
use domain::actor::Side;
use domain::contract::ContractState;
use domain::contract::read::{ContractList, ContractRow, Next};
use domain::money::Money;
use domain::time::Timestamp;
use leptos::prelude::*;

/// The page `/contracts`.
#[component]
pub fn ListPage() -> impl IntoView {
    let page = load_source(Again::WithChanges, query("after"), api::list, |_| Facts::of(w::contracts()));
    view! {
        <div class="wrap">
            <Loaded from=page let:page>{page.page(|(page, now)| view! { <List page=page now=now/> })}</Loaded>
        </div>
    }
}

#[component]
fn List(page: ContractList, now: Timestamp) -> impl IntoView {
    if page.contracts.is_empty() {
        return view! {
            <PageHead title=w::contracts() text=w::contracts_text()/>
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
    let running = (!running.is_empty()).then(|| view! { <Running contracts=running now=now/> });
    let over = (!over.is_empty()).then(|| view! { <Over contracts=over/> });
    view! {
        <PageHead title=w::contracts() text=w::contracts_text()/>
        <div class="stack stack--6">{running}{over}</div>
        <Pagination label=w::pages() back="" on=on/>
    }
    .into_any()
}

#[component]
fn Running(mut contracts: Vec<ContractRow>, now: Timestamp) -> impl IntoView {
    contracts.sort_by_key(ContractRow::by_deadline);
    let foot = if contracts.iter().any(|row| step(row).0) { w::wash() } else { w::soonest() };
    let count = u64::try_from(contracts.len()).unwrap_or_default();
    let sums = held_of(&contracts).into_iter().map(said).collect::<Vec<_>>().join(w::and());
    let sums = if sums.is_empty() { ".".to_owned() } else { w::running_held(sums) };
    let rows = contracts.into_iter().map(|row| view! { <Row row=row now=now/> }).collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="running-heading">
            <div class="section-head"><h2 id="running-heading">{w::running()}</h2><p><b>{w::running_count(count)}</b>{sums}</p></div>
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
                <p class="card-foot">{foot}</p>
            </div>
        </section>
    }
}

/// Whether the next step is the viewer's, and what it is.
fn step(row: &ContractRow) -> (bool, String) {
    let name = row.other_name.as_str();
    let (actor, mine, theirs) = match &row.next {
        Next::ClientFunds { .. } => (Side::Client, w::step_fund_first(), w::step_client_funds_first(name)),
        Next::ClientFundsNext { .. } => (Side::Client, w::step_fund_next(), w::step_client_funds_next(name)),
        Next::FreelancerSubmits { again: false, .. } => {
            (Side::Freelancer, w::step_submit(), w::step_freelancer_submits(name))
        }
        Next::FreelancerSubmits { again: true, .. } => {
            (Side::Freelancer, w::step_submit_again(), w::step_freelancer_submits_again(name))
        }
        Next::ClientReviews { .. } => (Side::Client, w::step_review(), w::step_client_reviews(name)),
        Next::PaymentRuns { .. } => return (false, w::tag_funding().to_owned()),
        Next::CanEnd => return (false, w::step_end().to_owned()),
        Next::Over => return (false, w::next_over().to_owned()),
    };
    if actor == row.side { (true, mine.to_owned()) } else { (false, theirs) }
}

/// What is held at the moment.
fn held(row: &ContractRow) -> Money {
    row.sums.funded.checked_add(row.sums.in_review).unwrap_or(row.sums.funded)
}

/// What is held in all, each currency by itself.
fn held_of(contracts: &[ContractRow]) -> Vec<Money> {
    let mut sums: Vec<Money> = Vec::new();
    for amount in contracts.iter().map(held).filter(|held| held.is_positive()) {
        match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
            Some(sum) => *sum = sum.checked_add(amount).unwrap_or(*sum),
            None => sums.push(amount),
        }
    }
    sums
}

#[component]
fn Row(row: ContractRow, now: Timestamp) -> impl IntoView {
    let (mine, step) = step(&row);
    let step = if mine { view! { <b>{step}</b> }.into_any() } else { view! { <span>{step}</span> }.into_any() };
    let until = match row.next.due() {
        Some(due) => view! { <Until due=due now=now/> }.into_any(),
        None => view! { <span class="muted wide-only">{w::no_deadline()}</span> }.into_any(),
    };
    let side = match row.side {
        Side::Client => shell::i_hire(),
        Side::Freelancer => shell::i_work(),
    };
    let (held, agreed, tag) =
        (said(held(&row)), said(row.sums.agreed().unwrap_or(row.sums.released)), state_tag(row.state, &row.next));
    view! {
        <tr class:is-picked=mine>
            <th scope="row" class="lead">
                <div class="person">
                    <Avatar name=row.other_name.clone() id=row.other_name.clone()/>
                    <div><a href=format!("/contracts/{}", row.id)>{row.title}</a><small>{row.other_name}</small></div>
                </div>
            </th>
            <td class="rest side muted">{side}</td>
            <td class="state">{tag}</td>
            <td class="next">{step}</td>
            <td class="by">{until}</td>
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
                ContractState::Ended { at, .. } => w::ended_on(&row.other_name, zone::day(at)),
                ContractState::Lapsed { at } => w::lapsed_on(&row.other_name, zone::day(at)),
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

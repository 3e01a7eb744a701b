//! The viewer's contracts: those that run with what comes next and by when, those that wait for the viewer, those that are over.

use super::{api, state_tag};
use crate::i18n::said;
use crate::i18n::{contract as t, shell, zone};
use crate::runtime::{Loaded, PageMeta, loader, query};
use crate::ui::{Avatar, Empty, LinkButton, PageHead, Pagination, Tab, Tabs, Until};
use domain::actor::Side;
use domain::contract::ContractState;
use domain::contract::list::{ContractRow, ContractTab, ContractsPage};
use domain::contract::read::Next;
use domain::money::Money;
use domain::time::Timestamp;
use leptos::prelude::*;

/// The page `/contracts`.
#[component]
pub fn ListPage() -> impl IntoView {
    let (show, after) = (query("show"), query("after"));
    let fetch = |(show, after)| api::list(show, after);
    let page = loader("contract.list", move || (show(), after()), fetch).on_server(|_| PageMeta::of(t::contracts()));
    view! {
        <div class="wrap">
            <Loaded from=page let:page>{page.page(|(page, now)| view! { <List page=page now=now/> })}</Loaded>
        </div>
    }
}

/// Where a tab is found; the first one at the page's own address.
fn address(tab: ContractTab, after: Option<&str>) -> String {
    let show = (tab != ContractTab::default()).then(|| format!("show={}", tab.as_str()));
    let after = after.map(|after| format!("after={after}"));
    let query: Vec<String> = show.into_iter().chain(after).collect();
    if query.is_empty() { "/contracts".to_owned() } else { format!("/contracts?{}", query.join("&")) }
}

#[component]
fn List(page: ContractsPage, now: Timestamp) -> impl IntoView {
    if page.running + page.ended == 0 {
        return view! {
            <PageHead title=t::contracts() text=t::contracts_text()/>
            <Empty title=t::no_contracts() text=t::no_contracts_text()>
                <LinkButton href="/jobs">{t::find_work()}</LinkButton>
                <LinkButton href="/jobs/new">{t::post_job()}</LinkButton>
            </Empty>
        }
        .into_any();
    }
    let on = page.list.next.as_deref().map(|next| address(page.tab, Some(next))).unwrap_or_default();
    let tabs = ContractTab::ALL.into_iter().map(|tab| {
        let (name, count) = match tab {
            ContractTab::Running => (t::running(), page.running),
            ContractTab::NeedsMe => (t::needs_me(), page.needs_me),
            ContractTab::Ended => (t::over(), page.ended),
        };
        let count = u64::try_from(count).unwrap_or_default();
        Tab { href: address(tab, None), name: name.to_owned(), count, current: tab == page.tab }
    });
    let tabs = tabs.collect();
    let whole = page.running <= ContractsPage::RUNNING_MAX;
    let rows = page.list.contracts;
    let list = match (page.tab, rows.is_empty()) {
        (ContractTab::NeedsMe, true) if !whole => {
            view! { <Empty title=t::none_needs_me_here() text=t::none_needs_me_here_text()/> }.into_any()
        }
        (ContractTab::Running, true) => {
            view! { <Empty title=t::none_running() text=t::none_running_text()/> }.into_any()
        }
        (ContractTab::NeedsMe, true) => {
            view! { <Empty title=t::none_needs_me() text=t::none_needs_me_text()/> }.into_any()
        }
        (ContractTab::Ended, true) => view! { <Empty title=t::none_ended() text=t::none_ended_text()/> }.into_any(),
        (ContractTab::Ended, false) => view! { <Over contracts=rows/> }.into_any(),
        (_, false) => view! { <Running contracts=rows whole=whole now=now/> }.into_any(),
    };
    view! {
        <PageHead title=t::contracts() text=t::contracts_text()/>
        <div class="stack stack--4"><Tabs label=t::by_state() tabs=tabs/>{list}</div>
        <Pagination label=t::pages() back="" on=on/>
    }
    .into_any()
}

#[component]
fn Running(
    contracts: Vec<ContractRow>,
    /// There are no other pages.
    whole: bool,
    now: Timestamp,
) -> impl IntoView {
    let foot = match (contracts.iter().any(ContractRow::needs_me), whole) {
        (true, true) => t::wash(),
        (false, true) => t::soonest(),
        (true, false) => t::wash_of_page(),
        (false, false) => t::soonest_of_page(),
    };
    let count = u64::try_from(contracts.len()).unwrap_or_default();
    let sums = held_of(&contracts).into_iter().map(said).collect::<Vec<_>>().join(t::and());
    let sums = if sums.is_empty() { ".".to_owned() } else { t::running_held(sums) };
    let rows = contracts.into_iter().map(|row| view! { <Row row=row now=now/> }).collect_view();
    view! {
        <div class="stack stack--2">
            <p role="status" class="small muted"><b style="color:var(--ink)">{t::running_count(count)}</b>{sums}</p>
            <div class="card card--flush">
                <table class="table table--fold is-ledger contracts">
                    <caption class="visually-hidden">{t::contracts()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t::label()}</th>
                            <th scope="col">{t::side()}</th>
                            <th scope="col">{t::state()}</th>
                            <th scope="col">{t::next_step()}</th>
                            <th scope="col">{t::deadline()}</th>
                            <th scope="col" class="end">{t::in_escrow()}</th>
                            <th scope="col" class="end">{t::agreed_column()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <p class="card-foot">{foot}</p>
            </div>
        </div>
    }
}

/// The next step: what the viewer does, or what the other one does.
fn step(row: &ContractRow) -> String {
    let (name, mine) = (row.other_name.as_str(), row.needs_me());
    match &row.next {
        Next::ClientFunds { .. } if mine => t::step_fund_first().to_owned(),
        Next::ClientFunds { .. } => t::step_client_funds_first(name),
        Next::ClientFundsNext { .. } if mine => t::step_fund_next().to_owned(),
        Next::ClientFundsNext { .. } => t::step_client_funds_next(name),
        Next::FreelancerSubmits { again: false, .. } if mine => t::step_submit().to_owned(),
        Next::FreelancerSubmits { again: false, .. } => t::step_freelancer_submits(name),
        Next::FreelancerSubmits { again: true, .. } if mine => t::step_submit_again().to_owned(),
        Next::FreelancerSubmits { again: true, .. } => t::step_freelancer_submits_again(name),
        Next::ClientReviews { .. } if mine => t::step_review().to_owned(),
        Next::ClientReviews { .. } => t::step_client_reviews(name),
        Next::PaymentRuns { .. } if mine => t::step_finish_payment().to_owned(),
        Next::PaymentRuns { .. } => t::step_client_pays(name),
        Next::CanEnd => t::step_end().to_owned(),
        Next::Over => t::next_over().to_owned(),
    }
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
    let (mine, step) = (row.needs_me(), step(&row));
    let step = if mine { view! { <b>{step}</b> }.into_any() } else { view! { <span>{step}</span> }.into_any() };
    let until = match row.next.due() {
        Some(due) => view! { <Until due=due now=now/> }.into_any(),
        None => view! { <span class="muted wide-only">{t::no_deadline()}</span> }.into_any(),
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
            <td class="key end money" data-label=t::in_escrow()><b>{held}</b></td>
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
                ContractState::Ended { at, .. } => t::ended_on(&row.other_name, zone::day(at)),
                ContractState::Lapsed { at } => t::lapsed_on(&row.other_name, zone::day(at)),
                ContractState::AwaitingFunding { .. } | ContractState::Active { .. } => row.other_name.clone(),
            };
            let released = row.sums.released.is_positive().then(|| t::was_released(row.sums.released));
            let refunded = row.sums.refunded.is_positive().then(|| t::was_refunded(row.sums.refunded));
            let nothing = (released.is_none() && refunded.is_none()).then(t::was_nothing);
            view! {
                <li class="cluster cluster--apart">
                    <div><b><a href=format!("/contracts/{}", row.id)>{row.title}</a></b>" "<span class="small muted">{what}</span></div>
                    <p class="cluster small muted num">
                        {released.map(|text| view! { <span>{text}</span> })}
                        {refunded.map(|text| view! { <span>{text}</span> })}
                        {nothing}
                    </p>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="card card--flush list list--pad list--tight">{rows}</ul>
    }
}

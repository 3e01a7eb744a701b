//! The home page of people who are signed in: what needs them, then contracts, jobs, proposals and money.

use super::needs::Needs;
use crate::contract::{next_text, shares, state_tag};
use crate::ledger::balance_stats;
use crate::ui::{EscrowBar, Icon, PageHead, Stats, Tag};
use crate::words::home as w;
use domain::actor::Side;
use domain::contract::read::ContractRow;
use domain::home::{HomePage, ProposalRow};
use domain::job::JobRow;
use domain::ledger::statement::WalletBalance;
use domain::time::Timestamp;
use leptos::prelude::*;

type Door = (&'static str, &'static str, fn() -> &'static str, fn() -> &'static str);

const CLIENT: [Door; 4] = [
    ("/jobs/new", "plus", w::go_post, w::go_post_more),
    ("/jobs/mine", "briefcase", w::go_jobs, w::go_jobs_more),
    ("/contracts", "file-text", w::go_contracts, w::go_contracts_more),
    ("/wallet", "wallet", w::go_wallet, w::go_wallet_more),
];
const FREELANCER: [Door; 4] = [
    ("/jobs", "search", w::go_find, w::go_find_more),
    ("/contracts", "file-text", w::go_contracts, w::go_contracts_more),
    ("/timer", "timer", w::go_timer, w::go_timer_more),
    ("/wallet", "wallet", w::go_wallet, w::go_wallet_more),
];

/// What matters to the side that this person is on.
#[component]
pub fn Start(page: HomePage, now: Timestamp) -> impl IntoView {
    let (doors, jobs_title, jobs_all) = match page.side {
        Side::Client => (CLIENT, w::your_jobs(), "/jobs/mine"),
        Side::Freelancer => (FREELANCER, w::new_jobs(), "/jobs"),
    };
    let doors = doors
        .into_iter()
        .map(|(href, icon, name, more)| {
            view! { <li><h3><a class="cluster cluster--tight" href=href><Icon name=icon/>{name()}</a></h3><p class="small muted">{more()}</p></li> }
        })
        .collect_view();
    let contracts = (!page.contracts.is_empty()).then(|| view! { <Contracts contracts=page.contracts.clone()/> });
    let proposals = (!page.proposals.is_empty()).then(|| view! { <Proposals proposals=page.proposals.clone()/> });
    let jobs = (!page.jobs.is_empty()).then(|| view! { <Jobs jobs=page.jobs.clone() title=jobs_title all=jobs_all/> });
    let money = (!page.balances.is_empty()).then(|| view! { <Money balances=page.balances.clone()/> });
    view! {
        <div class="wrap">
            <PageHead title=w::hello(&page.name) text=now.date().full()/>
            <div class="split" style="--aside:21rem">
                <div class="stack stack--6">
                    <Needs needs=page.needs now=now/>
                    {contracts}
                    {proposals}
                </div>
                <aside class="stack stack--6" aria-label=w::aside()>
                    {money}
                    {jobs}
                    <section class="stack stack--3" aria-labelledby="ways-heading">
                        <h2 id="ways-heading" style="font-size:var(--text-lg)">{w::ways()}</h2>
                        <ul class="list list--tight">{doors}</ul>
                    </section>
                </aside>
            </div>
        </div>
    }
}

#[component]
fn Contracts(contracts: Vec<ContractRow>) -> impl IntoView {
    let rows = contracts
        .into_iter()
        .map(|row| {
            let next = next_text(&row.next, row.side, &row.other_name);
            view! {
                <li class="stack stack--2">
                    <div class="cluster cluster--apart"><h3><a href=format!("/contracts/{}", row.id)>{row.title}</a></h3>{state_tag(row.state)}</div>
                    <p class="small muted">{row.other_name}". "{next}</p>
                    <EscrowBar shares=shares(row.sums)/>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="contracts-heading">
            <div class="section-head"><h2 id="contracts-heading">{w::contracts()}</h2><a href="/contracts">{w::all()}</a></div>
            <ul class="card card--flush list list--pad">{rows}</ul>
        </section>
    }
}

/// The word of a live proposal's state.
fn state_word(state: &str) -> &'static str {
    match state {
        "viewed" => w::proposal_viewed(),
        "shortlisted" => w::proposal_shortlisted(),
        "offered" => w::proposal_offered(),
        _sent => w::proposal_sent(),
    }
}

#[component]
fn Proposals(proposals: Vec<ProposalRow>) -> impl IntoView {
    let rows = proposals
        .into_iter()
        .map(|row| {
            view! {
                <li class="cluster cluster--apart">
                    <div style="flex:1 1 16rem">
                        <b><a href=format!("/proposals/{}", row.id)>{row.title}</a></b>
                        <p class="small muted"><span class="money">{row.price.to_string()}</span>", "{w::sent_on(row.sent_at.date().full())}</p>
                    </div>
                    <Tag>{state_word(&row.state)}</Tag>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="proposals-heading">
            <div class="section-head"><h2 id="proposals-heading">{w::proposals()}</h2><a href="/proposals">{w::all()}</a></div>
            <ul class="card card--flush list list--pad list--tight">{rows}</ul>
        </section>
    }
}

#[component]
fn Jobs(jobs: Vec<JobRow>, title: &'static str, all: &'static str) -> impl IntoView {
    let rows = jobs
        .into_iter()
        .map(|job| {
            let title = if job.title.trim().is_empty() { w::untitled().to_owned() } else { job.title };
            let budget = job.budget.map(|budget| view! { <b class="money small" style="flex:none">{budget.to_string()}</b> });
            let count = u64::try_from(job.proposals).unwrap_or_default();
            view! {
                <li class="stack stack--1">
                    <div class="cluster cluster--apart" style="flex-wrap:nowrap;align-items:baseline"><b><a href=format!("/jobs/{}", job.id)>{title}</a></b>{budget}</div>
                    <p class="small muted">{w::job_proposals(count)}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="jobs-heading">
            <div class="section-head"><h2 id="jobs-heading" style="font-size:var(--text-lg)">{title}</h2><a class="small" href=all>{w::all()}</a></div>
            <ul class="list list--tight">{rows}</ul>
        </section>
    }
}

#[component]
fn Money(balances: Vec<WalletBalance>) -> impl IntoView {
    let rows = balances.iter().map(|balance| view! { <Stats stats=balance_stats(balance)/> }).collect_view();
    view! {
        <section class="card stack" aria-labelledby="money-heading">
            <h2 id="money-heading" style="font-size:var(--text-lg)">{w::money()}</h2>
            {rows}
            <p class="small"><a href="/wallet">{w::statement()}</a></p>
        </section>
    }
}

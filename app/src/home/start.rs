//! The home page of people who are signed in: what needs them, then contracts, jobs, proposals and money.

use super::coming::Coming;
use super::needs::Needs;
use super::running::Running;
use crate::contract::{next_text, shares, state_tag};
use crate::i18n::{Brief, said};
use crate::i18n::{home as t, zone};
use crate::job::{proposals_so_far, state_sentence};
use crate::ledger::balance_stats;
use crate::shell::SideSwitch;
use crate::ui::{Avatar, ButtonKind, Detail, DetailList, EscrowBar, Icon, LinkButton, PageHead, Tag, Tone};
use domain::actor::Side;
use domain::contract::list::ContractRow;
use domain::home::{HomePage, ProposalRow};
use domain::job::{JobRow, JobState};
use domain::ledger::statement::WalletBalance;
use domain::time::Timestamp;
use leptos::prelude::*;

type Door = (&'static str, &'static str, fn() -> &'static str, fn() -> &'static str);

const CLIENT: [Door; 4] = [
    ("/jobs/new", "plus", t::go_post, t::go_post_more),
    ("/jobs/mine", "briefcase", t::go_jobs, t::go_jobs_more),
    ("/contracts", "file-text", t::go_contracts, t::go_contracts_more),
    ("/wallet", "wallet", t::go_wallet, t::go_wallet_more),
];
const FREELANCER: [Door; 4] = [
    ("/jobs", "search", t::go_find, t::go_find_more),
    ("/contracts", "file-text", t::go_contracts, t::go_contracts_more),
    ("/timer", "timer", t::go_timer, t::go_timer_more),
    ("/wallet", "wallet", t::go_wallet, t::go_wallet_more),
];

/// What matters to the side that this person is on.
#[component]
pub fn Start(page: HomePage, now: Timestamp) -> impl IntoView {
    let side = page.side;
    let post = (side == Side::Client).then(|| {
        view! { <LinkButton href="/jobs/new" kind=ButtonKind::Primary icon="plus">{t::go_post()}</LinkButton> }
    });
    let today = match page.coming.first() {
        Some(next) => t::today_and_next(zone::day(now), next.net, zone::day(next.free_at)),
        None => said(zone::day(now)),
    };
    let hello = t::hello(&page.name);
    view! {
        <PageHead title=hello text=today><SideSwitch side=side/>{post}</PageHead>
        <div class="split" style="--aside:21rem"><Board page=page now=now/></div>
    }
}

/// All below the greeting: what needs them first, and beside it money and ways on.
#[component]
fn Board(page: HomePage, now: Timestamp) -> impl IntoView {
    let side = page.side;
    let shown = |job: &JobRow| side == Side::Freelancer || !matches!(job.state, JobState::Filled { .. });
    let jobs = page.jobs.iter().any(shown).then(|| match side {
        Side::Client => (Some(view! { <OwnJobs jobs=page.jobs.clone()/> }), None),
        Side::Freelancer => (None, Some(view! { <NewJobs jobs=page.jobs.clone()/> })),
    });
    let (own_jobs, new_jobs) = jobs.unwrap_or_default();
    // Anyone who has work under way knows the ways.
    let doors = (page.contracts.is_empty() || page.balances.is_empty()).then(|| view! { <Doors side=side/> });
    let contracts = (!page.contracts.is_empty()).then(|| view! { <Contracts contracts=page.contracts now=now/> });
    let proposals = (!page.proposals.is_empty()).then(|| view! { <Proposals proposals=page.proposals/> });
    let coming = (!page.coming.is_empty()).then(|| view! { <Coming rows=page.coming/> });
    let money = (!page.balances.is_empty()).then(|| view! { <Money balances=page.balances/> });
    let running = page.running.map(|running| view! { <Running running=running now=now/> });
    view! {
        <div class="stack stack--6">
            {running}
            <Needs needs=page.needs now=now/>
            {coming}
            {contracts}
            {own_jobs}
            {proposals}
        </div>
        <aside class="stack stack--6" aria-label=t::aside()>{money}{new_jobs}{doors}</aside>
    }
}

/// Where to begin, for people who have nothing under way.
#[component]
fn Doors(side: Side) -> impl IntoView {
    let doors = match side {
        Side::Client => CLIENT,
        Side::Freelancer => FREELANCER,
    };
    let doors = doors
        .into_iter()
        .map(|(href, icon, name, more)| {
            view! {
                <li>
                    <h3><a class="cluster cluster--tight" href=href><Icon name=icon/>{name()}</a></h3>
                    <p class="small muted">{more()}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="ways-heading">
            <h2 id="ways-heading" style="font-size:var(--text-lg)">{t::ways()}</h2>
            <ul class="list list--tight">{doors}</ul>
        </section>
    }
}

#[component]
fn Contracts(contracts: Vec<ContractRow>, now: Timestamp) -> impl IntoView {
    let rows = contracts
        .into_iter()
        .map(|row| {
            let next = next_text(&row.next, row.side, &row.other_name, now);
            let state = state_tag(row.state, &row.next);
            let released = t::released_of(row.sums.released, row.sums.agreed().unwrap_or(row.sums.released));
            view! {
                <li class="stack stack--2">
                    <div class="cluster cluster--apart">
                        <div class="person">
                            <Avatar name=row.other_name.clone() id=row.other_name.clone() size="s"/>
                            <div><h3><a href=format!("/contracts/{}", row.id)>{row.title}</a></h3><small>{row.other_name}</small></div>
                        </div>
                        {state}
                    </div>
                    <EscrowBar shares=shares(row.sums) bare=true/>
                    <p class="small muted">{released}" "{next}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="contracts-heading">
            <div class="section-head"><h2 id="contracts-heading">{t::contracts()}</h2><a href="/contracts">{t::all()}</a></div>
            <ul class="card card--flush list list--pad">{rows}</ul>
        </section>
    }
}

/// The word of a live proposal's state, and its colour.
fn state_word(state: &str) -> (Tone, &'static str) {
    match state {
        "viewed" => (Tone::Brand, t::proposal_viewed()),
        "shortlisted" => (Tone::Brass, t::proposal_shortlisted()),
        "offered" => (Tone::Brass, t::proposal_offered()),
        _sent => (Tone::Brand, t::proposal_sent()),
    }
}

#[component]
fn Proposals(proposals: Vec<ProposalRow>) -> impl IntoView {
    let rows = proposals
        .into_iter()
        .map(|row| {
            let (tone, state) = state_word(&row.state);
            view! {
                <li class="cluster cluster--apart">
                    <div style="flex:1 1 16rem">
                        <b><a href=format!("/proposals/{}", row.id)>{row.title}</a></b>
                        <p class="small muted"><span class="money">{said(row.price)}</span>", "{t::sent_on(zone::day(row.sent_at))}</p>
                    </div>
                    <Tag tone=tone>{state}</Tag>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="proposals-heading">
            <div class="section-head"><h2 id="proposals-heading">{t::proposals()}</h2><a href="/proposals">{t::all()}</a></div>
            <ul class="card card--flush list list--pad list--tight">{rows}</ul>
        </section>
    }
}

fn title_of(job: &JobRow) -> String {
    if job.title.trim().is_empty() { t::untitled().to_owned() } else { job.title.clone() }
}

/// A client's jobs: where each stands and how many have answered.
#[component]
fn OwnJobs(jobs: Vec<JobRow>) -> impl IntoView {
    let rows = jobs
        .into_iter()
        // Those that are filled stand above, as contracts.
        .filter(|job| !matches!(job.state, JobState::Filled { .. }))
        .map(|job| {
            let draft = job.state == JobState::Draft;
            let href = if draft { format!("/jobs/{}/edit", job.id) } else { format!("/jobs/{}", job.id) };
            let takes = matches!(job.state, JobState::Open { .. } | JobState::Paused { .. });
            let proposals = takes.then(|| proposals_so_far(job.proposals));
            let budget = job.budget.map(|budget| view! { <b class="money">{said(Brief(budget))}</b> });
            view! {
                <li class="cluster cluster--apart">
                    <div style="flex:1 1 16rem">
                        <b><a href=href>{title_of(&job)}</a></b>
                        <p class="small muted">{state_sentence(job.state)}</p>
                    </div>
                    <div class="end" style="margin-inline-start:auto"><p>{budget}</p><p class="small muted">{proposals}</p></div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="jobs-heading">
            <div class="section-head"><h2 id="jobs-heading">{t::your_jobs()}</h2><a href="/jobs/mine">{t::all()}</a></div>
            <ul class="card card--flush list list--pad list--tight">{rows}</ul>
        </section>
    }
}

/// The newest jobs, for people who look for work.
#[component]
fn NewJobs(jobs: Vec<JobRow>) -> impl IntoView {
    let rows = jobs
        .into_iter()
        .map(|job| {
            let budget =
                job.budget.map(|budget| view! { <b class="money small" style="flex:none">{said(Brief(budget))}</b> });
            view! {
                <li class="stack stack--1">
                    <div class="cluster cluster--apart" style="flex-wrap:nowrap;align-items:baseline">
                        <b><a href=format!("/jobs/{}", job.id)>{title_of(&job)}</a></b>
                        {budget}
                    </div>
                    <p class="small muted">{proposals_so_far(job.proposals)}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="jobs-heading">
            <div class="section-head">
                <h2 id="jobs-heading" style="font-size:var(--text-lg)">{t::new_jobs()}</h2>
                <a class="small" href="/jobs">{t::all()}</a>
            </div>
            <ul class="list list--tight">{rows}</ul>
        </section>
    }
}

#[component]
fn Money(balances: Vec<WalletBalance>) -> impl IntoView {
    let rows = balances
        .iter()
        .map(|balance| {
            let details = balance_stats(balance).into_iter().map(|stat| Detail::new(stat.name, stat.value)).collect();
            view! { <DetailList details=details/> }
        })
        .collect_view();
    view! {
        <section class="card stack stack--3" aria-labelledby="money-heading">
            <h2 id="money-heading" style="font-size:var(--text-lg)">{t::money()}</h2>
            {rows}
            <div><LinkButton href="/wallet" small=true>{t::statement()}</LinkButton></div>
        </section>
    }
}

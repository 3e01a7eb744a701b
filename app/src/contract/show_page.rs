//! The room of a contract: where it stands, its money, its milestones, and the way to everything else.

use super::activity::ActivityList;
use super::milestone::{MilestoneRow, MoneyWay, anchor};
use super::outcomes::WhatIf;
use super::talk::LastWords;
use super::{api, next_text, shares, state_tag};
use crate::head::Title;
use crate::i18n::{contract as t, zone};
use crate::job::FeeSides;
use crate::runtime::{Command, Loaded, loader, param, server_part};
use crate::ui::{
    Avatar, Banner, ButtonKind, Detail, DetailList, EscrowBar, Form, LinkButton, More, PageHead, Submit, Tab, Tabs,
    Tone,
};
use domain::actor::Side;
use domain::contract::read::{ContractAction, ContractPage, EscrowSums, Next};
use domain::id::MilestoneId;
use domain::money::Money;
use leptos::prelude::*;

/// The page `/contracts/:id`.
#[component]
pub fn ShowPage() -> impl IntoView {
    let id = param("id");
    move || view! { <Showing id=id()/> }
}

/// Another contract is another page: nothing that was opened here stays open there.
#[component]
fn Showing(id: String) -> impl IntoView {
    let page = loader("contract.show", move || id.clone(), api::page).load();
    view! { <div class="wrap" style="--page:84rem"><Loaded from=page let:opened><Room opened=opened/></Loaded></div> }
}

/// The milestone that things wait for; only it is marked, though others may have actions too.
fn current(page: &ContractPage) -> Option<MilestoneId> {
    match page.next {
        Next::ClientFundsNext { milestone }
        | Next::PaymentRuns { milestone, .. }
        | Next::FreelancerSubmits { milestone, .. }
        | Next::ClientReviews { milestone, .. } => Some(milestone),
        Next::ClientFunds { .. } => page.milestones.first().map(|view| view.milestone.id),
        Next::CanEnd | Next::Over => None,
    }
}

#[component]
fn Room(opened: api::Opened) -> impl IntoView {
    let api::Opened { contract: page, now: clock, security, talk } = opened;
    let freelancer = page.freelancer_name.clone();
    let other = if page.side == Side::Client { page.freelancer_name.clone() } else { page.client_name.clone() };
    let next = next_text(&page.next, page.side, &other, clock);
    let (state, stage, signed) = (page.state, page.next.clone(), t::signed(zone::day(page.signed_at)));
    let above =
        move || view! { {state_tag(state, &stage)}<span class="small muted">{signed.clone()}</span> }.into_any();
    let (agreed, sums) = (page.breakdown.price, page.sums);
    let tabs = tabs(&page);
    let side = page.side;
    let current = current(&page);
    let milestones = page.milestones.clone();
    let earner = (side == Side::Client).then(|| page.freelancer_name.clone());
    let (client, clears_at) = (page.client_name.clone(), clock.plus(security));
    let milestones = move || {
        let rows = milestones.into_iter().map(|view| {
            let now = Some(view.milestone.id) == current;
            let money = MoneyWay { client: client.clone(), freelancer: freelancer.clone(), clears_at };
            view! { <MilestoneRow view=view side=side now=now clock=clock earner=earner.clone() money=money/> }
        });
        rows.collect_view()
    };
    let actions = page.clone();
    let with = if side == Side::Client { page.parties.freelancer } else { page.parties.client }.to_string();
    let name = other.clone();
    let below = move || other_side(&name, &with);
    let way = page.milestones.iter().find(|view| Some(view.milestone.id) == current).map(|view| {
        let number = view.milestone.number;
        view! { " "<a class="nowrap" href=format!("#{}", anchor(number)) rel="external">{t::to_milestone(number)}</a> }
    });
    let (whole, room) = (page.clone(), page.room.to_string());
    let title = page.title.clone();
    let head = move || view! { <PageHead title=title above=above below=below><Actions page=actions/></PageHead> };
    let next = move || view! { <Banner tone=Tone::Brand icon="clock" title=t::what_next()>{next}{way}</Banner> };
    view! {
        <Title text=page.title.clone()/>
        <div>{server_part("head", head)}</div>
        <div class="stack stack--5">
            <div>{server_part("next", next)}</div>
            <section class="card escrow" aria-labelledby="escrow-heading">
                {server_part("escrow", move || view! { <Escrow agreed=agreed sums=sums/> })}
            </section>
            <div>{server_part("tabs", move || view! { <Tabs label=t::label() tabs=tabs/> })}</div>
            <div class="split" style="--aside:22rem">
                <div class="stack stack--6">
                    <section id="milestones" class="stack stack--3" aria-labelledby="milestones-heading">
                        <h2 id="milestones-heading">{t::milestones()}</h2>
                        <ol class="card card--flush">{server_part("milestones", milestones)}</ol>
                    </section>
                    <div class="stack stack--6">
                        {server_part("terms", move || {
                            view! { <WhatIf page=whole.clone() current=current security=security/><Terms page=whole/> }
                        })}
                    </div>
                </div>
                <aside class="stack stack--5" aria-label=t::activity()>
                    {server_part("activity", move || {
                        view! {
                            <LastWords talk=talk room=room other=other.clone()/>
                            <ActivityList activity=page.activity side=side other=other/>
                        }
                    })}
                </aside>
            </div>
        </div>
    }
}

fn tabs(page: &ContractPage) -> Vec<Tab> {
    let tab =
        |href: &str, name: &str, current: bool| Tab { href: href.to_owned(), name: name.to_owned(), count: 0, current };
    vec![
        tab("#milestones", t::tab_milestones(), true),
        tab(&format!("/messages/{}", page.room), t::tab_messages(), false),
        tab("#terms", t::tab_terms(), false),
        tab("#activity", t::tab_activity(), false),
    ]
}

/// Who the contract is with, by name and picture.
fn other_side(name: &str, id: &str) -> AnyView {
    view! {
        <p class="cluster cluster--tight">
            <Avatar name=name.to_owned() id=id.to_owned() size="s"/>
            <a href=format!("/people/{id}")>{name.to_owned()}</a>
        </p>
    }
    .into_any()
}

/// The money that is held, and what has become of the rest.
#[component]
fn Escrow(agreed: Money, sums: EscrowSums) -> impl IntoView {
    view! {
        <div class="cluster cluster--apart">
            <h2 id="escrow-heading" style="font-size:var(--text-lg)">{t::escrow()}</h2>
            <p class="small muted">{t::agreed(agreed)}" "<a href="/wallet">{t::ledger_entries()}</a></p>
        </div>
        <EscrowBar shares=shares(sums)/>
    }
}

#[component]
fn Actions(page: ContractPage) -> impl IntoView {
    let end = Command::of::<api::End>();
    let track = page.actions.contains(&ContractAction::Track).then(|| {
        view! { <LinkButton href="/timer" icon="timer">{t::track()}</LinkButton> }
    });
    let end = page.actions.contains(&ContractAction::End).then(|| {
        view! {
            <More title=t::end()>
                <p class="small muted measure">{t::end_text()}</p>
                <Form action=end hidden=vec![("contract_id", page.id.to_string())] class="" label=t::end()>
                    <Submit kind=ButtonKind::Danger>{t::end_now()}</Submit>
                </Form>
            </More>
        }
    });
    view! { {track}{end} }
}

#[component]
fn Terms(page: ContractPage) -> impl IntoView {
    let sums = page.breakdown;
    let clocks = vec![
        Detail::new(t::term_review(), t::term_review_text()),
        Detail::new(t::term_security(), t::term_security_text()),
    ];
    // Six segments of ten minutes make an hour; written as on the timer's page.
    let tracked = (page.segments > 0).then(|| {
        let hours = format!("{}:{:02}", page.segments / 6, page.segments % 6 * 10);
        view! { <p class="small muted">{t::tracked(hours)}</p> }
    });
    view! {
        <section id="terms" class="stack stack--3" aria-labelledby="terms-heading">
            <h2 id="terms-heading">{t::terms()}</h2>
            <div class="card"><FeeSides breakdown=sums fees=page.fees viewer=Some(page.side)/></div>
            <DetailList details=clocks start=true/>
            {tracked}
            <p><a href=format!("/jobs/{}", page.job)>{t::term_job_link()}</a></p>
        </section>
    }
}

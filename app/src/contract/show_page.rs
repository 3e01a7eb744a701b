//! The room of a contract: where it stands, its money, its milestones, and the way to everything else.

use super::activity::ActivityList;
use super::milestone::MilestoneRow;
use super::{api, next_text, shares, state_tag};
use crate::command::Command;
use crate::job::FeeSides;
use crate::load::{Loaded, load, param};
use crate::ui::{
    Banner, ButtonKind, EscrowBar, Fact, Facts, Form, LinkButton, More, PageHead, Submit, Tab, Tabs, Tone,
};
use crate::words::contract as w;
use domain::actor::Side;
use domain::contract::read::{ContractAction, ContractPage, Next};
use leptos::prelude::*;

/// The page `/contracts/:id`.
#[component]
pub fn ShowPage() -> impl IntoView {
    let page = load(param("id"), api::page);
    view! { <div class="wrap" style="--page:84rem"><Loaded from=page let:page><Room page=page/></Loaded></div> }
}

#[component]
fn Room(page: ContractPage) -> impl IntoView {
    let other = if page.side == Side::Client { page.freelancer_name.clone() } else { page.client_name.clone() };
    let next = next_text(&page.next, page.side, &other);
    let (state, signed) = (page.state, w::signed(page.signed_at.date()));
    let above = move || view! { {state_tag(state)}<span class="small muted">{signed.clone()}</span> }.into_any();
    let agreed = w::agreed(page.breakdown.price);
    let tab =
        |href: &str, name: &str, current: bool| Tab { href: href.to_owned(), name: name.to_owned(), count: 0, current };
    let tabs = vec![
        tab("#milestones", w::tab_milestones(), true),
        tab(&format!("/messages/{}", page.room), w::tab_messages(), false),
        tab("#terms", w::tab_terms(), false),
        tab("#activity", w::tab_activity(), false),
    ];
    let side = page.side;
    // The one that things wait for; only it is marked, though others may have actions too.
    let current = match page.next {
        Next::ClientFundsNext { milestone }
        | Next::PaymentRuns { milestone }
        | Next::FreelancerSubmits { milestone }
        | Next::ClientReviews { milestone, .. } => Some(milestone),
        Next::ClientFunds { .. } => page.milestones.first().map(|view| view.milestone.id),
        Next::CanEnd | Next::Over => None,
    };
    let milestones = page
        .milestones
        .iter()
        .cloned()
        .map(|view| {
            let now = Some(view.milestone.id) == current;
            view! { <MilestoneRow view=view side=side now=now/> }
        })
        .collect_view();
    let actions = page.clone();
    view! {
        <PageHead title=page.title.clone() text=w::with_other(&other) above=above><Actions page=actions/></PageHead>
        <div class="stack stack--5">
            <Banner tone=Tone::Brand icon="clock" title=w::what_next()>{next}</Banner>
            <section class="card escrow" aria-labelledby="escrow-heading">
                <div class="cluster cluster--apart">
                    <h2 id="escrow-heading" style="font-size:var(--text-lg)">{w::escrow()}</h2>
                    <p class="small muted">{agreed}" "<a href="/wallet">{w::ledger_entries()}</a></p>
                </div>
                <EscrowBar shares=shares(page.sums)/>
            </section>
            <Tabs label=w::label() tabs=tabs/>
            <div class="split" style="--aside:22rem">
                <div class="stack stack--6">
                    <section id="milestones" class="stack stack--3" aria-labelledby="milestones-heading">
                        <h2 id="milestones-heading">{w::milestones()}</h2>
                        <ol class="card card--flush">{milestones}</ol>
                    </section>
                    <Terms page=page.clone()/>
                </div>
                <aside class="stack stack--5" aria-label=w::activity()>
                    <section class="card stack stack--3" aria-labelledby="messages-heading">
                        <h2 id="messages-heading" style="font-size:var(--text-lg)">{w::tab_messages()}</h2>
                        <p class="small muted">{w::messages_text(&other)}</p>
                        <LinkButton href=format!("/messages/{}", page.room) icon="message-square">{w::messages_open()}</LinkButton>
                    </section>
                    <ActivityList activity=page.activity.clone() side=page.side other=other.clone()/>
                </aside>
            </div>
        </div>
    }
}

#[component]
fn Actions(page: ContractPage) -> impl IntoView {
    let end = Command::of::<api::End>();
    let track = page.actions.contains(&ContractAction::Track).then(|| {
        view! { <LinkButton href="/timer" icon="timer">{w::track()}</LinkButton> }
    });
    let end = page.actions.contains(&ContractAction::End).then(|| {
        view! {
            <More title=w::end()>
                <p class="small muted measure">{w::end_text()}</p>
                <Form action=end hidden=vec![("contract_id", page.id.to_string())] class="" label=w::end()>
                    <Submit kind=ButtonKind::Danger>{w::end_now()}</Submit>
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
        Fact::new(w::term_review(), w::term_review_text()),
        Fact::new(w::term_security(), w::term_security_text()),
    ];
    // Six segments of ten minutes make an hour; written as on the timer's page.
    let tracked = (page.segments > 0).then(|| {
        let hours = format!("{}:{:02}", page.segments / 6, page.segments % 6 * 10);
        view! { <p class="small muted">{w::tracked(hours)}</p> }
    });
    view! {
        <section id="terms" class="stack stack--3" aria-labelledby="terms-heading">
            <h2 id="terms-heading">{w::terms()}</h2>
            <div class="card"><FeeSides breakdown=sums fees=page.fees viewer=Some(page.side)/></div>
            <Facts facts=clocks start=true/>
            {tracked}
            <p><a href=format!("/jobs/{}", page.job)>{w::term_job_link()}</a></p>
        </section>
    }
}

//! The proposals for one's own job: side by side as a table, as short cards on a phone.

use super::api;
use super::parts::{DeclineForm, MessageButton, ShortlistButton, StateTag, done_by};
use crate::runtime::{Loaded, PageMeta, loader, param, query};
use crate::ui::{
    Banner, ButtonKind, Crumbs, Dialog, Empty, LinkButton, OpenDialog, PageHead, Pagination, Person, Tone,
};
use crate::words::proposal as w;
use crate::words::said;
use crate::words::zone;
use domain::actor::Side;
use domain::proposal::{ANSWER_WITHIN, ProposalAction, ProposalList, ProposalView};
use leptos::prelude::*;

/// The page `/jobs/:id/proposals`.
#[component]
pub fn OfJobPage() -> impl IntoView {
    let (job, after) = (param("id"), query("after"));
    let fetch = |(job, after): (String, String)| async { Ok((api::of_job(job.clone(), after).await?, job)) };
    let list =
        loader("proposal.of_job", move || (job(), after()), fetch).on_server(|(list, _)| PageMeta::of(title(list)));
    view! {
        <div class="wrap">
            <Loaded from=list let:list>
                {list.page(|(list, job)| view! { <Body job=job list=list/> })}
            </Loaded>
        </div>
    }
}

fn title(list: &ProposalList) -> String {
    w::proposals_for(list.job_title.as_deref().unwrap_or_default())
}

#[component]
fn Body(job: String, list: ProposalList) -> impl IntoView {
    let title = title(&list);
    let on = list.next.as_deref().map(|next| format!("/jobs/{job}/proposals?after={next}")).unwrap_or_default();
    let waiting = list.waiting.map(|(count, first)| {
        let text = w::waiting_more(zone::day(first), zone::day(first.plus(ANSWER_WITHIN)));
        view! { <Banner tone=Tone::Brass icon="clock" title=w::waiting(u64::try_from(count).unwrap_or_default())>{text}</Banner> }
    });
    let dialogs = list
        .proposals
        .iter()
        .filter(|proposal| proposal.actions.contains(&ProposalAction::Decline))
        .map(|proposal| view! { <DeclineDialog proposal=proposal.clone()/> })
        .collect_view();
    let to_job = format!("/jobs/{job}");
    let back = to_job.clone();
    let content = if list.proposals.is_empty() {
        view! {
            <h2 class="visually-hidden">{w::proposals_head()}</h2>
            <Empty title=w::none_yet() text=w::none_yet_more()><LinkButton href=back>{w::to_job()}</LinkButton></Empty>
        }
        .into_any()
    } else {
        view! { <Bids proposals=list.proposals/> }.into_any()
    };
    view! {
        <Crumbs ways=vec![("/jobs/mine".to_owned(), w::your_jobs().to_owned())]/>
        <PageHead title=title><LinkButton href=to_job>{w::to_job()}</LinkButton></PageHead>
        <div class="stack stack--5">{waiting}{content}</div>
        {dialogs}
        <Pagination label=w::pages() back="" on=on/>
    }
}

#[component]
fn DeclineDialog(proposal: ProposalView) -> impl IntoView {
    let title = w::decline_whom(&proposal.freelancer_name);
    view! { <Dialog id=format!("decline-{}", proposal.id) title=title><DeclineForm proposal=proposal.id/></Dialog> }
}

#[component]
fn Bids(proposals: Vec<ProposalView>) -> impl IntoView {
    // A job that asks for nothing by name has nothing to show for it.
    let asks = proposals.iter().any(|proposal| proposal.skills.asked() > 0);
    let rows = proposals.into_iter().map(|proposal| view! { <Bid proposal=proposal asks=asks/> }).collect_view();
    view! {
        <div class="card card--flush">
            <table class="table table--fold bids">
                <caption class="visually-hidden">{w::proposals_head()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w::freelancer()}</th>
                        {asks.then(|| view! { <th scope="col">{w::skills()}</th> })}
                        <th scope="col" class="end">{w::price()}</th>
                        <th scope="col">{w::done_by()}</th>
                        <th scope="col">{w::state()}</th>
                        <th scope="col"><span class="visually-hidden">{w::actions()}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Bid(proposal: ProposalView, asks: bool) -> impl IntoView {
    let id = proposal.id;
    let skills = asks.then(|| {
        let skills = &proposal.skills;
        let rest = match (skills.names_none, skills.lacks.is_empty()) {
            (true, _) => w::names_no_skills().to_owned(),
            (false, true) => w::all_skills().to_owned(),
            (false, false) => w::lacks(skills.lacks.join(", ")),
        };
        let count = (!skills.names_none).then(|| view! { <b>{w::matches(skills.has.len(), skills.asked())}</b> });
        view! { <td data-label=w::skills() class="fact skills">{count}<small>{rest}</small></td> }
    });
    let done = done_by(&proposal.terms.milestones).map_or_else(|| w::no_date().to_owned(), said);
    let letter = beginning(proposal.terms.cover_letter.as_str());
    view! {
        <tr>
            <td class="lead" style="max-inline-size:26rem">
                <Person
                    name=proposal.freelancer_name.clone()
                    id=proposal.parties.freelancer.to_string()
                    note=proposal.freelancer_title.clone()
                    href=format!("/proposals/{id}")
                />
                <small style="margin-block-start:var(--s2);font-size:var(--text-sm);font-weight:400">"“"{letter}"”"</small>
            </td>
            {skills}
            <td data-label=w::price() class="key end money">
                <b>{said(proposal.terms.price)}</b>
                <small>{w::you_pay(proposal.breakdown.client_pays)}</small>
            </td>
            <td data-label=w::done_by() class="fact nowrap">{done}</td>
            <td data-label=w::state() class="fact"><StateTag state=proposal.state.clone() reader=Side::Client/></td>
            <td class="acts"><BidActions proposal=proposal/></td>
        </tr>
    }
}

/// The beginning of a letter, cut between two words.
fn beginning(letter: &str) -> String {
    match letter.char_indices().nth(160) {
        None => letter.to_owned(),
        Some((end, _)) => {
            let head = letter.get(..end).unwrap_or(letter);
            format!("{}…", head.rsplit_once(char::is_whitespace).map_or(head, |(head, _)| head))
        }
    }
}

#[component]
fn BidActions(proposal: ProposalView) -> impl IntoView {
    let id = proposal.id;
    let may = |action: ProposalAction| proposal.actions.contains(&action);
    let shortlist =
        may(ProposalAction::Shortlist).then(|| view! { <ShortlistButton proposal=proposal.clone() short=true/> });
    let message =
        may(ProposalAction::Message).then(|| view! { <MessageButton proposal=id room=proposal.room short=true/> });
    let offer = may(ProposalAction::Offer)
        .then(|| view! { <LinkButton href=format!("/proposals/{id}/offer")>{w::make_offer()}</LinkButton> });
    let decline = may(ProposalAction::Decline).then(|| {
        view! {
            <OpenDialog id=format!("decline-{id}") kind=ButtonKind::Quiet>
                {w::decline()}
                <span class="visually-hidden">": "{proposal.freelancer_name.clone()}</span>
            </OpenDialog>
        }
    });
    view! { <div class="cluster cluster--tight">{shortlist}{message}{offer}{decline}</div> }
}

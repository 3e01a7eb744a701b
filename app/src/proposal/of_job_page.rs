//! The proposals for one's own job: side by side as a table, as short cards on a phone.

use super::api;
use super::parts::{DeclineForm, MessageButton, ShortlistButton, StateTag, done_by};
use crate::i18n::proposal as t;
use crate::i18n::said;
use crate::i18n::zone;
use crate::runtime::{Loaded, PageMeta, loader, param, query};
use crate::ui::{
    Banner, ButtonKind, Crumbs, Dialog, Empty, LinkButton, OpenDialog, PageHead, Pagination, Person, Tone,
};
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
    t::proposals_for(list.job_title.as_deref().unwrap_or_default())
}

#[component]
fn Body(job: String, list: ProposalList) -> impl IntoView {
    let title = title(&list);
    let on = list.next.as_deref().map(|next| format!("/jobs/{job}/proposals?after={next}")).unwrap_or_default();
    let waiting = list.waiting.map(|(count, first)| {
        let text = t::waiting_more(zone::day(first), zone::day(first.plus(ANSWER_WITHIN)));
        view! { <Banner tone=Tone::Brass icon="clock" title=t::waiting(u64::try_from(count).unwrap_or_default())>{text}</Banner> }
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
            <h2 class="visually-hidden">{t::proposals_head()}</h2>
            <Empty title=t::none_yet() text=t::none_yet_more()><LinkButton href=back>{t::to_job()}</LinkButton></Empty>
        }
        .into_any()
    } else {
        view! { <Bids proposals=list.proposals/> }.into_any()
    };
    view! {
        <Crumbs ways=vec![("/jobs/mine".to_owned(), t::your_jobs().to_owned())]/>
        <PageHead title=title><LinkButton href=to_job>{t::to_job()}</LinkButton></PageHead>
        <div class="stack stack--5">{waiting}{content}</div>
        {dialogs}
        <Pagination label=t::pages() back="" on=on/>
    }
}

#[component]
fn DeclineDialog(proposal: ProposalView) -> impl IntoView {
    let title = t::decline_whom(&proposal.freelancer_name);
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
                <caption class="visually-hidden">{t::proposals_head()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t::freelancer()}</th>
                        {asks.then(|| view! { <th scope="col">{t::skills()}</th> })}
                        <th scope="col" class="end">{t::price()}</th>
                        <th scope="col">{t::done_by()}</th>
                        <th scope="col">{t::state()}</th>
                        <th scope="col"><span class="visually-hidden">{t::actions()}</span></th>
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
            (true, _) => t::names_no_skills().to_owned(),
            (false, true) => t::all_skills().to_owned(),
            (false, false) => t::lacks(skills.lacks.join(", ")),
        };
        let count = (!skills.names_none).then(|| view! { <b>{t::matches(skills.has.len(), skills.asked())}</b> });
        view! { <td data-label=t::skills() class="fact skills">{count}<small>{rest}</small></td> }
    });
    let done = done_by(&proposal.terms.milestones).map_or_else(|| t::no_date().to_owned(), said);
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
            <td data-label=t::price() class="key end money">
                <b>{said(proposal.terms.price)}</b>
                <small>{t::you_pay(proposal.breakdown.client_pays)}</small>
            </td>
            <td data-label=t::done_by() class="fact nowrap">{done}</td>
            <td data-label=t::state() class="fact"><StateTag state=proposal.state.clone() reader=Side::Client/></td>
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
        .then(|| view! { <LinkButton href=format!("/proposals/{id}/offer")>{t::make_offer()}</LinkButton> });
    let decline = may(ProposalAction::Decline).then(|| {
        view! {
            <OpenDialog id=format!("decline-{id}") kind=ButtonKind::Quiet>
                {t::decline()}
                <span class="visually-hidden">": "{proposal.freelancer_name.clone()}</span>
            </OpenDialog>
        }
    });
    view! { <div class="cluster cluster--tight">{shortlist}{message}{offer}{decline}</div> }
}

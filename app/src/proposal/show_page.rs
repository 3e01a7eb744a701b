//! One proposal, as its client and its freelancer see it.

use super::api;
use super::parts::{DeclineForm, MessageButton, ShortlistButton, StateTag, Typed, state_sentence};
use crate::i18n::proposal as t;
use crate::i18n::said;
use crate::job::FeeSides;
use crate::runtime::{Command, Loaded, PageMeta, changes, loader, param};
use crate::ui::{ButtonKind, Cell, Crumbs, Form, LinkButton, Moment, More, PageHead, Person, Submit, Table};
use domain::actor::Side;
use domain::proposal::{ProposalAction, ProposalState, ProposalView};
use leptos::prelude::*;

/// The page `/proposals/:id`.
#[component]
pub fn ShowPage() -> impl IntoView {
    let id = param("id");
    move || view! { <Showing id=id()/> }
}

/// Another proposal is another page: nothing that was opened here stays open there.
#[component]
fn Showing(id: String) -> impl IntoView {
    let proposal = loader("proposal.show", move || id.clone(), api::page).on_server(told);
    let read = Command::of::<api::ViewProposal>();
    view! {
        <div class="wrap">
            <Loaded from=proposal let:proposal>
                {proposal.meta.props::<String>().map(|unread| mark_read(unread, read))}
                {proposal.page(|proposal| view! { <Body proposal=proposal/> })}
            </Loaded>
        </div>
    }
}

fn title(proposal: &ProposalView) -> String {
    match proposal.side {
        Side::Client => t::from(&proposal.freelancer_name),
        Side::Freelancer => t::yours_for(&proposal.job_title),
    }
}

/// With the fields of the command that marks it as read, where it is unread.
fn told(proposal: &ProposalView) -> PageMeta {
    let unread = is_unread(proposal).then(|| format!("proposal_id={}", proposal.id));
    PageMeta::of(title(proposal)).with_props(unread.as_ref())
}

fn is_unread(proposal: &ProposalView) -> bool {
    proposal.side == Side::Client && proposal.state == ProposalState::Sent
}

#[component]
fn Body(proposal: ProposalView) -> impl IntoView {
    let job = proposal.job;
    let title = title(&proposal);
    let crumb = match proposal.side {
        Side::Client => (format!("/jobs/{job}/proposals"), t::proposals_for(&proposal.job_title)),
        Side::Freelancer => ("/proposals".to_owned(), t::mine().to_owned()),
    };
    let (state, reader) = (proposal.state.clone(), proposal.side);
    let tag = move || view! { <StateTag state=state.clone() reader=reader/> };
    let reason = match &proposal.state {
        ProposalState::Declined { reason, .. } => Some(reason.to_string()),
        ProposalState::Sent
        | ProposalState::Viewed { .. }
        | ProposalState::Shortlisted { .. }
        | ProposalState::Offered { .. }
        | ProposalState::Hired { .. }
        | ProposalState::Withdrawn { .. }
        | ProposalState::NotChosen { .. } => None,
    };
    let reason = reason.map(|reason| {
        view! {
            <section class="stack stack--2" aria-labelledby="reason">
                <h2 id="reason">{t::reason_given()}</h2>
                <Typed text=reason/>
            </section>
        }
    });
    let unread = is_unread(&proposal).then(|| view! { <MarkRead proposal=proposal.clone()/> });
    // On a phone what one can do lies below several screens.
    let may_act = proposal.offer.is_some() || proposal.actions.contains(&ProposalAction::Offer);
    let down = may_act.then(|| {
        view! {
            <a
                class="button button--block narrow-only"
                href="#answer"
                rel="external"
                style="margin-block-end:var(--s5)"
            >
                {t::answer_below()}
            </a>
        }
    });
    view! {
        <Crumbs ways=vec![crumb]/>
        <PageHead title=title text=state_sentence(&proposal.state, proposal.side) above=tag/>
        {down}
        <div class="split">
            <div class="stack stack--6">
                {reason}
                <section class="stack" aria-labelledby="letter">
                    <h2 id="letter">{t::letter()}</h2>
                    <Typed text=proposal.terms.cover_letter.to_string()/>
                </section>
                <Steps proposal=proposal.clone()/>
                <section class="stack stack--3" aria-labelledby="fees">
                    <h2 id="fees">{t::both_sides()}</h2>
                    <div class="card"><FeeSides breakdown=proposal.breakdown fees=proposal.fees viewer=Some(proposal.side)/></div>
                </section>
            </div>
            <Margin proposal=proposal>{unread}</Margin>
        </div>
    }
}

/// Opening a proposal is reading it. Scripts say so by themselves; without them there is a button.
fn mark_read(fields: String, action: Command) {
    let changes = changes();
    Effect::new(move |_| action.send(fields.clone()));
    Effect::new(move |_| action.is_done().then(|| changes.happened()));
}

#[component]
fn MarkRead(proposal: ProposalView) -> impl IntoView {
    let action = Command::of::<api::ViewProposal>();
    view! {
        <Form action=action hidden=vec![("proposal_id", proposal.id.to_string())] class="">
            <Submit kind=ButtonKind::Quiet icon="eye">{t::mark_read()}</Submit>
        </Form>
    }
}

#[component]
fn Steps(proposal: ProposalView) -> impl IntoView {
    let rows = proposal
        .terms
        .milestones
        .iter()
        .zip(1..)
        .map(|(milestone, number)| {
            let due = milestone.due.map_or_else(|| t::no_date().to_owned(), said);
            vec![Cell::text(format!("{number}. {}", milestone.title)), Cell::text(due), Cell::figure(milestone.amount)]
        })
        .collect();
    view! {
        <section class="stack stack--3" aria-labelledby="steps">
            <h2 id="steps">{t::milestones()}</h2>
            <div class="card card--flush"><Table caption=t::milestones() head=vec![t::milestone(), t::due(), t::amount()] rows=rows/></div>
        </section>
    }
}

#[component]
fn Margin(proposal: ProposalView, children: Children) -> impl IntoView {
    let (name, id, note, label) = match proposal.side {
        Side::Client => (
            proposal.freelancer_name.clone(),
            proposal.parties.freelancer,
            proposal.freelancer_title.clone(),
            t::freelancer(),
        ),
        Side::Freelancer => (proposal.client_name.clone(), proposal.parties.client, String::new(), t::client()),
    };
    let offer = proposal.offer.map(|offer| {
        view! {
            <LinkButton href=format!("/offers/{offer}") kind=ButtonKind::Primary icon="file-text">
                {t::to_offer()}
            </LinkButton>
        }
    });
    let room = proposal.room.filter(|_| proposal.side == Side::Freelancer);
    let room = room.map(
        |room| view! { <LinkButton href=format!("/messages/{room}") icon="message-square">{t::message()}</LinkButton> },
    );
    view! {
        <aside class="stack stack--5" aria-label=label>
            <div class="card stack" id="answer">
                <Person name=name id=id.to_string() note=note href=format!("/people/{id}")/>
                <p class="small muted">{t::sent_on()}" "<Moment at=proposal.sent_at/></p>
                <p class="small"><a href=format!("/jobs/{}", proposal.job)>{proposal.job_title.clone()}</a></p>
                <div class="actions">{offer}{room}<Actions proposal=proposal.clone()/>{children()}</div>
                <Decline proposal=proposal/>
            </div>
        </aside>
    }
}

#[component]
fn Actions(proposal: ProposalView) -> impl IntoView {
    let id = proposal.id;
    let withdraw = Command::of::<api::Withdraw>();
    let may = |action: ProposalAction| proposal.actions.contains(&action);
    let offer = may(ProposalAction::Offer).then(|| {
        view! {
            <LinkButton href=format!("/proposals/{id}/offer") kind=ButtonKind::Primary>{t::make_offer()}</LinkButton>
        }
    });
    let message = may(ProposalAction::Message).then(|| view! { <MessageButton proposal=id room=proposal.room/> });
    let shortlist = may(ProposalAction::Shortlist).then(|| view! { <ShortlistButton proposal=proposal.clone()/> });
    let edit = may(ProposalAction::Edit).then(
        || view! { <LinkButton href=format!("/proposals/{id}/edit") icon="pencil">{t::edit_link()}</LinkButton> },
    );
    let withdraw = may(ProposalAction::Withdraw).then(|| {
        view! {
            <Form action=withdraw hidden=vec![("proposal_id", id.to_string())] class="">
                <Submit kind=ButtonKind::Danger>{t::withdraw()}</Submit>
            </Form>
        }
    });
    view! { {offer}{message}{shortlist}{edit}{withdraw} }
}

#[component]
fn Decline(proposal: ProposalView) -> impl IntoView {
    proposal
        .actions
        .contains(&ProposalAction::Decline)
        .then(|| view! { <More title=t::decline_open()><DeclineForm proposal=proposal.id/></More> })
}

//! One version of an offer: what it says, what it means for both sides, how it came about, and the answers to it.

use super::api;
use super::changes::Terms;
use super::form::{OfferFields, typed};
use crate::command::Command;
use crate::job::FeeSides;
use crate::load::{Loaded, load, param};
use crate::proposal::Rows;
use crate::ui::{
    Banner, ButtonKind, Fact, Facts, Form, LinkButton, Moment, More, PageHead, Pip, Submit, Tag, Timeline,
    TimelineItem, Tone,
};
use crate::words::offer as w;
use crate::words::said;
use domain::actor::Side;
use domain::offer::{OfferAction, OfferPage, OfferState, OfferVersion};
use leptos::prelude::*;

/// The page `/offers/:id`.
#[component]
pub fn ShowPage() -> impl IntoView {
    let id = param("id");
    move || view! { <Shown id=id()/> }
}

/// The answers in the making; they belong to the page, so that reading its data again loses nothing.
#[derive(Clone, Copy)]
struct Answers {
    accept: Command,
    decline: Command,
    withdraw: Command,
    counter: Command,
    rows: Rows,
}

#[component]
fn Shown(id: String) -> impl IntoView {
    let page = load(move || id.clone(), api::page);
    let answers = Answers {
        accept: Command::of::<api::Accept>(),
        decline: Command::of::<api::Decline>(),
        withdraw: Command::of::<api::Withdraw>(),
        counter: Command::of::<api::Counter>(),
        rows: Rows::new(),
    };
    view! { <div class="wrap"><Loaded from=page let:page><Offer page=page answers=answers/></Loaded></div> }
}

fn name_of(page: &OfferPage, side: Side) -> String {
    match side {
        Side::Client => page.client_name.clone(),
        Side::Freelancer => page.freelancer_name.clone(),
    }
}

fn state_tag(page: &OfferPage) -> AnyView {
    let (tone, icon, word) = match page.version.state {
        OfferState::Sent { .. } if page.version.from == page.side => (Tone::Brand, "send", w::state_sent()),
        OfferState::Sent { .. } => (Tone::Brass, "clock", w::state_your_turn()),
        OfferState::Accepted { .. } => (Tone::Good, "check", w::state_accepted()),
        OfferState::Declined { .. } => (Tone::Neutral, "x", w::state_declined()),
        OfferState::Withdrawn { .. } => (Tone::Neutral, "x", w::state_withdrawn()),
        OfferState::Expired { .. } => (Tone::Warn, "clock", w::state_expired()),
        OfferState::Countered { .. } => (Tone::Neutral, "rotate-ccw", w::state_countered()),
    };
    view! { <Tag tone=tone icon=icon>{word}</Tag> }.into_any()
}

#[component]
fn Offer(page: OfferPage, answers: Answers) -> impl IntoView {
    let other = name_of(&page, page.side.other());
    let first = page.clone();
    let number = page.version.number;
    let above = move || view! { {state_tag(&first)}<span class="small muted">{w::version(number)}</span> }.into_any();
    let before = page.history.iter().rfind(|version| version.number < number).map(|version| version.terms.clone());
    let against = before.is_some().then(|| view! { <p class="small muted">{w::against(number, number - 1)}" "{w::added()}" "<ins>{w::underlined()}</ins>", "{w::removed()}" "<del>{w::struck_out()}</del>"."</p> });
    let message = page.version.terms.message.to_string();
    let from = name_of(&page, page.version.from);
    let message = (!message.is_empty()).then(|| {
        view! { <blockquote class="measure"><p style="white-space:pre-line">{message}</p><p class="small muted">{from}", "<Moment at=page.version.made_at/></p></blockquote> }
    });
    let room = page.room.map(|room| view! { <LinkButton href=format!("/messages/{room}") icon="message-square">{w::messages()}</LinkButton> });
    // On a phone the answer lies below several screens.
    let down = page.actions.contains(&OfferAction::Accept).then(|| {
        view! { <a class="button button--primary button--block narrow-only" href="#answer" rel="external" style="margin-block-end:var(--s5)">{w::answer_below()}</a> }
    });
    view! {
        <PageHead title=page.title.clone() text=w::with_other(&other) above=above>{room}</PageHead>
        {down}
        <div class="stack stack--5">
            <Standing page=page.clone() other=other/>
            <div class="split" style="--aside:24rem">
                <div class="stack stack--6">
                    <section class="stack stack--3" aria-labelledby="terms-heading">
                        <h2 id="terms-heading">{w::terms()}</h2>
                        {against}
                        {message}
                        <Terms terms=page.version.terms.clone() before=before/>
                    </section>
                    <section class="stack stack--3" aria-labelledby="fees-heading">
                        <h2 id="fees-heading">{w::both_sides()}</h2>
                        <div class="card"><FeeSides breakdown=page.breakdown fees=page.version.terms.fees viewer=Some(page.side)/></div>
                        <p class="hint">{w::fees_fixed()}</p>
                    </section>
                    <History page=page.clone()/>
                </div>
                <Answer page=page answers=answers/>
            </div>
        </div>
    }
}

/// Where it stands, and what happens next.
#[component]
fn Standing(page: OfferPage, other: String) -> impl IntoView {
    let mine = page.version.from == page.side;
    match page.version.state {
        OfferState::Sent { expires_at } => {
            let (title, text) = if mine {
                (w::waits_for(&other), w::waits_text(expires_at))
            } else {
                (w::your_turn().to_owned(), w::your_turn_text(expires_at))
            };
            view! { <Banner tone=Tone::Brass icon="clock" title=title>{text}</Banner> }.into_any()
        }
        OfferState::Accepted { at, contract } => view! {
            <Banner tone=Tone::Good icon="check" title=w::accepted(at)><a href=format!("/contracts/{contract}")>{w::to_contract()}</a></Banner>
        }
        .into_any(),
        OfferState::Countered { at, by } => view! {
            <Banner tone=Tone::Brand icon="rotate-ccw" title=w::countered(at)><a href=format!("/offers/{by}")>{w::to_newer()}</a></Banner>
        }
        .into_any(),
        OfferState::Declined { at } => view! { <Banner icon="x" title=w::declined(at)>{w::over_text()}</Banner> }.into_any(),
        OfferState::Withdrawn { at } => view! { <Banner icon="x" title=w::withdrawn(at)>{w::over_text()}</Banner> }.into_any(),
        OfferState::Expired { at } => view! { <Banner tone=Tone::Warn icon="clock" title=w::expired(at)>{w::over_text()}</Banner> }.into_any(),
    }
}

/// All versions, newest first, back to the proposal.
#[component]
fn History(page: OfferPage) -> impl IntoView {
    let shown = page.id;
    let rows = page
        .history
        .iter()
        .rev()
        .map(|version| {
            let OfferVersion { id, number, from, made_at, terms, .. } = version.clone();
            let who = if from == page.side { w::you().to_owned() } else { name_of(&page, from) };
            let name = w::version_by(number, who);
            let name = if id == shown { view! { <b>{name}</b> }.into_any() } else { view! { <b><a href=format!("/offers/{id}")>{name}</a></b> }.into_any() };
            let pip = if id == shown { Pip::Now } else { Pip::Done };
            let parts = u64::try_from(terms.milestones.len()).unwrap_or_default();
            view! {
                <TimelineItem pip=pip>
                    {name}" "<span class="muted">{said(terms.price)}", "{w::parts(parts)}</span><br/><Moment at=made_at/>
                </TimelineItem>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="history-heading">
            <h2 id="history-heading">{w::history()}</h2>
            <Timeline>
                {rows}
                <TimelineItem pip=Pip::Done><b><a href=format!("/proposals/{}", page.proposal)>{w::proposal_of(&page.freelancer_name)}</a></b></TimelineItem>
            </Timeline>
        </section>
    }
}

/// What the viewer may do now, beside the terms.
#[component]
fn Answer(page: OfferPage, answers: Answers) -> impl IntoView {
    let which = vec![("offer_id", page.id.to_string())];
    let may = |action: OfferAction| page.actions.contains(&action);
    let price = page.version.terms.price;
    let accept = may(OfferAction::Accept).then(|| {
        let next = match page.side {
            Side::Client => w::accept_text_client(),
            Side::Freelancer => w::accept_text_freelancer(),
        };
        view! {
            <Form action=answers.accept hidden=which.clone() class="stack stack--3" label=w::accept(price)>
                <p class="small muted">{next}</p>
                <Submit large=true block=true icon="check">{w::accept(price)}</Submit>
            </Form>
        }
    });
    let counter = may(OfferAction::Counter).then(|| view! { <Counter page=page.clone() answers=answers/> });
    let decline = may(OfferAction::Decline).then(|| {
        view! {
            <Form action=answers.decline hidden=which.clone() class="stack stack--2" label=w::decline()>
                <Submit kind=ButtonKind::Danger block=true>{w::decline()}</Submit>
                <p class="hint">{w::decline_hint()}</p>
            </Form>
        }
    });
    let withdraw = may(OfferAction::Withdraw).then(|| {
        view! {
            <Form action=answers.withdraw hidden=which.clone() class="stack stack--2" label=w::withdraw()>
                <Submit kind=ButtonKind::Danger block=true>{w::withdraw()}</Submit>
                <p class="hint">{w::decline_hint()}</p>
            </Form>
        }
    });
    let any = !page.actions.is_empty();
    let card = any.then(|| {
        view! {
            <section class="card stack" id="answer" aria-labelledby="answer-heading">
                <h2 id="answer-heading" style="font-size:var(--text-lg)">{w::answer()}</h2>
                {accept}{counter}{decline}{withdraw}
            </section>
        }
    });
    let parts = page.version.terms.milestones.len();
    let facts = vec![
        Fact::new(w::kind(), w::kind_text(parts)),
        Fact::new(w::client(), &page.client_name),
        Fact::new(w::freelancer(), &page.freelancer_name),
    ];
    view! {
        <aside class="stack stack--5" aria-label=w::answer()>
            {card}
            <section class="stack stack--2" aria-labelledby="other-heading">
                <h2 id="other-heading" style="font-size:var(--text-lg)">{w::about()}</h2>
                <Facts facts=facts start=true/>
                <p class="cluster"><a href=format!("/jobs/{}", page.job)>{w::to_job()}</a><a href=format!("/proposals/{}", page.proposal)>{w::to_proposal()}</a></p>
            </section>
        </aside>
    }
}

#[component]
fn Counter(page: OfferPage, answers: Answers) -> impl IntoView {
    let (currency, fees, side) = (page.version.terms.price.currency, page.version.terms.fees, page.side);
    view! {
        <More title=w::counter()>
            <Form action=answers.counter hidden=vec![("offer_id", page.id.to_string())] class="stack" label=w::counter()>
                <p class="small muted">{w::counter_text()}</p>
                <OfferFields rows=answers.rows given=typed(&page.version.terms.milestones) currency=currency fees=fees side=side/>
                <Submit kind=ButtonKind::Plain block=true icon="send">{w::counter_send()}</Submit>
            </Form>
        </More>
    }
}

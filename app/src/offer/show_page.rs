//! One version of an offer: what it says, what it means for both sides, how it came about, and the answers to it.

use super::api;
use super::changes::Terms;
use super::form::{OfferFields, typed};
use super::meaning::{FirstStep, Paper, Sides, WhatIf};
use crate::head::Title;
use crate::i18n::offer as t;
use crate::i18n::said;
use crate::proposal::Rows;
use crate::runtime::chunk::{LazyForm, fetch};
use crate::runtime::{Command, Loaded, loader, param, server_part};
use crate::ui::{
    Ask, Avatar, Banner, ButtonKind, Detail, DetailList, Form, Moment, More, PageHead, Pip, Submit, Tag, Timeline,
    TimelineItem, Tone,
};
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
    counter: Command,
    rows: Rows,
}

#[component]
fn Shown(id: String) -> impl IntoView {
    let page = loader("offer.show", move || id.clone(), api::page).load();
    let answers = Answers { counter: Command::of::<api::Counter>(), rows: Rows::new() };
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
        OfferState::Sent { .. } if page.version.from == page.side => (Tone::Brand, "send", t::state_sent()),
        OfferState::Sent { .. } => (Tone::Brass, "clock", t::state_your_turn()),
        OfferState::Accepted { .. } => (Tone::Good, "check", t::state_accepted()),
        OfferState::Declined { .. } => (Tone::Neutral, "x", t::state_declined()),
        OfferState::Withdrawn { .. } => (Tone::Neutral, "x", t::state_withdrawn()),
        OfferState::Expired { .. } => (Tone::Warn, "clock", t::state_expired()),
        OfferState::Countered { .. } => (Tone::Neutral, "rotate-ccw", t::state_countered()),
        OfferState::NotChosen { .. } => (Tone::Neutral, "x", t::state_not_chosen()),
    };
    view! { <Tag tone=tone icon=icon>{word}</Tag> }.into_any()
}

#[component]
fn Offer(page: OfferPage, answers: Answers) -> impl IntoView {
    let (first, all) = (page.clone(), page.clone());
    view! {
        <Title text=page.title.clone()/>
        <div>{server_part("head", move || view! { <Head page=first/> })}</div>
        <div class="split" style="--aside:24rem">
            <div class="stack stack--6">{server_part("terms", move || view! { <What page=all/> })}</div>
            <Answer page=page answers=answers/>
        </div>
    }
}

/// Whose offer it is and where it stands.
#[component]
fn Head(page: OfferPage) -> impl IntoView {
    let other = name_of(&page, page.side.other());
    let first = page.clone();
    let number = page.version.number;
    let line = match page.version.state {
        OfferState::Sent { expires_at } => t::version_until(number, expires_at),
        OfferState::Accepted { .. }
        | OfferState::Declined { .. }
        | OfferState::Withdrawn { .. }
        | OfferState::Expired { .. }
        | OfferState::Countered { .. }
        | OfferState::NotChosen { .. } => t::version(number),
    };
    let above = move || view! { {state_tag(&first)}<span class="small muted">{line.clone()}</span> }.into_any();
    let with = match page.side {
        Side::Client => page.parties.freelancer,
        Side::Freelancer => page.parties.client,
    }
    .to_string();
    let (name, talk) = (other.clone(), page.room);
    let below = move || {
        let talk = talk.map(|room| view! { <a href=format!("/messages/{room}")>{t::messages()}</a> });
        view! {
            <p class="cluster cluster--tight">
                <Avatar name=name.clone() id=with.clone() size="s"/>
                <a href=format!("/people/{with}")>{name.clone()}</a>
                {talk}
            </p>
        }
        .into_any()
    };
    // On a phone the answer lies below several screens.
    let down = page.actions.contains(&OfferAction::Accept).then(|| {
        view! {
            <a
                class="button button--primary button--block narrow-only"
                href="#answer"
                rel="external"
                style="margin-block-end:var(--s5)"
            >
                {t::answer_below()}
            </a>
        }
    });
    let standing =
        standing(&page, &other).map(|banner| view! { <div style="margin-block-end:var(--s5)">{banner}</div> });
    view! {
        <PageHead title=page.title.clone() above=above below=below/>
        {down}
        {standing}
    }
}

/// What is offered, how it came about, and what it means.
#[component]
fn What(page: OfferPage) -> impl IntoView {
    let number = page.version.number;
    let before = page.history.iter().rfind(|version| version.number < number).map(|version| version.terms.clone());
    let against = before.is_some().then(|| {
        view! {
            <p class="small muted">
                {t::against(number, number - 1)}" "
                {t::added()}" "
                <ins>{t::underlined()}</ins>", "
                {t::removed()}" "
                <del>{t::struck_out()}</del>"."
            </p>
        }
    });
    let message = page.version.terms.message.to_string();
    let from = name_of(&page, page.version.from);
    let message = (!message.is_empty()).then(|| {
        view! {
            <blockquote class="measure">
                <p style="white-space:pre-line">{message}</p>
                <p class="small muted">{from}", "<Moment at=page.version.made_at/></p>
            </blockquote>
        }
    });
    let title = if before.is_some() { t::changed() } else { t::terms() };
    view! {
        <section class="stack stack--3" aria-labelledby="terms-heading">
            <div class="cluster cluster--apart"><h2 id="terms-heading">{title}</h2><Versions page=page.clone()/></div>
            {against}
            {message}
            <Terms terms=page.version.terms.clone() before=before/>
        </section>
        <History page=page.clone()/>
        <Sides page=page.clone()/>
        <WhatIf page=page.clone()/>
        <Paper page=page/>
    }
}

/// The newest versions beside each other, each a link; the list below has all of them.
#[component]
fn Versions(page: OfferPage) -> impl IntoView {
    const SHOWN: usize = 3;
    let shown = page.id;
    let versions = page.history.iter().skip(page.history.len().saturating_sub(SHOWN));
    let links = versions
        .map(|version| {
            let current = (version.id == shown).then_some("page");
            view! { <a href=format!("/offers/{}", version.id) aria-current=current>{t::version_word(version.number)}</a> }
        })
        .collect_view();
    view! {
        <nav class="segmented" aria-label=t::history()>
            <a href=format!("/proposals/{}", page.proposal)>{t::proposal_word()}</a>
            {links}
        </nav>
    }
}

/// Where it stands, and what happens next.
fn standing(page: &OfferPage, other: &str) -> Option<AnyView> {
    let over_text = if page.goes_on { t::over_text() } else { t::over_not_chosen() };
    let banner = match page.version.state {
        // To those whose turn it is the card of the answer says so.
        OfferState::Sent { .. } if page.version.from != page.side => return None,
        OfferState::Sent { expires_at } => {
            view! { <Banner tone=Tone::Brass icon="clock" title=t::waits_for(other)>{t::waits_text(expires_at)}</Banner> }
                .into_any()
        }
        OfferState::Accepted { at, contract } => view! {
            <Banner tone=Tone::Good icon="check" title=t::accepted(at)>
                <a href=format!("/contracts/{contract}")>{t::to_contract()}</a>
            </Banner>
        }
        .into_any(),
        OfferState::Countered { at, by } => view! {
            <Banner tone=Tone::Brand icon="rotate-ccw" title=t::countered(at)><a href=format!("/offers/{by}")>{t::to_newer()}</a></Banner>
        }
        .into_any(),
        OfferState::Declined { at } => view! { <Banner icon="x" title=t::declined(at)>{over_text}</Banner> }.into_any(),
        OfferState::Withdrawn { at } => view! { <Banner icon="x" title=t::withdrawn(at)>{over_text}</Banner> }.into_any(),
        OfferState::NotChosen { at } => view! { <Banner icon="x" title=t::not_chosen(at)>{over_text}</Banner> }.into_any(),
        OfferState::Expired { at } => view! { <Banner tone=Tone::Warn icon="clock" title=t::expired(at)>{over_text}</Banner> }.into_any(),
    };
    Some(banner)
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
            let who = if from == page.side { t::you().to_owned() } else { name_of(&page, from) };
            let name = t::version_by(number, who);
            let name = if id == shown {
                view! { <b>{name}</b> }.into_any()
            } else {
                view! { <b><a href=format!("/offers/{id}")>{name}</a></b> }.into_any()
            };
            // Whose turn it is nobody waits for once it is answered.
            let open = matches!(page.version.state, OfferState::Sent { .. });
            let pip = if id == shown && open { Pip::Now } else { Pip::Done };
            let parts = u64::try_from(terms.milestones.len()).unwrap_or_default();
            view! {
                <TimelineItem pip=pip>
                    {name}" "<span class="muted">{said(terms.price)}", "{t::parts(parts)}</span><br/><Moment at=made_at/>
                </TimelineItem>
            }
        })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="history-heading">
            <h2 id="history-heading">{t::history()}</h2>
            <Timeline>
                {rows}
                <TimelineItem pip=Pip::Done>
                    <b>
                        <a href=format!("/proposals/{}", page.proposal)>{t::proposal_of(&page.freelancer_name)}</a>
                    </b>" "
                    <span class="muted">{said(page.proposed)}</span><br/>
                    <Moment at=page.proposed_at/>
                </TimelineItem>
            </Timeline>
        </section>
    }
}

/// How long the viewer has, if it is their turn.
fn until(page: &OfferPage) -> Option<AnyView> {
    match page.version.state {
        OfferState::Sent { expires_at } if page.version.from != page.side => {
            Some(view! { <p class="hint">{t::your_turn_text(expires_at)}</p> }.into_any())
        }
        OfferState::Sent { .. }
        | OfferState::Accepted { .. }
        | OfferState::Declined { .. }
        | OfferState::Withdrawn { .. }
        | OfferState::Expired { .. }
        | OfferState::Countered { .. }
        | OfferState::NotChosen { .. } => None,
    }
}

/// What the viewer may do now, beside the terms.
#[component]
fn Answer(page: OfferPage, answers: Answers) -> impl IntoView {
    let may = |action: OfferAction| page.actions.contains(&action);
    let (first, no, about) = (page.clone(), page.clone(), page.clone());
    let accept = may(OfferAction::Accept)
        .then(|| view! { <div>{server_part("accept", move || view! { <Accept page=first/> })}</div> });
    let counter = may(OfferAction::Counter).then(|| Suspend::new(counter(page.clone(), answers)));
    let card = (!page.actions.is_empty()).then(|| {
        view! {
            <section class="card stack" id="answer" aria-labelledby="answer-heading">
                <h2 id="answer-heading" style="font-size:var(--text-lg)">{t::answer()}</h2>
                {accept}
                {counter}
                <div class="stack">{server_part("no", move || view! { <No page=no/> })}</div>
            </section>
        }
    });
    view! {
        <aside class="stack stack--5" aria-label=t::answer()>
            {card}
            <section class="stack stack--2" aria-labelledby="other-heading">
                {server_part("about", move || view! { <About page=about/> })}
            </section>
        </aside>
    }
}

fn which(page: &OfferPage) -> Vec<(&'static str, String)> {
    vec![("offer_id", page.id.to_string())]
}

#[component]
fn Accept(page: OfferPage) -> impl IntoView {
    let (action, price) = (Command::of::<api::Accept>(), page.version.terms.price);
    let attempt = format!("accept-{}", page.version.id);
    let next = match page.side {
        Side::Client => t::accept_text_client(),
        Side::Freelancer => t::accept_text_freelancer(),
    };
    view! {
        <Ask title=t::accept(price) primary=true>
            <Form action=action hidden=which(&page) attempt=attempt class="stack stack--3" label=t::accept(price)>
                <p class="small">{next}</p>
                <FirstStep page=page/>
                <p class="small">{t::accept_binds()}</p>
                <Submit block=true icon="check">{t::accept_now(price)}</Submit>
            </Form>
        </Ask>
    }
}

/// To decline or to withdraw, and how long there is.
#[component]
fn No(page: OfferPage) -> impl IntoView {
    let may = |action: OfferAction| page.actions.contains(&action);
    let decline = may(OfferAction::Decline).then(|| (Command::of::<api::Decline>(), t::decline()));
    let withdraw = may(OfferAction::Withdraw).then(|| (Command::of::<api::Withdraw>(), t::withdraw()));
    let forms = [decline, withdraw].into_iter().flatten().map(|(action, word)| {
        view! {
            <Form action=action hidden=which(&page) class="stack stack--2" label=word>
                <Submit kind=ButtonKind::Danger block=true>{word}</Submit>
                <p class="hint">{t::decline_hint()}</p>
            </Form>
        }
    });
    let forms = forms.collect_view();
    view! { {forms}{until(&page)} }
}

#[component]
fn About(page: OfferPage) -> impl IntoView {
    let parts = page.version.terms.milestones.len();
    let details = vec![
        Detail::new(t::kind(), t::kind_text(parts as u64)),
        Detail::new(t::client(), &page.client_name),
        Detail::new(t::freelancer(), &page.freelancer_name),
    ];
    view! {
        <h2 id="other-heading" style="font-size:var(--text-lg)">{t::about()}</h2>
        <DetailList details=details start=true/>
        <p class="cluster">
            <a href=format!("/jobs/{}", page.job)>{t::to_job()}</a>
            <a href=format!("/proposals/{}", page.proposal)>{t::to_proposal()}</a>
        </p>
    }
}

#[leptos::lazy]
fn counter_offer(page: OfferPage, answers: Answers) -> AnyView {
    view! { <Counter page=page answers=answers/> }.into_any()
}

/// The form that answers an offer with another one, in a chunk of its own.
async fn counter(page: OfferPage, answers: Answers) -> AnyView {
    crate::runtime::chunk::rendered(counter_offer(page, answers)).await
}

/// Where that form stands in the document.
pub(crate) const COUNTER: LazyForm =
    LazyForm { selector: "form[action='/do/offer/counter']", fetch: fetch!(__preload_counter_offer) };

#[component]
fn Counter(page: OfferPage, answers: Answers) -> impl IntoView {
    let (currency, fees, side) = (page.version.terms.price.currency, page.version.terms.fees, page.side);
    view! {
        <More title=t::counter()>
            <Form action=answers.counter hidden=vec![("offer_id", page.id.to_string())] class="stack" label=t::counter()>
                <p class="small muted">{t::counter_text()}</p>
                <OfferFields rows=answers.rows given=typed(&page.version.terms.milestones) currency=currency fees=fees side=side/>
                <Submit kind=ButtonKind::Plain block=true icon="send">{t::counter_send()}</Submit>
            </Form>
        </More>
    }
}

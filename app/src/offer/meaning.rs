//! What an offer means: for each side, if nothing is done, and as a contract in sentences.

use crate::contract::{Outcome, Outcomes, heads};
use crate::i18n::offer as t;
use crate::i18n::said;
use crate::ui::{Clauses, Detail, DetailList, Sheet};
use domain::actor::Side;
use domain::fee::Breakdown;
use domain::money::Money;
use domain::offer::{OfferPage, OfferState};
use leptos::prelude::*;

/// The figures of both sides, a card for each, the viewer's first.
#[component]
pub fn Sides(page: OfferPage) -> impl IntoView {
    let (sums, fees) = (page.breakdown, page.version.terms.fees);
    let less = sums.freelancer_fee.checked_neg().unwrap_or(sums.freelancer_fee);
    let client = vec![
        Detail::new(t::price(), sums.price),
        Detail::new(t::client_fee(fees.client), sums.client_fee),
        Detail::new(if page.side == Side::Client { t::you_pay() } else { t::client_pays() }, sums.client_pays),
    ];
    let freelancer = vec![
        Detail::new(t::price(), sums.price),
        Detail::new(t::freelancer_fee(fees.freelancer), less),
        Detail::new(
            if page.side == Side::Freelancer { t::you_get() } else { t::freelancer_gets() },
            sums.freelancer_gets,
        ),
    ];
    let name = |side: Side, name: &str| if page.side == side { t::you_as().to_owned() } else { name.to_owned() };
    let cards = [
        (t::the_client(name(Side::Client, &page.client_name)), client),
        (t::the_freelancer(name(Side::Freelancer, &page.freelancer_name)), freelancer),
    ];
    let cards = cards
        .into_iter()
        .map(|(title, details)| view! { <div class="card stack stack--2"><h3>{title}</h3><DetailList details=details total=true/></div> })
        .collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="fees-heading">
            <h2 id="fees-heading">{t::both_sides()}</h2>
            <div class="grid" style="--min:15rem">{cards}</div>
            <p class="hint">{t::fees_fixed()}</p>
        </section>
    }
}

/// The first milestone under the fees of this offer.
fn first(page: &OfferPage) -> Option<Breakdown> {
    let amount = page.version.terms.milestones.first()?.amount;
    Breakdown::of(amount, page.version.terms.fees).ok()
}

/// What taking it begins with: the first milestone, in figures of the viewer's side.
#[component]
pub fn FirstStep(page: OfferPage) -> impl IntoView {
    let sums = first(&page)?;
    let fees = page.version.terms.fees;
    let details = match page.side {
        Side::Client => vec![
            Detail::new(t::first_milestone(), sums.price),
            Detail::new(t::client_fee(fees.client), sums.client_fee),
            Detail::new(t::you_fund_first(), sums.client_pays),
        ],
        Side::Freelancer => vec![
            Detail::new(t::first_milestone(), sums.price),
            Detail::new(
                t::freelancer_fee(fees.freelancer),
                sums.freelancer_fee.checked_neg().unwrap_or(sums.freelancer_fee),
            ),
            Detail::new(t::you_get_first(), sums.freelancer_gets),
        ],
    };
    Some(view! { <DetailList details=details total=true/> })
}

/// What happens when somebody does nothing, and when money goes back.
#[component]
pub fn WhatIf(page: OfferPage) -> impl IntoView {
    let until = match page.version.state {
        OfferState::Sent { expires_at } => expires_at,
        OfferState::Accepted { .. }
        | OfferState::Declined { .. }
        | OfferState::Withdrawn { .. }
        | OfferState::Expired { .. }
        | OfferState::Countered { .. }
        | OfferState::NotChosen { .. } => return None,
    };
    let sums = first(&page)?;
    let zero = Money::zero(sums.price.currency);
    let row = |title: String, more: &str, when: String, gets: Money, back: Money| Outcome {
        title,
        more: more.to_owned(),
        when,
        gets,
        back,
        is_near: false,
    };
    let words = Deeds::of(&page);
    let rows = vec![
        row(words.unanswered, t::if_unanswered_text(), said(until), zero, zero),
        row(words.unfunded, t::if_unfunded_text(), t::if_unfunded_when().to_owned(), zero, zero),
        row(words.no_answer, t::if_no_answer_text(), t::if_no_answer_when().to_owned(), sums.freelancer_gets, zero),
        row(words.gives_back, t::if_gives_back_text(), t::if_at_once().to_owned(), zero, sums.client_pays),
    ];
    let (gets, back) = heads(page.side, &page.client_name, &page.freelancer_name);
    Some(view! {
        <section class="stack stack--3" aria-labelledby="if-heading">
            <div class="section-head"><h2 id="if-heading">{t::if_title()}</h2><p>{t::if_text()}</p></div>
            <div class="card card--flush"><Outcomes caption=t::if_title() gets=gets back=back rows=rows/></div>
        </section>
    })
}

/// What one of the two does or fails to do, as the viewer would say it.
struct Deeds {
    unanswered: String,
    unfunded: String,
    no_answer: String,
    gives_back: String,
}

impl Deeds {
    fn of(page: &OfferPage) -> Self {
        let says = |side: Side, you: &'static str, other: fn(&str) -> String| {
            let name = if side == Side::Client { &page.client_name } else { &page.freelancer_name };
            if side == page.side { you.to_owned() } else { other(name) }
        };
        Self {
            unanswered: says(page.version.from.other(), t::if_unanswered_you(), |name| t::if_unanswered(name)),
            unfunded: says(Side::Client, t::if_unfunded_you(), |name| t::if_unfunded(name)),
            no_answer: says(Side::Client, t::if_no_answer_you(), |name| t::if_no_answer(name)),
            gives_back: says(Side::Freelancer, t::if_gives_back_you(), |name| t::if_gives_back(name)),
        }
    }
}

/// The contract that it would become, in sentences. It prints alone.
#[component]
pub fn Paper(page: OfferPage) -> impl IntoView {
    let (sums, fees) = (page.breakdown, page.version.terms.fees);
    let parts = u64::try_from(page.version.terms.milestones.len()).unwrap_or_default();
    let clause = |word: &'static str, text: String| (word.to_owned(), text);
    let clauses = vec![
        clause(t::who(), t::who_text(&page.client_name, &page.freelancer_name)),
        clause(t::what(), t::what_text(t::parts(parts), sums.price)),
        clause(t::escrow(), t::escrow_text().to_owned()),
        clause(t::review(), t::review_text().to_owned()),
        clause(t::giving_back(), t::giving_back_text().to_owned()),
        clause(t::fees(), t::fees_text(fees.freelancer, fees.client)),
        clause(t::ending(), t::ending_text().to_owned()),
    ];
    let is_signed = matches!(page.version.state, OfferState::Accepted { .. });
    let text = if is_signed { t::paper_signed() } else { t::paper_text() };
    view! {
        <section class="stack stack--3" aria-labelledby="paper-heading">
            <div class="section-head"><h2 id="paper-heading">{t::paper()}</h2><p>{text}</p></div>
            <Sheet><Clauses clauses=clauses/></Sheet>
        </section>
    }
}

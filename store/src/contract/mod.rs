//! Contracts and their milestones. The model feature: each command loads under the contract's lock, asks for the permission
//! value, lets `domain` decide, saves under the version guard, posts to the books and tells both people.

mod clock;
mod funding;
mod mail;
mod page;
mod row;

pub use clock::{auto_release, clear, lapse, remind_of_review, warn_of_lapse};
pub use funding::{BEGIN, CANCEL, Funding, LOOKUP, begin_funding};
pub(crate) use funding::{funding_failed, payment_succeeded};
pub(crate) use page::page_in;
pub use page::{Standing, as_it_stands, contracts_of, mine, page, tab};

use crate::context::{Context, command};
use crate::db::{Tx, execute, execute_rows, fetch_one};
use crate::feature::Feature;
use crate::notify::{self, MailText, Pair};
use crate::schedule::{self, jobs};
use crate::{Result, html, job, ledger, markdown};
use domain::actor::{Parties, Scope, Side};
use domain::contract::milestone::{Milestone, MoneyChange, Share};
use domain::contract::read::Happening;
use domain::contract::{ContractState, awaiting_funding};
use domain::id::{ContractId, JobId, MilestoneId, MovementId, OfferId, RoomId, Seen, SubmissionId};
use domain::money::AmountInput;
use domain::offer::OfferTerms;
use domain::rules::Rules;
use domain::text::{Note, SubmissionText};
use domain::time::Timestamp;
use row::Locked;
use serde::Serialize;

/// What events of this feature are about.
pub(crate) const TOPIC: &str = "contract";

/// What this feature adds to the store.
pub(crate) const FEATURE: Feature = Feature { topic: TOPIC, jobs: JOBS };

jobs! { |turn|
    /// The scheduled job that releases what nobody answered in the review; its subject is the milestone.
    AUTO_RELEASE = "milestone.auto_release" => auto_release(turn.at, turn.job);
    /// The one that reminds the client of a submission.
    REVIEW_REMINDER = "milestone.review_reminder" => remind_of_review(turn.now, turn.job);
    /// The one that warns the client of a contract before it lapses.
    LAPSE_WARNING = "contract.lapse_warning" => warn_of_lapse(turn.now, turn.job);
    /// The one that lets an unfunded contract lapse.
    LAPSE = "contract.lapse" => lapse(turn.at, turn.job);
    /// The one that clears a release; its subject is the movement.
    CLEAR = "earning.clear" => clear(turn.at, turn.job);
}

/// An accepted offer, about to become a contract.
pub(crate) struct Start {
    pub id: ContractId,
    pub offer: OfferId,
    pub job: JobId,
    pub parties: Parties,
    pub room: RoomId,
    /// The side that accepted the offer.
    pub by: Side,
    pub terms: OfferTerms,
}

/// Writes the contract of an accepted offer, in the transaction that accepts it.
pub(crate) async fn begin(tx: &mut Tx, start: &Start, rules: &Rules, now: Timestamp) -> Result<()> {
    #[derive(Serialize)]
    struct NewMilestone<'a> {
        id: i64,
        number: usize,
        title: &'a str,
        amount: i64,
        due_day: Option<i64>,
    }
    let state = awaiting_funding(rules, now);
    let ContractState::AwaitingFunding { until } = state else { return Ok(()) };
    let terms = &start.terms;
    let (title,): (String,) = fetch_one!(tx, "select title from job where id = $1", start.job.raw())?;
    execute!(
        tx,
        "insert into contract (id, job_id, offer_id, client_id, freelancer_id, room_id, title, currency, fee_schedule, fee_client, \
         fee_freelancer, price, funded, released, signed_at, state, state_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13, $14, $15, 1)",
        start.id.raw(),
        start.job.raw(),
        start.offer.raw(),
        start.parties.client.raw(),
        start.parties.freelancer.raw(),
        start.room.raw(),
        title,
        terms.price.currency.code(),
        i64::from(terms.fees.schedule),
        i64::from(terms.fees.client.points()),
        i64::from(terms.fees.freelancer.points()),
        terms.price.minor,
        now.micros(),
        state.word(),
        until.micros()
    )?;
    let rows: Vec<NewMilestone<'_>> = terms
        .milestones
        .iter()
        .enumerate()
        .map(|(place, milestone)| NewMilestone {
            id: tx.new_id(now),
            number: place + 1,
            title: milestone.title.as_str(),
            amount: milestone.amount.minor,
            due_day: milestone.due.map(|due| due.days()),
        })
        .collect();
    execute_rows!(
        tx,
        (
            "insert into milestone (id, contract_id, number, title, amount, due_day, state, turns, version) \
             select cast(value ->> 'id' as bigint), cast($2 as bigint), cast(value ->> 'number' as bigint), value ->> 'title', \
             cast(value ->> 'amount' as bigint), cast(value ->> 'due_day' as bigint), 'draft', 0, 1 from",
            ""
        ),
        serde_json::to_string(&rows)?,
        start.id.raw()
    )?;
    schedule::add(tx, LAPSE, start.id.raw(), until).await?;
    schedule::add(tx, LAPSE_WARNING, start.id.raw(), until.minus(domain::contract::LAPSE_WARNING)).await?;
    log(tx, start.id, Some(start.by), &Happening::Signed { price: terms.price }, now).await?;
    notify::tell(tx, &[start.parties.client, start.parties.freelancer], TOPIC, start.id.raw(), now).await
}

/// The freelancer hands work over; the review of 14 days begins.
///
/// # Errors
/// A text that is empty or too long; not their contract; a state that does not take a submission.
pub async fn submit(context: &Context, id: MilestoneId, text: &str) -> Result<SubmissionId> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let locked = row::lock_of(&mut tx, id).await?;
        let freelancer = locked.contract.as_freelancer(&context.actor)?;
        let text = SubmissionText::parse(text).map_err(|bad| bad.on("text"))?;
        let (milestone, version) = locked.milestone(id)?;
        let submission = SubmissionId::from_raw(tx.new_id(context.now));
        let milestone = freelancer.submit(milestone, submission, &context.rules, context.now)?;
        row::save_milestone(&mut tx, &milestone, version).await?;
        execute!(
            tx,
            "insert into submission (id, milestone_id, number, text, at, html, html_version) \
             select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6 from submission where milestone_id = $2",
            submission.raw(),
            id.raw(),
            text.as_str(),
            context.now.micros(),
            markdown::safe_html(text.as_str()),
            html::VERSION
        )?;
        let releases_at = context.now.plus(context.rules.review);
        schedule::add(&mut tx, AUTO_RELEASE, id.raw(), releases_at).await?;
        clock::schedule_reminder(&mut tx, &milestone, context.now).await?;
        let happening = Happening::Submitted { number: milestone.number };
        let mail = |pair: &Pair| mail::submitted(pair, &locked, &milestone, releases_at, context.now);
        told(&mut tx, &locked, Some(Side::Freelancer), &happening, mail, context.now).await?;
        tx.made(submission).await?;
        tx.commit_with(submission).await
    })
    .await
}

/// The client asks for changes; the review clock stops.
///
/// # Errors
/// A note that is empty or too long; not their contract; nothing in review.
pub async fn request_changes(context: &Context, id: MilestoneId, note: &str) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let locked = row::lock_of(&mut tx, id).await?;
        let client = locked.contract.as_client(&context.actor)?;
        let note = Note::parse(note).map_err(|bad| bad.on("note"))?;
        let (milestone, version) = locked.milestone(id)?;
        let milestone = client.request_changes(milestone, note, context.now)?;
        row::save_milestone(&mut tx, &milestone, version).await?;
        clock::stop_review(&mut tx, id).await?;
        let happening = Happening::ChangesRequested { number: milestone.number };
        let mail = |pair: &Pair| mail::changes_requested(pair, &locked, &milestone, context.now);
        told(&mut tx, &locked, Some(Side::Client), &happening, mail, context.now).await?;
        tx.commit().await
    })
    .await
}

/// The client approves what they saw: all that is held is released.
///
/// # Errors
/// Not their contract; nothing in review; changed since it was seen.
pub async fn approve(context: &Context, seen: Seen<MilestoneId>) -> Result<()> {
    release(context, seen, None).await
}

/// The client approves a part of what they saw: so much is released.
///
/// # Errors
/// A bad amount, none, more than is held; not their contract; nothing in review; changed since it was seen.
pub async fn approve_part(context: &Context, seen: Seen<MilestoneId>, amount: &AmountInput) -> Result<()> {
    release(context, seen, Some(amount)).await
}

async fn release(context: &Context, seen: Seen<MilestoneId>, amount: Option<&AmountInput>) -> Result<()> {
    context.actor.with_scope(Scope::Money)?;
    command(context, async |mut tx| {
        let locked = row::lock_of(&mut tx, seen.id).await?;
        let client = locked.contract.as_client(&context.actor)?;
        let (milestone, version) = locked.milestone(seen.id)?;
        let share = share(amount, &milestone)?;
        let moved = client.approve(milestone, share, context.now)?;
        row::unchanged(seen, version)?;
        released(&mut tx, &locked, version, moved, Some(Side::Client), &context.rules, context.now).await?;
        tx.commit().await
    })
    .await
}

/// The freelancer refunds all that is held of the milestone as they saw it.
///
/// # Errors
/// Not their contract; nothing in escrow; changed since it was seen.
pub async fn refund(context: &Context, seen: Seen<MilestoneId>) -> Result<()> {
    refund_share(context, seen, None).await
}

/// The freelancer refunds a part of what is held of the milestone as they saw it.
///
/// # Errors
/// A bad amount, none, more than is held; not their contract; nothing in escrow; changed since it was seen.
pub async fn refund_part(context: &Context, seen: Seen<MilestoneId>, amount: &AmountInput) -> Result<()> {
    refund_share(context, seen, Some(amount)).await
}

/// All that is held, or a part as it was given.
fn share(amount: Option<&AmountInput>, milestone: &Milestone) -> Result<Share> {
    let Some(amount) = amount else { return Ok(Share::All) };
    let part = amount.read(milestone.terms.amount.currency).map_err(|bad| bad.on("amount"))?;
    Ok(Share::Part(part))
}

async fn refund_share(context: &Context, seen: Seen<MilestoneId>, amount: Option<&AmountInput>) -> Result<()> {
    context.actor.with_scope(Scope::Money)?;
    command(context, async |mut tx| {
        let locked = row::lock_of(&mut tx, seen.id).await?;
        let freelancer = locked.contract.as_freelancer(&context.actor)?;
        let (milestone, version) = locked.milestone(seen.id)?;
        let share = share(amount, &milestone)?;
        let moved = freelancer.refund(milestone, share, context.now)?;
        row::unchanged(seen, version)?;
        save_moved(&mut tx, &locked, version, &moved, context.now).await?;
        let happening = Happening::Refunded { number: moved.milestone.number, amount: moved.amount };
        let mail = |pair: &Pair| mail::refunded(pair, &locked, &moved, context.now);
        told(&mut tx, &locked, Some(Side::Freelancer), &happening, mail, context.now).await?;
        tx.commit().await
    })
    .await
}

/// Either side ends the contract once every escrow is at zero.
///
/// # Errors
/// Money in escrow, a charge on its way, over before; strangers.
pub async fn end(context: &Context, id: ContractId) -> Result<()> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let locked = clock::lock_as_of(&mut tx, id, &context.rules, context.now).await?;
        let side = locked.contract.parties.side_of(actor)?;
        let never_funded = matches!(locked.contract.state, ContractState::AwaitingFunding { .. });
        let milestones = locked.milestones.iter().map(|(milestone, _)| milestone.clone()).collect();
        let (contract, after) = locked.contract.clone().end(actor, milestones, context.now)?;
        row::save(&mut tx, &contract, locked.version).await?;
        save_changed(&mut tx, &locked, &after).await?;
        schedule::cancel_both(&mut tx, [LAPSE, LAPSE_WARNING], id.raw()).await?;
        if never_funded {
            free_seat(&mut tx, contract.job, &context.rules, context.now).await?;
        }
        let mail = |pair: &Pair| mail::ended(pair, &locked, side, never_funded, context.now);
        told(&mut tx, &locked, Some(side), &Happening::Ended, mail, context.now).await?;
        tx.commit().await
    })
    .await
}

/// The seat that a contract took at its job is free again.
async fn free_seat(tx: &mut Tx, id: JobId, rules: &Rules, now: Timestamp) -> Result<()> {
    let (job, version) = job::lock(tx, id, now).await?;
    let job = job.seat_freed(rules, now);
    job::save(tx, &job, version).await
}

/// Writes what a release changed: milestone, contract, books, the earning and its clock.
async fn released(
    tx: &mut Tx,
    locked: &Locked,
    version: i64,
    moved: MoneyChange,
    by: Option<Side>,
    rules: &Rules,
    now: Timestamp,
) -> Result<()> {
    let movement = save_moved(tx, locked, version, &moved, now).await?;
    let clears_at = now.plus(rules.security);
    if let Some(net) = moved.net.filter(|net| net.is_positive()) {
        execute!(
            tx,
            "insert into earning (release_id, contract_id, milestone_id, freelancer_id, currency, net, clears_at) \
             values ($1, $2, $3, $4, $5, $6, $7)",
            movement.raw(),
            moved.contract.id.raw(),
            moved.milestone.id.raw(),
            moved.contract.parties.freelancer.raw(),
            net.currency.code(),
            net.minor,
            clears_at.micros()
        )?;
        schedule::add(tx, CLEAR, movement.raw(), clears_at).await?;
    }
    let happening =
        Happening::Released { number: moved.milestone.number, amount: moved.amount, automatic: by.is_none() };
    let mail = |pair: &Pair| mail::released(pair, locked, &moved, by, clears_at, now);
    let pair = told(tx, locked, by, &happening, mail, now).await?;
    if by.is_none() {
        pair.send(tx, Side::Client, mail::auto_released(&pair, locked, &moved, now), now).await?;
    }
    Ok(())
}

/// Writes milestone and contract and books the movement.
async fn save_moved(
    tx: &mut Tx,
    locked: &Locked,
    version: i64,
    moved: &MoneyChange,
    now: Timestamp,
) -> Result<MovementId> {
    row::save_milestone(tx, &moved.milestone, version).await?;
    row::save(tx, &moved.contract, locked.version).await?;
    if moved.milestone.held().is_zero() {
        clock::stop_review(tx, moved.milestone.id).await?;
    }
    ledger::post(tx, &moved.movement, now).await
}

/// Writes those milestones that a command on the whole contract changed.
async fn save_changed(tx: &mut Tx, locked: &Locked, after: &[Milestone]) -> Result<()> {
    for ((before, version), after) in locked.milestones.iter().zip(after) {
        if before != after {
            row::save_milestone(tx, after, *version).await?;
        }
    }
    Ok(())
}

/// A line of the activity list.
async fn log(tx: &mut Tx, id: ContractId, by: Option<Side>, what: &Happening, now: Timestamp) -> Result<()> {
    let line = tx.new_id(now);
    execute!(
        tx,
        "insert into activity (id, contract_id, at, by_side, what) values ($1, $2, $3, $4, $5)",
        line,
        id.raw(),
        now.micros(),
        by.map(Side::as_str),
        serde_json::to_string(what)?
    )?;
    Ok(())
}

/// Logs what happened, tells open pages of both, and mails the other side; the freelancer, where nobody acted.
async fn told(
    tx: &mut Tx,
    locked: &Locked,
    by: Option<Side>,
    what: &Happening,
    mail: impl FnOnce(&Pair) -> MailText,
    now: Timestamp,
) -> Result<Pair> {
    let contract = &locked.contract;
    log(tx, contract.id, by, what, now).await?;
    notify::tell(tx, &[contract.parties.client, contract.parties.freelancer], TOPIC, contract.id.raw(), now).await?;
    let pair = Pair::of(tx, contract.parties).await?;
    pair.send(tx, by.map_or(Side::Freelancer, Side::other), mail(&pair), now).await?;
    Ok(pair)
}

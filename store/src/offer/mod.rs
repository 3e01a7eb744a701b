//! Offers: made on a proposal, countered, answered once. Accepting makes the contract in the same transaction.

mod ending;
mod mail;
mod page;
mod row;

pub(crate) use ending::end_with_job;
pub use page::page;

use crate::context::{Context, Platform, command};
use crate::db::{Tx, fetch_one};
use crate::feature::Feature;
use crate::notify::{self, MailText, Pair};
use crate::schedule::{self, ScheduledJob, jobs};
use crate::{Error, Result, account, contract, job, message, proposal};
use domain::actor::{Scope, Side};
use domain::id::{ContractId, OfferId, ProposalId};
use domain::job::{Job, JobState};
use domain::offer::{JobEnd, Offer, OfferInput, OfferState, OfferTerms};
use domain::time::Timestamp;
use mail::About;
use row::{OfferRow, TermsColumns};

/// What events of this feature are about.
pub(crate) const TOPIC: &str = "offer";

/// What this feature adds to the store.
pub(crate) const FEATURE: Feature = Feature { topic: TOPIC, jobs: JOBS };

jobs! { |turn|
    /// The scheduled job that warns the side that has not answered before an offer expires.
    EXPIRY_WARNING = "offer.expiry_warning" => warn_of_expiry(turn.now, turn.job);
    /// The one that lets an offer expire.
    EXPIRE = "offer.expire" => expire(turn.at, turn.job);
}

/// The client makes an offer on a proposal; the terms may differ from it.
///
/// # Errors
/// Bad fields; a proposal that is not theirs, was answered or has an offer; a job without a free seat.
pub async fn make(context: &Context, id: ProposalId, input: &OfferInput) -> Result<OfferId> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        account::verified(&mut tx, actor).await?;
        // The row of the offer refers to the job, which locks it as well: after the proposal would be the wrong order.
        let job = proposal::job_of(&mut tx, id).await?;
        job::lock(&mut tx, job, context.now).await?;
        let (proposal, version, sent) = proposal::lock(&mut tx, id).await?;
        let proposal = proposal.as_client(actor)?;
        let terms = OfferTerms::parse(input, sent.price.currency, context.rules.fees, context.here())?;
        let offer = OfferId::from_raw(tx.new_id(context.now));
        let parties = proposal.parties;
        let proposal = proposal.offered(offer)?;
        proposal::save(&mut tx, &proposal, version, context.now).await?;
        let fresh = OfferRow {
            id: offer.raw(),
            first_id: offer.raw(),
            number: 1,
            job_id: job.raw(),
            proposal_id: id.raw(),
            client_id: parties.client.raw(),
            freelancer_id: parties.freelancer.raw(),
            from_side: Side::Client.as_str().to_owned(),
            made_at: context.now.micros(),
            state: "sent".to_owned(),
            state_at: context.now.plus(context.rules.offer_open).micros(),
            contract_id: None,
            countered_by: None,
            terms: TermsColumns::of(&terms),
        };
        row::insert(&mut tx, &fresh, &terms.milestones).await?;
        sent_out(&mut tx, &fresh, context.now).await?;
        tx.made(offer).await?;
        tx.commit_with(offer).await
    })
    .await
}

/// The other side answers with a newer version.
///
/// # Errors
/// Bad fields; one's own offer, or what became of it before.
pub async fn counter(context: &Context, id: OfferId, input: &OfferInput) -> Result<OfferId> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        account::verified(&mut tx, actor).await?;
        // The new version's row refers to the job, which locks it as well: after the offer would be the wrong order.
        let (_, old) = lock_with_job(&mut tx, id, context.now).await?;
        let by = OfferId::from_raw(tx.new_id(context.now));
        let (answered, side) = old.offer()?.counter(actor, by, context.now)?;
        // Fees stay those of the first version: both sides saw them before they began to talk.
        let (currency, fees) = (old.terms.price()?.currency, old.terms.fees()?);
        let terms = OfferTerms::parse(input, currency, fees, context.here())?;
        row::save(&mut tx, &answered).await?;
        schedule::cancel_both(&mut tx, [EXPIRE, EXPIRY_WARNING], id.raw()).await?;
        let fresh = OfferRow {
            id: by.raw(),
            number: old.number + 1,
            from_side: side.as_str().to_owned(),
            made_at: context.now.micros(),
            state: "sent".to_owned(),
            state_at: context.now.plus(context.rules.offer_open).micros(),
            contract_id: None,
            countered_by: None,
            terms: TermsColumns::of(&terms),
            ..old
        };
        row::insert(&mut tx, &fresh, &terms.milestones).await?;
        let (proposal, version, _) = proposal::lock(&mut tx, fresh.proposal()).await?;
        proposal::save(&mut tx, &proposal.countered(by), version, context.now).await?;
        sent_out(&mut tx, &fresh, context.now).await?;
        tx.made(by).await?;
        tx.commit_with(by).await
    })
    .await
}

/// The other side accepts: offer, proposal, job and the new contract change together, or nothing does.
///
/// # Errors
/// One's own offer, what became of it before, or a job whose seats are taken.
pub async fn accept(context: &Context, id: OfferId) -> Result<ContractId> {
    let actor = &context.actor;
    actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        account::verified(&mut tx, actor).await?;
        // The job first: closing a job locks it before its proposals, too.
        let wanted = row::job_of(&mut tx, id).await?;
        let (job, job_version) = job::lock(&mut tx, wanted, context.now).await?;
        let found = row::lock(&mut tx, id).await?;
        let contract_id = ContractId::from_raw(tx.new_id(context.now));
        let accepted = found.offer()?.accept(actor, contract_id, context.now)?;
        row::save(&mut tx, &accepted).await?;
        schedule::cancel_both(&mut tx, [EXPIRE, EXPIRY_WARNING], id.raw()).await?;
        let (proposal, version, _) = proposal::lock(&mut tx, found.proposal()).await?;
        proposal::save(&mut tx, &proposal.hired(context.now), version, context.now).await?;
        let job = job.seat_taken(context.now)?;
        job::save(&mut tx, &job, job_version).await?;
        // Also where its time was over: with the last seat taken no other offer can become a contract.
        let others =
            if job.hired < job.hires { 0 } else { end_with_job(&mut tx, &job, JobEnd::Filled, context.now).await? };
        let room = message::room_for(&mut tx, found.job(), found.parties(), context.now).await?;
        let start = contract::Start {
            id: contract_id,
            offer: id,
            job: found.job(),
            parties: found.parties(),
            room,
            by: accepted.from.other(),
            terms: row::terms(&mut tx, &found).await?,
        };
        contract::begin(&mut tx, &start, &context.rules, context.now).await?;
        tell_both(&mut tx, &accepted, context.now).await?;
        let mail = |about: About<'_>| {
            about.accepted(
                contract_id,
                start.terms.milestones.first(),
                context.now.plus(context.rules.funding_open),
                others,
                context.now,
            )
        };
        mail_about(&mut tx, &found, &accepted, accepted.from, mail, context.now).await?;
        tx.made(contract_id).await?;
        tx.commit_with(contract_id).await
    })
    .await
}

/// The other side says no; the proposal waits again.
///
/// # Errors
/// One's own offer, or what became of it before.
pub async fn decline(context: &Context, id: OfferId) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (job, found) = lock_with_job(&mut tx, id, context.now).await?;
        let declined = found.offer()?.decline(&context.actor, context.now)?;
        ended(&mut tx, &job, &found, &declined, context.now).await?;
        tx.commit().await
    })
    .await
}

/// The side that made it takes it back; the proposal waits again.
///
/// # Errors
/// The other side's offer, or what became of it before.
pub async fn withdraw(context: &Context, id: OfferId) -> Result<()> {
    context.actor.with_scope(Scope::Work)?;
    command(context, async |mut tx| {
        let (job, found) = lock_with_job(&mut tx, id, context.now).await?;
        let withdrawn = found.offer()?.withdraw(&context.actor, context.now)?;
        ended(&mut tx, &job, &found, &withdrawn, context.now).await?;
        tx.commit().await
    })
    .await
}

/// Nobody answered in time (scheduled job).
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn expire(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<()> {
    command(context, async |mut tx| {
        let (job, found) = lock_with_job(&mut tx, OfferId::from_raw(scheduled.subject_id), context.now).await?;
        let expired = found.offer()?.expire(context.now);
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        if let Some(expired) = expired {
            ended(&mut tx, &job, &found, &expired, context.now).await?;
        }
        tx.commit().await
    })
    .await
}

/// An offer that nobody has answered will expire soon: the side that it waits for gets a mail (scheduled job).
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn warn_of_expiry(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<()> {
    command(context, async |mut tx| {
        let found = row::lock(&mut tx, OfferId::from_raw(scheduled.subject_id)).await?;
        let offer = found.offer()?;
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        if let OfferState::Sent { expires_at } = offer.state
            && context.now < expires_at
        {
            mail_about(&mut tx, &found, &offer, offer.from.other(), |about| about.will_expire(expires_at), context.now)
                .await?;
        }
        tx.commit().await
    })
    .await
}

/// Locks the job, then the offer: closing a job locks it before its proposals, too.
async fn lock_with_job(tx: &mut Tx, id: OfferId, now: Timestamp) -> Result<(Job, OfferRow)> {
    let wanted = row::job_of(tx, id).await?;
    let (job, _) = job::lock(tx, wanted, now).await?;
    Ok((job, row::lock(tx, id).await?))
}

/// An offer without a contract is over: its proposal waits again, or was not chosen if the job ended meanwhile. Both are told.
async fn ended(tx: &mut Tx, job: &Job, found: &OfferRow, offer: &Offer, now: Timestamp) -> Result<()> {
    row::save(tx, offer).await?;
    schedule::cancel_both(tx, [EXPIRE, EXPIRY_WARNING], offer.id.raw()).await?;
    let (proposal, version, _) = proposal::lock(tx, found.proposal()).await?;
    proposal::save(tx, &proposal.offer_ended(), version, now).await?;
    let reopened = match job.state {
        JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => {
            job::end_proposals(tx, job.id, &[], now).await?;
            false
        }
        JobState::Draft | JobState::Open { .. } | JobState::Paused { .. } => true,
    };
    tell_both(tx, offer, now).await?;
    let reader = match offer.state {
        OfferState::Withdrawn { .. } => offer.from.other(),
        OfferState::Sent { .. }
        | OfferState::Accepted { .. }
        | OfferState::Declined { .. }
        | OfferState::Countered { .. }
        | OfferState::NotChosen { .. }
        | OfferState::Expired { .. } => offer.from,
    };
    mail_about(tx, found, offer, reader, |about| about.ended(reopened, now), now).await
}

/// Mails one side about an offer.
async fn mail_about(
    tx: &mut Tx,
    row: &OfferRow,
    offer: &Offer,
    to: Side,
    write: impl FnOnce(About<'_>) -> MailText,
    now: Timestamp,
) -> Result<()> {
    let (title,): (String,) = fetch_one!(tx, "select title from job where id = $1", row.job_id)?;
    let pair = Pair::of(tx, row.parties()).await?;
    let mail_text = write(About { pair: &pair, offer, title: &title, price: row.terms.price()? });
    pair.send(tx, to, mail_text, now).await
}

/// A version goes out: its clock starts, the other side gets a mail.
async fn sent_out(tx: &mut Tx, fresh: &OfferRow, now: Timestamp) -> Result<()> {
    let offer = fresh.offer()?;
    let expires_at = Timestamp::from_micros(fresh.state_at);
    schedule::add(tx, EXPIRE, fresh.id, expires_at).await?;
    schedule::add(tx, EXPIRY_WARNING, fresh.id, expires_at.minus(domain::offer::EXPIRY_WARNING)).await?;
    tell_both(tx, &offer, now).await?;
    mail_about(tx, fresh, &offer, offer.from.other(), |about| about.sent(fresh.number == 1, expires_at, now), now).await
}

async fn tell_both(tx: &mut Tx, offer: &Offer, now: Timestamp) -> Result<()> {
    notify::tell(tx, &[offer.parties.client, offer.parties.freelancer], TOPIC, offer.id.raw(), now).await
}

/// What a stranger, or somebody who names nothing, is told.
pub(crate) fn not_found() -> Error {
    Error::refused(domain::refusal::GeneralRefusal::NotFound)
}

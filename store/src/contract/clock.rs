//! What happens to contracts by time alone, carried out by the worker as of the moment it fell due.

use super::{AUTO_RELEASE, CLEAR, REVIEW_REMINDER, free_seat, log, mail, released, row, save_changed};
use crate::context::{Context, Platform, command};
use crate::db::{Tx, execute, fetch_all, fetch_optional, record};
use crate::notify::{self, Pair};
use crate::schedule::{self, ScheduledJob};
use crate::{Result, ledger};
use domain::actor::{Parties, Side};
use domain::contract::ContractState;
use domain::contract::milestone::Milestone;
use domain::contract::read::Happening;
use domain::id::{AccountId, ContractId, MilestoneId, MovementId};
use domain::ledger::movements;
use domain::ledger::posting::{Behind, Movement};
use domain::rules::Rules;
use domain::time::Timestamp;

/// The review time of a milestone is over without an answer: all that is held is released.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn auto_release(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<()> {
    command(context, async |mut tx| {
        let id = MilestoneId::from_raw(scheduled.subject_id);
        let locked = row::lock_of(&mut tx, id).await?;
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        auto_release_in(&mut tx, &locked, id, &context.rules, context.now).await?;
        tx.commit().await
    })
    .await
}

/// Releases what is held, if its review is over at `now`; as of the moment it was.
async fn auto_release_in(
    tx: &mut Tx,
    locked: &row::Locked,
    id: MilestoneId,
    rules: &Rules,
    now: Timestamp,
) -> Result<()> {
    let (milestone, version) = locked.milestone(id)?;
    let Some((_, releases_at)) = milestone.state.review() else { return Ok(()) };
    match milestone.auto_release(locked.contract.clone(), now)? {
        Some(moved) => released(tx, locked, version, moved, None, rules, releases_at).await,
        None => Ok(()),
    }
}

/// Locks a contract as it stands at `now`: what is auto-released by then is released first, though the worker has not
/// come to it yet.
pub(super) async fn lock_as_of(tx: &mut Tx, id: ContractId, rules: &Rules, now: Timestamp) -> Result<row::Locked> {
    let mut locked = row::lock(tx, id).await?;
    let reviews = locked.milestones.iter().filter_map(|(it, _)| it.state.review().map(|(_, over)| (over, it.id)));
    let mut late: Vec<(Timestamp, MilestoneId)> = reviews.filter(|(over, _)| *over <= now).collect();
    late.sort_unstable();
    for (_, milestone) in late {
        auto_release_in(tx, &locked, milestone, rules, now).await?;
        locked = row::lock(tx, id).await?;
    }
    Ok(locked)
}

/// The next reminder of a submission in review, after a moment; none is scheduled when none is left.
pub(super) async fn schedule_reminder(tx: &mut Tx, milestone: &Milestone, after: Timestamp) -> Result<()> {
    match milestone.next_reminder(after) {
        Some(on) => schedule::add(tx, REVIEW_REMINDER, milestone.id.raw(), on).await,
        None => Ok(()),
    }
}

/// The review of a milestone is over, or stands: nothing is auto-released, and nobody is reminded.
pub(super) async fn stop_review(tx: &mut Tx, id: MilestoneId) -> Result<()> {
    schedule::cancel_both(tx, [AUTO_RELEASE, REVIEW_REMINDER], id.raw()).await
}

/// The client has not answered a submission for a while: they get a mail that says until when they can.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn remind_of_review(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<()> {
    command(context, async |mut tx| {
        let id = MilestoneId::from_raw(scheduled.subject_id);
        let locked = row::lock_of(&mut tx, id).await?;
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        let (milestone, _version) = locked.milestone(id)?;
        // A worker that comes late sends one reminder, not those that it missed as well.
        schedule_reminder(&mut tx, &milestone, context.now).await?;
        if let Some((at, releases_at)) = milestone.state.review()
            && context.now < releases_at
        {
            let pair = Pair::of(&mut tx, locked.contract.parties).await?;
            let mail = mail::reminder(&pair, &locked, &milestone, (at, releases_at), context.now);
            pair.send(&mut tx, Side::Client, mail, context.now).await?;
        }
        tx.commit().await
    })
    .await
}

/// A contract that waits for its first money will lapse soon: its client gets a mail.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn warn_of_lapse(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<()> {
    command(context, async |mut tx| {
        let locked = row::lock(&mut tx, ContractId::from_raw(scheduled.subject_id)).await?;
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        if let ContractState::AwaitingFunding { until } = locked.contract.state
            && context.now < until
        {
            let pair = Pair::of(&mut tx, locked.contract.parties).await?;
            pair.send(&mut tx, Side::Client, mail::will_lapse(&pair, &locked, until), context.now).await?;
        }
        tx.commit().await
    })
    .await
}

/// Nothing was funded in time: the contract lapses, the seat of the job is free again.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn lapse(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<()> {
    command(context, async |mut tx| {
        let locked = row::lock(&mut tx, ContractId::from_raw(scheduled.subject_id)).await?;
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        let milestones = locked.milestones.iter().map(|(milestone, _)| milestone.clone()).collect();
        if let Some((contract, after)) = locked.contract.clone().lapse(milestones, context.now) {
            row::save(&mut tx, &contract, locked.version).await?;
            save_changed(&mut tx, &locked, &after).await?;
            free_seat(&mut tx, contract.job, &context.rules, context.now).await?;
            log(&mut tx, contract.id, None, &Happening::Lapsed, context.now).await?;
            let people = [contract.parties.client, contract.parties.freelancer];
            notify::tell(&mut tx, &people, super::TOPIC, contract.id.raw(), context.now).await?;
            let pair = Pair::of(&mut tx, contract.parties).await?;
            for side in [Side::Client, Side::Freelancer] {
                pair.send(&mut tx, side, mail::lapsed(&pair, &locked, side, context.now), context.now).await?;
            }
        }
        tx.commit().await
    })
    .await
}

record! {
    struct EarningRow from earning {
        release_id: i64,
        clears_at: i64,
        contract_id: i64,
        milestone_id: i64,
        client_id: i64 = "contract.client_id",
        freelancer_id: i64,
        currency: String,
        net: i64,
        title: String = "contract.title",
        milestone_title: String = "milestone.title",
    }
}

/// The security period of a release is over: it becomes available.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn clear(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<()> {
    command(context, async |mut tx| {
        let found: Option<EarningRow> = fetch_optional!(
            tx,
            [
                "select",
                EarningRow,
                "from earning join contract on contract.id = earning.contract_id \
                 join milestone on milestone.id = earning.milestone_id where earning.release_id = $1 \
                 and earning.cleared_at is null"
            ],
            scheduled.subject_id
        )?;
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        if let Some(found) = found {
            let movement = found.movement()?;
            cleared(&mut tx, &found, &movement, context.now).await?;
        }
        tx.commit().await
    })
    .await
}

impl EarningRow {
    fn movement(&self) -> Result<Movement> {
        let (contract, milestone) = (ContractId::from_raw(self.contract_id), MilestoneId::from_raw(self.milestone_id));
        let behind = Behind { contract: Some(contract), milestone: Some(milestone) };
        let (release, freelancer) = (MovementId::from_raw(self.release_id), AccountId::from_raw(self.freelancer_id));
        let net = crate::row::money(self.net, &self.currency)?;
        Ok(movements::clear(release, freelancer, contract, net, behind)?)
    }
}

/// Clears what became available to somebody who is about to pay `next` with it, though the worker has not come to it yet.
pub(super) async fn clear_late(tx: &mut Tx, owner: AccountId, next: &Movement, now: Timestamp) -> Result<()> {
    let (mut ours, mut after) = (Vec::new(), (i64::MIN, i64::MIN));
    loop {
        let late = late(tx, owner, after, now).await?;
        let Some(last) = late.last() else { break };
        after = (last.clears_at, last.release_id);
        for found in late {
            // What is not on the list any more, a worker has cleared in this moment.
            if schedule::cancel(tx, CLEAR, found.release_id).await? {
                ours.push((found.movement()?, found));
            }
        }
    }
    if ours.is_empty() {
        return Ok(());
    }
    let movements: Vec<&Movement> = ours.iter().map(|(movement, _)| movement).chain([next]).collect();
    ledger::lock(tx, &movements, now).await?;
    for (movement, found) in &ours {
        cleared(tx, found, movement, Timestamp::from_micros(found.clears_at)).await?;
    }
    Ok(())
}

/// The next hundred earnings of somebody that are available and not cleared, after one that clears at a moment and has an id.
async fn late(tx: &mut Tx, owner: AccountId, after: (i64, i64), now: Timestamp) -> Result<Vec<EarningRow>> {
    fetch_all!(
        tx,
        [
            "select",
            EarningRow,
            "from earning \
             join contract on contract.id = earning.contract_id join milestone on milestone.id = earning.milestone_id \
             where earning.freelancer_id = $1 and earning.cleared_at is null and earning.clears_at <= $2 \
             and (earning.clears_at, earning.release_id) > ($3, $4) \
             order by earning.clears_at, earning.release_id limit 100"
        ],
        owner.raw(),
        now.micros(),
        after.0,
        after.1
    )
}

/// Writes that an earning has cleared; its scheduled job is off the list.
async fn cleared(tx: &mut Tx, found: &EarningRow, movement: &Movement, now: Timestamp) -> Result<()> {
    let (contract, freelancer) = (ContractId::from_raw(found.contract_id), AccountId::from_raw(found.freelancer_id));
    let net = crate::row::money(found.net, &found.currency)?;
    ledger::post(tx, movement, now).await?;
    execute!(
        tx,
        "update earning set cleared_at = $2 where release_id = $1 and cleared_at is null",
        found.release_id,
        now.micros()
    )?;
    log(tx, contract, None, &Happening::Cleared { net }, now).await?;
    notify::tell(tx, &[freelancer], ledger::TOPIC, freelancer.raw(), now).await?;
    notify::tell(tx, &[freelancer], super::TOPIC, contract.raw(), now).await?;
    let parties = Parties { client: AccountId::from_raw(found.client_id), freelancer };
    let pair = Pair::of(tx, parties).await?;
    let mail = mail::cleared(&pair, net, (&found.milestone_title, &found.title), now);
    pair.send(tx, Side::Freelancer, mail, now).await
}

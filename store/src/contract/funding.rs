//! Funding a milestone: from the wallet at once where it holds enough, else by a payment for what is missing.

use super::{LAPSE, log, row, told};
use crate::db::{Db, Tx, execute, fetch_one};
use crate::{Result, account, due, ledger, outbox};
use domain::actor::{Actor, Scope, Side};
use domain::contract::read::Happening;
use domain::id::{MilestoneId, PaymentId};
use domain::ledger::movements;
use domain::ledger::posting::Behind;
use domain::money::Money;
use domain::payment::{FailureReason, Payment};
use domain::refusal::Refusal;
use domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Number of the gateway in the books; there is one until an instance runs several.
const GATEWAY: i64 = 1;
/// Kind of the outbox letter that asks the gateway for a charge.
pub const BEGIN: &str = "payment.begin";
/// Kind of the due work that looks a silent charge up.
pub const LOOKUP: &str = "payment.lookup";

/// What became of the wish to fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Funding {
    /// The wallet held enough: the milestone is funded.
    Paid,
    /// The client goes on to the gateway for what is missing.
    Pays(PaymentId),
}

/// The client funds a milestone. What the wallet lacks becomes the intent of a charge, stored before any gateway hears of it.
///
/// # Errors
/// Not their contract, an unverified address, a state that takes no funding.
pub async fn begin_funding(
    db: &Db,
    actor: &Actor,
    id: MilestoneId,
    lookup_after: Span,
    now: Timestamp,
) -> Result<Funding> {
    actor.with_scope(Scope::Money).map_err(Refusal::from)?;
    let mut tx = db.begin().await?;
    account::verified(&mut tx, actor).await?;
    let locked = row::lock_of(&mut tx, id).await?;
    let client = locked.contract.as_client(actor).map_err(Refusal::from)?;
    let (milestone, version) = locked.milestone(id)?;
    let payment = PaymentId::from_raw(tx.new_id(now));
    let price = milestone.terms.amount;
    let milestone = milestone.begin_funding(&locked.contract, client, payment, now)?;
    let cost = locked.contract.money().cost_of_funding(price).map_err(Refusal::from)?;
    let (held,): (i64,) = fetch_one!(
        tx,
        "select cast(coalesce(max(balance), 0) as bigint) from ledger_account where kind = 'wallet' and owner = $1 and currency = $2",
        client.account().raw(),
        price.currency.code()
    )?;
    let missing = Money::new((cost.minor - held).max(0), price.currency);
    if missing.is_zero() {
        let moved = milestone.funded(locked.contract.clone(), payment, now)?;
        fund(&mut tx, &locked, version, moved, now).await?;
        tx.commit().await?;
        return Ok(Funding::Paid);
    }
    row::save_milestone(&mut tx, &milestone, version).await?;
    execute!(
        tx,
        "insert into payment (id, payer_id, contract_id, milestone_id, currency, amount, created_at, state) \
         values ($1, $2, $3, $4, $5, $6, $7, 'created')",
        payment.raw(),
        client.account().raw(),
        locked.contract.id.raw(),
        id.raw(),
        missing.currency.code(),
        missing.minor,
        now.micros()
    )?;
    outbox::push(&mut tx, BEGIN, &serde_json::json!({ "id": payment.to_string() }), now).await?;
    due::schedule(&mut tx, LOOKUP, payment.raw(), now.plus(lookup_after)).await?;
    crate::letter::tell(
        &mut tx,
        &[locked.contract.parties.client, locked.contract.parties.freelancer],
        "contract",
        locked.contract.id.raw(),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(Funding::Pays(payment))
}

/// A charge succeeded: the deposit is booked, then the milestone funded if it still waits for it and the wallet suffices.
pub(crate) async fn payment_succeeded(tx: &mut Tx, payment: &Payment, now: Timestamp) -> Result<()> {
    let locked = row::lock(tx, payment.contract).await?;
    let behind = Behind { contract: Some(payment.contract), milestone: Some(payment.milestone) };
    let deposit = movements::deposit(payment.id, payment.payer, GATEWAY, payment.amount, behind)?;
    ledger::post(tx, &deposit, now).await?;
    crate::letter::tell(tx, &[payment.payer], "wallet", payment.payer.raw(), now).await?;
    let (milestone, version) = locked.milestone(payment.milestone)?;
    let waits = milestone.clone().funded(locked.contract.clone(), payment.id, now);
    let Ok(moved) = waits else { return Ok(()) };
    let (held,): (i64,) = fetch_one!(
        tx,
        "select cast(coalesce(max(balance), 0) as bigint) from ledger_account where kind = 'wallet' and owner = $1 and currency = $2",
        payment.payer.raw(),
        payment.amount.currency.code()
    )?;
    let cost = locked.contract.money().cost_of_funding(moved.amount).map_err(Refusal::from)?;
    if held >= cost.minor {
        return fund(tx, &locked, version, moved, now).await;
    }
    // The wallet was used for something else meanwhile: the money stays there, and the client pays the rest.
    match milestone.funding_failed(payment.id, FailureReason::LacksFunds, now) {
        Some(failed) => row::save_milestone(tx, &failed, version).await,
        None => Ok(()),
    }
}

/// A charge failed: the milestone can be tried again, nothing was charged.
pub(crate) async fn funding_failed(
    tx: &mut Tx,
    payment: &Payment,
    reason: FailureReason,
    now: Timestamp,
) -> Result<()> {
    let locked = row::lock(tx, payment.contract).await?;
    let (milestone, version) = locked.milestone(payment.milestone)?;
    let number = milestone.number;
    if let Some(failed) = milestone.funding_failed(payment.id, reason, now) {
        row::save_milestone(tx, &failed, version).await?;
        log(tx, payment.contract, None, &Happening::FundingFailed { number }, now).await?;
        let parties = locked.contract.parties;
        crate::letter::tell(tx, &[parties.client, parties.freelancer], "contract", payment.contract.raw(), now).await?;
    }
    Ok(())
}

/// Writes a funded milestone: escrow is booked, the contract is active.
async fn fund(
    tx: &mut Tx,
    locked: &row::Locked,
    version: i64,
    moved: domain::contract::milestone::Moved,
    now: Timestamp,
) -> Result<()> {
    super::save_moved(tx, locked, version, &moved, now).await?;
    due::cancel(tx, LAPSE, moved.contract.id.raw()).await?;
    let happening = Happening::Funded { number: moved.milestone.number, amount: moved.amount };
    let words = format!(
        "Milestone {}, “{}”, is funded: {} is in escrow. It is safe to start.",
        moved.milestone.number, moved.milestone.terms.title, moved.amount
    );
    told(tx, locked, Some(Side::Client), &happening, ("A milestone is funded", &words), now).await
}

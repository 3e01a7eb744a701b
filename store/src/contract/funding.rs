//! Funding a milestone: from the wallet at once where it holds enough, else by a payment for what is missing.

use super::{LAPSE, LAPSE_WARNING, clock, log, mail, row, told};
use crate::context::{Context, command};
use crate::db::{Conn, LockKey, Tx, execute, fetch_all, fetch_one, record};
use crate::notify::Pair;
use crate::{Result, account, ledger, outbox, schedule};
use domain::actor::{Scope, Side};
use domain::contract::charge::{OnItsWay, ToCharge, to_charge};
use domain::contract::milestone::Milestone;
use domain::contract::read::Happening;
use domain::id::{AccountId, ContractId, MilestoneId, PaymentId};
use domain::ledger::movements;
use domain::ledger::posting::Behind;
use domain::money::{Currency, Money, Rate};
use domain::payment::{FailureReason, Payment};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Number of the gateway in the books; there is one until an instance runs several.
const GATEWAY: i64 = 1;
/// Kind of the outbox message that asks the gateway for a charge.
pub const BEGIN: &str = "payment.begin";
/// Kind of the outbox message that tells the gateway of a payment that was cancelled.
pub const CANCEL: &str = "payment.cancel";
/// Kind of the scheduled job that looks a silent charge up.
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
pub async fn begin_funding(context: &Context, id: MilestoneId) -> Result<Funding> {
    let actor = &context.actor;
    actor.with_scope(Scope::Money)?;
    command(context, async |mut tx| {
        // Two at once, on two contracts, would both count the same money of one wallet.
        tx.lock(&[LockKey::new("wallet", actor.account().raw())]).await?;
        account::verified(&mut tx, actor).await?;
        let locked = row::lock_of(&mut tx, id).await?;
        let client = locked.contract.as_client(actor)?;
        let (milestone, version) = locked.milestone(id)?;
        let payment = PaymentId::from_raw(tx.new_id(context.now));
        let price = milestone.terms.amount;
        let milestone = client.begin_funding(milestone, payment, context.now)?;
        let moved = milestone.clone().funded(locked.contract.clone(), payment, context.now)?;
        clock::clear_late(&mut tx, client.parties.client, &moved.movement, context.now).await?;
        let (wallet, on_its_way) = purse(&mut tx, client.parties.client, price.currency).await?;
        let ToCharge { cost, missing } = to_charge(&locked.contract.money(), price, wallet, &on_its_way)?;
        if missing.is_zero() {
            fund(&mut tx, &locked, version, moved, context.now).await?;
            return tx.commit_with(Funding::Paid).await;
        }
        row::save_milestone(&mut tx, &milestone, version).await?;
        execute!(
            tx,
            "insert into payment (id, payer_id, contract_id, milestone_id, currency, amount, cost, created_at, state) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, 'created')",
            payment.raw(),
            client.parties.client.raw(),
            locked.contract.id.raw(),
            id.raw(),
            missing.currency.code(),
            missing.minor,
            cost.minor,
            context.now.micros()
        )?;
        outbox::push(&mut tx, BEGIN, &serde_json::json!({ "id": payment.to_string() }), context.now).await?;
        schedule::add(&mut tx, LOOKUP, payment.raw(), context.now.plus(context.rules.payment_lookup)).await?;
        crate::notify::tell(
            &mut tx,
            &[locked.contract.parties.client, locked.contract.parties.freelancer],
            "contract",
            locked.contract.id.raw(),
            context.now,
        )
        .await?;
        tx.made(payment).await?;
        tx.commit_with(Funding::Pays(payment)).await
    })
    .await
}

record! {
    struct PurseRow {
        held: i64 = "wallet.held",
        contract_id: Option<i64> = "contract.id",
        price: Option<i64> = "milestone.amount",
        fee_client: Option<i64> = "contract.fee_client",
        brings: Option<i64> = "payment.amount",
    }
}

/// What a client's wallet holds, and which charges are on their way to a milestone that waits for them. One statement, so
/// that a charge which succeeds at this moment is seen in one of the two, never in both or in neither.
pub(super) async fn purse(
    conn: &mut impl Conn,
    client: AccountId,
    currency: Currency,
) -> Result<(Money, Vec<OnItsWay>)> {
    let rows: Vec<PurseRow> = fetch_all!(
        conn,
        [
            "select",
            PurseRow,
            "from (select cast(coalesce(max(balance), 0) as bigint) as held from ledger_account \
             where kind = 'wallet' and owner = $1 and currency = $2) as wallet \
             left join (payment join milestone on milestone.id = payment.milestone_id and milestone.payment_id = payment.id \
             and milestone.state = 'funding' join contract on contract.id = payment.contract_id) \
             on payment.payer_id = $1 and payment.currency = $2 and payment.state in ('created', 'begun') limit 1000"
        ],
        client.raw(),
        currency.code()
    )?;
    let mut purse = (Money::zero(currency), Vec::new());
    for row in rows {
        purse.0 = Money::new(row.held, currency);
        if let (Some(contract), Some(price), Some(fee), Some(brings)) =
            (row.contract_id, row.price, row.fee_client, row.brings)
        {
            let rate = u32::try_from(fee).map_err(|_| crate::row::odd("contract.fee_client", &fee.to_string()))?;
            let (price, brings) = (Money::new(price, currency), Money::new(brings, currency));
            let waits = OnItsWay::new(ContractId::from_raw(contract), price, Rate::basis_points(rate), brings);
            purse.1.push(waits?);
        }
    }
    Ok(purse)
}

/// A charge succeeded: the deposit is booked, then the milestone funded if it still waits for it and the wallet suffices.
/// Where it does not, the money stays in the wallet, the activity list says so, and the client is told what to do.
pub(crate) async fn payment_succeeded(tx: &mut Tx, payment: &Payment, now: Timestamp) -> Result<()> {
    let locked = row::lock(tx, payment.contract).await?;
    let behind = Behind { contract: Some(payment.contract), milestone: Some(payment.milestone) };
    let deposit = movements::deposit(payment.id, payment.payer, GATEWAY, payment.amount, behind)?;
    let (milestone, version) = locked.milestone(payment.milestone)?;
    let waits = milestone.clone().funded(locked.contract.clone(), payment.id, now);
    // Both movements, or the one: their accounts are locked together.
    let movements: Vec<_> = [&deposit].into_iter().chain(waits.as_ref().ok().map(|moved| &moved.movement)).collect();
    ledger::lock(tx, &movements, now).await?;
    ledger::post(tx, &deposit, now).await?;
    crate::notify::tell(tx, &[payment.payer], ledger::TOPIC, payment.payer.raw(), now).await?;
    let Ok(moved) = waits else { return deposited(tx, &locked, &milestone, payment, None, now).await };
    let (held,): (i64,) = fetch_one!(
        tx,
        "select cast(coalesce(max(balance), 0) as bigint) from ledger_account where kind = 'wallet' and owner = $1 and currency = $2",
        payment.payer.raw(),
        payment.amount.currency.code()
    )?;
    let cost = locked.contract.money().cost_of_funding(moved.amount)?;
    if held >= cost.minor {
        return fund(tx, &locked, version, moved, now).await;
    }
    // What is charged leaves room for everything that can happen meanwhile (`domain::contract::charge`). Should it fall
    // short all the same, nothing is funded halfway and nobody is left to guess where the money is.
    if let Some(failed) = milestone.clone().funding_failed(payment.id, FailureReason::WalletShort, now) {
        row::save_milestone(tx, &failed, version).await?;
    }
    let missing = Money::new(cost.minor - held, cost.currency);
    deposited(tx, &locked, &milestone, payment, Some(missing), now).await
}

/// The money of a charge is in the wallet and stays there: its milestone waits for it no longer, or lacks `missing` more.
async fn deposited(
    tx: &mut Tx,
    locked: &row::Locked,
    milestone: &Milestone,
    payment: &Payment,
    missing: Option<Money>,
    now: Timestamp,
) -> Result<()> {
    let (number, amount, parties) = (milestone.number, payment.amount, locked.contract.parties);
    log(tx, payment.contract, Some(Side::Client), &Happening::Deposited { number, amount }, now).await?;
    if missing.is_some() {
        log(tx, payment.contract, None, &Happening::NotFunded { number }, now).await?;
    }
    crate::notify::tell(tx, &[parties.client, parties.freelancer], super::TOPIC, payment.contract.raw(), now).await?;
    let pair = Pair::of(tx, parties).await?;
    pair.send(tx, Side::Client, mail::deposited(&pair, locked, milestone, (amount, missing), now), now).await
}

/// A charge failed: the milestone can be tried again, nothing was charged. That somebody left without paying, or cancelled,
/// is no failure, and not a line of the list that both sides read.
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
        if reason != FailureReason::Abandoned {
            log(tx, payment.contract, None, &Happening::FundingFailed { number }, now).await?;
        }
        let parties = locked.contract.parties;
        crate::notify::tell(tx, &[parties.client, parties.freelancer], super::TOPIC, payment.contract.raw(), now)
            .await?;
    }
    Ok(())
}

/// Writes a funded milestone: escrow is booked, the contract is active.
async fn fund(
    tx: &mut Tx,
    locked: &row::Locked,
    version: i64,
    moved: domain::contract::milestone::MoneyChange,
    now: Timestamp,
) -> Result<()> {
    super::save_moved(tx, locked, version, &moved, now).await?;
    schedule::cancel_both(tx, [LAPSE, LAPSE_WARNING], moved.contract.id.raw()).await?;
    let happening = Happening::Funded { number: moved.milestone.number, amount: moved.amount };
    let mail = |pair: &Pair| mail::funded(pair, locked, &moved, now);
    told(tx, locked, Some(Side::Client), &happening, mail, now).await.map(drop)
}

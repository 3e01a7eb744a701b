//! Payments: the stored intent, what the gateway said, and what the books do about it, each in one transaction.

use crate::context::{Context, Platform, command};
use crate::db::{Conn, Db, Tx, execute, fetch_optional, fetch_optional_for_update, record};
use crate::schedule::{self, ScheduledJob};
use crate::{Result, contract, outbox, row};
use domain::actor::Scope;
use domain::contract::read::{MilestoneAction, PaymentPage};
use domain::id::{AccountId, ContractId, MilestoneId, PaymentId};
use domain::payment::{FailureReason, Outcome, Payment, PaymentRefusal, PaymentState, Settled};
use domain::permit::Client;
use domain::refusal::GeneralRefusal;
use domain::text::no_control;
use domain::time::Timestamp;

pub use crate::contract::{BEGIN, CANCEL, LOOKUP};

record! {
    struct PaymentRow {
        id: i64,
        payer_id: i64,
        contract_id: i64,
        milestone_id: i64,
        currency: String,
        amount: i64,
        cost: Option<i64>,
        state: String,
        reference: Option<String>,
        hosted_url: Option<String>,
        settled_at: Option<i64>,
        fail_reason: Option<String>,
    }
}

impl PaymentRow {
    fn payment(self) -> Result<Payment> {
        let settled = || row::time("payment.settled_at", self.settled_at);
        let state = match self.state.as_str() {
            "created" => PaymentState::Created,
            "begun" => PaymentState::Begun {
                reference: row::need("payment.reference", self.reference.clone())?,
                hosted_url: row::need("payment.hosted_url", self.hosted_url.clone())?,
            },
            "succeeded" => PaymentState::Succeeded { at: settled()? },
            "failed" => PaymentState::Failed {
                at: settled()?,
                reason: row::need("payment.fail_reason", self.fail_reason.as_deref().and_then(FailureReason::of))?,
            },
            other => return Err(row::odd("payment.state", other)),
        };
        Ok(Payment {
            id: PaymentId::from_raw(self.id),
            payer: AccountId::from_raw(self.payer_id),
            milestone: MilestoneId::from_raw(self.milestone_id),
            contract: ContractId::from_raw(self.contract_id),
            amount: row::money(self.amount, &self.currency)?,
            cost: self.cost.map(|cost| row::money(cost, &self.currency)).transpose()?,
            state,
        })
    }
}

async fn find(conn: &mut impl Conn, id: PaymentId) -> Result<Option<Payment>> {
    let found: Option<PaymentRow> =
        fetch_optional!(conn, ["select", PaymentRow, "from payment where id = $1"], id.raw())?;
    found.map(PaymentRow::payment).transpose()
}

/// A payment and the gateway's name for its charge, if it has one.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn at_gateway(db: &Db, id: PaymentId) -> Result<Option<(Payment, Option<String>)>> {
    let mut read = db.read().await?;
    let found: Option<(Option<String>,)> =
        fetch_optional!(read, "select reference from payment where id = $1", id.raw())?;
    let Some((reference,)) = found else { return Ok(None) };
    Ok(find(&mut read, id).await?.map(|payment| (payment, reference)))
}

/// The payment, if the gateway still has to be asked for it.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn to_begin(db: &Db, id: PaymentId) -> Result<Option<Payment>> {
    let mut read = db.read().await?;
    Ok(find(&mut read, id).await?.filter(|payment| payment.state == PaymentState::Created))
}

/// Records that the gateway knows the charge; repeating it changes nothing.
///
/// # Errors
/// `payment.unknown`.
pub async fn begun(context: &Context<Platform>, id: PaymentId, reference: &str, hosted_url: &str) -> Result<()> {
    command(context, async |mut tx| {
        let payment = lock(&mut tx, id).await?.ok_or_else(|| crate::Error::refused(PaymentRefusal::Unknown))?;
        // It was cancelled while the gateway was asked. The name of the charge is kept, so that a success is booked
        // whenever it is told; and the gateway hears that nobody wants it any more.
        if let PaymentState::Failed { .. } = payment.state {
            let named = execute!(
                tx,
                "update payment set reference = $2, hosted_url = $3 where id = $1 and reference is null",
                id.raw(),
                reference,
                hosted_url
            )?;
            if named == 1 {
                outbox::push(&mut tx, CANCEL, &serde_json::json!({ "id": id.to_string() }), context.now).await?;
            }
            return tx.commit().await;
        }
        let changed = execute!(
            tx,
            "update payment set state = 'begun', reference = $2, hosted_url = $3 where id = $1 and state = 'created'",
            id.raw(),
            reference,
            hosted_url
        )?;
        if changed == 1 {
            crate::notify::tell(&mut tx, &[payment.payer], contract::TOPIC, payment.contract.raw(), context.now)
                .await?;
        }
        tx.commit().await
    })
    .await
}

/// The payer gives a payment up: its milestone can be funded anew, and the gateway is told through the outbox. Repeating it
/// changes nothing. Where the gateway took the money all the same, that is booked as soon as it is told.
///
/// # Errors
/// `NotFound` for anybody else; `payment.already_paid`.
pub async fn cancel(context: &Context, id: PaymentId) -> Result<()> {
    context.actor.with_scope(Scope::Money)?;
    command(context, async |mut tx| {
        let payment = lock(&mut tx, id).await?.ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))?;
        let payment = payment.as_client(&context.actor)?;
        let known_there = matches!(payment.state, PaymentState::Begun { .. });
        let Some(cancelled) = payment.cancel(context.now)? else { return Ok(tx.without_change(())) };
        settled(&mut tx, &cancelled, Some(FailureReason::Abandoned), context.now).await?;
        if known_there {
            outbox::push(&mut tx, CANCEL, &serde_json::json!({ "id": id.to_string() }), context.now).await?;
        }
        tx.commit().await
    })
    .await
}

/// The payment under lock.
async fn lock(tx: &mut Tx, id: PaymentId) -> Result<Option<Payment>> {
    let found: Option<PaymentRow> =
        fetch_optional_for_update!(tx, ["select", PaymentRow, "from payment where id = $1"], id.raw())?;
    found.map(PaymentRow::payment).transpose()
}

/// Records what became of a charge: once, however often, late or out of order the gateway says it.
///
/// # Errors
/// `payment.unknown`.
pub async fn settle(context: &Context<Platform>, reference: &str, outcome: Outcome) -> Result<()> {
    heard(context, reference, None, outcome).await
}

/// Records what became of a charge that the gateway names, with the key that we gave it. If its answer to the charge got
/// lost, the key alone tells which payment it is, and the name is learned with the outcome.
///
/// # Errors
/// `payment.unknown`.
pub async fn heard(
    context: &Context<Platform>,
    reference: &str,
    key: Option<PaymentId>,
    outcome: Outcome,
) -> Result<()> {
    no_control(reference).map_err(|_| crate::Error::refused(PaymentRefusal::Unknown))?;
    command(context, async |mut tx| {
        let found: Option<PaymentRow> =
            fetch_optional_for_update!(tx, ["select", PaymentRow, "from payment where reference = $1"], reference)?;
        let found = match (found, key) {
            (None, Some(key)) => named(&mut tx, key, reference).await?,
            (found, _) => found,
        };
        let payment = found.ok_or_else(|| crate::Error::refused(PaymentRefusal::Unknown))?.payment()?;
        record(&mut tx, payment, outcome, context.now).await?;
        tx.commit().await
    })
    .await
}

/// The payment of this key that has no name at the gateway yet; from now on it has this one.
async fn named(tx: &mut Tx, key: PaymentId, reference: &str) -> Result<Option<PaymentRow>> {
    let found: Option<PaymentRow> = fetch_optional_for_update!(
        tx,
        ["select", PaymentRow, "from payment where id = $1 and reference is null"],
        key.raw()
    )?;
    if found.is_some() {
        execute!(tx, "update payment set reference = $2 where id = $1 and reference is null", key.raw(), reference)?;
    }
    Ok(found)
}

/// A look-up that fell due: `outcome` is what the gateway said, `None` when it knows no outcome either; then the charge
/// counts as abandoned. A success that comes later is still booked, as a deposit.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn looked_up(context: &Context<Platform>, scheduled: &ScheduledJob, outcome: Option<Outcome>) -> Result<()> {
    command(context, async |mut tx| {
        let found = lock(&mut tx, PaymentId::from_raw(scheduled.subject_id)).await?;
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        if let Some(found) = found {
            // Nobody wants it any more, and it must not be paid in some forgotten window.
            if outcome.is_none() && matches!(found.state, PaymentState::Begun { .. }) {
                outbox::push(&mut tx, CANCEL, &serde_json::json!({ "id": found.id.to_string() }), context.now).await?;
            }
            let outcome = outcome.unwrap_or(Outcome::Failed { reason: FailureReason::Abandoned });
            record(&mut tx, found, outcome, context.now).await?;
        }
        tx.commit().await
    })
    .await
}

/// Writes an outcome that is news.
async fn record(tx: &mut Tx, payment: Payment, outcome: Outcome, now: Timestamp) -> Result<()> {
    let (payment, reason) = match payment.settle(outcome, now) {
        Settled::Known => return Ok(()),
        Settled::Deposit(payment) => (payment, None),
        Settled::Failed(payment, reason) => (payment, Some(reason)),
    };
    settled(tx, &payment, reason, now).await
}

/// Writes the outcome and lets contract and books follow. A payment is locked before its contract, everywhere.
async fn settled(tx: &mut Tx, payment: &Payment, reason: Option<FailureReason>, now: Timestamp) -> Result<()> {
    execute!(
        tx,
        "update payment set state = $2, settled_at = $3, fail_reason = $4 where id = $1",
        payment.id.raw(),
        payment.state.word(),
        now.micros(),
        reason.map(FailureReason::as_str)
    )?;
    schedule::cancel(tx, LOOKUP, payment.id.raw()).await?;
    match reason {
        None => contract::payment_succeeded(tx, payment, now).await,
        Some(reason) => contract::funding_failed(tx, payment, reason, now).await,
    }
}

/// The page of a payment, for the person who pays.
///
/// # Errors
/// `NotFound` for anybody else; a token without the scope `read`.
pub async fn page(context: &Context, id: PaymentId) -> Result<PaymentPage> {
    let actor = &context.actor;
    actor.with_scope(Scope::Read)?;
    let mut read = context.read().await?;
    let payment = find(&mut read, id).await?.ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))?;
    Client::of(&payment, actor)?;
    let contract = contract::page_in(&mut read, actor, payment.contract).await?;
    let view = contract.milestones.into_iter().find(|view| view.milestone.id == payment.milestone);
    let view = view.ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))?;
    let failed = matches!(payment.state, PaymentState::Failed { .. });
    let again = Some(&view).filter(|view| failed && view.actions.contains(&MilestoneAction::Fund)).cloned();
    let milestone = view.milestone;
    Ok(PaymentPage {
        again,
        made_of: payment.made_of(milestone.terms.amount)?,
        title: contract.title,
        milestone: (milestone.number, milestone.terms.title.to_string()),
        milestone_state: milestone.state,
        payment,
    })
}

/// Waits a moment for the worker to reach the gateway, so that the payer usually finds the way to pay on the next page.
/// Nothing depends on it: the page says so when it takes longer.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn wait_begun(context: &Context, id: PaymentId) -> Result<()> {
    let mut news = context.db.listen(context.actor.account().raw());
    for _ in 0..4 {
        if to_begin(&context.db, id).await?.is_none() {
            return Ok(());
        }
        // An elapsed wait is no failure: the next look tells.
        let _quiet = tokio::time::timeout(std::time::Duration::from_millis(400), news.changed()).await;
    }
    Ok(())
}

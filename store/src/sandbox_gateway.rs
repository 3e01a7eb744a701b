//! The sandbox gateway's own book: charges that somebody asked for, what was picked on the hosted page, and the webhooks
//! that follow. It never touches our payments or our ledger; those learn of it as they would of any gateway.

use crate::context::{Context, Platform, command};
use crate::db::{Conn, Db, execute, fetch_one, fetch_optional, fetch_optional_for_update, record};
use crate::schedule::{self, ScheduledJob};
use crate::{Result, row};
use domain::id::PaymentId;
use domain::money::Money;
use domain::payment::{Outcome, SandboxMethod};
use domain::text::no_control;
use domain::time::Timestamp;

/// Kind of the scheduled job that sends a webhook; its subject is the webhook.
pub const WEBHOOK: &str = "sandbox.notice";

/// A charge as the sandbox knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxCharge {
    /// The name that the gateway gives it.
    pub reference: String,
    /// Idempotency key of who asked.
    pub key: PaymentId,
    /// What is to be charged.
    pub amount: Money,
    /// Where the person comes back to: a path.
    pub return_url: String,
    /// What was picked on the hosted page.
    pub method: Option<SandboxMethod>,
    /// What became of it; `None` while it is open.
    pub outcome: Option<Outcome>,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// A charge that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct NewCharge<'a> {
    /// The name that the gateway gives it, such as `sbx_…`.
    pub reference: &'a str,
    /// Idempotency key of who asks.
    pub key: PaymentId,
    /// What is to be charged.
    pub amount: Money,
    /// Where the person comes back to: a path.
    pub return_url: &'a str,
}

/// What was picked on the hosted page, and what follows.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// What was picked; `None` for who left without paying.
    pub method: Option<SandboxMethod>,
    /// What becomes of the charge.
    pub outcome: Outcome,
    /// When its webhooks are sent.
    pub webhooks_at: &'a [Timestamp],
}

record! {
    struct ChargeRow {
        reference: String,
        key: i64,
        currency: String,
        amount: i64,
        return_url: String,
        created_at: i64,
        method: Option<String>,
        outcome: Option<String>,
    }
}

impl ChargeRow {
    fn charge(self) -> Result<SandboxCharge> {
        let method = |word: &str| SandboxMethod::parse(word).map_err(|_| row::odd("sandbox_charge.method", word));
        Ok(SandboxCharge {
            key: PaymentId::from_raw(self.key),
            amount: row::money(self.amount, &self.currency)?,
            return_url: self.return_url,
            method: self.method.as_deref().map(method).transpose()?,
            outcome: self.outcome.as_deref().map(serde_json::from_str).transpose()?,
            created_at: Timestamp::from_micros(self.created_at),
            reference: self.reference,
        })
    }
}

async fn find(conn: &mut impl Conn, reference: &str) -> Result<Option<SandboxCharge>> {
    // Postgres takes no text with a NUL, and no charge is called so.
    if no_control(reference).is_err() {
        return Ok(None);
    }
    let found: Option<ChargeRow> =
        fetch_optional!(conn, ["select", ChargeRow, "from sandbox_charge where reference = $1"], reference)?;
    found.map(ChargeRow::charge).transpose()
}

/// Stores a charge once for its key; a repeat gives the charge that is there, whatever it says.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn open(context: &Context<Platform>, new: &NewCharge<'_>) -> Result<SandboxCharge> {
    let NewCharge { reference, key, amount, return_url } = *new;
    command(context, async |mut tx| {
        let id = tx.new_id(context.now);
        execute!(
            tx,
            "insert into sandbox_charge (id, reference, key, currency, amount, return_url, created_at) values \
             ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
            id,
            reference,
            key.raw(),
            amount.currency.code(),
            amount.minor,
            return_url,
            context.now.micros()
        )?;
        let found: ChargeRow = fetch_one!(tx, ["select", ChargeRow, "from sandbox_charge where key = $1"], key.raw())?;
        tx.commit_with(found.charge()?).await
    })
    .await
}

/// The charge of this name.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn charge(db: &Db, reference: &str) -> Result<Option<SandboxCharge>> {
    let mut read = db.read().await?;
    find(&mut read, reference).await
}

/// The charge of this key.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn charge_of(db: &Db, key: PaymentId) -> Result<Option<SandboxCharge>> {
    let mut read = db.read().await?;
    let found: Option<ChargeRow> =
        fetch_optional!(read, ["select", ChargeRow, "from sandbox_charge where key = $1"], key.raw())?;
    found.map(ChargeRow::charge).transpose()
}

/// Writes the outcome of an open charge and plans its webhooks in one transaction; false when it was decided before, or
/// when there is no such charge.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn decide(context: &Context<Platform>, reference: &str, decision: &Decision<'_>) -> Result<bool> {
    let Decision { method, outcome, webhooks_at } = *decision;
    if no_control(reference).is_err() {
        return Ok(false);
    }
    command(context, async |mut tx| {
        let found: Option<(i64,)> = fetch_optional_for_update!(
            tx,
            "select id from sandbox_charge where reference = $1 and outcome is null",
            reference
        )?;
        let Some((id,)) = found else { return Ok(tx.without_change(false)) };
        let changed = execute!(
            tx,
            "update sandbox_charge set method = $2, outcome = $3, decided_at = $4 where id = $1 and outcome is null",
            id,
            method.map(SandboxMethod::as_str),
            serde_json::to_string(&outcome)?,
            context.now.micros()
        )?;
        if changed == 0 {
            return Ok(tx.without_change(false));
        }
        for at in webhooks_at {
            let webhook = tx.new_id(context.now);
            execute!(tx, "insert into sandbox_notice (id, charge_id) values ($1, $2)", webhook, id)?;
            schedule::add(&mut tx, WEBHOOK, webhook, *at).await?;
        }
        tx.commit_with(true).await
    })
    .await
}

/// The charge that a due webhook is about; `None` when it was sent before.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn to_send(db: &Db, scheduled: &ScheduledJob) -> Result<Option<String>> {
    let mut read = db.read().await?;
    let found: Option<(String,)> = fetch_optional!(
        read,
        "select sandbox_charge.reference from sandbox_notice join sandbox_charge on sandbox_charge.id = sandbox_notice.charge_id \
         where sandbox_notice.id = $1 and sandbox_notice.sent_at is null",
        scheduled.subject_id
    )?;
    Ok(found.map(|(reference,)| reference))
}

/// Notes that a due webhook was sent. A crash before this sends it again, as gateways do.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn sent(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<()> {
    command(context, async |mut tx| {
        if !schedule::finish(&mut tx, scheduled).await? {
            return Ok(tx.without_change(()));
        }
        execute!(
            tx,
            "update sandbox_notice set sent_at = $2 where id = $1",
            scheduled.subject_id,
            context.now.micros()
        )?;
        tx.commit().await
    })
    .await
}

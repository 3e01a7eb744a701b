//! Rows of contracts and milestones, and their way into the domain and back.

use crate::db::{Conn, Tx, execute, fetch_all, fetch_optional_for_update, record};
use crate::{Result, row};
use domain::actor::{Parties, Side};
use domain::contract::milestone::{Escrow, Milestone, MilestoneState, Over, Unfunded, Work};
use domain::contract::terms::MilestoneTerms;
use domain::contract::{Contract, ContractState};
use domain::id::{AccountId, ContractId, JobId, MilestoneId, PaymentId, RoomId, Seen, SubmissionId};
use domain::money::{Currency, Money};
use domain::payment::FailureReason;
use domain::refusal::GeneralRefusal;
use domain::text::{MilestoneTitle, Note};
use domain::time::{Date, Timestamp};

record! {
    pub(super) struct ContractRow {
        pub id: i64,
        pub job_id: i64,
        pub client_id: i64,
        pub freelancer_id: i64,
        pub room_id: i64,
        pub title: String,
        pub currency: String,
        pub fee_schedule: i64,
        pub fee_client: i64,
        pub fee_freelancer: i64,
        pub price: i64,
        pub funded: i64,
        pub released: i64,
        pub signed_at: i64,
        pub state: String,
        pub state_at: i64,
        pub ended_by: Option<String>,
        pub version: i64,
    }
}

impl ContractRow {
    pub fn currency(&self) -> Result<Currency> {
        row::currency(&self.currency)
    }
    pub fn room(&self) -> RoomId {
        RoomId::from_raw(self.room_id)
    }
    pub fn contract(&self) -> Result<Contract> {
        let currency = self.currency()?;
        Ok(Contract {
            id: ContractId::from_raw(self.id),
            job: JobId::from_raw(self.job_id),
            parties: Parties {
                client: AccountId::from_raw(self.client_id),
                freelancer: AccountId::from_raw(self.freelancer_id),
            },
            fees: row::fees(self.fee_schedule, self.fee_client, self.fee_freelancer)?,
            funded: Money::new(self.funded, currency),
            released: Money::new(self.released, currency),
            state: self.state()?,
        })
    }
    fn state(&self) -> Result<ContractState> {
        let at = Timestamp::from_micros(self.state_at);
        Ok(match self.state.as_str() {
            "awaiting_funding" => ContractState::AwaitingFunding { until: at },
            "active" => ContractState::Active { since: at },
            "ended" => ContractState::Ended {
                at,
                by: self.ended_by.as_deref().and_then(Side::of).ok_or_else(|| row::odd("contract.ended_by", "null"))?,
            },
            "lapsed" => ContractState::Lapsed { at },
            other => return Err(row::odd("contract.state", other)),
        })
    }
}

record! {
    pub(super) struct MilestoneRow {
        pub id: i64,
        pub contract_id: i64,
        pub number: i64,
        pub title: String,
        pub amount: i64,
        pub due_day: Option<i64>,
        pub state: String,
        pub state_at: Option<i64>,
        pub payment_id: Option<i64>,
        pub fail_reason: Option<String>,
        pub submission_id: Option<i64>,
        pub releases_at: Option<i64>,
        pub note: Option<String>,
        pub funded: Option<i64>,
        pub released: Option<i64>,
        pub refunded: Option<i64>,
        pub turns: i64,
        pub version: i64,
    }
}

impl MilestoneRow {
    pub fn milestone(self, currency: Currency) -> Result<Milestone> {
        let state = self.state(currency)?;
        Ok(Milestone {
            id: MilestoneId::from_raw(self.id),
            contract: ContractId::from_raw(self.contract_id),
            number: self.number,
            terms: MilestoneTerms {
                title: MilestoneTitle::stored(self.title),
                amount: Money::new(self.amount, currency),
                due: self.due_day.map(Date::from_days),
            },
            state,
        })
    }
    fn escrow(&self, currency: Currency) -> Result<Escrow> {
        let amount =
            |column: &str, value: Option<i64>| row::need(column, value).map(|minor| Money::new(minor, currency));
        Ok(Escrow {
            funded: amount("milestone.funded", self.funded)?,
            released: amount("milestone.released", self.released)?,
            refunded: amount("milestone.refunded", self.refunded)?,
            turns: self.turns,
        })
    }
    fn state(&self, currency: Currency) -> Result<MilestoneState> {
        let at = || row::time("milestone.state_at", self.state_at);
        let escrow = || self.escrow(currency);
        let held = |work| -> Result<MilestoneState> { Ok(MilestoneState::Held { escrow: escrow()?, work }) };
        Ok(match self.state.as_str() {
            "draft" => MilestoneState::DRAFT,
            "funding" => MilestoneState::Unfunded(Unfunded::Funding {
                payment: PaymentId::from_raw(row::need("milestone.payment_id", self.payment_id)?),
                since: at()?,
            }),
            "funding_failed" => {
                let reason = self.fail_reason.as_deref().and_then(FailureReason::of);
                MilestoneState::Unfunded(Unfunded::Failed {
                    at: at()?,
                    reason: row::need("milestone.fail_reason", reason)?,
                })
            }
            "funded" => held(Work::InProgress { since: at()? })?,
            "submitted" => held(Work::InReview {
                submission: SubmissionId::from_raw(row::need("milestone.submission_id", self.submission_id)?),
                at: at()?,
                releases_at: row::time("milestone.releases_at", self.releases_at)?,
            })?,
            "changes_requested" => {
                let note = row::need("milestone.note", self.note.clone())?;
                held(Work::ChangesRequested { at: at()?, note: Note::stored(note) })?
            }
            "released" => MilestoneState::Over(Over::Released { escrow: escrow()?, at: at()? }),
            "refunded" => MilestoneState::Over(Over::Refunded { escrow: escrow()?, at: at()? }),
            "cancelled" => MilestoneState::Over(Over::Cancelled { at: at()? }),
            other => return Err(row::odd("milestone.state", other)),
        })
    }
}

/// A contract and its milestones under lock, with the versions that guard them.
pub(super) struct Locked {
    pub contract: Contract,
    pub title: String,
    pub version: i64,
    pub milestones: Vec<(Milestone, i64)>,
}

impl Locked {
    /// What all milestones cost together, before fees.
    pub fn price(&self) -> Money {
        let minor = self.milestones.iter().map(|(milestone, _)| milestone.terms.amount.minor).sum();
        Money::new(minor, self.contract.funded.currency)
    }
    /// Takes one milestone out.
    pub fn milestone(&self, id: MilestoneId) -> Result<(Milestone, i64)> {
        let found = self.milestones.iter().find(|(milestone, _)| milestone.id == id);
        found.cloned().ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))
    }
}

/// Refuses what follows from an older version than the one that stands there now.
pub(super) fn unchanged<Id>(seen: Seen<Id>, version: i64) -> Result<()> {
    if seen.version == version { Ok(()) } else { Err(crate::Error::refused(GeneralRefusal::Stale)) }
}

/// Locks the contract; its milestones change only under this lock.
pub(super) async fn lock(tx: &mut Tx, id: ContractId) -> Result<Locked> {
    let found: Option<ContractRow> =
        fetch_optional_for_update!(tx, ["select", ContractRow, "from contract where id = $1"], id.raw())?;
    locked(tx, found).await
}

/// Locks the contract of a milestone.
pub(super) async fn lock_of(tx: &mut Tx, id: MilestoneId) -> Result<Locked> {
    let found: Option<ContractRow> = fetch_optional_for_update!(
        tx,
        ["select", ContractRow, "from contract where id = (select contract_id from milestone where id = $1)"],
        id.raw()
    )?;
    locked(tx, found).await
}

async fn locked(tx: &mut Tx, found: Option<ContractRow>) -> Result<Locked> {
    let found = found.ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))?;
    let (contract, currency) = (found.contract()?, found.currency()?);
    let rows = milestones(tx, contract.id).await?;
    let milestones = rows
        .into_iter()
        .map(|row| (row.version, row.milestone(currency)))
        .map(|(version, found)| Ok((found?, version)));
    Ok(Locked { contract, title: found.title, version: found.version, milestones: milestones.collect::<Result<_>>()? })
}

/// The milestones of a contract in order.
pub(super) async fn milestones(conn: &mut impl Conn, id: ContractId) -> Result<Vec<MilestoneRow>> {
    fetch_all!(
        conn,
        ["select", MilestoneRow, "from milestone where contract_id = $1 order by number limit 100"],
        id.raw()
    )
}

/// Writes where a contract stands, under its version guard.
pub(super) async fn save(tx: &mut Tx, contract: &Contract, version: i64) -> Result<()> {
    let (at, by) = match contract.state {
        ContractState::AwaitingFunding { until: at }
        | ContractState::Active { since: at }
        | ContractState::Lapsed { at } => (at, None),
        ContractState::Ended { at, by } => (at, Some(by.as_str())),
    };
    let changed = execute!(
        tx,
        "update contract set funded = $3, released = $4, state = $5, state_at = $6, ended_by = $7, version = version + 1 \
         where id = $1 and version = $2",
        contract.id.raw(),
        version,
        contract.funded.minor,
        contract.released.minor,
        contract.state.word(),
        at.micros(),
        by
    )?;
    if changed == 1 { Ok(()) } else { Err(crate::Error::refused(GeneralRefusal::Stale)) }
}

/// The data columns of a state.
#[derive(Default)]
struct Columns {
    at: Option<Timestamp>,
    payment: Option<i64>,
    reason: Option<&'static str>,
    submission: Option<i64>,
    releases_at: Option<i64>,
    note: Option<String>,
}

fn columns(state: &MilestoneState) -> Columns {
    let since = |at: &Timestamp| Columns { at: Some(*at), ..Columns::default() };
    match state {
        MilestoneState::Unfunded(unfunded) => match unfunded {
            Unfunded::Draft => Columns::default(),
            Unfunded::Funding { payment, since: at } => Columns { payment: Some(payment.raw()), ..since(at) },
            Unfunded::Failed { at, reason } => Columns { reason: Some(reason.as_str()), ..since(at) },
        },
        MilestoneState::Held { work, .. } => match work {
            Work::InProgress { since: at } => since(at),
            Work::InReview { at, submission, releases_at } => {
                Columns { submission: Some(submission.raw()), releases_at: Some(releases_at.micros()), ..since(at) }
            }
            Work::ChangesRequested { at, note } => Columns { note: Some(note.as_str().to_owned()), ..since(at) },
        },
        MilestoneState::Over(Over::Released { at, .. } | Over::Refunded { at, .. } | Over::Cancelled { at }) => {
            since(at)
        }
    }
}

/// Writes where a milestone stands, under its version guard.
pub(super) async fn save_milestone(tx: &mut Tx, milestone: &Milestone, version: i64) -> Result<()> {
    let found = columns(&milestone.state);
    let escrow = milestone.state.escrow();
    let changed = execute!(
        tx,
        "update milestone set state = $3, state_at = $4, payment_id = $5, fail_reason = $6, submission_id = $7, \
         releases_at = $8, note = $9, funded = $10, released = $11, refunded = $12, turns = $13, version = version + 1 \
         where id = $1 and version = $2",
        milestone.id.raw(),
        version,
        milestone.state.word(),
        found.at.map(Timestamp::micros),
        found.payment,
        found.reason,
        found.submission,
        found.releases_at,
        found.note,
        escrow.map(|escrow| escrow.funded.minor),
        escrow.map(|escrow| escrow.released.minor),
        escrow.map(|escrow| escrow.refunded.minor),
        escrow.map_or(0, |escrow| escrow.turns)
    )?;
    if changed == 1 { Ok(()) } else { Err(crate::Error::refused(GeneralRefusal::Stale)) }
}

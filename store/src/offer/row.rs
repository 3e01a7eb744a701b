//! Rows of offers, and their way into the domain.

use crate::Result;
use crate::db::{
    Conn, Tx, execute, execute_rows, fetch_all, fetch_all_for_update, fetch_all_rows, fetch_optional,
    fetch_optional_for_update, ids_json, record,
};
use crate::row;
use domain::actor::{Parties, Side};
use domain::contract::terms::MilestoneTerms;
use domain::fee::FeeRates;
use domain::id::{AccountId, ContractId, JobId, OfferId, ProposalId};
use domain::money::Money;
use domain::offer::{Offer, OfferState, OfferTerms, OfferVersion};
use domain::refusal::GeneralRefusal;
use domain::text::{MilestoneTitle, OptionalNote};
use domain::time::{Date, Timestamp};
use serde::Serialize;
use std::collections::HashMap;

record! {
    pub(super) struct OfferRow {
        pub id: i64,
        pub first_id: i64,
        pub number: i64,
        pub job_id: i64,
        pub proposal_id: i64,
        pub client_id: i64,
        pub freelancer_id: i64,
        pub from_side: String,
        pub made_at: i64,
        pub state: String,
        pub state_at: i64,
        pub contract_id: Option<i64>,
        pub countered_by: Option<i64>,
        #[sqlx(flatten)]
        pub terms: TermsColumns,
    }
}

record! {
    /// What a version says, without its milestones.
    pub(super) struct TermsColumns {
        currency: String,
        price: i64,
        message: String,
        fee_schedule: i64,
        fee_client: i64,
        fee_freelancer: i64,
    }
}

record! {
    struct MilestoneRow {
        offer_id: i64,
        title: String,
        amount: i64,
        due_day: Option<i64>,
    }
}

impl TermsColumns {
    pub fn of(terms: &OfferTerms) -> Self {
        Self {
            currency: terms.price.currency.code().to_owned(),
            price: terms.price.minor,
            message: terms.message.to_string(),
            fee_schedule: i64::from(terms.fees.schedule),
            fee_client: i64::from(terms.fees.client.points()),
            fee_freelancer: i64::from(terms.fees.freelancer.points()),
        }
    }
    pub fn price(&self) -> Result<Money> {
        row::money(self.price, &self.currency)
    }
    pub fn fees(&self) -> Result<FeeRates> {
        row::fees(self.fee_schedule, self.fee_client, self.fee_freelancer)
    }
    fn with(&self, milestones: Vec<MilestoneTerms>) -> Result<OfferTerms> {
        let message = OptionalNote::stored(self.message.clone());
        Ok(OfferTerms { milestones, price: self.price()?, message, fees: self.fees()? })
    }
}

impl OfferRow {
    fn side(&self) -> Result<Side> {
        Side::of(&self.from_side).ok_or_else(|| row::odd("offer.from_side", &self.from_side))
    }
    pub fn parties(&self) -> Parties {
        Parties { client: AccountId::from_raw(self.client_id), freelancer: AccountId::from_raw(self.freelancer_id) }
    }
    pub fn job(&self) -> JobId {
        JobId::from_raw(self.job_id)
    }
    pub fn proposal(&self) -> ProposalId {
        ProposalId::from_raw(self.proposal_id)
    }
    fn state(&self) -> Result<OfferState> {
        let at = Timestamp::from_micros(self.state_at);
        Ok(match self.state.as_str() {
            "sent" => OfferState::Sent { expires_at: at },
            "accepted" => OfferState::Accepted {
                at,
                contract: ContractId::from_raw(row::need("offer.contract_id", self.contract_id)?),
            },
            "declined" => OfferState::Declined { at },
            "withdrawn" => OfferState::Withdrawn { at },
            "expired" => OfferState::Expired { at },
            "not_chosen" => OfferState::NotChosen { at },
            "countered" => {
                OfferState::Countered { at, by: OfferId::from_raw(row::need("offer.countered_by", self.countered_by)?) }
            }
            other => return Err(row::odd("offer.state", other)),
        })
    }
    pub fn offer(&self) -> Result<Offer> {
        Ok(Offer { id: OfferId::from_raw(self.id), parties: self.parties(), from: self.side()?, state: self.state()? })
    }
    fn version(&self, milestones: Vec<MilestoneTerms>) -> Result<OfferVersion> {
        Ok(OfferVersion {
            id: OfferId::from_raw(self.id),
            number: self.number,
            from: self.side()?,
            made_at: Timestamp::from_micros(self.made_at),
            terms: self.terms.with(milestones)?,
            state: self.state()?,
        })
    }
}

impl MilestoneRow {
    fn terms(self, of: &TermsColumns) -> Result<MilestoneTerms> {
        Ok(MilestoneTerms {
            title: MilestoneTitle::stored(self.title),
            amount: row::money(self.amount, &of.currency)?,
            due: self.due_day.map(Date::from_days),
        })
    }
}

/// The row of an offer under lock.
pub(super) async fn lock(tx: &mut Tx, id: OfferId) -> Result<OfferRow> {
    let found: Option<OfferRow> =
        fetch_optional_for_update!(tx, ["select", OfferRow, "from offer where id = $1"], id.raw())?;
    found.ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))
}

/// The rows under lock of all offers that wait on a job, in the order of their ids. There is one for each proposal at most.
pub(super) async fn waiting_on(tx: &mut Tx, job: JobId) -> Result<Vec<OfferRow>> {
    fetch_all_for_update!(
        tx,
        ["select", OfferRow, "from offer where job_id = $1 and state = 'sent' order by id"],
        job.raw()
    )
}

/// The job that an offer is for.
pub(super) async fn job_of(tx: &mut Tx, id: OfferId) -> Result<JobId> {
    let found: Option<(i64,)> = fetch_optional!(tx, "select job_id from offer where id = $1", id.raw())?;
    found.map(|(job,)| JobId::from_raw(job)).ok_or_else(|| crate::Error::refused(GeneralRefusal::NotFound))
}

/// What a version says.
pub(super) async fn terms(conn: &mut impl Conn, offer: &OfferRow) -> Result<OfferTerms> {
    let rows: Vec<MilestoneRow> = fetch_all!(
        conn,
        ["select", MilestoneRow, "from offer_milestone where offer_id = $1 order by number limit 20"],
        offer.id
    )?;
    let milestone = |row: MilestoneRow| row.terms(&offer.terms);
    offer.terms.with(rows.into_iter().map(milestone).collect::<Result<_>>()?)
}

/// What these versions of one offer say, and where each one stands.
pub(super) async fn versions(conn: &mut impl Conn, offers: &[OfferRow]) -> Result<Vec<OfferVersion>> {
    let rows: Vec<MilestoneRow> = fetch_all_rows!(
        conn,
        (
            [
                "select",
                MilestoneRow,
                "from offer_milestone where offer_id in (select cast(value ->> 'id' as bigint) from"
            ],
            ") order by offer_id, number"
        ),
        ids_json(offers.iter().map(|offer| offer.id))
    )?;
    let mut found: HashMap<i64, Vec<MilestoneRow>> = HashMap::new();
    for row in rows {
        found.entry(row.offer_id).or_default().push(row);
    }
    let version = |offer: &OfferRow| {
        let rows = found.remove(&offer.id).unwrap_or_default();
        offer.version(rows.into_iter().map(|row| row.terms(&offer.terms)).collect::<Result<_>>()?)
    };
    offers.iter().map(version).collect()
}

/// All versions of the offer that this one belongs to, oldest first.
pub(super) async fn history(conn: &mut impl Conn, id: OfferId) -> Result<Vec<OfferRow>> {
    fetch_all!(
        conn,
        [
            "select",
            OfferRow,
            "from offer where first_id = (select first_id from offer where id = $1) order by number limit 200"
        ],
        id.raw()
    )
}

/// Writes where an offer stands; only from `sent`, so that exactly one outcome wins.
pub(super) async fn save(tx: &mut Tx, offer: &Offer) -> Result<()> {
    let (at, contract, by) = match offer.state {
        OfferState::Sent { expires_at } => (expires_at, None, None),
        OfferState::Accepted { at, contract } => (at, Some(contract.raw()), None),
        OfferState::Countered { at, by } => (at, None, Some(by.raw())),
        OfferState::Declined { at }
        | OfferState::Withdrawn { at }
        | OfferState::Expired { at }
        | OfferState::NotChosen { at } => (at, None, None),
    };
    let changed = execute!(
        tx,
        "update offer set state = $2, state_at = $3, contract_id = $4, countered_by = $5 where id = $1 and state = 'sent'",
        offer.id.raw(),
        offer.state.word(),
        at.micros(),
        contract,
        by
    )?;
    if changed == 1 { Ok(()) } else { Err(crate::Error::refused(GeneralRefusal::Stale)) }
}

/// Writes a new version and its milestones.
pub(super) async fn insert(tx: &mut Tx, fresh: &OfferRow, milestones: &[MilestoneTerms]) -> Result<()> {
    #[derive(Serialize)]
    struct NewMilestone<'a> {
        number: usize,
        title: &'a str,
        amount: i64,
        due_day: Option<i64>,
    }
    let OfferRow { terms, .. } = fresh;
    execute!(
        tx,
        "insert into offer (id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, made_at, state, state_at, \
         currency, price, message, fee_schedule, fee_client, fee_freelancer) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        fresh.id,
        fresh.first_id,
        fresh.number,
        fresh.job_id,
        fresh.proposal_id,
        fresh.client_id,
        fresh.freelancer_id,
        fresh.from_side.as_str(),
        fresh.made_at,
        fresh.state.as_str(),
        fresh.state_at,
        terms.currency.as_str(),
        terms.price,
        terms.message.as_str(),
        terms.fee_schedule,
        terms.fee_client,
        terms.fee_freelancer
    )?;
    let rows = milestones.iter().zip(1..).map(|(milestone, number)| NewMilestone {
        number,
        title: milestone.title.as_str(),
        amount: milestone.amount.minor,
        due_day: milestone.due.map(|due| due.days()),
    });
    execute_rows!(
        tx,
        (
            "insert into offer_milestone (offer_id, number, title, amount, due_day) \
             select cast($2 as bigint), cast(value ->> 'number' as bigint), value ->> 'title', cast(value ->> 'amount' as bigint), \
             cast(value ->> 'due_day' as bigint) from",
            ""
        ),
        serde_json::to_string(&rows.collect::<Vec<_>>())?,
        fresh.id
    )?;
    Ok(())
}

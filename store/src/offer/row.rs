//! Rows of offers, and their way into the domain.

use crate::Result;
use crate::db::{
    Conn, Tx, execute, fetch_all, fetch_all_for_update, fetch_optional, fetch_optional_for_update, record,
};
use crate::row;
use domain::actor::{Parties, Side};
use domain::id::{AccountId, ContractId, JobId, OfferId, ProposalId};
use domain::offer::{Offer, OfferState, OfferTerms, OfferVersion};
use domain::refusal::GeneralRefusal;
use domain::time::Timestamp;

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
        pub terms: String,
        pub made_at: i64,
        pub state: String,
        pub state_at: i64,
        pub contract_id: Option<i64>,
        pub countered_by: Option<i64>,
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
    pub fn terms(&self) -> Result<OfferTerms> {
        Ok(serde_json::from_str(&self.terms)?)
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
    pub fn version(&self) -> Result<OfferVersion> {
        Ok(OfferVersion {
            id: OfferId::from_raw(self.id),
            number: self.number,
            from: self.side()?,
            made_at: Timestamp::from_micros(self.made_at),
            terms: self.terms()?,
            state: self.state()?,
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

/// Writes a new version.
pub(super) async fn insert(tx: &mut Tx, fresh: &OfferRow) -> Result<()> {
    execute!(
        tx,
        "insert into offer (id, first_id, number, job_id, proposal_id, client_id, freelancer_id, from_side, terms, made_at, state, state_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        fresh.id,
        fresh.first_id,
        fresh.number,
        fresh.job_id,
        fresh.proposal_id,
        fresh.client_id,
        fresh.freelancer_id,
        fresh.from_side.as_str(),
        fresh.terms.as_str(),
        fresh.made_at,
        fresh.state.as_str(),
        fresh.state_at
    )?;
    Ok(())
}

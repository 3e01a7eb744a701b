//! A proposal's columns: into the domain's states and terms, and back.

use crate::db::{Tx, execute, fetch_optional, fetch_optional_for_update, record};
use crate::row::{money, need, odd, time};
use crate::{Error, Result};
use domain::actor::Parties;
use domain::id::{AccountId, JobId, OfferId, ProposalId};
use domain::proposal::{Proposal, ProposalState, ProposalTerms};
use domain::refusal::GeneralRefusal;
use domain::text::{CoverLetter, Note};
use domain::time::Timestamp;

record! {
    /// What a proposal is made of; its id and version stand beside it.
    #[derive(Debug)]
    pub(super) struct ProposalColumns from proposal {
        pub(super) id: i64,
        pub(super) version: i64,
        job_id: i64,
        client_id: i64,
        freelancer_id: i64,
        cover_letter: String,
        currency: String,
        price: i64,
        milestones: String,
        state: String,
        state_at: Option<i64>,
        offer_id: Option<i64>,
        reason: Option<String>,
    }
}

impl ProposalColumns {
    pub(super) fn proposal(&self) -> Result<Proposal> {
        Ok(Proposal {
            id: ProposalId::from_raw(self.id),
            job: JobId::from_raw(self.job_id),
            parties: Parties {
                client: AccountId::from_raw(self.client_id),
                freelancer: AccountId::from_raw(self.freelancer_id),
            },
            state: self.state()?,
        })
    }

    pub(super) fn terms(&self) -> Result<ProposalTerms> {
        Ok(ProposalTerms {
            cover_letter: CoverLetter::stored(self.cover_letter.clone()),
            milestones: serde_json::from_str(&self.milestones)?,
            price: money(self.price, &self.currency)?,
        })
    }

    fn state(&self) -> Result<ProposalState> {
        let at = || time("proposal.state_at", self.state_at);
        Ok(match self.state.as_str() {
            "sent" => ProposalState::Sent,
            "viewed" => ProposalState::Viewed { at: at()? },
            "shortlisted" => ProposalState::Shortlisted { at: at()? },
            "offered" => ProposalState::Offered { offer: OfferId::from_raw(need("proposal.offer_id", self.offer_id)?) },
            "hired" => ProposalState::Hired { at: at()? },
            "declined" => {
                let reason = need("proposal.reason", self.reason.clone())?;
                ProposalState::Declined { at: at()?, reason: Note::stored(reason) }
            }
            "withdrawn" => ProposalState::Withdrawn { at: at()? },
            "not_chosen" => ProposalState::NotChosen { at: at()? },
            other => return Err(odd("proposal.state", other)),
        })
    }
}

/// The job that a proposal is for: locked before the proposal, where both are.
///
/// # Errors
/// `NotFound`.
pub async fn job_of(tx: &mut Tx, id: ProposalId) -> Result<JobId> {
    let found: Option<(i64,)> = fetch_optional!(tx, "select job_id from proposal where id = $1", id.raw())?;
    found.map(|(job,)| JobId::from_raw(job)).ok_or_else(|| Error::refused(GeneralRefusal::NotFound))
}

/// Locks a proposal until the transaction ends; gives its version and its terms beside it.
///
/// # Errors
/// `NotFound`.
pub async fn lock(tx: &mut Tx, id: ProposalId) -> Result<(Proposal, i64, ProposalTerms)> {
    let row: Option<ProposalColumns> =
        fetch_optional_for_update!(tx, ["select", ProposalColumns, "from proposal where id = $1"], id.raw())?;
    let row = row.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))?;
    Ok((row.proposal()?, row.version, row.terms()?))
}

/// Saves the state of a proposal that was locked; a shortlisting, an offer or a no counts as the client's answer.
///
/// # Errors
/// `Stale` when somebody saved it since this version.
pub async fn save(tx: &mut Tx, proposal: &Proposal, version: i64, now: Timestamp) -> Result<()> {
    let (at, offer, reason) = match &proposal.state {
        ProposalState::Sent => (None, None, None),
        ProposalState::Offered { offer } => (None, Some(offer.raw()), None),
        ProposalState::Declined { at, reason } => (Some(*at), None, Some(reason.as_str())),
        ProposalState::Viewed { at }
        | ProposalState::Shortlisted { at }
        | ProposalState::Hired { at }
        | ProposalState::Withdrawn { at }
        | ProposalState::NotChosen { at } => (Some(*at), None, None),
    };
    let changed = execute!(
        tx,
        "update proposal set state = $3, state_at = $4, offer_id = $5, reason = $6, version = version + 1, \
         answered_at = case when $3 in ('shortlisted', 'offered', 'declined') then coalesce(answered_at, $7) else answered_at end \
         where id = $1 and version = $2",
        proposal.id.raw(),
        version,
        proposal.state.word(),
        at.map(Timestamp::micros),
        offer,
        reason,
        now.micros()
    )?;
    if changed == 1 { Ok(()) } else { Err(GeneralRefusal::Stale.into()) }
}

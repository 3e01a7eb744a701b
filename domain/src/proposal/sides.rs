//! What each side may do with a proposal: methods of the proposal with the proof of that side.

use super::{Proposal, ProposalRefusal, ProposalState};
use crate::actor::{Actor, Side};
use crate::id::OfferId;
use crate::permit::{Client, Freelancer, HasSides};
use crate::refusal::GeneralRefusal;
use crate::text::Note;
use crate::time::Timestamp;

impl HasSides for Proposal {
    fn side_of(&self, actor: &Actor) -> Result<Side, GeneralRefusal> {
        self.parties.side_of(actor)
    }
}

impl Proposal {
    /// The proposal with the proof that the actor is the client who got it: what they may do are its methods.
    ///
    /// # Errors
    /// `NotYours` for its freelancer, `NotFound` for strangers.
    pub fn as_client(self, actor: &Actor) -> Result<Client<Self>, GeneralRefusal> {
        Client::of(self, actor)
    }

    /// The proposal with the proof that the actor is the freelancer who sent it: what they may do are its methods.
    ///
    /// # Errors
    /// `NotYours` for its client, `NotFound` for strangers.
    pub fn as_freelancer(self, actor: &Actor) -> Result<Freelancer<Self>, GeneralRefusal> {
        Freelancer::of(self, actor)
    }
}

impl Client<Proposal> {
    /// The client opens it; only the first time changes anything.
    pub fn view(self, now: Timestamp) -> Proposal {
        let proposal = self.thing();
        match proposal.state {
            ProposalState::Sent => proposal.with(ProposalState::Viewed { at: now }),
            ProposalState::Viewed { .. }
            | ProposalState::Shortlisted { .. }
            | ProposalState::Offered { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. } => proposal,
        }
    }

    /// The client keeps it in the closer choice (`on`), or takes it out. Said again, it changes nothing.
    ///
    /// # Errors
    /// Ended, or an offer is on the table.
    pub fn shortlist(self, on: bool, now: Timestamp) -> Result<Proposal, ProposalRefusal> {
        let proposal = self.thing();
        match &proposal.state {
            ProposalState::Sent | ProposalState::Viewed { .. } if on => {
                Ok(proposal.with(ProposalState::Shortlisted { at: now }))
            }
            ProposalState::Shortlisted { .. } if !on => Ok(proposal.with(ProposalState::Viewed { at: now })),
            ProposalState::Sent | ProposalState::Viewed { .. } | ProposalState::Shortlisted { .. } => Ok(proposal),
            ended @ (ProposalState::Offered { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. }) => Err(Proposal::ended(ended)),
        }
    }

    /// The client says no, with a reason.
    ///
    /// # Errors
    /// Ended, or an offer is on the table.
    pub fn decline(self, reason: Note, now: Timestamp) -> Result<Proposal, ProposalRefusal> {
        let proposal = self.thing();
        match &proposal.state {
            ProposalState::Sent | ProposalState::Viewed { .. } | ProposalState::Shortlisted { .. } => {
                Ok(proposal.with(ProposalState::Declined { at: now, reason }))
            }
            ended @ (ProposalState::Offered { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. }) => Err(Proposal::ended(ended)),
        }
    }

    /// The client makes an offer.
    ///
    /// # Errors
    /// Ended, or an offer is on the table already.
    pub fn offered(self, offer: OfferId) -> Result<Proposal, ProposalRefusal> {
        let proposal = self.thing();
        match &proposal.state {
            ProposalState::Sent | ProposalState::Viewed { .. } | ProposalState::Shortlisted { .. } => {
                Ok(proposal.with(ProposalState::Offered { offer }))
            }
            ended @ (ProposalState::Offered { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. }) => Err(Proposal::ended(ended)),
        }
    }
}

impl Freelancer<Proposal> {
    /// The freelancer changes it while nobody has read it.
    ///
    /// # Errors
    /// Read, answered or withdrawn before.
    pub fn edit(&self) -> Result<(), ProposalRefusal> {
        match &self.state {
            ProposalState::Sent => Ok(()),
            ProposalState::Viewed { .. } | ProposalState::Shortlisted { .. } => Err(ProposalRefusal::WasViewed),
            ended @ (ProposalState::Offered { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. }) => Err(Proposal::ended(ended)),
        }
    }

    /// The freelancer takes it back.
    ///
    /// # Errors
    /// Ended, or an offer is on the table.
    pub fn withdraw(self, now: Timestamp) -> Result<Proposal, ProposalRefusal> {
        let proposal = self.thing();
        match &proposal.state {
            ProposalState::Sent | ProposalState::Viewed { .. } | ProposalState::Shortlisted { .. } => {
                Ok(proposal.with(ProposalState::Withdrawn { at: now }))
            }
            ended @ (ProposalState::Offered { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. }) => Err(Proposal::ended(ended)),
        }
    }
}

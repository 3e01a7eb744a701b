//! Proposals: sent → (viewed, shortlisted) → offered → hired | declined | withdrawn | not_chosen.
//! An offer that lapses puts the proposal back to sent.

mod read;
mod sides;
mod terms;

pub use read::{ANSWER_WITHIN, ProposalAction, ProposalList, ProposalView};
pub use terms::{ProposalInput, ProposalTerms};

use crate::actor::{Actor, Parties, Side};
use crate::id::{AccountId, JobId, OfferId, ProposalId};
use crate::refusal::{GeneralRefusal, refusals};
use crate::text::Note;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

refusals! {
    /// Why a proposal command was refused.
    ProposalRefusal {
        OwnJob => "proposal.own_job", State, "This is your own job. Nothing was sent.";
        AlreadySent => "proposal.already_sent", State,
            "You already have a proposal for this job. Nothing was sent; withdraw it first to send another.";
        TooManyOpen { most: u32 } => "proposal.too_many_open", State,
            "You have {most} open proposals, which is the most one person may have. Nothing was sent. \
             Withdraw one, or wait for an answer.";
        Answered => "proposal.answered", State, "This proposal was answered before. Nothing was changed.";
        WasWithdrawn => "proposal.was_withdrawn", State, "The freelancer withdrew this proposal. Nothing was changed.";
        HasOffer => "proposal.has_offer", State,
            "There is an offer on this proposal. Answer or withdraw the offer first. Nothing was changed.";
        WasViewed => "proposal.was_viewed", State, "The client has read this proposal, so it stays as it is. Nothing was changed.";
    }
}

/// Where a proposal stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// Arrived, not read yet.
    Sent,
    /// The client opened it.
    Viewed {
        /// When the client first opened it.
        at: Timestamp,
    },
    /// The client keeps it in the closer choice.
    Shortlisted {
        /// When the client put it on the shortlist.
        at: Timestamp,
    },
    /// There is an offer on the table.
    Offered {
        /// Its newest version.
        offer: OfferId,
    },
    /// It became a contract.
    Hired {
        /// When the contract was signed.
        at: Timestamp,
    },
    /// The client said no.
    Declined {
        /// When the client declined it.
        at: Timestamp,
        /// What the client wrote, or nothing.
        reason: Note,
    },
    /// The freelancer took it back.
    Withdrawn {
        /// When the freelancer withdrew it.
        at: Timestamp,
    },
    /// The job was filled or ended without it.
    NotChosen {
        /// When the job was filled or closed without it.
        at: Timestamp,
    },
}

impl ProposalState {
    /// The word of the API and the store.
    pub const fn word(&self) -> &'static str {
        match self {
            ProposalState::Sent => "sent",
            ProposalState::Viewed { .. } => "viewed",
            ProposalState::Shortlisted { .. } => "shortlisted",
            ProposalState::Offered { .. } => "offered",
            ProposalState::Hired { .. } => "hired",
            ProposalState::Declined { .. } => "declined",
            ProposalState::Withdrawn { .. } => "withdrawn",
            ProposalState::NotChosen { .. } => "not_chosen",
        }
    }
    /// Still waiting for an outcome?
    pub const fn is_live(&self) -> bool {
        match self {
            ProposalState::Sent
            | ProposalState::Viewed { .. }
            | ProposalState::Shortlisted { .. }
            | ProposalState::Offered { .. } => true,
            ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. } => false,
        }
    }
}

/// A proposal as its commands see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Id of this proposal.
    pub id: ProposalId,
    /// For which job.
    pub job: JobId,
    /// Who gets and who sent it.
    pub parties: Parties,
    /// Where it stands.
    pub state: ProposalState,
}

impl Proposal {
    /// A new proposal may be sent when the job is another person's, this freelancer has no live one for it and not too
    /// many elsewhere. Whether the job is open, [`crate::job::Job::takes_proposals`] says.
    ///
    /// # Errors
    /// `OwnJob`, `AlreadySent`, `TooManyOpen`.
    pub fn may_send(
        client: AccountId,
        freelancer: &Actor,
        has_live: bool,
        open: u32,
        most: u32,
    ) -> Result<(), ProposalRefusal> {
        match (freelancer.account() == client, has_live, open >= most) {
            (true, _, _) => Err(ProposalRefusal::OwnJob),
            (_, true, _) => Err(ProposalRefusal::AlreadySent),
            (_, _, true) => Err(ProposalRefusal::TooManyOpen { most }),
            (false, false, false) => Ok(()),
        }
    }

    fn with(self, state: ProposalState) -> Self {
        Self { state, ..self }
    }

    fn ended(state: &ProposalState) -> ProposalRefusal {
        match state {
            ProposalState::Withdrawn { .. } => ProposalRefusal::WasWithdrawn,
            ProposalState::Offered { .. } => ProposalRefusal::HasOffer,
            ProposalState::Sent
            | ProposalState::Viewed { .. }
            | ProposalState::Shortlisted { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::NotChosen { .. } => ProposalRefusal::Answered,
        }
    }

    /// A counter-offer replaces the offer on the table.
    pub fn countered(self, offer: OfferId) -> Self {
        match self.state {
            ProposalState::Offered { .. } => self.with(ProposalState::Offered { offer }),
            ProposalState::Sent
            | ProposalState::Viewed { .. }
            | ProposalState::Shortlisted { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. } => self,
        }
    }

    /// The offer was declined, withdrawn or ran out: the proposal waits again.
    pub fn offer_ended(self) -> Self {
        match self.state {
            ProposalState::Offered { .. } => self.with(ProposalState::Sent),
            ProposalState::Sent
            | ProposalState::Viewed { .. }
            | ProposalState::Shortlisted { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. } => self,
        }
    }

    /// The offer was accepted.
    pub fn hired(self, now: Timestamp) -> Self {
        self.with(ProposalState::Hired { at: now })
    }

    /// The job was filled or ended without it; `None` when it had its outcome or has an offer.
    pub fn not_chosen(self, now: Timestamp) -> Option<Self> {
        match self.state {
            ProposalState::Sent | ProposalState::Viewed { .. } | ProposalState::Shortlisted { .. } => {
                Some(self.with(ProposalState::NotChosen { at: now }))
            }
            ProposalState::Offered { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. } => None,
        }
    }

    /// What the viewer may do now.
    ///
    /// # Errors
    /// `NotFound` for anybody but its two people.
    pub fn actions(&self, actor: &Actor) -> Result<Vec<ProposalAction>, GeneralRefusal> {
        let open = match &self.state {
            ProposalState::Sent | ProposalState::Viewed { .. } | ProposalState::Shortlisted { .. } => true,
            ProposalState::Offered { .. }
            | ProposalState::Hired { .. }
            | ProposalState::Declined { .. }
            | ProposalState::Withdrawn { .. }
            | ProposalState::NotChosen { .. } => false,
        };
        Ok(match (self.parties.side_of(actor)?, open) {
            (Side::Client, true) => {
                vec![ProposalAction::Shortlist, ProposalAction::Decline, ProposalAction::Offer, ProposalAction::Message]
            }
            (Side::Freelancer, true) if self.state == ProposalState::Sent => {
                vec![ProposalAction::Edit, ProposalAction::Withdraw]
            }
            (Side::Freelancer, true) => vec![ProposalAction::Withdraw],
            (Side::Client, false) if self.state.is_live() => vec![ProposalAction::Message],
            (Side::Client | Side::Freelancer, false) => vec![],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Proof;
    use crate::contract::terms::MilestoneInput;
    use crate::money::{Currency, Money};

    fn at() -> Timestamp {
        Timestamp::civil(2026, 1, 1, 0, 0, 0).unwrap()
    }
    fn actor(raw: i64) -> Actor {
        Actor::new(AccountId::from_raw(raw), Proof::Session)
    }
    fn proposal(state: ProposalState) -> Proposal {
        let parties = Parties { client: AccountId::from_raw(1), freelancer: AccountId::from_raw(2) };
        Proposal { id: ProposalId::from_raw(5), job: JobId::from_raw(6), parties, state }
    }
    fn states() -> [ProposalState; 8] {
        let at = at();
        [
            ProposalState::Sent,
            ProposalState::Viewed { at },
            ProposalState::Shortlisted { at },
            ProposalState::Offered { offer: OfferId::from_raw(7) },
            ProposalState::Hired { at },
            ProposalState::Declined { at, reason: Note::parse("Too late for us").unwrap() },
            ProposalState::Withdrawn { at },
            ProposalState::NotChosen { at },
        ]
    }

    #[test]
    fn every_state_meets_every_command() {
        let note = || Note::parse("Another skill is needed").unwrap();
        let word = |result: Result<Proposal, ProposalRefusal>| result.map_or_else(|no| no.code(), |p| p.state.word());
        let mut found = Vec::new();
        for state in states() {
            let one = || proposal(state.clone());
            let client = || one().as_client(&actor(1)).unwrap();
            let freelancer = || one().as_freelancer(&actor(2)).unwrap();
            found.push([
                client().view(at()).state.word(),
                freelancer().edit().map_or_else(|no| no.code(), |()| "edited"),
                word(client().shortlist(true, at())),
                word(client().shortlist(false, at())),
                word(client().decline(note(), at())),
                word(freelancer().withdraw(at())),
                word(client().offered(OfferId::from_raw(8))),
                one().offer_ended().state.word(),
                one().not_chosen(at()).map_or("nothing", |p| p.state.word()),
            ]);
        }
        let (a, o, w) = ("proposal.answered", "proposal.has_offer", "proposal.was_withdrawn");
        assert_eq!(
            found,
            [
                ["viewed", "edited", "shortlisted", "sent", "declined", "withdrawn", "offered", "sent", "not_chosen"],
                [
                    "viewed",
                    "proposal.was_viewed",
                    "shortlisted",
                    "viewed",
                    "declined",
                    "withdrawn",
                    "offered",
                    "viewed",
                    "not_chosen"
                ],
                [
                    "shortlisted",
                    "proposal.was_viewed",
                    "shortlisted",
                    "viewed",
                    "declined",
                    "withdrawn",
                    "offered",
                    "shortlisted",
                    "not_chosen"
                ],
                ["offered", o, o, o, o, o, o, "sent", "nothing"],
                ["hired", a, a, a, a, a, a, "hired", "nothing"],
                ["declined", a, a, a, a, a, a, "declined", "nothing"],
                ["withdrawn", w, w, w, w, w, w, "withdrawn", "nothing"],
                ["not_chosen", a, a, a, a, a, a, "not_chosen", "nothing"],
            ]
        );
    }

    #[test]
    fn sending_is_refused_for_ones_own_job_a_second_time_and_above_the_most() {
        let client = AccountId::from_raw(1);
        let code = |who, live, open| {
            Proposal::may_send(client, &actor(who), live, open, 20).map_or_else(|no| no.code(), |()| "sent")
        };
        assert_eq!(code(1, false, 0), "proposal.own_job");
        assert_eq!(code(2, true, 0), "proposal.already_sent");
        assert_eq!(code(2, false, 20), "proposal.too_many_open");
        assert_eq!(code(2, false, 19), "sent");
    }

    #[test]
    fn the_price_is_the_sum_of_the_milestones() {
        let row =
            |amount: &str| MilestoneInput { title: "A part of it".into(), amount: amount.into(), due: String::new() };
        let input = ProposalInput {
            cover_letter: "I have built three of these gateways before.".into(),
            milestones: vec![row("2400"), row("3000.50")],
        };
        assert_eq!(
            ProposalTerms::parse(&input, Currency::Eur, at()).unwrap().price,
            Money::new(540_050, Currency::Eur)
        );
    }
}

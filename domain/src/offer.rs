//! Offers: sent → accepted | declined | withdrawn | expired | countered. Each version is an offer of its own;
//! a counter-offer ends one and begins the next from the other side. The accepted version is the contract.

use crate::actor::{Actor, Parties, Side};
use crate::contract::terms::{MilestoneInput, MilestoneTerms, parse_milestones};
use crate::deadline::Deadline;
use crate::fee::{Breakdown, FeeRates};
use crate::id::{ContractId, JobId, OfferId, ProposalId, RoomId};
use crate::money::{Currency, Money};
use crate::refusal::{BadFields, GeneralRefusal, Refusal, refusals};
use crate::text::OptionalNote;
use crate::time::{Here, Span, Timestamp};
use serde::{Deserialize, Serialize};

refusals! {
    /// Why an offer command was refused.
    OfferRefusal {
        AlreadyAccepted { at: Timestamp } => "offer.already_accepted", State, "This offer was accepted on {at}. Nothing was changed.";
        WasDeclined { at: Timestamp } => "offer.was_declined", State, "This offer was declined on {at}. Nothing was changed.";
        WasWithdrawn { at: Timestamp } => "offer.was_withdrawn", State, "This offer was withdrawn on {at}. Nothing was changed.";
        HasExpired { at: Timestamp } => "offer.has_expired", State, "This offer expired on {at}. Nothing was changed. Ask for a new one.";
        WasCountered { at: Timestamp } => "offer.was_countered", State,
            "There is a newer version of this offer, made on {at}. Nothing was changed; answer that one.";
        NotChosen { at: Timestamp } => "offer.not_chosen", State,
            "This job was filled or closed on {at}, and the offer ended with it. Nothing was changed.";
        YourOwn => "offer.your_own", Forbidden, "You made this offer; the other side answers it. Nothing was changed.";
        NotYourOwn => "offer.not_your_own", Forbidden,
            "The other side made this offer. You can accept it, decline it or make a counter-offer.";
    }
}

/// So long before it expires the side that has not answered is warned.
pub const EXPIRY_WARNING: Span = Span::days(2);

/// What the offering side types.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferInput {
    /// Milestones with amounts and dates.
    #[serde(default)]
    pub milestones: Vec<MilestoneInput>,
    /// A word to the other side, may be empty.
    #[serde(default)]
    pub message: String,
}

/// What an offer says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferTerms {
    /// At least one.
    pub milestones: Vec<MilestoneTerms>,
    /// Their sum.
    pub price: Money,
    /// A word to the other side.
    pub message: OptionalNote,
    /// Fees that the contract will keep.
    pub fees: FeeRates,
}

impl OfferTerms {
    /// Reads the form in the currency of the job.
    ///
    /// # Errors
    /// All bad fields at once.
    pub fn parse(
        input: &OfferInput,
        currency: Currency,
        fees: FeeRates,
        here: impl Into<Here>,
    ) -> Result<Self, Refusal> {
        let mut bad = BadFields::default();
        let message = bad.take("message", OptionalNote::parse(&input.message));
        let milestones = bad.take_all(parse_milestones(&input.milestones, currency, here))?;
        let (message, milestones) = bad.finish(message.zip(milestones))?;
        let price = Money::sum(currency, milestones.iter().map(|milestone| milestone.amount))?;
        Ok(Self { milestones, price, message, fees })
    }
}

/// Where a version of an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// Waits for the other side.
    Sent {
        /// How long it can be answered.
        expires_at: Timestamp,
    },
    /// It became a contract.
    Accepted {
        /// When the other side accepted it.
        at: Timestamp,
        /// Id of the contract that it became.
        contract: ContractId,
    },
    /// The other side said no.
    Declined {
        /// When the other side declined it.
        at: Timestamp,
    },
    /// The offering side took it back.
    Withdrawn {
        /// When its maker withdrew it.
        at: Timestamp,
    },
    /// Nobody answered in time.
    Expired {
        /// When its time was over.
        at: Timestamp,
    },
    /// The other side made a newer version.
    Countered {
        /// When the other side answered with a version of its own.
        at: Timestamp,
        /// Id of the version that answers it.
        by: OfferId,
    },
    /// Its job was filled with somebody else, or closed.
    NotChosen {
        /// When the job was filled or closed without it.
        at: Timestamp,
    },
}

/// What ends a job together with its offers. A job that runs out of time leaves them to their own dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobEnd {
    /// The last seat was taken.
    Filled,
    /// The client closed it by hand.
    Closed,
}

impl OfferState {
    /// The word of the API and the store.
    pub const fn word(&self) -> &'static str {
        match self {
            OfferState::Sent { .. } => "sent",
            OfferState::Accepted { .. } => "accepted",
            OfferState::Declined { .. } => "declined",
            OfferState::Withdrawn { .. } => "withdrawn",
            OfferState::Expired { .. } => "expired",
            OfferState::Countered { .. } => "countered",
            OfferState::NotChosen { .. } => "not_chosen",
        }
    }
}

/// One version of an offer as its commands see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Id of this offer.
    pub id: OfferId,
    /// Who hires and who works.
    pub parties: Parties,
    /// Who made this version.
    pub from: Side,
    /// Where it stands.
    pub state: OfferState,
}

impl Offer {
    fn with(self, state: OfferState) -> Self {
        Self { state, ..self }
    }

    fn waiting(&self, now: Timestamp) -> Result<(), OfferRefusal> {
        match self.state.stands_at(now) {
            OfferState::Sent { .. } => Ok(()),
            OfferState::Expired { at } => Err(OfferRefusal::HasExpired { at }),
            OfferState::Accepted { at, .. } => Err(OfferRefusal::AlreadyAccepted { at }),
            OfferState::Declined { at } => Err(OfferRefusal::WasDeclined { at }),
            OfferState::Withdrawn { at } => Err(OfferRefusal::WasWithdrawn { at }),
            OfferState::Countered { at, .. } => Err(OfferRefusal::WasCountered { at }),
            OfferState::NotChosen { at } => Err(OfferRefusal::NotChosen { at }),
        }
    }

    fn receiver(&self, actor: &Actor) -> Result<Side, Refusal> {
        let side = self.parties.side_of(actor)?;
        if side == self.from { Err(OfferRefusal::YourOwn.into()) } else { Ok(side) }
    }

    /// The other side takes it: the contract begins.
    ///
    /// # Errors
    /// `NotFound` for strangers, `YourOwn`, or what became of it before.
    pub fn accept(self, actor: &Actor, contract: ContractId, now: Timestamp) -> Result<Self, Refusal> {
        self.receiver(actor)?;
        self.waiting(now)?;
        Ok(self.with(OfferState::Accepted { at: now, contract }))
    }

    /// The other side says no.
    ///
    /// # Errors
    /// As [`Offer::accept`].
    pub fn decline(self, actor: &Actor, now: Timestamp) -> Result<Self, Refusal> {
        self.receiver(actor)?;
        self.waiting(now)?;
        Ok(self.with(OfferState::Declined { at: now }))
    }

    /// The other side answers with a newer version `by`, made by the returned side.
    ///
    /// # Errors
    /// As [`Offer::accept`].
    pub fn counter(self, actor: &Actor, by: OfferId, now: Timestamp) -> Result<(Self, Side), Refusal> {
        let side = self.receiver(actor)?;
        self.waiting(now)?;
        Ok((self.with(OfferState::Countered { at: now, by }), side))
    }

    /// The side that made it takes it back.
    ///
    /// # Errors
    /// `NotFound` for strangers, `NotYourOwn`, or what became of it before.
    pub fn withdraw(self, actor: &Actor, now: Timestamp) -> Result<Self, Refusal> {
        if self.parties.side_of(actor)? != self.from {
            return Err(OfferRefusal::NotYourOwn.into());
        }
        self.waiting(now)?;
        Ok(self.with(OfferState::Withdrawn { at: now }))
    }

    /// Its time ran out; `None` when there is nothing to do (yet).
    pub fn expire(self, now: Timestamp) -> Option<Self> {
        match self.state {
            OfferState::Sent { expires_at } if now >= expires_at => {
                Some(self.with(OfferState::Expired { at: expires_at }))
            }
            OfferState::Sent { .. }
            | OfferState::Accepted { .. }
            | OfferState::Declined { .. }
            | OfferState::Withdrawn { .. }
            | OfferState::Expired { .. }
            | OfferState::Countered { .. }
            | OfferState::NotChosen { .. } => None,
        }
    }

    /// Its job is over: who closes a job takes their own offers back by that; all others are not chosen. `None` when it had
    /// its outcome, or its time is over: then its own clock ends it.
    pub fn end_with_job(self, end: JobEnd, now: Timestamp) -> Option<Self> {
        match (self.state, end, self.from) {
            (OfferState::Sent { expires_at }, _, _) if now >= expires_at => None,
            (OfferState::Sent { .. }, JobEnd::Closed, Side::Client) => {
                Some(self.with(OfferState::Withdrawn { at: now }))
            }
            (OfferState::Sent { .. }, JobEnd::Filled, Side::Client | Side::Freelancer)
            | (OfferState::Sent { .. }, JobEnd::Closed, Side::Freelancer) => {
                Some(self.with(OfferState::NotChosen { at: now }))
            }
            (
                OfferState::Accepted { .. }
                | OfferState::Declined { .. }
                | OfferState::Withdrawn { .. }
                | OfferState::Expired { .. }
                | OfferState::Countered { .. }
                | OfferState::NotChosen { .. },
                JobEnd::Filled | JobEnd::Closed,
                Side::Client | Side::Freelancer,
            ) => None,
        }
    }

    /// What the viewer may do now.
    ///
    /// # Errors
    /// `NotFound` for anybody but its two people.
    pub fn actions(&self, actor: &Actor, now: Timestamp) -> Result<Vec<OfferAction>, GeneralRefusal> {
        let side = self.parties.side_of(actor)?;
        Ok(match (self.waiting(now).is_ok(), side == self.from) {
            (false, _) => vec![],
            (true, true) => vec![OfferAction::Withdraw],
            (true, false) => vec![OfferAction::Accept, OfferAction::Counter, OfferAction::Decline],
        })
    }
}

/// What the viewer of an offer may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferAction {
    /// Accept the offer as it is.
    Accept,
    /// Decline the offer.
    Decline,
    /// Answer with a newer version.
    Counter,
    /// Take it back.
    Withdraw,
}

/// One version in the history of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferVersion {
    /// Id of this offer.
    pub id: OfferId,
    /// 1, 2, 3 …
    pub number: i64,
    /// Who made it.
    pub from: Side,
    /// When it was made.
    pub made_at: Timestamp,
    /// What it says.
    pub terms: OfferTerms,
    /// Where it stands.
    pub state: OfferState,
}

/// The page of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferPage {
    /// The version that was asked for (the newest one when it was countered is linked by its state).
    pub id: OfferId,
    /// The job it is for.
    pub job: JobId,
    /// Its title, which becomes the contract's.
    pub title: String,
    /// The proposal it answers.
    pub proposal: ProposalId,
    /// The price that was proposed, as it stood when the first version answered it.
    pub proposed: Money,
    /// Since when it stood so.
    pub proposed_at: Timestamp,
    /// Who hires and who works.
    pub parties: Parties,
    /// What the client is called.
    pub client_name: String,
    /// What the freelancer is called.
    pub freelancer_name: String,
    /// The viewer's side.
    pub side: Side,
    /// This version.
    pub version: OfferVersion,
    /// Its price for both sides.
    pub breakdown: Breakdown,
    /// All versions, oldest first.
    pub history: Vec<OfferVersion>,
    /// The proposal waits for an outcome: after an offer that came to nothing, the two can go on.
    pub goes_on: bool,
    /// The room of the two, once somebody wrote.
    pub room: Option<RoomId>,
    /// What the viewer may do now.
    pub actions: Vec<OfferAction>,
}

#[cfg(test)]
mod tests;

//! Contracts: awaiting_funding → active → ended; awaiting_funding → lapsed. Milestones carry the money.

pub mod charge;
pub mod ending;
mod escrow;
pub mod list;
pub mod milestone;
pub mod read;
mod refusal;
mod reminder;
mod sides;
pub mod terms;
#[cfg(test)]
mod tests;
mod waiting;

use crate::actor::{Actor, Parties, Side};
use crate::deadline::Deadline;
use crate::fee::FeeRates;
use crate::id::{ContractId, JobId};
use crate::ledger::movements::ContractMoney;
use crate::money::Money;
use crate::permit::{Client, Freelancer, HasSides};
use crate::refusal::{GeneralRefusal, refusals};
use crate::rules::Rules;
use crate::time::{Span, Timestamp};
use milestone::Milestone;
use serde::{Deserialize, Serialize};

refusals! {
    /// Why a contract command was refused.
    ContractRefusal {
        HasEnded { at: Timestamp } => "contract.has_ended", State, "This contract ended on {at}. Nothing was changed.";
        HasLapsed { at: Timestamp } => "contract.has_lapsed", State,
            "This contract lapsed on {at}, because nothing was funded in time. Nothing was changed.";
        NotFundedYet => "contract.not_funded_yet", State, "Nothing is funded yet, so please do not start. Nothing was changed.";
        MoneyInEscrow { held: Money } => "contract.money_in_escrow", State,
            "{held} is still in escrow. Release it or give it back first; then the contract can end.";
        ChargeRunning => "contract.charge_running", State,
            "A payment for a milestone is on its way. Wait for its outcome; then the contract can end.";
    }
}

/// Where a contract stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractState {
    /// Signed; the client funds the first milestone. Do not start yet.
    AwaitingFunding {
        /// When it lapses if nothing was funded.
        until: Timestamp,
    },
    /// Work goes on.
    Active {
        /// First funded then.
        since: Timestamp,
    },
    /// Over, with every escrow at zero.
    Ended {
        /// When one side ended it.
        at: Timestamp,
        /// Who ended it.
        by: Side,
    },
    /// Nothing was funded in time.
    Lapsed {
        /// When the time for funding was over.
        at: Timestamp,
    },
}

impl ContractState {
    /// The word of the API and the store.
    pub const fn word(&self) -> &'static str {
        match self {
            ContractState::AwaitingFunding { .. } => "awaiting_funding",
            ContractState::Active { .. } => "active",
            ContractState::Ended { .. } => "ended",
            ContractState::Lapsed { .. } => "lapsed",
        }
    }
    /// May money be put in?
    pub(crate) const fn takes_funding(self) -> Result<(), ContractRefusal> {
        match self {
            ContractState::AwaitingFunding { .. } | ContractState::Active { .. } => Ok(()),
            ContractState::Ended { at, .. } => Err(ContractRefusal::HasEnded { at }),
            ContractState::Lapsed { at } => Err(ContractRefusal::HasLapsed { at }),
        }
    }
}

/// A contract as its commands see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Id of this contract.
    pub id: ContractId,
    /// The job it came from.
    pub job: JobId,
    /// Who hires and who works.
    pub parties: Parties,
    /// Fees, fixed when the offer was accepted.
    pub fees: FeeRates,
    /// Funded so far, less what was refunded.
    pub funded: Money,
    /// Released so far.
    pub released: Money,
    /// Where it stands.
    pub state: ContractState,
}

impl HasSides for Contract {
    fn side_of(&self, actor: &Actor) -> Result<Side, GeneralRefusal> {
        self.parties.side_of(actor)
    }
}

impl Contract {
    /// The contract with the proof that the actor is its client: what they may do are its methods.
    ///
    /// # Errors
    /// `NotYours` for its freelancer, `NotFound` for strangers.
    pub fn as_client(&self, actor: &Actor) -> Result<Client<&Self>, GeneralRefusal> {
        Client::of(self, actor)
    }

    /// The contract with the proof that the actor is its freelancer: what they may do are its methods.
    ///
    /// # Errors
    /// `NotYours` for its client, `NotFound` for strangers.
    pub fn as_freelancer(&self, actor: &Actor) -> Result<Freelancer<&Self>, GeneralRefusal> {
        Freelancer::of(self, actor)
    }

    /// What its movements need to know.
    pub fn money(&self) -> ContractMoney {
        ContractMoney {
            contract: self.id,
            parties: self.parties,
            fees: self.fees,
            funded: self.funded,
            released: self.released,
        }
    }

    /// May money be put in, as it is written?
    ///
    /// # Errors
    /// Ended or lapsed.
    pub fn takes_funding(&self) -> Result<(), ContractRefusal> {
        self.state.takes_funding()
    }

    /// May work be tracked and submitted now?
    ///
    /// # Errors
    /// Not funded yet, ended or lapsed.
    pub fn takes_work(&self) -> Result<(), ContractRefusal> {
        match self.state {
            ContractState::Active { .. } => Ok(()),
            ContractState::AwaitingFunding { .. } => Err(ContractRefusal::NotFundedYet),
            ContractState::Ended { at, .. } => Err(ContractRefusal::HasEnded { at }),
            ContractState::Lapsed { at } => Err(ContractRefusal::HasLapsed { at }),
        }
    }

    /// The first funding makes it active.
    pub(crate) fn first_funded(state: ContractState, now: Timestamp) -> ContractState {
        match state {
            ContractState::AwaitingFunding { .. } => ContractState::Active { since: now },
            same @ (ContractState::Active { .. } | ContractState::Ended { .. } | ContractState::Lapsed { .. }) => same,
        }
    }

    /// Nothing was funded in time: it lapses, a milestone still in funding returns to draft. `None` when there is
    /// nothing to do (yet).
    pub fn lapse(self, milestones: Vec<Milestone>, now: Timestamp) -> Option<(Self, Vec<Milestone>)> {
        match self.state {
            ContractState::AwaitingFunding { until } if now >= until => {
                let milestones = milestones.into_iter().map(Milestone::back_to_draft).collect();
                Some((Self { state: ContractState::Lapsed { at: until }, ..self }, milestones))
            }
            ContractState::AwaitingFunding { .. }
            | ContractState::Active { .. }
            | ContractState::Ended { .. }
            | ContractState::Lapsed { .. } => None,
        }
    }

    /// Either side ends it once every escrow is at zero and no charge is running; unfunded milestones are cancelled.
    ///
    /// # Errors
    /// Money in escrow, a charge on its way, ended or lapsed before; `NotFound` for strangers.
    pub fn end(
        self,
        actor: &Actor,
        milestones: Vec<Milestone>,
        now: Timestamp,
    ) -> Result<(Self, Vec<Milestone>), crate::refusal::Refusal> {
        let by = self.parties.side_of(actor)?;
        self.state.stands_at(now).takes_funding()?;
        let held = Money::sum(self.funded.currency, milestones.iter().map(Milestone::held))?;
        if held.is_positive() {
            return Err(ContractRefusal::MoneyInEscrow { held }.into());
        }
        if milestones.iter().any(|milestone| milestone.state.payment().is_some()) {
            return Err(ContractRefusal::ChargeRunning.into());
        }
        let milestones = milestones.into_iter().map(|milestone| milestone.cancel(now)).collect();
        Ok((Self { state: ContractState::Ended { at: now, by }, ..self }, milestones))
    }
}

/// So long before it lapses the client of a contract without money is warned.
pub const LAPSE_WARNING: Span = Span::days(2);

/// A new contract awaits its first funding.
pub fn awaiting_funding(rules: &Rules, now: Timestamp) -> ContractState {
    ContractState::AwaitingFunding { until: now.plus(rules.funding_open) }
}

//! The store's values as the oracle has them: numbers and words.

use crate::oracle::{Fees, Id, Milestone, Place, State};
use domain::actor::Side;
use domain::contract::ContractState;
use domain::contract::milestone::{self, MilestoneState, Over, Unfunded, Work};
use domain::contract::read::Next;
use domain::fee::FeeRates;
use domain::id::{ContractId, OfferId, PaymentId};
use domain::job::JobState;
use domain::ledger::account::LedgerAccount;
use domain::offer::OfferState;
use domain::payment::{FailureReason, Outcome, PaymentState};
use domain::proposal::ProposalState;
use domain::time::Timestamp;

fn since(word: &'static str, at: Timestamp) -> State {
    State::new(word, at.micros())
}

pub fn fees(rates: FeeRates) -> Fees {
    Fees { client: i64::from(rates.client.points()), freelancer: i64::from(rates.freelancer.points()) }
}

pub fn job(state: &JobState) -> State {
    match *state {
        JobState::Draft => State::new("draft", 0),
        JobState::Open { until } => since("open", until),
        JobState::Paused { until } => since("paused", until),
        JobState::Filled { at } => since("filled", at),
        JobState::Closed { at } => since("closed", at),
        JobState::Expired { at } => since("expired", at),
    }
}

pub fn proposal(state: &ProposalState) -> State {
    match *state {
        ProposalState::Sent => State::new("sent", 0),
        ProposalState::Viewed { at } => since("viewed", at),
        ProposalState::Shortlisted { at } => since("shortlisted", at),
        ProposalState::Offered { .. } => State::new("offered", 0),
        ProposalState::Hired { at } => since("hired", at),
        ProposalState::Declined { at, .. } => since("declined", at),
        ProposalState::Withdrawn { at } => since("withdrawn", at),
        ProposalState::NotChosen { at } => since("not_chosen", at),
    }
}

/// The state, and what it became.
pub fn offer(state: &OfferState) -> (State, Option<Id>) {
    match *state {
        OfferState::Sent { expires_at } => (since("sent", expires_at), None),
        OfferState::Accepted { at, contract } => (since("accepted", at), Some(ContractId::raw(contract))),
        OfferState::Declined { at } => (since("declined", at), None),
        OfferState::Withdrawn { at } => (since("withdrawn", at), None),
        OfferState::Expired { at } => (since("expired", at), None),
        OfferState::NotChosen { at } => (since("not_chosen", at), None),
        OfferState::Countered { at, by } => (since("countered", at), Some(OfferId::raw(by))),
    }
}

/// The state, and whether the client ended it.
pub fn contract(state: &ContractState) -> (State, bool) {
    match *state {
        ContractState::AwaitingFunding { until } => (since("awaiting_funding", until), false),
        ContractState::Active { since: at } => (since("active", at), false),
        ContractState::Ended { at, by } => (since("ended", at), by == Side::Client),
        ContractState::Lapsed { at } => (since("lapsed", at), false),
    }
}

pub fn milestone(known: &milestone::Milestone) -> Milestone {
    let escrow = known.state.escrow();
    let minor = |part: fn(&milestone::Escrow) -> i64| escrow.as_ref().map_or(0, part);
    let mut shown = Milestone {
        id: known.id.raw(),
        price: known.terms.amount.minor,
        state: State::new("draft", 0),
        payment: None,
        reason: "",
        releases_at: 0,
        funded: minor(|escrow| escrow.funded.minor),
        released: minor(|escrow| escrow.released.minor),
        refunded: minor(|escrow| escrow.refunded.minor),
    };
    shown.state = match known.state {
        MilestoneState::Unfunded(Unfunded::Draft) => State::new("draft", 0),
        MilestoneState::Unfunded(Unfunded::Funding { payment, since: at }) => {
            shown.payment = Some(payment.raw());
            since("funding", at)
        }
        MilestoneState::Unfunded(Unfunded::Failed { at, reason }) => {
            shown.reason = why(reason);
            since("funding_failed", at)
        }
        MilestoneState::Held { work: Work::InProgress { since: at }, .. } => since("funded", at),
        MilestoneState::Held { work: Work::InReview { at, releases_at, .. }, .. } => {
            shown.releases_at = releases_at.micros();
            since("submitted", at)
        }
        MilestoneState::Held { work: Work::ChangesRequested { at, .. }, .. } => since("changes_requested", at),
        MilestoneState::Over(Over::Released { at, .. }) => since("released", at),
        MilestoneState::Over(Over::Refunded { at, .. }) => since("refunded", at),
        MilestoneState::Over(Over::Cancelled { at }) => since("cancelled", at),
    };
    shown
}

/// What happens next, of which milestone, and when.
pub fn next(known: &Next) -> (&'static str, Option<Id>, Option<i64>) {
    match known {
        Next::ClientFunds { until } => ("first funding", None, Some(until.micros())),
        Next::ClientFundsNext { milestone } => ("next funding", Some(milestone.raw()), None),
        Next::PaymentRuns { milestone, .. } => ("payment", Some(milestone.raw()), None),
        Next::FreelancerSubmits { milestone, .. } => ("work", Some(milestone.raw()), None),
        Next::ClientReviews { milestone, releases_at } => ("review", Some(milestone.raw()), Some(releases_at.micros())),
        Next::CanEnd => ("end", None, None),
        Next::Over => ("over", None, None),
    }
}

pub fn why(reason: FailureReason) -> &'static str {
    match reason {
        FailureReason::Declined => "declined",
        FailureReason::LacksFunds => "lacks_funds",
        FailureReason::Abandoned => "abandoned",
        FailureReason::WalletShort => "wallet_short",
    }
}

/// Why a charge failed; nothing where it succeeded.
pub fn failure(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Succeeded => None,
        Outcome::Failed { reason } => Some(why(reason)),
    }
}

/// The state, why it failed, and the gateway's name for a charge that waits there.
pub fn payment(state: &PaymentState) -> (State, &'static str, String) {
    match state {
        PaymentState::Created => (State::new("created", 0), "", String::new()),
        PaymentState::Begun { reference, .. } => (State::new("begun", 0), "", reference.clone()),
        PaymentState::Succeeded { at } => (since("succeeded", *at), "", String::new()),
        PaymentState::Failed { at, reason } => (since("failed", *at), why(*reason), String::new()),
    }
}

/// Where an account of the books lies; which of the fee accounts took a fee makes no difference.
pub fn place(account: LedgerAccount) -> (Place, &'static str) {
    let place = match account {
        LedgerAccount::Outside { .. } => Place::Outside,
        LedgerAccount::Wallet { owner, .. } => Place::Wallet(owner.raw()),
        LedgerAccount::Escrow { milestone, .. } => Place::Escrow(milestone.raw()),
        LedgerAccount::Pending { owner, contract, .. } => Place::Pending(owner.raw(), contract.raw()),
        LedgerAccount::Fees { .. } => Place::Fees,
    };
    (place, account.currency().code())
}

/// The payment that a state waits for.
pub fn waits_for(state: &MilestoneState) -> Option<Id> {
    state.payment().map(PaymentId::raw)
}

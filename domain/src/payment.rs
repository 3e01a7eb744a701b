//! Payments: an intent to charge is stored first, a worker calls the gateway, the outcome is recorded.
//! Outcomes come by answer or webhook, once, twice, late or out of order: the result is the same.

use crate::actor::{Actor, Side, owns};
use crate::id::{AccountId, ContractId, MilestoneId, PaymentId};
use crate::money::{Money, MoneyRefusal};
use crate::permit::{Client, HasSides};
use crate::refusal::{FieldRefusal, GeneralRefusal, refusals};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

refusals! {
    /// Why a payment command was refused.
    PaymentRefusal {
        Signature => "payment.signature", SignIn, "The signature of this webhook does not match. Nothing was booked.";
        Unknown => "payment.unknown", Missing, "No payment of ours has this reference.";
        Settled => "payment.settled", State, "This payment already has its outcome. Nothing was charged again.";
        AlreadyPaid => "payment.already_paid", State,
            "This payment has succeeded, so it can no longer be cancelled. Its money is in escrow or in your wallet; \
             the contract says which.";
    }
}

/// How a method of the sandbox gateway behaves, chosen on its hosted page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxMethod {
    /// The charge succeeds at once.
    Succeeds,
    /// The bank says no.
    Declined,
    /// Too little money on the account.
    LacksFunds,
    /// A second step is asked first, then it succeeds.
    NeedsSecondStep,
    /// It succeeds; the webhook comes an hour later.
    AnswersLate,
    /// It succeeds; the webhook comes twice.
    AnswersTwice,
    /// It succeeds; the page reports a failure and no webhook comes: only a look-up tells.
    TimesOut,
}

impl SandboxMethod {
    /// All of them, in the order of the page.
    pub const ALL: [SandboxMethod; 7] = [
        SandboxMethod::Succeeds,
        SandboxMethod::NeedsSecondStep,
        SandboxMethod::Declined,
        SandboxMethod::LacksFunds,
        SandboxMethod::AnswersLate,
        SandboxMethod::AnswersTwice,
        SandboxMethod::TimesOut,
    ];
    /// The word of forms and the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            SandboxMethod::Succeeds => "succeeds",
            SandboxMethod::Declined => "declined",
            SandboxMethod::LacksFunds => "lacks_funds",
            SandboxMethod::NeedsSecondStep => "needs_second_step",
            SandboxMethod::AnswersLate => "answers_late",
            SandboxMethod::AnswersTwice => "answers_twice",
            SandboxMethod::TimesOut => "times_out",
        }
    }
    /// Reads a word.
    ///
    /// # Errors
    /// `payment.method` on the field `method`.
    pub fn parse(word: &str) -> Result<Self, FieldRefusal> {
        let known = Self::ALL.into_iter().find(|method| method.as_str() == word.trim());
        known.ok_or_else(|| FieldRefusal::new("method", "payment.method", "Choose how this payment shall behave."))
    }
    /// How long after the choice the webhook comes.
    pub const LATE: Span = Span::hours(1);
}

/// Why a charge failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// The bank said no.
    Declined,
    /// Too little money on the account.
    LacksFunds,
    /// The person left the hosted page, or never finished there.
    Abandoned,
    /// The charge succeeded, but the wallet no longer held what it was counted on to hold: the money is in the wallet. No
    /// gateway says this; we do.
    WalletShort,
}

impl FailureReason {
    /// The word of the API and the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            FailureReason::Declined => "declined",
            FailureReason::LacksFunds => "lacks_funds",
            FailureReason::Abandoned => "abandoned",
            FailureReason::WalletShort => "wallet_short",
        }
    }
    /// The reason of a word.
    pub fn of(word: &str) -> Option<Self> {
        [FailureReason::Declined, FailureReason::LacksFunds, FailureReason::Abandoned, FailureReason::WalletShort]
            .into_iter()
            .find(|reason| reason.as_str() == word)
    }
}

/// What the gateway says became of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(tag = "outcome")]
pub enum Outcome {
    /// The money is with the gateway.
    Succeeded,
    /// Nothing was charged.
    Failed {
        /// Why the gateway did not charge.
        reason: FailureReason,
    },
}

/// Where a payment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Stored; the gateway has not been asked yet (or its answer was lost).
    Created,
    /// The gateway knows it and waits for the person on its page.
    Begun {
        /// The gateway's name for the charge.
        reference: String,
        /// Where the person pays.
        hosted_url: String,
    },
    /// The charge went through.
    Succeeded {
        /// When we learned it.
        at: Timestamp,
    },
    /// The charge did not go through.
    Failed {
        /// When we learned it.
        at: Timestamp,
        /// Why nothing was charged.
        reason: FailureReason,
    },
}

impl PaymentState {
    /// The word of the API and the store.
    pub const fn word(&self) -> &'static str {
        match self {
            PaymentState::Created => "created",
            PaymentState::Begun { .. } => "begun",
            PaymentState::Succeeded { .. } => "succeeded",
            PaymentState::Failed { .. } => "failed",
        }
    }
}

/// An intent to charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Which; also the idempotency key at the gateway.
    pub id: PaymentId,
    /// The client who pays.
    pub payer: AccountId,
    /// The milestone it shall fund.
    pub milestone: MilestoneId,
    /// Its contract.
    pub contract: ContractId,
    /// What is charged: the part of price and fee that the wallet did not hold.
    pub amount: Money,
    /// What funding takes, price and fee, as it was counted when this was begun. Not known of the oldest payments.
    pub cost: Option<Money>,
    /// Where it stands.
    pub state: PaymentState,
}

/// How a charge comes about: price and fee, less what the wallet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOf {
    /// Of the milestone.
    pub price: Money,
    /// The client's fee on it.
    pub fee: Money,
    /// What the wallet pays.
    pub from_wallet: Money,
}

/// What an outcome changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// Book the deposit, then fund the milestone if it still waits for this payment.
    Deposit(Payment),
    /// Tell the milestone.
    Failed(Payment, FailureReason),
    /// The outcome was booked before.
    Known,
}

impl HasSides for Payment {
    /// Its payer is the client of what is paid for; to everybody else it does not exist.
    fn side_of(&self, actor: &Actor) -> Result<Side, GeneralRefusal> {
        owns(self.payer, actor, false).map(|()| Side::Client)
    }
}

impl Client<Payment> {
    /// The payer gives it up. The gateway's page may still be open somewhere, and a success that it reports later is booked
    /// as any other. `None` when nothing is left to give up.
    ///
    /// # Errors
    /// It has succeeded.
    pub fn cancel(self, now: Timestamp) -> Result<Option<Payment>, PaymentRefusal> {
        let payment = self.thing();
        match payment.state {
            PaymentState::Created | PaymentState::Begun { .. } => {
                let state = PaymentState::Failed { at: now, reason: FailureReason::Abandoned };
                Ok(Some(Payment { state, ..payment }))
            }
            PaymentState::Succeeded { .. } => Err(PaymentRefusal::AlreadyPaid),
            PaymentState::Failed { .. } => Ok(None),
        }
    }
}

impl Payment {
    /// The payment with the proof that the actor is its payer: what they may do are its methods.
    ///
    /// # Errors
    /// `NotFound` for anybody else.
    pub fn as_client(self, actor: &Actor) -> Result<Client<Self>, GeneralRefusal> {
        Client::of(self, actor)
    }

    /// What a charge for a milestone of this price is made of, as far as it is known.
    ///
    /// # Errors
    /// Two currencies.
    pub fn made_of(&self, price: Money) -> Result<Option<MadeOf>, MoneyRefusal> {
        let parts = |cost: Money| {
            Ok(MadeOf { price, fee: cost.checked_sub(price)?, from_wallet: cost.checked_sub(self.amount)? })
        };
        self.cost.map(parts).transpose()
    }

    /// The gateway took the intent; a second answer changes nothing.
    pub fn begun(self, reference: String, hosted_url: String) -> Self {
        match self.state {
            PaymentState::Created => Self { state: PaymentState::Begun { reference, hosted_url }, ..self },
            PaymentState::Begun { .. } | PaymentState::Succeeded { .. } | PaymentState::Failed { .. } => self,
        }
    }

    /// An outcome arrived. A success always counts, even after a failure: the money is there. A failure after a success
    /// is out of order and counts for nothing.
    pub fn settle(self, outcome: Outcome, now: Timestamp) -> Settled {
        match (&self.state, outcome) {
            (PaymentState::Succeeded { .. }, Outcome::Succeeded | Outcome::Failed { .. })
            | (PaymentState::Failed { .. }, Outcome::Failed { .. }) => Settled::Known,
            (PaymentState::Created | PaymentState::Begun { .. } | PaymentState::Failed { .. }, Outcome::Succeeded) => {
                Settled::Deposit(Self { state: PaymentState::Succeeded { at: now }, ..self })
            }
            (PaymentState::Created | PaymentState::Begun { .. }, Outcome::Failed { reason }) => {
                Settled::Failed(Self { state: PaymentState::Failed { at: now, reason }, ..self }, reason)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Proof;
    use crate::money::Currency;

    fn own(payment: Payment) -> Client<Payment> {
        let payer = Actor::new(payment.payer, Proof::Session);
        payment.as_client(&payer).unwrap()
    }

    fn payment(state: PaymentState) -> Payment {
        Payment {
            id: PaymentId::from_raw(1),
            payer: AccountId::from_raw(2),
            milestone: MilestoneId::from_raw(3),
            contract: ContractId::from_raw(4),
            amount: Money::new(103_000, Currency::Eur),
            cost: None,
            state,
        }
    }

    #[test]
    fn every_state_meets_every_outcome() {
        let at = Timestamp::from_micros(7);
        let failed = Outcome::Failed { reason: FailureReason::Declined };
        let begun = PaymentState::Begun { reference: "r".into(), hosted_url: "u".into() };
        let word = |settled: Settled| match settled {
            Settled::Deposit(_) => "deposit",
            Settled::Failed(..) => "failed",
            Settled::Known => "known",
        };
        let table = [
            (PaymentState::Created, ["deposit", "failed"]),
            (begun, ["deposit", "failed"]),
            (PaymentState::Succeeded { at }, ["known", "known"]),
            (PaymentState::Failed { at, reason: FailureReason::Abandoned }, ["deposit", "known"]),
        ];
        for (state, expected) in table {
            let found = [Outcome::Succeeded, failed].map(|outcome| word(payment(state.clone()).settle(outcome, at)));
            assert_eq!(found, expected, "{state:?}");
        }
    }

    #[test]
    fn what_has_no_outcome_can_be_cancelled_and_a_later_success_still_counts() {
        let at = Timestamp::from_micros(7);
        let begun = PaymentState::Begun { reference: "r".into(), hosted_url: "u".into() };
        let given_up = PaymentState::Failed { at, reason: FailureReason::Abandoned };
        for open in [PaymentState::Created, begun] {
            let cancelled = own(payment(open)).cancel(at).unwrap().unwrap();
            assert_eq!(cancelled.state, given_up);
            assert!(matches!(cancelled.clone().settle(Outcome::Succeeded, at), Settled::Deposit(_)));
            assert_eq!(own(cancelled).cancel(at), Ok(None), "once is enough");
        }
        assert_eq!(own(payment(PaymentState::Succeeded { at })).cancel(at), Err(PaymentRefusal::AlreadyPaid));
    }

    #[test]
    fn what_a_charge_is_made_of_adds_up() {
        let eur = |minor| Money::new(minor, Currency::Eur);
        let charge = |cost| Payment { cost, ..payment(PaymentState::Created) };
        assert_eq!(charge(None).made_of(eur(100_000)), Ok(None), "an old one says nothing rather than a guess");
        for (cost, fee, from_wallet) in [(103_000, 3_000, 0), (103_001, 3_001, 1), (154_500, 54_500, 51_500)] {
            let parts = charge(Some(eur(cost))).made_of(eur(100_000)).unwrap().unwrap();
            assert_eq!((parts.fee, parts.from_wallet), (eur(fee), eur(from_wallet)));
            assert_eq!(parts.price.minor + parts.fee.minor - parts.from_wallet.minor, 103_000);
        }
    }

    #[test]
    fn a_second_answer_of_the_gateway_changes_nothing() {
        let once = payment(PaymentState::Created).begun("a".into(), "/a".into());
        assert_eq!(once.clone().begun("b".into(), "/b".into()), once);
        for method in SandboxMethod::ALL {
            assert_eq!(SandboxMethod::parse(method.as_str()), Ok(method));
        }
        assert_eq!(SandboxMethod::parse("free").unwrap_err().code, "payment.method");
    }
}

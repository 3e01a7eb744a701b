//! A contract with its milestones and books in memory, driven as the store drives it: deposit, then fund; movement,
//! then state.

use crate::actor::{Actor, Parties, Proof};
use crate::contract::charge::{OnItsWay, to_charge};
use crate::contract::milestone::{Milestone, MilestoneState, MoneyChange, Share};
use crate::contract::terms::MilestoneTerms;
use crate::contract::{Contract, awaiting_funding};
use crate::fee::FeeRates;
use crate::id::{AccountId, ContractId, JobId, MilestoneId, MovementId, PaymentId, SubmissionId};
use crate::ledger::account::LedgerAccount;
use crate::ledger::book::Book;
use crate::ledger::movements;
use crate::ledger::posting::{Behind, MovementKind};
use crate::money::{Currency, Money};
use crate::payment::FailureReason;
use crate::permit::{Client, Freelancer};
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::text::{MilestoneTitle, Note};
use crate::time::{Span, Timestamp};

pub(super) const CLIENT: i64 = 1;
pub(super) const FREELANCER: i64 = 2;
const GATEWAY: i64 = 1;

pub(super) fn day(n: i64) -> Timestamp {
    Timestamp::civil(2028, 2, 1, 10, 0, 0).unwrap().plus(Span::days(n))
}

pub(super) fn actor(raw: i64) -> Actor {
    Actor::new(AccountId::from_raw(raw), Proof::Session)
}

pub(super) fn note() -> Note {
    Note::parse("Please name the sensors.").unwrap()
}

pub(super) fn contract(currency: Currency) -> Contract {
    let zero = Money::zero(currency);
    Contract {
        id: ContractId::from_raw(50),
        job: JobId::from_raw(60),
        parties: Parties { client: AccountId::from_raw(CLIENT), freelancer: AccountId::from_raw(FREELANCER) },
        fees: FeeRates::DEFAULT,
        funded: zero,
        released: zero,
        state: awaiting_funding(&Rules::default(), day(0)),
    }
}

pub(super) fn milestone(number: i64, amount: Money) -> Milestone {
    let terms = MilestoneTerms { title: MilestoneTitle::parse("Trial on one board").unwrap(), amount, due: None };
    Milestone {
        id: MilestoneId::from_raw(100 + number),
        contract: ContractId::from_raw(50),
        number,
        terms,
        state: MilestoneState::DRAFT,
    }
}

/// A release that waits for the end of its security period.
#[derive(Clone)]
struct Earning {
    release: MovementId,
    milestone: MilestoneId,
    net: Money,
    clears_at: Timestamp,
}

/// A charge at the gateway.
#[derive(Clone, Copy)]
struct Charge {
    id: PaymentId,
    place: usize,
    amount: Money,
}

#[derive(Clone)]
pub(super) struct Scene {
    pub contract: Contract,
    pub milestones: Vec<Milestone>,
    pub book: Book,
    pub now: Timestamp,
    pub rules: Rules,
    charges: Vec<Charge>,
    earnings: Vec<Earning>,
    last_id: i64,
}

impl Scene {
    pub fn new(currency: Currency) -> Self {
        Self {
            contract: contract(currency),
            milestones: Vec::new(),
            book: Book::default(),
            now: day(0),
            rules: Rules::default(),
            charges: Vec::new(),
            earnings: Vec::new(),
            last_id: 1_000,
        }
    }

    pub fn currency(&self) -> Currency {
        self.contract.funded.currency
    }
    pub fn add_milestone(&mut self, amount: Money) -> usize {
        self.milestones.push(milestone(self.milestones.len() as i64 + 1, amount));
        self.milestones.len() - 1
    }
    fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }
    pub fn client(&self) -> Client<&Contract> {
        self.contract.as_client(&actor(CLIENT)).unwrap()
    }
    pub fn freelancer(&self) -> Freelancer<&Contract> {
        self.contract.as_freelancer(&actor(FREELANCER)).unwrap()
    }
    pub fn wallet(&self, owner: i64) -> Money {
        self.book.balance(LedgerAccount::Wallet { owner: AccountId::from_raw(owner), currency: self.currency() })
    }
    pub fn pending(&self) -> Money {
        let (owner, contract) = (self.contract.parties.freelancer, self.contract.id);
        self.book.balance(LedgerAccount::Pending { owner, contract, currency: self.currency() })
    }
    pub fn fees(&self) -> Money {
        self.book.balance(LedgerAccount::fees_of(self.contract.id, self.currency()))
    }
    pub fn escrow(&self, milestone: MilestoneId) -> Money {
        self.book.balance(LedgerAccount::Escrow { milestone, currency: self.currency() })
    }

    fn keep(&mut self, place: usize, moved: MoneyChange) -> Result<(), Refusal> {
        self.book.apply(&moved.movement)?;
        if let Some(net) = moved.net.filter(|net| net.is_positive()) {
            let release = MovementId::from_raw(self.next_id());
            self.earnings.push(Earning {
                release,
                milestone: moved.milestone.id,
                net,
                clears_at: self.now.plus(self.rules.security),
            });
        }
        self.milestones[place] = moved.milestone;
        self.contract = moved.contract;
        Ok(())
    }

    /// The client presses *fund*; the charge covers what the wallet lacks at that moment.
    pub fn begin(&mut self, place: usize) -> Result<PaymentId, Refusal> {
        let payment = PaymentId::from_raw(self.next_id());
        let begun = self.client().begin_funding(self.milestones[place].clone(), payment, self.now)?;
        let money = self.contract.money();
        let waits = |charge: &&Charge| {
            let state = &self.milestones[charge.place].state;
            state.payment() == Some(charge.id)
        };
        let on_its_way: Vec<OnItsWay> = self
            .charges
            .iter()
            .filter(waits)
            .map(|charge| {
                let price = self.milestones[charge.place].terms.amount;
                OnItsWay::new(self.contract.id, price, money.fees.client, charge.amount).unwrap()
            })
            .collect();
        let amount = to_charge(&money, begun.terms.amount, self.wallet(CLIENT), &on_its_way)?.missing;
        self.milestones[place] = begun;
        self.charges.push(Charge { id: payment, place, amount });
        Ok(payment)
    }

    /// The gateway says that the newest charge (or the one `back` before it) succeeded: the deposit is booked whatever
    /// became of the milestone; the milestone is funded if it still waits for it and the wallet holds enough.
    pub fn succeed(&mut self, back: usize) -> Result<(), Refusal> {
        let Some(charge) = self.charges.iter().rev().nth(back).copied() else { return Ok(()) };
        if charge.amount.is_positive() {
            let deposit =
                movements::deposit(charge.id, self.contract.parties.client, GATEWAY, charge.amount, Behind::default())?;
            self.book.apply(&deposit)?;
        }
        let moved = self.milestones[charge.place].clone().funded(self.contract.clone(), charge.id, self.now)?;
        let kept = self.keep(charge.place, moved);
        if kept.is_err() {
            self.fail(back);
        }
        kept
    }

    pub fn fail(&mut self, back: usize) {
        let Some(charge) = self.charges.iter().rev().nth(back).copied() else { return };
        let failed = self.milestones[charge.place].clone().funding_failed(charge.id, FailureReason::Declined, self.now);
        if let Some(failed) = failed {
            self.milestones[charge.place] = failed;
        }
    }

    pub fn submit(&mut self, place: usize) -> Result<(), Refusal> {
        let submission = SubmissionId::from_raw(self.next_id());
        let milestone = self.milestones[place].clone();
        self.milestones[place] = self.freelancer().submit(milestone, submission, &self.rules, self.now)?;
        Ok(())
    }

    pub fn request_changes(&mut self, place: usize) -> Result<(), Refusal> {
        self.milestones[place] = self.client().request_changes(self.milestones[place].clone(), note(), self.now)?;
        Ok(())
    }

    pub fn approve(&mut self, place: usize, amount: Option<Money>) -> Result<(), Refusal> {
        let moved = self.client().approve(self.milestones[place].clone(), share(amount), self.now)?;
        self.keep(place, moved)
    }

    pub fn refund(&mut self, place: usize, amount: Option<Money>) -> Result<(), Refusal> {
        let moved = self.freelancer().refund(self.milestones[place].clone(), share(amount), self.now)?;
        self.keep(place, moved)
    }

    pub fn end(&mut self, by: i64) -> Result<(), Refusal> {
        let (contract, milestones) = self.contract.clone().end(&actor(by), self.milestones.clone(), self.now)?;
        (self.contract, self.milestones) = (contract, milestones);
        Ok(())
    }

    /// Time passes; what is due is done: auto-release, lapse, clearing.
    pub fn wait(&mut self, span: Span) {
        self.now = self.now.plus(span);
        for place in 0..self.milestones.len() {
            let released = self.milestones[place].clone().auto_release(self.contract.clone(), self.now).unwrap();
            if let Some(moved) = released {
                self.keep(place, moved).unwrap();
            }
        }
        if let Some((contract, milestones)) = self.contract.clone().lapse(self.milestones.clone(), self.now) {
            (self.contract, self.milestones) = (contract, milestones);
        }
        self.clear(self.now);
    }

    /// Clears every release whose security period ends by then.
    pub fn clear(&mut self, by: Timestamp) {
        let (due, waiting): (Vec<Earning>, Vec<Earning>) =
            self.earnings.drain(..).partition(|earning| earning.clears_at <= by);
        self.earnings = waiting;
        for earning in due {
            let behind = Behind { contract: Some(self.contract.id), milestone: Some(earning.milestone) };
            let movement = movements::clear(
                earning.release,
                self.contract.parties.freelancer,
                self.contract.id,
                earning.net,
                behind,
            )
            .unwrap();
            self.book.apply(&movement).unwrap();
        }
    }

    /// What movements of this kind put into (or took out of) a milestone's escrow.
    pub fn flow(&self, milestone: MilestoneId, kind: MovementKind) -> i64 {
        let escrow = LedgerAccount::Escrow { milestone, currency: self.currency() };
        let movements = self.book.movements().iter().filter(|movement| movement.kind() == kind);
        movements
            .flat_map(|movement| movement.postings())
            .filter(|posting| posting.account == escrow)
            .map(|posting| posting.amount.minor)
            .sum()
    }
}

/// All of it, or a part.
fn share(amount: Option<Money>) -> Share {
    amount.map_or(Share::All, Share::Part)
}

//! Money in the model: funding, releases, refunds and the clocks, each as the rules of `domain` say it.

use super::{Charge, Earning, Model, Subject};
use domain::actor::Actor;
use domain::contract::ContractState;
use domain::contract::charge::{OnItsWay, ToCharge, to_charge};
use domain::contract::milestone::{MilestoneState, Moved};
use domain::id::{MovementId, PaymentId, SubmissionId};
use domain::ledger::account::LedgerAccount;
use domain::ledger::movements;
use domain::ledger::posting::Behind;
use domain::money::Money;
use domain::payment::{FailureReason, Outcome, Payment, PaymentState, Settled};
use domain::refusal::Refusal;
use domain::rules::Rules;
use domain::text::Note;
use domain::time::Timestamp;

/// Place of a deal, and of a milestone in it.
pub type At = (usize, usize);

impl Model {
    fn wallet(&self, owner: domain::id::AccountId, like: Money) -> Money {
        self.book.balance(LedgerAccount::Wallet { owner, currency: like.currency })
    }

    /// Charges of a client in this currency whose milestones wait for them.
    fn on_its_way(&self, payer: domain::id::AccountId, like: Money) -> Result<Vec<OnItsWay>, Refusal> {
        let waits = |charge: &&Charge| {
            let state = &self.deals[charge.at.0].milestones[charge.at.1].state;
            let waited = matches!(state, MilestoneState::Funding { payment, .. } if *payment == charge.payment.id);
            waited && charge.payment.payer == payer && charge.payment.amount.currency == like.currency
        };
        let on_its_way = self.charges.iter().filter(waits).map(|charge| {
            let deal = &self.deals[charge.at.0];
            let (price, brings) = (deal.milestones[charge.at.1].terms.amount, charge.payment.amount);
            Ok(OnItsWay::new(deal.contract.id, price, deal.contract.fees.client, brings)?)
        });
        on_its_way.collect()
    }

    fn keep(&mut self, (deal, place): At, moved: Moved) -> Result<(), Refusal> {
        self.book.apply(&moved.movement)?;
        self.deals[deal].milestones[place] = moved.milestone;
        self.deals[deal].contract = moved.contract;
        self.touch(Subject::Deal(deal));
        self.touch(Subject::Books);
        Ok(())
    }

    fn released(&mut self, at: At, moved: Moved, rules: &Rules, when: Timestamp) -> Result<(), Refusal> {
        if let Some(net) = moved.net.filter(|net| net.is_positive()) {
            self.earnings.push(Earning { at, net, clears_at: when.plus(rules.security) });
        }
        self.keep(at, moved)
    }

    /// The client begins to pay; without a payment the wallet held enough.
    ///
    /// # Errors
    /// As the command.
    pub fn begin(
        mut self,
        (deal, place): At,
        actor: &Actor,
        payment: PaymentId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<(Self, bool), Refusal> {
        let contract = self.deals[deal].contract.clone();
        let client = contract.as_client(actor)?;
        let begun = self.deals[deal].milestones[place].clone().begin_funding(&contract, client, payment, now)?;
        let price = begun.terms.amount;
        let on_its_way = self.on_its_way(client.account(), price)?;
        let ToCharge { cost, missing: amount } =
            to_charge(&contract.money(), price, self.wallet(client.account(), price), &on_its_way)?;
        if amount.is_zero() {
            let moved = begun.funded(contract, payment, now)?;
            self.keep((deal, place), moved)?;
            return Ok((self, true));
        }
        let (milestone, contract) = (begun.id, contract.id);
        self.deals[deal].milestones[place] = begun;
        self.touch(Subject::Deal(deal));
        self.touch(Subject::Charge(self.charges.len()));
        let (payer, state) = (client.account(), PaymentState::Created);
        let payment = Payment { id: payment, payer, milestone, contract, amount, cost: Some(cost), state };
        self.charges.push(Charge {
            payment,
            reference: None,
            lookup_at: Some(now.plus(rules.payment_lookup)),
            at: (deal, place),
        });
        Ok((self, false))
    }

    /// The gateway took the charge on.
    pub fn begun(mut self, charge: usize, reference: &str, hosted_url: &str) -> Self {
        self.touch(Subject::Charge(charge));
        let known = &mut self.charges[charge];
        let was_new = known.payment.state == PaymentState::Created;
        known.payment = known.payment.clone().begun(reference.to_owned(), hosted_url.to_owned());
        if was_new {
            known.reference = Some(reference.to_owned());
        }
        self
    }

    /// An outcome arrived.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn settle(mut self, charge: usize, outcome: Outcome, now: Timestamp) -> Result<Self, Refusal> {
        self.touch(Subject::Charge(charge));
        let Charge { payment, at, .. } = self.charges[charge].clone();
        let (payment, reason) = match payment.settle(outcome, now) {
            Settled::Known => return Ok(self),
            Settled::Deposit(payment) => (payment, None),
            Settled::Failed(payment, reason) => (payment, Some(reason)),
        };
        self.charges[charge].lookup_at = None;
        self.charges[charge].payment = payment.clone();
        self.touch(Subject::Deal(at.0));
        let waits = self.deals[at.0].milestones[at.1].clone();
        if let Some(reason) = reason {
            self.failed(at, waits.funding_failed(payment.id, reason, now));
            return Ok(self);
        }
        self.book.apply(&movements::deposit(
            payment.id,
            payment.payer,
            gateway::sandbox::NUMBER,
            payment.amount,
            Behind::default(),
        )?)?;
        self.touch(Subject::Books);
        let contract = self.deals[at.0].contract.clone();
        let cost = contract.money().cost_of_funding(waits.terms.amount)?;
        if let Ok(moved) = waits.clone().funded(contract, payment.id, now) {
            if self.wallet(payment.payer, cost).minor >= cost.minor {
                self.keep(at, moved)?;
            } else {
                self.failed(at, waits.funding_failed(payment.id, FailureReason::WalletShort, now));
            }
        }
        Ok(self)
    }

    fn failed(&mut self, (deal, place): At, milestone: Option<domain::contract::milestone::Milestone>) {
        if let Some(milestone) = milestone {
            self.deals[deal].milestones[place] = milestone;
        }
    }

    /// The freelancer hands work over.
    ///
    /// # Errors
    /// As the command.
    pub fn submit(
        mut self,
        (deal, place): At,
        actor: &Actor,
        id: SubmissionId,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let contract = &self.deals[deal].contract;
        let freelancer = contract.as_freelancer(actor)?;
        let submitted = self.deals[deal].milestones[place].clone().submit(contract, freelancer, id, rules, now)?;
        self.deals[deal].milestones[place] = submitted;
        self.touch(Subject::Deal(deal));
        Ok(self)
    }

    /// The client asks for changes.
    ///
    /// # Errors
    /// As the command.
    pub fn request_changes(
        mut self,
        (deal, place): At,
        actor: &Actor,
        note: Note,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let client = self.deals[deal].contract.as_client(actor)?;
        let asked = self.deals[deal].milestones[place].clone().request_changes(client, note, now)?;
        self.deals[deal].milestones[place] = asked;
        self.touch(Subject::Deal(deal));
        Ok(self)
    }

    /// The client approves.
    ///
    /// # Errors
    /// As the command.
    pub fn approve(
        mut self,
        at: At,
        actor: &Actor,
        amount: Option<Money>,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let contract = self.deals[at.0].contract.clone();
        let client = contract.as_client(actor)?;
        let moved = self.deals[at.0].milestones[at.1].clone().approve(contract, client, amount, now)?;
        self.released(at, moved, rules, now)?;
        Ok(self)
    }

    /// The freelancer gives money back.
    ///
    /// # Errors
    /// As the command.
    pub fn give_back(mut self, at: At, actor: &Actor, amount: Option<Money>, now: Timestamp) -> Result<Self, Refusal> {
        let contract = self.deals[at.0].contract.clone();
        let freelancer = contract.as_freelancer(actor)?;
        let moved = self.deals[at.0].milestones[at.1].clone().give_back(contract, freelancer, amount, now)?;
        self.keep(at, moved)?;
        Ok(self)
    }

    /// Either side ends the contract.
    ///
    /// # Errors
    /// As the command.
    pub fn end(mut self, deal: usize, actor: &Actor, rules: &Rules, now: Timestamp) -> Result<Self, Refusal> {
        let never_funded = matches!(self.deals[deal].contract.state, ContractState::AwaitingFunding { .. });
        let before = self.deals[deal].clone();
        let (contract, milestones) = before.contract.end(actor, before.milestones, now)?;
        self.deals[deal].contract = contract;
        self.deals[deal].milestones = milestones;
        self.touch(Subject::Deal(deal));
        if never_funded { self.free_seat(deal, rules, now) } else { Ok(self) }
    }

    fn free_seat(self, deal: usize, rules: &Rules, now: Timestamp) -> Result<Self, Refusal> {
        let id = self.deals[deal].contract.job;
        let Some(job) = self.jobs.iter().position(|job| job.id == id) else { return Ok(self) };
        self.job(job, now, |job| Ok::<_, Refusal>(job.seat_freed(rules, now)))
    }

    /// Nothing was funded in time.
    ///
    /// # Errors
    /// None that the store does not have.
    pub fn lapse(mut self, deal: usize, rules: &Rules, now: Timestamp) -> Result<Self, Refusal> {
        let before = self.deals[deal].clone();
        self.touch(Subject::Deal(deal));
        let Some((contract, milestones)) = before.contract.lapse(before.milestones, now) else { return Ok(self) };
        self.deals[deal].contract = contract;
        self.deals[deal].milestones = milestones;
        self.free_seat(deal, rules, now)
    }

    /// The review time is over.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn silence(mut self, at: At, rules: &Rules, due_at: Timestamp, now: Timestamp) -> Result<Self, Refusal> {
        self.touch(Subject::Deal(at.0));
        let contract = self.deals[at.0].contract.clone();
        if let Some(moved) = self.deals[at.0].milestones[at.1].clone().release_by_silence(contract, now)? {
            self.released(at, moved, rules, due_at)?;
        }
        Ok(self)
    }

    /// A security period is over: the earning at this place of the list clears.
    ///
    /// # Errors
    /// An amount that the books cannot hold.
    pub fn clear(mut self, earning: usize) -> Result<Self, Refusal> {
        let Earning { at: (deal, place), net, .. } = self.earnings.remove(earning);
        let contract = &self.deals[deal].contract;
        let behind = Behind { contract: Some(contract.id), milestone: Some(self.deals[deal].milestones[place].id) };
        self.cleared += 1;
        let movement = movements::clear(
            MovementId::from_raw(self.cleared),
            contract.parties.freelancer,
            contract.id,
            net,
            behind,
        )?;
        self.book.apply(&movement)?;
        self.touch(Subject::Deal(deal));
        self.touch(Subject::Books);
        Ok(self)
    }
}

//! Payments: a charge at the gateway, whose outcome comes once, twice, late or never, and is booked once.

use super::book::Place;
use super::milestone::reason;
use super::table::{MILESTONE, PAYMENT};
use super::{Id, Moment, No, Oracle, State, Touched};

#[derive(Debug, Clone)]
pub struct Payment {
    pub id: Id,
    pub payer: Id,
    /// The milestone it shall fund: its contract, and its place in it.
    pub contract: Id,
    pub place: usize,
    /// What is charged, and what funding was counted to cost.
    pub amount: i64,
    pub cost: i64,
    pub state: State,
    /// Why it failed.
    pub reason: &'static str,
    /// The gateway's name for it, once it has answered.
    pub reference: String,
}

impl Payment {
    pub fn is_settled(&self) -> bool {
        matches!(self.state.word, "succeeded" | "failed")
    }
}

impl Oracle {
    /// The gateway has taken the charge on.
    pub fn gateway_answers(&mut self, id: Id, reference: &str) -> Result<(), No> {
        let Payment { payer, contract, state, .. } = self.payments[&id].clone();
        if let Some(word) = self.go(&PAYMENT, "gateway answers", state.word)? {
            self.change_payment(id, |payment| {
                payment.state = State::new(word, 0);
                reference.clone_into(&mut payment.reference);
            });
            self.tell(&[payer], "contract", &[("id", contract)]);
        }
        Ok(())
    }

    /// The payer gives it up; what the gateway says later still counts.
    pub fn cancel_payment(&mut self, id: Id, who: Id, now: Moment) -> Result<(), No> {
        let payment = self.payments[&id].clone();
        if payment.payer != who {
            return Err("general.not_found");
        }
        match self.go(&PAYMENT, "cancel", payment.state.word)? {
            Some(_failed) => self.settle(id, Some("abandoned"), now),
            None => Ok(()),
        }
    }

    /// It succeeded, or failed for a reason.
    pub fn settle(&mut self, id: Id, failure: Option<&'static str>, now: Moment) -> Result<(), No> {
        let payment = self.payments[&id].clone();
        let command = if failure.is_some() { "failure" } else { "success" };
        let Some(word) = self.go(&PAYMENT, command, payment.state.word)? else { return Ok(()) };
        self.change_payment(id, |payment| {
            payment.state = State::new(word, now);
            payment.reason = failure.unwrap_or_default();
        });
        self.dues.remove(&("payment.lookup", id));
        match failure {
            Some(reason) => self.charge_failed(&payment, reason, now),
            None => self.charge_succeeded(&payment, now),
        }
    }

    /// The milestone as it waits for this payment; `None` where it does not.
    fn waits_for(&self, payment: &Payment) -> Option<&'static str> {
        let milestone = &self.contracts[&payment.contract].milestones[payment.place];
        (milestone.state.word == "funding" && milestone.payment == Some(payment.id)).then_some(milestone.state.word)
    }

    fn charge_failed(&mut self, payment: &Payment, reason: &'static str, now: Moment) -> Result<(), No> {
        let Some(word) = self.waits_for(payment) else { return Ok(()) };
        let next = self.go(&MILESTONE, "charge failed", word)?;
        self.milestone_is(payment.contract, payment.place, next, now);
        self.change_milestone(payment.contract, payment.place, |milestone| milestone.reason = reason);
        self.tell_of_contract(payment.contract);
        Ok(())
    }

    /// The money is in the wallet; from there it funds the milestone, if that still waits for it.
    fn charge_succeeded(&mut self, payment: &Payment, now: Moment) -> Result<(), No> {
        let (id, place, payer) = (payment.contract, payment.place, payment.payer);
        let contract = self.contracts[&id].clone();
        let parts = [(Place::Outside, -payment.amount), (Place::Wallet(payer), payment.amount)];
        self.book.move_money(reason("deposit", now, &contract, place), &parts)?;
        self.purses_move(id, &[payer]);
        self.tell(&[payer], "wallet", &[("id", payer)]);
        let wallet = self.book.holds(Place::Wallet(payer), contract.currency);
        let waits = self.waits_for(payment).filter(|_| contract.state.by(now) != "lapsed");
        match waits {
            Some(word) if wallet >= self.cost(id, place) => {
                let next = self.go(&MILESTONE, "charge succeeded", word)?;
                self.funded(id, place, next, now)?;
            }
            // Never by the guide: what a payment counts on is kept for it.
            Some(_) => return Err("a charge that does not suffice"),
            None => {
                self.tell_of_contract(id);
                self.mail(payer, "Your payment is in your wallet", "contracts", id);
            }
        }
        Ok(())
    }

    fn change_payment(&mut self, id: Id, change: impl FnOnce(&mut Payment)) {
        self.touch(Touched::Payment(id));
        self.payments.entry(id).and_modify(change);
    }
}

//! The money of a milestone: put in, held while work is done and looked at, released or given back.

use super::book::{Place, Reason, fee_at_most, fee_of_part};
use super::calendar::reminder;
use super::table::{CONTRACT, MILESTONE};
use super::{Contract, Earning, Id, Milestone, Moment, No, Oracle, Payment, State, Touched, calendar, only};

impl Oracle {
    /// As it is at `now`: released at the end of its review, whether or not anybody has come to do that.
    fn word(milestone: &Milestone, now: Moment) -> &'static str {
        let over = milestone.state.word == "submitted" && now >= milestone.releases_at;
        if over { "released" } else { milestone.state.word }
    }

    fn look(&self, contract: Id, place: usize) -> (Contract, Milestone) {
        let found = self.contracts[&contract].clone();
        let milestone = found.milestones[place].clone();
        (found, milestone)
    }

    /// The client funds a milestone, from the wallet where that is enough; true when it was.
    pub fn fund(&mut self, id: Id, place: usize, who: Id, payment: Id, now: Moment) -> Result<bool, No> {
        let (contract, milestone) = self.look(id, place);
        only(true, contract.client, contract.freelancer, who)?;
        self.go(&CONTRACT, "pay", contract.state.by(now))?;
        self.earnings_by(who, now)?;
        let (cost, amount) = self.to_charge(&contract, milestone.price);
        let command = if amount == 0 { "pay from wallet" } else { "charge" };
        let next = self.go(&MILESTONE, command, Self::word(&milestone, now))?;
        if amount == 0 {
            self.funded(id, place, next, now)?;
            return Ok(true);
        }
        self.milestone_is(id, place, next, now);
        self.change_milestone(id, place, |milestone| milestone.payment = Some(payment));
        self.tell_of_contract(id);
        let (payer, state) = (contract.client, State::new("created", 0));
        let charge = Payment {
            id: payment,
            payer,
            contract: id,
            place,
            amount,
            cost,
            state,
            reason: "",
            reference: String::new(),
        };
        self.payments.insert(payment, charge);
        self.touch(Touched::Payment(payment));
        self.dues.insert(("payment.lookup", payment), now + self.rules.payment_lookup);
        Ok(false)
    }

    /// What funding costs, and what of it has to be charged. What other payments count on in the wallet is kept for them; the
    /// fee of a second one beside a first of the same contract is rounded up.
    fn to_charge(&self, contract: &Contract, price: i64) -> (i64, i64) {
        let share = contract.fees.client;
        let (mut free, mut beside) = (self.book.holds(Place::Wallet(contract.client), contract.currency), false);
        for other in self.payments.values().filter(|other| other.payer == contract.client && !other.is_settled()) {
            let (of, waiting) = self.look(other.contract, other.place);
            if of.currency == contract.currency && waiting.state.word == "funding" && waiting.payment == Some(other.id)
            {
                free -= (waiting.price + fee_at_most(of.fees.client, waiting.price) - other.amount).max(0);
                beside |= of.id == contract.id;
            }
        }
        let (free, exact) = (free.max(0), price + fee_of_part(share, contract.funded, price));
        if exact <= free {
            return (exact, 0);
        }
        let cost = if beside { price + fee_at_most(share, price) } else { exact };
        (cost, cost - free)
    }

    /// What funding takes from the wallet now.
    pub(super) fn cost(&self, id: Id, place: usize) -> i64 {
        let (contract, milestone) = self.look(id, place);
        milestone.price + fee_of_part(contract.fees.client, contract.funded, milestone.price)
    }

    /// The wallet pays: it is safe to start.
    pub(super) fn funded(&mut self, id: Id, place: usize, next: Option<&'static str>, now: Moment) -> Result<(), No> {
        let (contract, milestone) = self.look(id, place);
        let (cost, price) = (self.cost(id, place), milestone.price);
        let parts = [
            (Place::Wallet(contract.client), -cost),
            (Place::Escrow(milestone.id), price),
            (Place::Fees, cost - price),
        ];
        self.book.move_money(reason("fund", now, &contract, place), &parts)?;
        self.milestone_is(id, place, next, now);
        self.change_milestone(id, place, |milestone| milestone.funded = price);
        self.change_contract(id, |contract| contract.funded += price);
        let active = self.go(&CONTRACT, "first money", contract.state.word)?;
        self.contract_is(id, active, now);
        self.purses_move(id, &[contract.client]);
        self.tell_of_contract(id);
        self.mail(contract.freelancer, "A milestone is funded", "contracts", id);
        Ok(())
    }

    pub fn submit(&mut self, id: Id, place: usize, who: Id, now: Moment) -> Result<(), No> {
        let (contract, milestone) = self.look(id, place);
        only(false, contract.client, contract.freelancer, who)?;
        self.go(&CONTRACT, "work", contract.state.word)?;
        let next = self.go(&MILESTONE, "submit", Self::word(&milestone, now))?;
        let until = now + self.rules.review;
        self.milestone_is(id, place, next, now);
        self.change_milestone(id, place, |milestone| milestone.releases_at = until);
        self.dues.insert(("milestone.auto_release", milestone.id), until);
        self.next_reminder(milestone.id, (now, until), now);
        self.tell_of_contract(id);
        self.mail(contract.client, "Work was submitted for your review", "contracts", id);
        Ok(())
    }

    pub fn request_changes(&mut self, id: Id, place: usize, who: Id, now: Moment) -> Result<(), No> {
        let (contract, milestone) = self.look(id, place);
        only(true, contract.client, contract.freelancer, who)?;
        let next = self.go(&MILESTONE, "request changes", Self::word(&milestone, now))?;
        self.milestone_is(id, place, next, now);
        self.stop_review(milestone.id);
        self.tell_of_contract(id);
        self.mail(contract.freelancer, "Changes were requested", "contracts", id);
        Ok(())
    }

    /// The client releases a part, or all that is held.
    pub fn approve(&mut self, id: Id, place: usize, who: Id, part: Option<i64>, now: Moment) -> Result<(), No> {
        let (contract, milestone) = self.look(id, place);
        only(true, contract.client, contract.freelancer, who)?;
        let amount = part.unwrap_or(milestone.held());
        let command = if amount < milestone.held() { "release a part" } else { "release" };
        let next = self.go(&MILESTONE, command, Self::word(&milestone, now))?;
        fits(amount, milestone.held())?;
        self.release(id, place, amount, next, now)
    }

    /// Nobody answered: all that is held is released, as of the end of the review.
    pub(super) fn auto_release(&mut self, id: Id, place: usize) -> Result<(), No> {
        let (contract, milestone) = self.look(id, place);
        let next = self.go(&MILESTONE, "auto-release", milestone.state.word)?;
        self.release(id, place, milestone.held(), next, milestone.releases_at)?;
        self.mail(contract.client, "Money was released without your answer", "contracts", id);
        Ok(())
    }

    fn release(&mut self, id: Id, place: usize, amount: i64, next: Option<&'static str>, at: Moment) -> Result<(), No> {
        let (contract, milestone) = self.look(id, place);
        let fee = fee_of_part(contract.fees.freelancer, contract.released, amount);
        let net = amount - fee;
        let pending = Place::Pending(contract.freelancer, id);
        let parts = [(Place::Escrow(milestone.id), -amount), (pending, net), (Place::Fees, fee)];
        self.book.move_money(reason("release", at, &contract, place), &parts)?;
        if net > 0 {
            let (number, clears_at) = (number(place), at + self.rules.security);
            self.earnings.push(Earning { contract: id, number, net, clears_at, cleared: false });
        }
        self.change_milestone(id, place, |milestone| milestone.released += amount);
        self.change_contract(id, |contract| contract.released += amount);
        self.parted(id, place, next, at);
        self.purses_move(id, &[contract.freelancer]);
        self.tell_of_contract(id);
        self.mail(contract.freelancer, "Money was released to you", "contracts", id);
        Ok(())
    }

    /// The freelancer gives a part back, or all that is held; the client's fee of it returns with it.
    pub fn refund(&mut self, id: Id, place: usize, who: Id, part: Option<i64>, now: Moment) -> Result<(), No> {
        let (contract, milestone) = self.look(id, place);
        only(false, contract.client, contract.freelancer, who)?;
        let amount = part.unwrap_or(milestone.held());
        let command = if amount < milestone.held() { "give a part back" } else { "give back" };
        let next = self.go(&MILESTONE, command, Self::word(&milestone, now))?;
        fits(amount, milestone.held())?;
        let fee = fee_of_part(contract.fees.client, contract.funded - amount, amount);
        let parts = [
            (Place::Escrow(milestone.id), -amount),
            (Place::Fees, -fee),
            (Place::Wallet(contract.client), amount + fee),
        ];
        self.book.move_money(reason("refund", now, &contract, place), &parts)?;
        self.change_milestone(id, place, |milestone| milestone.refunded += amount);
        self.change_contract(id, |contract| contract.funded -= amount);
        self.parted(id, place, next, now);
        self.purses_move(id, &[contract.client]);
        self.tell_of_contract(id);
        self.mail(contract.client, "Money was given back to you", "contracts", id);
        Ok(())
    }

    /// After a part nothing else changes, the review least of all; after the last of it the review is over.
    fn parted(&mut self, id: Id, place: usize, next: Option<&'static str>, at: Moment) {
        let milestone = self.contracts[&id].milestones[place].clone();
        if milestone.held() == 0 {
            self.milestone_is(id, place, next, at);
            self.stop_review(milestone.id);
        }
    }

    pub(super) fn remind(&mut self, id: Id, place: usize, now: Moment) {
        let (contract, milestone) = self.look(id, place);
        let (from, until) = (milestone.state.at, milestone.releases_at);
        self.next_reminder(milestone.id, (from, until), now);
        if now < until {
            self.mail(contract.client, calendar::time_left(until - now), "contracts", id);
        }
    }

    fn next_reminder(&mut self, milestone: Id, (from, until): (Moment, Moment), now: Moment) {
        if let Some(at) = reminder(from, until, now) {
            self.dues.insert(("milestone.review_reminder", milestone), at);
        }
    }

    fn stop_review(&mut self, milestone: Id) {
        self.dues.remove(&("milestone.auto_release", milestone));
        self.dues.remove(&("milestone.review_reminder", milestone));
    }

    pub(super) fn change_milestone(&mut self, id: Id, place: usize, change: impl FnOnce(&mut Milestone)) {
        self.change_contract(id, |contract| {
            if let Some(milestone) = contract.milestones.get_mut(place) {
                change(milestone);
            }
        });
    }

    pub(super) fn milestone_is(&mut self, id: Id, place: usize, next: Option<&'static str>, at: Moment) {
        if let Some(word) = next {
            self.change_milestone(id, place, |milestone| milestone.state = State::new(word, at));
        }
    }
}

/// Milestones are counted from one.
pub fn number(place: usize) -> i64 {
    i64::try_from(place + 1).unwrap_or(i64::MAX)
}

pub fn reason(kind: &'static str, at: Moment, contract: &Contract, place: usize) -> Reason {
    Reason { kind, at, currency: contract.currency, contract: contract.id, number: number(place) }
}

/// Is there such a part?
fn fits(amount: i64, held: i64) -> Result<(), No> {
    if amount <= 0 {
        Err("milestone.no_amount")
    } else if amount > held {
        Err("milestone.more_than_held")
    } else {
        Ok(())
    }
}

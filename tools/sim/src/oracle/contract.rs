//! Contracts: signed, active from the first money on, over when every escrow is at zero, or lapsed without any.

use super::book::{Place, Reason};
use super::calendar::OFFER_WARNING;
use super::table::{CONTRACT, EARNING, MILESTONE};
use super::{Fees, Id, Moment, No, Offer, Oracle, Room, State, Touched, is_client};

#[derive(Debug, Clone)]
pub struct Contract {
    pub id: Id,
    pub job: Id,
    pub client: Id,
    pub freelancer: Id,
    pub room: Id,
    pub currency: &'static str,
    pub fees: Fees,
    /// Put in, less what went back; what was released, all before fees.
    pub funded: i64,
    pub released: i64,
    pub state: State,
    /// The client ended it.
    pub ended_by_client: bool,
    pub milestones: Vec<Milestone>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    pub id: Id,
    pub price: i64,
    pub state: State,
    /// The payment that it waits for.
    pub payment: Option<Id>,
    /// Why its last charge failed.
    pub reason: &'static str,
    /// The end of its review.
    pub releases_at: Moment,
    pub funded: i64,
    pub released: i64,
    pub refunded: i64,
}

impl Milestone {
    pub fn held(&self) -> i64 {
        self.funded - self.released - self.refunded
    }

    /// As a page shows it: each state has only what belongs to it.
    pub fn shown(&self) -> Self {
        let mut shown = self.clone();
        if self.state.word != "funding" {
            shown.payment = None;
        }
        if self.state.word != "funding_failed" {
            shown.reason = "";
        }
        if self.state.word != "submitted" {
            shown.releases_at = 0;
        }
        shown
    }
}

impl Contract {
    /// What happens next, of which milestone, and when: the nearest deadline first, then work, then money.
    pub fn next(&self) -> (&'static str, Option<Id>, Option<Moment>) {
        let first = |words: &[&str]| self.milestones.iter().find(|m| words.contains(&m.state.word)).map(|m| m.id);
        let review =
            self.milestones.iter().filter(|m| m.state.word == "submitted").map(|m| (m.releases_at, m.id)).min();
        let unfunded = first(&["draft", "funding_failed"]);
        match (self.state.word, review, first(&["funded", "changes_requested"]), first(&["funding"])) {
            ("ended" | "lapsed", ..) => ("over", None, None),
            (_, Some((at, milestone)), ..) => ("review", Some(milestone), Some(at)),
            (_, None, Some(milestone), _) => ("work", Some(milestone), None),
            (_, None, None, Some(milestone)) => ("payment", Some(milestone), None),
            ("awaiting_funding", ..) => ("first funding", None, Some(self.state.at)),
            _active if unfunded.is_some() => ("next funding", unfunded, None),
            _active => ("end", None, None),
        }
    }

    /// Number, net, moment and whether it has cleared, of each release.
    pub fn earnings(&self, oracle: &Oracle) -> Vec<(i64, i64, Moment, bool)> {
        let mine = oracle.earnings.iter().filter(|earning| earning.contract == self.id);
        let mut all: Vec<_> = mine.map(|e| (e.number, e.net, e.clears_at, e.cleared)).collect();
        all.sort_unstable();
        all
    }
}

/// What one release brought to the freelancer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earning {
    pub contract: Id,
    pub number: i64,
    pub net: i64,
    pub clears_at: Moment,
    pub cleared: bool,
}

/// The numbers that the product gave to a new contract.
#[derive(Debug, Clone, Default)]
pub struct Signed {
    pub id: Id,
    pub room: Id,
    pub milestones: Vec<Id>,
}

impl Oracle {
    pub(super) fn sign(&mut self, offer: &Offer, job: Id, signed: &Signed, now: Moment) {
        let (client, freelancer, id) = (offer.client, offer.freelancer, signed.id);
        let known =
            self.rooms.values().find(|room| room.job == job && room.freelancer == freelancer).map(|room| room.id);
        let room = known.unwrap_or(signed.room);
        if known.is_none() {
            self.rooms.insert(room, Room { id: room, job, client, freelancer, messages: Vec::new() });
        }
        let milestones = offer.amounts.iter().zip(&signed.milestones).map(|(price, id)| Milestone {
            id: *id,
            price: *price,
            state: State::new("draft", 0),
            payment: None,
            reason: "",
            releases_at: 0,
            funded: 0,
            released: 0,
            refunded: 0,
        });
        let state = State::new("awaiting_funding", now + self.rules.funding_open);
        self.dues.insert(("contract.lapse", id), state.at);
        self.dues.insert(("contract.lapse_warning", id), state.at - OFFER_WARNING);
        let contract = Contract {
            id,
            job,
            client,
            freelancer,
            room,
            currency: self.proposals[&offer.proposal].currency,
            fees: offer.fees,
            funded: 0,
            released: 0,
            state,
            ended_by_client: false,
            milestones: milestones.collect(),
        };
        self.contracts.insert(id, contract);
        self.tell_of_contract(id);
    }

    /// Either side ends it once every escrow is at zero and no payment is on its way.
    pub fn end(&mut self, id: Id, who: Id, now: Moment) -> Result<(), No> {
        self.reviews_by(id, now)?;
        let Contract { job, client, freelancer, state, milestones, .. } = self.contracts[&id].clone();
        let by_client = is_client(client, freelancer, who)?;
        let next = self.go(&CONTRACT, "end", state.by(now))?;
        if milestones.iter().any(|milestone| milestone.held() > 0) {
            return Err("contract.money_in_escrow");
        } else if milestones.iter().any(|milestone| milestone.state.word == "funding") {
            return Err("contract.charge_running");
        }
        for (place, milestone) in milestones.iter().enumerate() {
            let next = self.go(&MILESTONE, "contract ended", milestone.state.word)?;
            self.milestone_is(id, place, next, now);
        }
        self.contract_is(id, next, now);
        self.change_contract(id, |contract| contract.ended_by_client = by_client);
        if state.word == "awaiting_funding" {
            self.free_seat(job, now)?;
        }
        self.tell_of_contract(id);
        self.mail(if by_client { freelancer } else { client }, "A contract has ended", "contracts", id);
        Ok(())
    }

    pub(super) fn warn_of_lapse(&mut self, id: Id, now: Moment) {
        let Contract { client, state, .. } = self.contracts[&id].clone();
        if now < state.at {
            self.mail(client, "A contract will lapse soon", "contracts", id);
        }
    }

    pub(super) fn lapse(&mut self, id: Id, now: Moment) -> Result<(), No> {
        let Contract { job, client, freelancer, state, milestones, .. } = self.contracts[&id].clone();
        let next = self.go(&CONTRACT, "time over", state.word)?;
        self.contract_is(id, next, state.at);
        for (place, milestone) in milestones.iter().enumerate() {
            let next = self.go(&MILESTONE, "contract lapsed", milestone.state.word)?;
            self.milestone_is(id, place, next, 0);
        }
        self.free_seat(job, now)?;
        self.tell_of_contract(id);
        for person in [client, freelancer] {
            self.mail(person, "A contract lapsed", "contracts", id);
        }
        Ok(())
    }

    /// Places of the earnings that clear at this moment.
    pub fn clearing_at(&self, at: Moment) -> Vec<usize> {
        let fits = |(_, earning): &(usize, &Earning)| earning.clears_at == at && !earning.cleared;
        self.earnings.iter().enumerate().filter(fits).map(|(place, _)| place).collect()
    }

    /// What a person has earned is theirs at its moment, also to pay with, whether or not that is written yet.
    pub(super) fn earnings_by(&mut self, who: Id, now: Moment) -> Result<(), No> {
        let mine = |earning: &Earning| self.contracts[&earning.contract].freelancer == who && !earning.cleared;
        let all = self.earnings.iter().enumerate();
        let late = all.filter(|(_, earning)| mine(earning) && earning.clears_at <= now);
        let mut late: Vec<(Moment, usize)> = late.map(|(place, earning)| (earning.clears_at, place)).collect();
        late.sort_unstable();
        late.into_iter().try_for_each(|(at, place)| self.clear(place, at))
    }

    /// A security period is over.
    pub fn clear(&mut self, place: usize, now: Moment) -> Result<(), No> {
        let Earning { contract, number, net, cleared, .. } = self.earnings[place];
        self.go(&EARNING, "time over", if cleared { "cleared" } else { "pending" })?;
        self.earnings[place].cleared = true;
        let Contract { freelancer, currency, .. } = self.contracts[&contract];
        let why = Reason { kind: "clear", at: now, currency, contract, number };
        self.book.move_money(why, &[(Place::Pending(freelancer, contract), -net), (Place::Wallet(freelancer), net)])?;
        self.purses_move(contract, &[freelancer]);
        self.tell(&[freelancer], "wallet", &[("id", freelancer)]);
        self.tell(&[freelancer], "contract", &[("id", contract)]);
        self.mail(freelancer, "Money is available", "wallet", None);
        Ok(())
    }

    /// Money of a contract moved: its page, the statements of these people and the balances are looked at.
    pub(super) fn purses_move(&mut self, contract: Id, people: &[Id]) {
        self.touch(Touched::Contract(contract));
        self.touch(Touched::Books);
        people.iter().for_each(|person| self.touch(Touched::Purse(*person)));
    }

    pub(super) fn tell_of_contract(&mut self, id: Id) {
        self.touch(Touched::Contract(id));
        let Contract { client, freelancer, .. } = self.contracts[&id];
        self.tell(&[client, freelancer], "contract", &[("id", id)]);
    }

    pub(super) fn change_contract(&mut self, id: Id, change: impl FnOnce(&mut Contract)) {
        self.touch(Touched::Contract(id));
        self.contracts.entry(id).and_modify(change);
    }

    /// A contract in its next state; only one that awaits its first money lapses.
    pub(super) fn contract_is(&mut self, id: Id, next: Option<&'static str>, at: Moment) {
        if let Some(word) = next {
            self.change_contract(id, |contract| contract.state = State::new(word, at));
            self.dues.remove(&("contract.lapse", id));
            self.dues.remove(&("contract.lapse_warning", id));
        }
    }
}

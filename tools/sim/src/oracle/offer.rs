//! Offers: a version waits for the other side; its answer is a yes, a no or a newer version.

use super::calendar::OFFER_WARNING;
use super::table::{LATE, OFFER, PROPOSAL};
use super::{Fees, Id, Moment, No, Oracle, Proposal, Signed, State, Touched, is_client, only};

#[derive(Debug, Clone)]
pub struct Offer {
    pub id: Id,
    pub proposal: Id,
    pub client: Id,
    pub freelancer: Id,
    /// The client made this version.
    pub from_client: bool,
    pub amounts: Vec<i64>,
    /// Both sides saw them before anybody committed; a contract keeps them.
    pub fees: Fees,
    pub state: State,
    /// The contract or the newer version that it became.
    pub became: Option<Id>,
}

impl Offer {
    /// Who made it, and who answers.
    fn people(&self) -> (Id, Id) {
        if self.from_client { (self.client, self.freelancer) } else { (self.freelancer, self.client) }
    }
}

impl Oracle {
    pub fn make_offer(&mut self, id: Id, proposal: Id, who: Id, amounts: &[i64], now: Moment) -> Result<(), No> {
        self.job_by(self.proposals[&proposal].job, now)?;
        let Proposal { client, freelancer, state, .. } = self.proposals[&proposal].clone();
        only(true, client, freelancer, who)?;
        if amounts.is_empty() {
            return Err("input");
        }
        let next = self.go(&PROPOSAL, "offer", state.word)?;
        self.proposal_is(proposal, next, now);
        self.change_proposal(proposal, |known| known.answered = true);
        let (fees, amounts) = (self.rules.fees, amounts.to_vec());
        let state = State::new("sent", now + self.rules.offer_open);
        let offer = Offer { id, proposal, client, freelancer, from_client: true, amounts, fees, state, became: None };
        self.send_offer(offer, "You have an offer");
        Ok(())
    }

    /// Fees stay those of the first version.
    pub fn counter(&mut self, id: Id, who: Id, by: Id, amounts: &[i64], now: Moment) -> Result<(), No> {
        let before = self.offers[&id].clone();
        self.job_of_offer_by(&before, now)?;
        self.answer_offer(&before, "counter", who, now)?;
        if amounts.is_empty() {
            return Err("input");
        }
        self.change_offer(id, |offer| offer.became = Some(by));
        let waits = self.proposals[&before.proposal].state.word;
        let next = self.go(&PROPOSAL, "counter", waits)?;
        self.proposal_is(before.proposal, next, now);
        let state = State::new("sent", now + self.rules.offer_open);
        let from_client = !before.from_client;
        self.send_offer(
            Offer { id: by, from_client, amounts: amounts.to_vec(), state, became: None, ..before },
            "You have a counter-offer",
        );
        Ok(())
    }

    /// Offer, proposal, job and the new contract change together.
    pub fn accept(&mut self, id: Id, who: Id, signed: &Signed, now: Moment) -> Result<(), No> {
        let offer = self.offers[&id].clone();
        self.job_of_offer_by(&offer, now)?;
        self.answer_offer(&offer, "accept", who, now)?;
        self.change_offer(id, |offer| offer.became = Some(signed.id));
        let Proposal { job, state, .. } = self.proposals[&offer.proposal].clone();
        let next = self.go(&PROPOSAL, "hire", state.word)?;
        self.proposal_is(offer.proposal, next, now);
        self.take_seat(job, now)?;
        self.sign(&offer, job, signed, now);
        self.tell(&[offer.client, offer.freelancer], "offer", &[("id", id)]);
        self.mail(offer.people().0, "Your offer was accepted", "contracts", signed.id);
        Ok(())
    }

    /// `decline` by the other side, `withdraw` by the one that made it: the proposal waits again.
    pub fn end_offer(&mut self, id: Id, who: Id, command: &'static str, now: Moment) -> Result<(), No> {
        let offer = self.offers[&id].clone();
        self.job_of_offer_by(&offer, now)?;
        self.answer_offer(&offer, command, who, now)?;
        let (maker, other) = offer.people();
        match command {
            "withdraw" => self.offer_over(&offer, other, "An offer to you was withdrawn", now),
            _declined => self.offer_over(&offer, maker, "Your offer was declined", now),
        }
    }

    pub(super) fn warn_of_offer(&mut self, id: Id, now: Moment) {
        let offer = self.offers[&id].clone();
        if now < offer.state.at {
            self.mail(offer.people().1, "An offer to you will expire soon", "offers", id);
        }
    }

    pub(super) fn offer_expires(&mut self, id: Id, now: Moment) -> Result<(), No> {
        let offer = self.offers[&id].clone();
        self.job_of_offer_by(&offer, now)?;
        let next = self.go(&OFFER, "time over", offer.state.word)?;
        self.offer_is(id, next, offer.state.at);
        self.offer_over(&offer, offer.people().0, "An offer expired without an answer", now)
    }

    fn job_of_offer_by(&mut self, offer: &Offer, now: Moment) -> Result<(), No> {
        self.job_by(self.proposals[&offer.proposal].job, now).map(drop)
    }

    /// The right side says something about a version that still waits.
    fn answer_offer(&mut self, offer: &Offer, command: &'static str, who: Id, now: Moment) -> Result<(), No> {
        let is_maker = is_client(offer.client, offer.freelancer, who)? == offer.from_client;
        match (command, is_maker) {
            ("withdraw", false) => return Err("offer.not_your_own"),
            ("withdraw", true) | (_, false) => {}
            (_, true) => return Err("offer.your_own"),
        }
        if offer.state.word == "sent" && now >= offer.state.at {
            return Err(LATE);
        }
        let next = self.go(&OFFER, command, offer.state.word)?;
        self.offer_is(offer.id, next, now);
        Ok(())
    }

    fn offer_over(&mut self, offer: &Offer, reader: Id, subject: &str, now: Moment) -> Result<(), No> {
        let Proposal { job, state, .. } = self.proposals[&offer.proposal].clone();
        let next = self.go(&PROPOSAL, "offer over", state.word)?;
        self.proposal_is(offer.proposal, next, now);
        if self.jobs[&job].is_over() {
            self.end_proposals(job, &[], now);
        }
        self.tell(&[offer.client, offer.freelancer], "offer", &[("id", offer.id)]);
        self.mail(reader, subject, "offers", offer.id);
        Ok(())
    }

    fn send_offer(&mut self, offer: Offer, subject: &str) {
        self.dues.insert(("offer.expire", offer.id), offer.state.at);
        self.dues.insert(("offer.expiry_warning", offer.id), offer.state.at - OFFER_WARNING);
        self.change_proposal(offer.proposal, |known| known.offer = Some(offer.id));
        self.touch(Touched::Offer(offer.id));
        self.tell(&[offer.client, offer.freelancer], "offer", &[("id", offer.id)]);
        self.mail(offer.people().1, subject, "offers", offer.id);
        self.offers.insert(offer.id, offer);
    }

    fn change_offer(&mut self, id: Id, change: impl FnOnce(&mut Offer)) {
        self.touch(Touched::Offer(id));
        self.offers.entry(id).and_modify(change);
    }

    pub(super) fn offer_is(&mut self, id: Id, next: Option<&'static str>, at: Moment) {
        if let Some(word) = next {
            self.change_offer(id, |offer| offer.state = State::new(word, at));
            self.dues.remove(&("offer.expire", id));
            self.dues.remove(&("offer.expiry_warning", id));
        }
    }
}

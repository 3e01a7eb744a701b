//! Proposals: sent for an open job, answered by the client, taken back by the freelancer.

use super::table::{JOB, PROPOSAL};
use super::{Id, Moment, No, Oracle, State, Touched, only};

#[derive(Debug, Clone)]
pub struct Proposal {
    pub id: Id,
    pub job: Id,
    pub client: Id,
    pub freelancer: Id,
    /// That of its job when it was sent.
    pub currency: &'static str,
    pub price: i64,
    pub state: State,
    /// The offer on it, or the newest one.
    pub offer: Option<Id>,
    /// The client has answered: by a message, the closer choice, an offer or a no.
    pub answered: bool,
}

impl Proposal {
    pub fn is_live(&self) -> bool {
        matches!(self.state.word, "sent" | "viewed" | "shortlisted" | "offered")
    }
}

impl Oracle {
    pub fn propose(&mut self, id: Id, job: Id, who: Id, price: Option<i64>, now: Moment) -> Result<(), No> {
        self.job_by(job, now)?;
        let wanted = self.jobs[&job].clone();
        let State { word, at } = wanted.state;
        let mine: Vec<&Proposal> =
            self.proposals.values().filter(|known| known.freelancer == who && known.is_live()).collect();
        if word == "draft" && wanted.client != who {
            return Err("general.not_found");
        } else if wanted.client == who {
            return Err("proposal.own_job");
        } else if mine.iter().any(|known| known.job == job) {
            return Err("proposal.already_sent");
        } else if mine.len() >= self.rules.proposals_open_max {
            return Err("proposal.too_many_open");
        }
        self.go(&JOB, "propose", word)?;
        if now >= at {
            return Err("job.not_open");
        }
        let price = price.ok_or("input")?;
        let state = State::new("sent", 0);
        let (client, freelancer, currency) = (wanted.client, who, wanted.currency);
        let (offer, answered) = (None, false);
        self.proposals.insert(id, Proposal { id, job, client, freelancer, currency, price, state, offer, answered });
        self.touch(Touched::Proposal(id));
        self.mail(client, format!("A new proposal for “{}”", wanted.title), "proposals", id);
        self.tell_of_proposal(id);
        Ok(())
    }

    /// The freelancer changes it until the client has read it.
    pub fn edit_proposal(&mut self, id: Id, who: Id, stale: bool, price: Option<i64>) -> Result<(), No> {
        let Proposal { client, freelancer, state, .. } = self.proposals[&id].clone();
        only(false, client, freelancer, who)?;
        self.go(&PROPOSAL, "edit", state.word)?;
        if stale {
            return Err("general.stale");
        }
        let price = price.ok_or("input")?;
        self.change_proposal(id, |known| known.price = price);
        self.tell_of_proposal(id);
        Ok(())
    }

    /// `view`, `shortlist`, `unshortlist`, `decline` by the client, `withdraw` by the freelancer.
    pub fn turn_proposal(&mut self, id: Id, who: Id, command: &'static str, now: Moment) -> Result<(), No> {
        let Proposal { job, client, freelancer, state, .. } = self.proposals[&id].clone();
        only(command != "withdraw", client, freelancer, who)?;
        let Some(next) = self.go(&PROPOSAL, command, state.word)? else { return Ok(()) };
        self.proposal_is(id, Some(next), now);
        self.change_proposal(id, |known| known.answered |= matches!(command, "shortlist" | "decline"));
        if command == "decline" {
            let subject = format!("Your proposal for “{}” was declined", self.jobs[&job].title);
            self.mail(freelancer, subject, "proposals", id);
        }
        self.tell_of_proposal(id);
        Ok(())
    }

    /// The client's first message answers a proposal: it counts as read.
    pub(super) fn answer_by_message(&mut self, job: Id, freelancer: Id, now: Moment) -> Result<(), No> {
        let waits = |known: &&Proposal| {
            known.job == job && known.freelancer == freelancer && known.is_live() && !known.answered
        };
        let Some(Proposal { id, state, .. }) = self.proposals.values().find(waits).cloned() else { return Ok(()) };
        self.change_proposal(id, |known| known.answered = true);
        if let Some(next) = self.go(&PROPOSAL, "view", state.word)? {
            self.proposal_is(id, Some(next), now);
            self.tell_of_proposal(id);
        }
        Ok(())
    }

    pub(super) fn change_proposal(&mut self, id: Id, change: impl FnOnce(&mut Proposal)) {
        self.touch(Touched::Proposal(id));
        self.proposals.entry(id).and_modify(change);
    }

    pub(super) fn proposal_is(&mut self, id: Id, next: Option<&'static str>, now: Moment) {
        if let Some(word) = next {
            let at = if matches!(word, "sent" | "offered") { 0 } else { now };
            self.change_proposal(id, |known| known.state = State::new(word, at));
        }
    }

    fn tell_of_proposal(&mut self, id: Id) {
        let Proposal { job, client, freelancer, .. } = self.proposals[&id];
        self.tell(&[client, freelancer], "proposal", &[("id", id), ("job", job)]);
    }
}

//! Jobs: posted, open for a time, and over when they are filled, closed or expired.

use super::calendar::WARNING;
use super::table::{JOB, OFFER, PROPOSAL};
use super::{Id, Moment, No, Offer, Oracle, State, Touched};

#[derive(Debug, Clone)]
pub struct Job {
    pub id: Id,
    pub client: Id,
    pub title: String,
    pub currency: &'static str,
    pub hires: u32,
    pub hired: u32,
    pub state: State,
}

/// A change to a published job.
#[derive(Debug, Clone, Copy)]
pub struct Edit {
    pub hires: u32,
    pub currency: &'static str,
    /// Somebody changed it since the form was opened.
    pub stale: bool,
}

impl Job {
    pub fn is_over(&self) -> bool {
        matches!(self.state.word, "filled" | "closed" | "expired")
    }
}

impl Oracle {
    /// The client of a job may do this; a draft is seen by its client only.
    fn own_job(&self, id: Id, who: Id) -> Result<Job, No> {
        let job = self.jobs[&id].clone();
        match (job.client == who, job.state.word) {
            (true, _) => Ok(job),
            (false, "draft") => Err("general.not_found"),
            (false, _) => Err("general.not_yours"),
        }
    }

    pub fn draft(&mut self, job: Job) {
        self.tell(&[job.client], "job", &[("id", job.id)]);
        self.touch(Touched::Job(job.id));
        self.jobs.insert(job.id, job);
    }

    pub fn publish(&mut self, id: Id, who: Id, hires: u32, now: Moment) -> Result<(), No> {
        let job = self.own_job(id, who)?;
        let next = self.go(&JOB, "publish", job.state.word)?;
        self.change_job(id, |job| job.hires = hires);
        self.job_is(id, next, now + self.rules.job_open);
        self.tell(&[who], "job", &[("id", id)]);
        Ok(())
    }

    /// Any change gives the job its full time again.
    pub fn edit_job(&mut self, id: Id, who: Id, edit: Edit, now: Moment) -> Result<(), No> {
        let has_ended = self.job_by(id, now)?;
        let job = self.own_job(id, who)?;
        if edit.stale || has_ended {
            return Err("general.stale");
        }
        let next = self.go(&JOB, "edit", job.state.word)?;
        let counts = |word: &str| !matches!(word, "declined" | "withdrawn" | "not_chosen");
        let proposed = self.proposals.values().any(|known| known.job == id && counts(known.state.word));
        if edit.currency != job.currency && proposed {
            return Err("job.currency_fixed");
        }
        self.change_job(id, |changed| {
            changed.currency = edit.currency;
            changed.hires = edit.hires.max(job.hired + 1);
        });
        self.job_is(id, next, now + self.rules.job_open);
        self.tell(&[who], "job", &[("id", id)]);
        Ok(())
    }

    /// `pause`, `resume`, `close` or `reopen`.
    pub fn turn_job(&mut self, id: Id, who: Id, command: &'static str, now: Moment) -> Result<(), No> {
        self.job_by(id, now)?;
        let job = self.own_job(id, who)?;
        let next = self.go(&JOB, command, job.state.word)?;
        let at = match command {
            "close" => now,
            "reopen" => now + self.rules.job_open,
            _same_day => job.state.at,
        };
        if command == "reopen" {
            self.change_job(id, |changed| changed.hires = job.hires.max(job.hired + 1));
        }
        self.job_is(id, next, at);
        if command == "close" {
            self.end_offers(id, true, now)?;
        } else {
            self.tell(&[who], "job", &[("id", id)]);
        }
        Ok(())
    }

    /// Somebody was hired; the last seat fills the job, and those who were not chosen are told.
    pub(super) fn take_seat(&mut self, id: Id, now: Moment) -> Result<(), No> {
        let Job { hires, hired, state, .. } = self.jobs[&id];
        if hired >= hires {
            return Err("job.no_seat");
        }
        self.change_job(id, |job| job.hired += 1);
        if hired + 1 == hires {
            let filled = self.go(&JOB, "last seat taken", state.word)?;
            self.job_is(id, filled, now);
            self.end_offers(id, false, now)?;
        }
        Ok(())
    }

    /// A contract ended before any money: its seat is free again.
    pub(super) fn free_seat(&mut self, id: Id, now: Moment) -> Result<(), No> {
        self.job_by(id, now)?;
        self.change_job(id, |job| job.hired = job.hired.saturating_sub(1));
        let next = self.go(&JOB, "seat freed", self.jobs[&id].state.word)?;
        self.job_is(id, next, now + self.rules.job_open);
        Ok(())
    }

    pub(super) fn job_expires(&mut self, id: Id, now: Moment) -> Result<(), No> {
        let State { word, at } = self.jobs[&id].state;
        let next = self.go(&JOB, "time over", word)?;
        self.job_is(id, next, at);
        self.end_proposals(id, &[], now);
        Ok(())
    }

    pub(super) fn warn_of_expiry(&mut self, id: Id, now: Moment) {
        let Job { client, title, state, .. } = self.jobs[&id].clone();
        if now < state.at {
            self.mail(client, format!("Your job “{title}” will expire soon"), "jobs", id);
        }
    }

    /// No offer on this job becomes a contract any more, because its last seat is taken or its client closes it. An offer whose
    /// time is over is left to its clock.
    fn end_offers(&mut self, job: Id, closed: bool, now: Moment) -> Result<(), No> {
        let waits = |known: &&Offer| known.state.word == "sent" && now < known.state.at;
        let here = |known: &&Offer| self.proposals[&known.proposal].job == job;
        let over: Vec<Offer> = self.offers.values().filter(waits).filter(here).cloned().collect();
        for offer in &over {
            let command = if closed && offer.from_client { "client closes" } else { "job over" };
            let next = self.go(&OFFER, command, offer.state.word)?;
            self.offer_is(offer.id, next, now);
            for command in ["offer over", "job over"] {
                let next = self.go(&PROPOSAL, command, self.proposals[&offer.proposal].state.word)?;
                self.proposal_is(offer.proposal, next, now);
            }
        }
        let people: Vec<Id> = over.iter().map(|offer| offer.freelancer).collect();
        self.end_proposals(job, &people, now);
        let subject = if closed { "An offer ended: the job was closed" } else { "An offer ended: the job is filled" };
        for Offer { id, client, freelancer, .. } in over {
            self.tell(&[client, freelancer], "offer", &[("id", id)]);
            self.mail(freelancer, subject, "offers", id);
        }
        Ok(())
    }

    /// Proposals that have no offer will have none; the job's own pages are told, and so are people whose offers ended.
    pub(super) fn end_proposals(&mut self, job: Id, besides: &[Id], now: Moment) {
        let Job { client, title, .. } = self.jobs[&job].clone();
        let mut people = vec![client];
        people.extend(besides);
        let here: Vec<Id> = self.proposals.values().filter(|known| known.job == job).map(|known| known.id).collect();
        for id in here {
            let known = &self.proposals[&id];
            let (word, freelancer) = (known.state.word, known.freelancer);
            if let Ok(Some(next)) = self.go(&PROPOSAL, "job over", word) {
                self.proposal_is(id, Some(next), now);
                self.mail(freelancer, format!("The job “{title}” has ended"), "proposals", None);
                people.push(freelancer);
            }
        }
        self.tell(&people, "proposal", &[("job", job)]);
        self.tell(&[client], "job", &[("id", job)]);
    }

    fn change_job(&mut self, id: Id, change: impl FnOnce(&mut Job)) {
        self.touch(Touched::Job(id));
        self.jobs.entry(id).and_modify(change);
    }

    /// A job in its next state; its clock and the warning before it follow.
    fn job_is(&mut self, id: Id, next: Option<&'static str>, at: Moment) {
        let Some(word) = next else { return };
        self.change_job(id, |job| job.state = State::new(word, at));
        if !matches!(word, "open" | "paused") {
            self.dues.remove(&("job.expire", id));
            self.dues.remove(&("job.expiry_warning", id));
        } else if self.dues.insert(("job.expire", id), at) != Some(at) {
            self.dues.insert(("job.expiry_warning", id), at - WARNING);
        }
    }
}

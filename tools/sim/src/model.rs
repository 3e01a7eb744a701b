//! What should be: jobs, proposals, offers, contracts, payments and the books, moved by the pure rules alone.

mod money;

use domain::actor::{Actor, Side};
use domain::contract::Contract;
use domain::contract::milestone::Milestone;
use domain::id::{ContractId, OfferId, RoomId};
use domain::job::{Job, JobState};
use domain::ledger::book::Book;
use domain::money::{Currency, Money};
use domain::offer::Offer;
use domain::payment::Payment;
use domain::proposal::{Proposal, ProposalState};
use domain::refusal::Refusal;
use domain::rules::Rules;
use domain::time::Timestamp;
use std::collections::BTreeSet;

/// A thing whose state a step may have changed, by its place in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A job.
    Job(usize),
    /// A proposal.
    Proposal(usize),
    /// A version of an offer.
    Offer(usize),
    /// A contract with its milestones.
    Deal(usize),
    /// A payment.
    Charge(usize),
    /// Every balance.
    Books,
}

/// An offer and what it would cost.
#[derive(Debug, Clone)]
pub struct Offered {
    /// It.
    pub offer: Offer,
    /// Place of its proposal.
    pub proposal: usize,
    /// Amounts of its milestones.
    pub amounts: Vec<Money>,
}

/// A contract with its milestones.
#[derive(Debug, Clone)]
pub struct Deal {
    /// It.
    pub contract: Contract,
    /// In order.
    pub milestones: Vec<Milestone>,
    /// The room of the two.
    pub room: RoomId,
}

/// A payment on its way, or settled.
#[derive(Debug, Clone)]
pub struct Charge {
    /// It.
    pub payment: Payment,
    /// The gateway's name for it, once we know it.
    pub reference: Option<String>,
    /// When it is looked up, unless it is settled before.
    pub lookup_at: Option<Timestamp>,
    /// Place of the deal, and of the milestone in it.
    pub at: (usize, usize),
}

/// A release that waits for the end of its security period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earning {
    /// Place of the deal, and of the milestone in it.
    pub at: (usize, usize),
    /// After the fee.
    pub net: Money,
    /// When it clears.
    pub clears_at: Timestamp,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Jobs, oldest first.
    pub jobs: Vec<Job>,
    /// Currency of each job.
    pub currencies: Vec<Currency>,
    /// Proposals, oldest first.
    pub proposals: Vec<Proposal>,
    /// Places of proposals that the client answered by a message, the closer choice, an offer or a no.
    pub answered: BTreeSet<usize>,
    /// Versions of offers, oldest first.
    pub offers: Vec<Offered>,
    /// Contracts, oldest first.
    pub deals: Vec<Deal>,
    /// Payments, oldest first.
    pub charges: Vec<Charge>,
    /// What has not cleared.
    pub earnings: Vec<Earning>,
    /// The books.
    pub book: Book,
    /// What changed since somebody looked.
    pub touched: BTreeSet<Subject>,
    cleared: i64,
}

impl Model {
    /// The same, with nothing touched: the next step begins.
    pub fn fresh(&self) -> Self {
        Self { touched: BTreeSet::new(), ..self.clone() }
    }

    /// Notes what a step may have changed.
    pub fn touch(&mut self, subject: Subject) {
        self.touched.insert(subject);
    }

    /// A job changes by one of its commands.
    ///
    /// # Errors
    /// As the command.
    pub fn job<E: Into<Refusal>>(
        mut self,
        place: usize,
        now: Timestamp,
        change: impl FnOnce(Job) -> Result<Job, E>,
    ) -> Result<Self, Refusal> {
        let job = change(self.jobs[place].clone()).map_err(Into::into)?;
        let over = |state: &JobState| {
            matches!(state, JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. })
        };
        let ends = over(&job.state) && !over(&self.jobs[place].state);
        self.jobs[place] = job;
        self.touch(Subject::Job(place));
        if ends {
            self.end_proposals(place, now);
        }
        Ok(self)
    }

    fn end_proposals(&mut self, job: usize, now: Timestamp) {
        let id = self.jobs[job].id;
        for place in 0..self.proposals.len() {
            if self.proposals[place].job == id
                && let Some(ended) = self.proposals[place].clone().not_chosen(now)
            {
                self.proposals[place] = ended;
                self.touch(Subject::Proposal(place));
            }
        }
    }

    /// A proposal changes by one of its commands.
    ///
    /// # Errors
    /// As the command.
    pub fn proposal<E: Into<Refusal>>(
        mut self,
        place: usize,
        change: impl FnOnce(Proposal) -> Result<Proposal, E>,
    ) -> Result<Self, Refusal> {
        let changed = change(self.proposals[place].clone()).map_err(Into::into)?;
        if matches!(changed.state, ProposalState::Shortlisted { .. } | ProposalState::Declined { .. }) {
            self.answered.insert(place);
        }
        self.proposals[place] = changed;
        self.touch(Subject::Proposal(place));
        Ok(self)
    }

    /// Somebody proposes.
    ///
    /// # Errors
    /// As the command.
    pub fn propose(
        mut self,
        job: usize,
        freelancer: &Actor,
        sent: Proposal,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let mine =
            |proposal: &&Proposal| proposal.parties.freelancer == freelancer.account() && proposal.state.is_live();
        let open = u32::try_from(self.proposals.iter().filter(mine).count()).unwrap_or(u32::MAX);
        let here = self.proposals.iter().filter(mine).any(|proposal| proposal.job == self.jobs[job].id);
        Proposal::may_send(self.jobs[job].client, freelancer, here, open, rules.proposals_open_max)?;
        self.jobs[job].takes_proposals(now)?;
        self.touch(Subject::Proposal(self.proposals.len()));
        self.proposals.push(sent);
        Ok(self)
    }

    /// The client makes an offer on a proposal.
    ///
    /// # Errors
    /// As the command.
    pub fn offer(mut self, proposal: usize, actor: &Actor, made: Offered) -> Result<Self, Refusal> {
        let before = self.proposals[proposal].clone();
        let client = before.parties.as_client(actor)?;
        self.proposals[proposal] = before.offered(client, made.offer.id)?;
        self.answered.insert(proposal);
        self.touch(Subject::Proposal(proposal));
        self.touch(Subject::Offer(self.offers.len()));
        self.offers.push(made);
        Ok(self)
    }

    /// The other side answers with other terms.
    ///
    /// # Errors
    /// As the command.
    pub fn counter(
        mut self,
        place: usize,
        actor: &Actor,
        by: OfferId,
        amounts: Vec<Money>,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let Offered { offer, proposal, .. } = self.offers[place].clone();
        let parties = offer.parties;
        let (countered, from) = offer.counter(actor, by, now)?;
        self.offers[place].offer = countered;
        let state = domain::offer::OfferState::Sent { expires_at: now.plus(rules.offer_open) };
        let new = Offered { offer: Offer { id: by, parties, from, state }, proposal, amounts };
        self.proposals[proposal] = self.proposals[proposal].clone().countered(by);
        self.touch(Subject::Offer(place));
        self.touch(Subject::Proposal(proposal));
        self.touch(Subject::Offer(self.offers.len()));
        self.offers.push(new);
        Ok(self)
    }

    /// An offer ends without a contract.
    ///
    /// # Errors
    /// As the command.
    pub fn offer_over(
        mut self,
        place: usize,
        now: Timestamp,
        end: impl FnOnce(Offer) -> Result<Offer, Refusal>,
    ) -> Result<Self, Refusal> {
        self.offers[place].offer = end(self.offers[place].offer.clone())?;
        let proposal = self.offers[place].proposal;
        self.proposals[proposal] = self.proposals[proposal].clone().offer_ended();
        self.touch(Subject::Offer(place));
        self.touch(Subject::Proposal(proposal));
        let job = self.job_of(proposal);
        match self.jobs[job].state {
            JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => {
                self.end_proposals(job, now)
            }
            JobState::Draft | JobState::Open { .. } | JobState::Paused { .. } => {}
        }
        Ok(self)
    }

    /// The other side accepts: four things change, or none. The deal is given as the store wrote it; what it says is held
    /// against the offer.
    ///
    /// # Errors
    /// As the command.
    pub fn accept(
        self,
        place: usize,
        actor: &Actor,
        id: ContractId,
        deal: Option<Deal>,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let Offered { offer, proposal, .. } = self.offers[place].clone();
        let accepted = offer.accept(actor, id, now)?;
        let job = self.job_of(proposal);
        let hired = self.proposals[proposal].clone().hired(now);
        let mut after = self;
        after.proposals[proposal] = hired;
        after.touch(Subject::Proposal(proposal));
        let mut after = after.job(job, now, |job| job.seat_taken(now))?;
        after.offers[place].offer = accepted;
        after.touch(Subject::Offer(place));
        if let Some(deal) = deal {
            after.touch(Subject::Deal(after.deals.len()));
            after.deals.push(deal);
        }
        Ok(after)
    }

    /// Place of the job of a proposal.
    pub fn job_of(&self, proposal: usize) -> usize {
        let id = self.proposals[proposal].job;
        self.jobs.iter().position(|job| job.id == id).unwrap_or_default()
    }

    /// Is there an offer on the table for it?
    pub fn is_offered(&self, proposal: usize) -> bool {
        matches!(self.proposals[proposal].state, ProposalState::Offered { .. })
    }

    /// What should have happened by `now` and has not.
    pub fn overdue(&self, now: Timestamp) -> Vec<String> {
        let mut overdue = Vec::new();
        let jobs = self.jobs.iter().filter(|job| (*job).clone().expire(now).is_some());
        overdue.extend(jobs.map(|job| format!("{:?} should have expired", job.id)));
        let offers = self.offers.iter().filter(|offered| offered.offer.clone().expire(now).is_some());
        overdue.extend(offers.map(|offered| format!("{:?} should have expired", offered.offer.id)));
        let lapsing = self.deals.iter().filter(|deal| deal.contract.clone().lapse(vec![], now).is_some());
        overdue.extend(lapsing.map(|deal| format!("{:?} should have lapsed", deal.contract.id)));
        for deal in &self.deals {
            let silent = deal
                .milestones
                .iter()
                .filter(|m| matches!((*m).clone().release_by_silence(deal.contract.clone(), now), Ok(Some(_))));
            overdue.extend(silent.map(|milestone| format!("{:?} should have been released", milestone.id)));
        }
        overdue.extend(
            self.earnings
                .iter()
                .filter(|earning| earning.clears_at <= now)
                .map(|earning| format!("{earning:?} should have cleared")),
        );
        let silent = self.charges.iter().filter(|charge| charge.lookup_at.is_some_and(|at| at <= now));
        overdue.extend(silent.map(|charge| format!("{:?} should have been looked up", charge.payment.id)));
        overdue
    }
}

/// The side of an actor in a deal.
pub fn side_of(deal: &Deal, actor: &Actor) -> Option<Side> {
    deal.contract.parties.side_of(actor).ok()
}

//! Tells the stories of the demo people through the commands that people use, in the order of time.

use super::deals::DEALS;
use super::neighbours::{MORE_JOBS, NEIGHBOURS};
use super::story::{Deal, Part, Step, When};
use super::{DemoJob, DemoPerson, JOBS, PEOPLE, actor_of, people, post};
use crate::contract::Funding;
use crate::db::{Db, fetch_one};
use crate::{Error, Result, clockwork, contract, message, offer, payment, proposal, sandbox_gateway, timesheet};
use domain::actor::{Actor, Side};
use domain::contract::terms::MilestoneInput;
use domain::id::{ContractId, JobId, MilestoneId, OfferId, ProposalId};
use domain::message::MessageId;
use domain::offer::OfferInput;
use domain::payment::{Outcome, SandboxMethod};
use domain::proposal::ProposalInput;
use domain::refusal::GeneralRefusal;
use domain::rules::Rules;
use domain::time::{Span, Timestamp};

/// Everybody whom a living sandbox knows.
pub fn everybody() -> impl DoubleEndedIterator<Item = &'static DemoPerson> {
    PEOPLE.iter().chain(NEIGHBOURS.iter())
}

/// A sandbox in the middle of its life: more people and jobs than [`super::demo`] makes, proposals, contracts in every state,
/// words, hours and money. What is there already stays; the stories are told once, before anybody else did anything.
///
/// # Errors
/// Faults only.
pub async fn lively(db: &Db, rules: &Rules, now: Timestamp) -> Result<()> {
    people(db, everybody(), now).await?;
    let mut read = db.read().await?;
    let (told,): (i64,) = fetch_one!(read, "select cast(count(*) as bigint) from proposal")?;
    drop(read);
    let mut happened: Vec<(Timestamp, What)> = Vec::new();
    for demo in JOBS.iter().chain(&MORE_JOBS) {
        // In the morning: whatever happens to a job comes after it.
        let at = if demo.days_ago == 0 { now } else { moment(When::Day(demo.days_ago, 7, 0), now) };
        happened.push((at, What::Posted(demo)));
    }
    for (which, deal) in DEALS.iter().enumerate().filter(|_| told == 0) {
        happened.extend(deal.steps.iter().map(|(when, step)| (moment(*when, now), What::Step(which, deal, *step))));
    }
    happened.sort_by_key(|(at, _)| *at);
    let mut teller = Teller { db, rules, now, places: vec![Place::default(); DEALS.len()] };
    for (at, what) in happened {
        clockwork::catch_up(db, rules, at).await?;
        match what {
            What::Posted(demo) => post(db, demo, rules, at).await?,
            What::Step(which, deal, step) => teller.tell(which, deal, step, at).await?,
        }
    }
    Ok(())
}

enum What {
    Posted(&'static DemoJob),
    Step(usize, &'static Deal, Step),
}

fn moment(when: When, now: Timestamp) -> Timestamp {
    match when {
        When::Day(days, hour, minute) => {
            now.date().plus_days(-days).start().plus(Span::minutes(60 * hour + minute)).min(now)
        }
        When::Minutes(minutes) => now.minus(Span::minutes(minutes)),
    }
}

/// How far a deal has come.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    proposal: Option<ProposalId>,
    offer: Option<OfferId>,
    contract: Option<ContractId>,
}

struct Teller<'a> {
    db: &'a Db,
    rules: &'a Rules,
    now: Timestamp,
    places: Vec<Place>,
}

fn there<T>(found: Option<T>) -> Result<T> {
    found.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))
}

impl Teller<'_> {
    async fn tell(&mut self, which: usize, deal: &Deal, step: Step, at: Timestamp) -> Result<()> {
        let (client, freelancer) = self.parties(deal).await?;
        let (db, rules) = (self.db, self.rules);
        let place = there(self.places.get(which).copied())?;
        let mut next = place;
        match step {
            Step::Propose(letter, parts) => {
                let input = ProposalInput { cover_letter: letter.to_owned(), milestones: self.rows(parts) };
                let job = self.job(deal.job).await?;
                next.proposal = Some(proposal::send(db, &freelancer, job, &input, rules, at).await?);
            }
            Step::View => proposal::view(db, &client, there(place.proposal)?, at).await?,
            Step::Shortlist => proposal::shortlist(db, &client, there(place.proposal)?, true, at).await?,
            Step::Decline(reason) => proposal::decline(db, &client, there(place.proposal)?, reason, at).await?,
            Step::Offer(words) => {
                let input = OfferInput { milestones: self.rows(proposed(deal)), message: words.to_owned() };
                next.offer = Some(offer::make(db, &client, there(place.proposal)?, &input, rules, at).await?);
            }
            Step::Accept => {
                next.contract = Some(offer::accept(db, &freelancer, there(place.offer)?, rules, at).await?);
            }
            Step::Fund(number) => self.fund(&client, place, number, at).await?,
            Step::Submit(number, text) => {
                let milestone = self.milestone(&client, place, number, at).await?;
                contract::submit(db, &freelancer, milestone, text, rules, at).await?;
            }
            Step::Changes(number, note) => {
                let milestone = self.milestone(&client, place, number, at).await?;
                contract::request_changes(db, &client, milestone, note, at).await?;
            }
            Step::Approve(number) => {
                let milestone = self.milestone(&client, place, number, at).await?;
                let seen = contract::as_it_stands(db, milestone).await?;
                contract::approve(db, &client, seen, rules, at).await?;
            }
            Step::GiveBack(number, amount) => {
                let milestone = self.milestone(&client, place, number, at).await?;
                let seen = contract::as_it_stands(db, milestone).await?;
                contract::give_back_part(db, &freelancer, seen, &(*amount).into(), at).await?;
            }
            Step::End => contract::end(db, &client, there(place.contract)?, rules, at).await?,
            Step::Say(side, text) => {
                let room = message::open_room(db, &client, there(place.proposal)?, at).await?;
                let writer = if side == Side::Client { &client } else { &freelancer };
                message::send(db, writer, room, &MessageId::v7(at, rand::random()), text, at).await?;
            }
            Step::Work(minutes, memo) => {
                timesheet::start(db, &freelancer, there(place.contract)?, memo, at).await?;
                timesheet::stop(db, &freelancer, at.plus(Span::minutes(minutes))).await?;
            }
        }
        if let Some(kept) = self.places.get_mut(which) {
            *kept = next;
        }
        Ok(())
    }

    async fn parties(&self, deal: &Deal) -> Result<(Actor, Actor)> {
        let job = JOBS.iter().chain(&MORE_JOBS).find(|job| job.title == deal.job);
        let client = actor_of(self.db, there(job)?.client).await?;
        Ok((client, actor_of(self.db, deal.with).await?))
    }

    async fn job(&self, title: &str) -> Result<JobId> {
        let mut read = self.db.read().await?;
        let (id,): (i64,) = fetch_one!(read, "select id from job where title = $1 order by id limit 1", title)?;
        Ok(JobId::from_raw(id))
    }

    async fn milestone(&self, client: &Actor, place: Place, number: usize, at: Timestamp) -> Result<MilestoneId> {
        let page = contract::page(self.db, client, there(place.contract)?, at).await?;
        there(page.milestones.get(number.saturating_sub(1))).map(|found| found.milestone.id)
    }

    /// Pays at the sandbox's own gateway, as its hosted page would.
    async fn fund(&self, client: &Actor, place: Place, number: usize, at: Timestamp) -> Result<()> {
        let milestone = self.milestone(client, place, number, at).await?;
        let lookup = self.rules.payment_lookup;
        let Funding::Pays(id) = contract::begin_funding(self.db, client, milestone, lookup, at).await? else {
            return Ok(());
        };
        let asked = there(payment::to_begin(self.db, id).await?)?;
        let reference = format!("sbx_{id}");
        let back = format!("/payments/{id}");
        sandbox_gateway::open(self.db, &reference, id, asked.amount, &back, at).await?;
        payment::begun(self.db, id, &reference, &format!("/sandbox/pay/{reference}"), at).await?;
        let method = Some(SandboxMethod::Succeeds);
        sandbox_gateway::decide(self.db, &reference, method, Outcome::Succeeded, &[], at).await?;
        payment::settle(self.db, &reference, Outcome::Succeeded, at).await
    }

    fn rows(&self, parts: &[Part]) -> Vec<MilestoneInput> {
        let today = self.now.date();
        let row = |(title, amount, days): &Part| MilestoneInput {
            title: (*title).to_owned(),
            amount: (*amount).into(),
            due: today.plus_days(*days).iso(),
        };
        parts.iter().map(row).collect()
    }
}

/// What the freelancer of a deal proposed.
fn proposed(deal: &Deal) -> &'static [Part] {
    let parts = deal.steps.iter().find_map(|(_, step)| match step {
        Step::Propose(_, parts) => Some(*parts),
        Step::View
        | Step::Shortlist
        | Step::Decline(_)
        | Step::Offer(_)
        | Step::Accept
        | Step::Fund(_)
        | Step::Submit(..)
        | Step::Changes(..)
        | Step::Approve(_)
        | Step::GiveBack(..)
        | Step::End
        | Step::Say(..)
        | Step::Work(..) => None,
    });
    parts.unwrap_or_default()
}

//! Tells the stories of the demo people through the commands that people use, in the order of time.

use super::deals::DEALS;
use super::neighbours::{MORE_JOBS, NEIGHBOURS};
use super::story::{Deal, Part, Step, When};
use super::{DemoJob, DemoPerson, JOBS, PEOPLE, actor_of, people, post};
use crate::context::{Context, Platform};
use crate::contract::Funding;
use crate::db::fetch_one;
use crate::sandbox_gateway::{Decision, NewCharge};
use crate::{Error, Result, clockwork, contract, message, offer, payment, proposal, sandbox_gateway, timesheet};
use domain::actor::Side;
use domain::contract::terms::MilestoneInput;
use domain::id::{ContractId, JobId, MilestoneId, OfferId, ProposalId};
use domain::message::MessageId;
use domain::offer::OfferInput;
use domain::payment::{Outcome, SandboxMethod};
use domain::proposal::ProposalInput;
use domain::refusal::GeneralRefusal;
use domain::time::{Span, Timestamp};

/// Everybody whom a living sandbox knows.
pub fn everybody() -> impl DoubleEndedIterator<Item = &'static DemoPerson> {
    PEOPLE.iter().chain(NEIGHBOURS.iter())
}

/// A sandbox in the middle of its life: more people and jobs than [`super::demo`] makes, proposals, contracts in every state,
/// words, hours and money. What is there already stays; the stories are told once, before anybody else did anything.
///
/// # Errors
/// A fault of the database; nothing is refused.
pub async fn lively(context: &Context<Platform>) -> Result<()> {
    people(context, everybody()).await?;
    let (now, mut read) = (context.now, context.read().await?);
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
    let mut teller = Teller { now, places: vec![Place::default(); DEALS.len()] };
    for (at, what) in happened {
        let then = context.at(at);
        clockwork::catch_up(&then).await?;
        match what {
            What::Posted(demo) => post(&then, demo).await?,
            What::Step(which, deal, step) => teller.tell(&then, which, deal, step).await?,
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

struct Teller {
    now: Timestamp,
    places: Vec<Place>,
}

fn there<T>(found: Option<T>) -> Result<T> {
    found.ok_or_else(|| Error::refused(GeneralRefusal::NotFound))
}

impl Teller {
    async fn tell(&mut self, then: &Context<Platform>, which: usize, deal: &Deal, step: Step) -> Result<()> {
        let (client, freelancer) = parties(then, deal).await?;
        let place = there(self.places.get(which).copied())?;
        let mut next = place;
        match step {
            Step::Propose(letter, parts) => {
                let input = ProposalInput { cover_letter: letter.to_owned(), milestones: self.rows(parts) };
                let job = job_of(then, deal.job).await?;
                next.proposal = Some(proposal::send(&freelancer, job, &input).await?);
            }
            Step::View => proposal::view(&client, there(place.proposal)?).await?,
            Step::Shortlist => proposal::shortlist(&client, there(place.proposal)?, true).await?,
            Step::Decline(reason) => proposal::decline(&client, there(place.proposal)?, reason).await?,
            Step::Offer(words) => {
                let input = OfferInput { milestones: self.rows(proposed(deal)), message: words.to_owned() };
                next.offer = Some(offer::make(&client, there(place.proposal)?, &input).await?);
            }
            Step::Accept => {
                next.contract = Some(offer::accept(&freelancer, there(place.offer)?).await?);
            }
            Step::Fund(number) => fund(then, &client, place, number).await?,
            Step::Submit(number, text) => {
                let milestone = milestone(&client, place, number).await?;
                contract::submit(&freelancer, milestone, text).await?;
            }
            Step::Changes(number, note) => {
                let milestone = milestone(&client, place, number).await?;
                contract::request_changes(&client, milestone, note).await?;
            }
            Step::Approve(number) => {
                let milestone = milestone(&client, place, number).await?;
                let seen = contract::as_it_stands(&then.db, milestone).await?;
                contract::approve(&client, seen).await?;
            }
            Step::Refund(number, amount) => {
                let milestone = milestone(&client, place, number).await?;
                let seen = contract::as_it_stands(&then.db, milestone).await?;
                contract::refund_part(&freelancer, seen, &(*amount).into()).await?;
            }
            Step::End => contract::end(&client, there(place.contract)?).await?,
            Step::Say(side, text) => {
                let room = message::open_room(&client, there(place.proposal)?).await?;
                let writer = if side == Side::Client { &client } else { &freelancer };
                message::send(writer, room, &MessageId::v7(then.now, rand::random()), text).await?;
            }
            Step::Work(minutes, memo) => {
                timesheet::start(&freelancer, there(place.contract)?, memo).await?;
                timesheet::stop(&freelancer.at(then.now.plus(Span::minutes(minutes)))).await?;
            }
        }
        if let Some(kept) = self.places.get_mut(which) {
            *kept = next;
        }
        Ok(())
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

/// The two people of a deal, who act at this moment.
async fn parties(then: &Context<Platform>, deal: &Deal) -> Result<(Context, Context)> {
    let job = JOBS.iter().chain(&MORE_JOBS).find(|job| job.title == deal.job);
    let client = actor_of(&then.db, there(job)?.client).await?;
    Ok((then.by(client), then.by(actor_of(&then.db, deal.with).await?)))
}

async fn job_of(then: &Context<Platform>, title: &str) -> Result<JobId> {
    let mut read = then.read().await?;
    let (id,): (i64,) = fetch_one!(read, "select id from job where title = $1 order by id limit 1", title)?;
    Ok(JobId::from_raw(id))
}

async fn milestone(client: &Context, place: Place, number: usize) -> Result<MilestoneId> {
    let page = contract::page(client, there(place.contract)?).await?;
    there(page.milestones.get(number.saturating_sub(1))).map(|found| found.milestone.id)
}

/// Pays at the sandbox's own gateway, as its hosted page would.
async fn fund(then: &Context<Platform>, client: &Context, place: Place, number: usize) -> Result<()> {
    let milestone = milestone(client, place, number).await?;
    let Funding::Pays(key) = contract::begin_funding(client, milestone).await? else {
        return Ok(());
    };
    let asked = there(payment::to_begin(&then.db, key).await?)?;
    let (reference, back) = (format!("sbx_{key}"), format!("/payments/{key}"));
    let new = NewCharge { reference: &reference, key, amount: asked.amount, return_url: &back };
    sandbox_gateway::open(then, &new).await?;
    payment::begun(then, key, &reference, &format!("/sandbox/pay/{reference}")).await?;
    let (method, outcome) = (Some(SandboxMethod::Succeeds), Outcome::Succeeded);
    sandbox_gateway::decide(then, &reference, &Decision { method, outcome, webhooks_at: &[] }).await?;
    payment::settle(then, &reference, outcome).await
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
        | Step::Refund(..)
        | Step::End
        | Step::Say(..)
        | Step::Work(..) => None,
    });
    parts.unwrap_or_default()
}

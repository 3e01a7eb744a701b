//! What people do before there is a contract: jobs, proposals, offers.

use crate::model::{Deal, Model, Offered};
use crate::world::{Answer, World, fault};
use domain::actor::{Actor, Parties, Side};
use domain::contract::Contract;
use domain::contract::terms::MilestoneInput;
use domain::id::{ContractId, JobId, OfferId, ProposalId};
use domain::job::{Job, JobInput, JobState};
use domain::money::{Currency, Money};
use domain::offer::{Offer, OfferInput, OfferState};
use domain::proposal::{Proposal, ProposalInput, ProposalState};
use domain::refusal::Refusal;
use domain::rules;
use domain::text::Note;
use store::{contract, job, offer, proposal};

const REASON: &str = "Another proposal fits better.";

/// One thing that somebody does on the market.
///
/// # Errors
/// What broke.
pub async fn step(world: &mut World) -> Result<(), String> {
    let open = world.model.jobs.iter().filter(|job| matches!(job.state, JobState::Open { .. })).count();
    match world.chance.below(20) {
        _few if open < 4 => post(world).await,
        0 => post(world).await,
        1..=5 => propose(world).await,
        6..=9 => make_offer(world).await,
        10..=14 => answer_offer(world).await,
        15 | 16 => answer_proposal(world).await,
        _rest => turn_job(world).await,
    }
}

fn job_input(currency: Currency, hires: u32) -> JobInput {
    JobInput {
        title: "Rust engineer for a tide gauge".into(),
        description: "Read four hundred sensors over a modem and never lose a single sample of them.".into(),
        skills: "Rust".into(),
        currency: currency.code().into(),
        budget: Money::new(9_600 * currency.minor_per_unit(), currency).plain(),
        hires: hires.to_string(),
        visibility: "public".into(),
    }
}

async fn post(world: &mut World) -> Result<(), String> {
    let place = if world.chance.one_in(5) { world.chance.place(world.people.len()) } else { world.chance.place(3) };
    let actor = world.people[place.unwrap_or(0)].clone();
    let currency = match world.chance.below(4) {
        0 => Currency::Jpy,
        1 => Currency::Kwd,
        _most => Currency::Eur,
    };
    let hires = 1 + u32::try_from(world.chance.below(3)).unwrap_or(0);
    let input = job_input(currency, hires);
    world.note(format!("{:?} posts a job in {currency} for {hires}", actor.account()));
    world.arm();
    let draft = job::save_draft(&world.db, &actor, None, &input, world.now).await;
    // A draft that nobody was told of lies with its owner; nothing depends on it.
    let Answer::Done(id) = world.judge(draft).await? else { return Ok(()) };
    world.arm();
    let published = job::publish(&world.db, &actor, id, &input, &world.rules, world.now).await;
    let answer = world.judge(published).await?;
    let page = job::page(&world.db, Some(&actor), id, &world.rules, world.now).await.map_err(fault)?;
    let mut after = world.model.fresh();
    let place = after.jobs.len();
    after.currencies.push(currency);
    after.jobs.push(Job { id, client: actor.account(), hires, hired: 0, state: JobState::Draft });
    let (rules, now) = (world.rules.clone(), world.now);
    let after = after.job(place, now, |job| {
        let client = job.as_client(&actor)?;
        Ok::<_, Refusal>(job.publish(client, hires, &rules, now)?)
    });
    world.conclude_new(answer, page.state != JobState::Draft, after).await
}

/// A few milestones with random amounts, as typed and as read.
fn milestones(world: &mut World, currency: Currency) -> (Vec<MilestoneInput>, Vec<Money>) {
    let bounds = rules::bounds(currency);
    let smallest = bounds.milestone_min.minor;
    let count = 1 + world.chance.below(3);
    // The store refuses terms whose sum is above the largest amount; commands here are those that the rules allow.
    let share = bounds.amount_max.minor / i64::try_from(count).unwrap_or(1) - smallest;
    let amounts: Vec<Money> = (0..count)
        .map(|_| {
            let wide = if world.chance.one_in(30) { 800_000 } else { 300 };
            let below = u64::try_from((smallest * wide).min(share)).unwrap_or(1);
            let more = i64::try_from(world.chance.below(below)).unwrap_or(0);
            Money::new(smallest + more, currency)
        })
        .collect();
    let row = |(place, amount): (usize, &Money)| MilestoneInput {
        title: format!("Part {} of the work", place + 1),
        amount: amount.plain(),
        due: String::new(),
    };
    (amounts.iter().enumerate().map(row).collect(), amounts)
}

async fn propose(world: &mut World) -> Result<(), String> {
    let (now, jobs) = (world.now, world.model.jobs.len());
    let Some(place) = world.pick(jobs, |model, place| model.jobs[place].takes_proposals(now).is_ok()) else {
        return Ok(());
    };
    let id = world.model.jobs[place].id;
    let here = |actor: &Actor| {
        world
            .model
            .proposals
            .iter()
            .any(|known| known.job == id && known.parties.freelancer == actor.account() && known.state.is_live())
    };
    let free: Vec<Actor> = world.people[3..].iter().filter(|person| !here(person)).cloned().collect();
    let actor = match world.chance.place(free.len()) {
        Some(person) if !world.chance.one_in(8) => free[person].clone(),
        _nobody => world.people[world.chance.place(world.people.len()).unwrap_or(0)].clone(),
    };
    let (rows, _) = milestones(world, world.model.currencies[place]);
    let input = ProposalInput { cover_letter: "I have built three of these gateways.".into(), milestones: rows };
    world.note(format!("{:?} proposes for {id:?}", actor.account()));
    world.arm();
    let sent = proposal::send(&world.db, &actor, id, &input, &world.rules, world.now).await;
    let answer = world.judge(sent).await?;
    let new = match answer {
        Answer::Done(new) => Some(new),
        Answer::Refused(_) => None,
        Answer::Crashed => {
            let page = job::page(&world.db, Some(&actor), id, &world.rules, world.now).await.map_err(fault)?;
            page.my_proposal.filter(|found| world.model.proposals.iter().all(|known| known.id != *found))
        }
    };
    let parties = Parties { client: world.model.jobs[place].client, freelancer: actor.account() };
    let sent = Proposal { id: new.unwrap_or(ProposalId::from_raw(1)), job: id, parties, state: ProposalState::Sent };
    let after = world.model.fresh().propose(place, &actor, sent, &world.rules, world.now);
    world.conclude_new(answer.plain(), new.is_some(), after).await
}

/// The newest offer on a proposal that the model does not know.
async fn unknown_offer(world: &World, place: usize) -> Result<Option<OfferId>, String> {
    let known = &world.model.proposals[place];
    let page = proposal::page(&world.db, &world.actor(known.parties.client), known.id, &world.rules, world.now)
        .await
        .map_err(fault)?;
    Ok(page.offer.filter(|found| world.model.offers.iter().all(|known| known.offer.id != *found)))
}

async fn make_offer(world: &mut World) -> Result<(), String> {
    let waits = |model: &Model, place: usize| model.proposals[place].state.is_live() && !model.is_offered(place);
    let Some(place) = world.pick(world.model.proposals.len(), waits) else { return Ok(()) };
    let Proposal { id, parties, .. } = world.model.proposals[place].clone();
    let actor = world.who(parties.client);
    let (rows, amounts) = milestones(world, world.model.currencies[world.model.job_of(place)]);
    let input = OfferInput { milestones: rows, message: String::new() };
    world.note(format!("{:?} makes an offer on {id:?}", actor.account()));
    world.arm();
    let made = offer::make(&world.db, &actor, id, &input, &world.rules, world.now).await;
    let answer = world.judge(made).await?;
    let new = match answer {
        Answer::Done(new) => Some(new),
        Answer::Refused(_) => None,
        Answer::Crashed => unknown_offer(world, place).await?,
    };
    let state = OfferState::Sent { expires_at: world.now.plus(world.rules.offer_open) };
    let offer = Offer { id: new.unwrap_or(OfferId::from_raw(1)), parties, from: Side::Client, state };
    let after = world.model.fresh().offer(place, &actor, Offered { offer, proposal: place, amounts });
    world.conclude_new(answer.plain(), new.is_some(), after).await
}

async fn answer_offer(world: &mut World) -> Result<(), String> {
    let sent = |model: &Model, place: usize| matches!(model.offers[place].offer.state, OfferState::Sent { .. });
    let Some(place) = world.pick(world.model.offers.len(), sent) else { return Ok(()) };
    let offer = world.model.offers[place].offer.clone();
    let receiver = world.who(offer.parties.account(offer.from.other()));
    match world.chance.below(10) {
        0..=5 => accept(world, place, &receiver).await,
        6 | 7 => counter(world, place, &receiver).await,
        8 => {
            world.note(format!("{:?} declines {:?}", receiver.account(), offer.id));
            world.arm();
            let declined = offer::decline(&world.db, &receiver, offer.id, world.now).await;
            let answer = world.judge(declined).await?;
            let now = world.now;
            let after = world.model.fresh().offer_over(place, now, |offer| offer.decline(&receiver, now));
            world.conclude(answer, after).await
        }
        _rest => {
            let maker = world.who(offer.parties.account(offer.from));
            world.note(format!("{:?} withdraws {:?}", maker.account(), offer.id));
            world.arm();
            let withdrawn = offer::withdraw(&world.db, &maker, offer.id, world.now).await;
            let answer = world.judge(withdrawn).await?;
            let now = world.now;
            let after = world.model.fresh().offer_over(place, now, |offer| offer.withdraw(&maker, now));
            world.conclude(answer, after).await
        }
    }
}

async fn counter(world: &mut World, place: usize, actor: &Actor) -> Result<(), String> {
    let Offered { offer, proposal, .. } = world.model.offers[place].clone();
    let (rows, amounts) = milestones(world, world.model.currencies[world.model.job_of(proposal)]);
    let input = OfferInput { milestones: rows, message: String::new() };
    world.note(format!("{:?} counters {:?}", actor.account(), offer.id));
    world.arm();
    let countered = offer::counter(&world.db, actor, offer.id, &input, &world.rules, world.now).await;
    let answer = world.judge(countered).await?;
    let new = match answer {
        Answer::Done(new) => Some(new),
        Answer::Refused(_) => None,
        Answer::Crashed => unknown_offer(world, proposal).await?,
    };
    let by = new.unwrap_or(OfferId::from_raw(1));
    let after = world.model.fresh().counter(place, actor, by, amounts, &world.rules, world.now);
    world.conclude_new(answer.plain(), new.is_some(), after).await
}

async fn accept(world: &mut World, place: usize, actor: &Actor) -> Result<(), String> {
    let id = world.model.offers[place].offer.id;
    world.note(format!("{:?} accepts {id:?}", actor.account()));
    world.arm();
    let accepted = offer::accept(&world.db, actor, id, &world.rules, world.now).await;
    let answer = world.judge(accepted).await?;
    let was_open = matches!(world.model.offers[place].offer.state, OfferState::Sent { .. });
    let new = match answer {
        Answer::Done(new) => Some(new),
        Answer::Crashed if was_open => {
            let client = world.actor(world.model.offers[place].offer.parties.client);
            let page = offer::page(&world.db, &client, id, world.now).await.map_err(fault)?;
            if let OfferState::Accepted { contract, .. } = page.version.state { Some(contract) } else { None }
        }
        Answer::Refused(_) | Answer::Crashed => None,
    };
    let deal = match new {
        Some(new) => Some(read_deal(world, place, new).await?),
        None => None,
    };
    let contract = new.unwrap_or(ContractId::from_raw(1));
    let after = world.model.fresh().accept(place, actor, contract, deal, world.now);
    world.conclude_new(answer.plain(), new.is_some(), after).await
}

/// A new contract as the store wrote it, held against the offer it came from.
async fn read_deal(world: &World, offer: usize, id: ContractId) -> Result<Deal, String> {
    let Offered { offer, amounts, .. } = &world.model.offers[offer];
    let page = contract::page(&world.db, &world.actor(offer.parties.client), id, world.now).await.map_err(fault)?;
    let milestones: Vec<_> = page.milestones.into_iter().map(|view| view.milestone).collect();
    let written: Vec<Money> = milestones.iter().map(|milestone| milestone.terms.amount).collect();
    let drafts = milestones.iter().all(|milestone| milestone.state.word() == "draft" && milestone.contract == id);
    if written != *amounts || !drafts || page.parties != offer.parties {
        return Err(format!("{id:?} says {milestones:?}, its offer said {amounts:?}"));
    }
    let zero = Money::zero(page.breakdown.price.currency);
    let state = domain::contract::awaiting_funding(&world.rules, world.now);
    let contract =
        Contract { id, job: page.job, parties: page.parties, fees: page.fees, funded: zero, released: zero, state };
    Ok(Deal { contract, milestones, room: page.room })
}

async fn answer_proposal(world: &mut World) -> Result<(), String> {
    let live = |model: &Model, place: usize| model.proposals[place].state.is_live();
    let Some(place) = world.pick(world.model.proposals.len(), live) else { return Ok(()) };
    let Proposal { id, parties, .. } = world.model.proposals[place].clone();
    let what = world.chance.below(5);
    let actor = world.who(if what == 3 { parties.freelancer } else { parties.client });
    let now = world.now;
    world.note(format!("{:?} answers {id:?} ({what})", actor.account()));
    world.arm();
    let done = match what {
        0 => proposal::view(&world.db, &actor, id, now).await,
        1 | 4 => proposal::shortlist(&world.db, &actor, id, what == 1, now).await,
        2 => proposal::decline(&world.db, &actor, id, REASON, now).await,
        _rest => proposal::withdraw(&world.db, &actor, id, now).await,
    };
    let answer = world.judge(done).await?;
    let after = world.model.fresh().proposal(place, |proposal| {
        let before = proposal.parties;
        Ok::<_, Refusal>(match what {
            0 => proposal.view(before.as_client(&actor)?, now),
            1 | 4 => proposal.shortlist(before.as_client(&actor)?, what == 1, now)?,
            2 => proposal.decline(before.as_client(&actor)?, Note::parse(REASON)?, now)?,
            _rest => proposal.withdraw(before.as_freelancer(&actor)?, now)?,
        })
    });
    world.conclude(answer, after).await
}

async fn turn_job(world: &mut World) -> Result<(), String> {
    let Some(place) = world.chance.recent(world.model.jobs.len()) else { return Ok(()) };
    let Job { id, client, hires, .. } = world.model.jobs[place].clone();
    let (actor, what) = (world.who(client), world.chance.below(10));
    let (now, rules) = (world.now, world.rules.clone());
    world.note(format!("{:?} turns {id:?} ({what})", actor.account()));
    if what >= 8 {
        return edit_job(world, place, &actor, id, hires).await;
    }
    world.arm();
    let done = match what {
        0 | 1 => job::pause(&world.db, &actor, id, now).await,
        2..=4 => job::resume(&world.db, &actor, id, now).await,
        5 => job::close(&world.db, &actor, id, now).await,
        _rest => job::reopen(&world.db, &actor, id, &rules, now).await,
    };
    let answer = world.judge(done).await?;
    let after = world.model.fresh().job(place, now, |job| {
        let client = job.as_client(&actor)?;
        Ok::<_, Refusal>(match what {
            0 | 1 => job.pause(client)?,
            2..=4 => job.resume(client)?,
            5 => job.close(client, now)?,
            _rest => job.reopen(client, &rules, now)?,
        })
    });
    world.conclude(answer, after).await
}

async fn edit_job(world: &mut World, place: usize, actor: &Actor, id: JobId, hires: u32) -> Result<(), String> {
    let page = job::page(&world.db, Some(actor), id, &world.rules, world.now).await.map_err(fault)?;
    let input = job_input(world.model.currencies[place], hires);
    let (now, rules) = (world.now, world.rules.clone());
    world.arm();
    let edited = job::edit(&world.db, actor, id, page.version, &input, &rules, now).await;
    let answer = world.judge(edited).await?;
    let after: Result<Model, Refusal> = world.model.fresh().job(place, now, |job| {
        let client = job.as_client(actor)?;
        Ok::<_, Refusal>(job.edit(client, hires, &rules, now)?)
    });
    world.conclude(answer, after).await
}

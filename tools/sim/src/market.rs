//! What people do before there is a contract: jobs here, then proposals and offers in a part each.

mod offers;
mod proposals;

use crate::oracle::{Edit, Id, Job, State};
use crate::world::{Answer, World, fault};
use domain::actor::Actor;
use domain::contract::terms::MilestoneInput;
use domain::id::JobId;
use domain::job::JobInput;
use domain::money::{Currency, Money};
use domain::rules;
use store::job;

/// One thing that somebody does on the market.
///
/// # Errors
/// A sentence about what broke.
pub async fn step(world: &mut World) -> Result<(), String> {
    let open = world.oracle.jobs.values().filter(|job| job.state.word == "open").count();
    let live = world.oracle.proposals.values().filter(|known| known.is_live()).count();
    match world.chance.below(30) {
        _few if open < 3 && world.chance.one_in(2) => post(world).await,
        _few if live < 5 && world.chance.one_in(2) => proposals::send(world).await,
        0 => post(world).await,
        1..=4 => proposals::send(world).await,
        5..=9 => offers::make(world).await,
        10..=16 => offers::answer(world).await,
        17..=21 => proposals::answer(world).await,
        22 => proposals::edit(world).await,
        _rest => turn(world).await,
    }
}

fn input(title: &str, currency: &str, hires: u32) -> JobInput {
    let minor_per_unit = Currency::of(currency).map_or(100, Currency::minor_per_unit);
    JobInput {
        title: title.into(),
        description: "Read four hundred sensors over a modem and never lose a single sample of them.".into(),
        skills: "Rust".into(),
        currency: currency.into(),
        budget: Currency::of(currency)
            .map(|known| Money::new(9_600 * minor_per_unit, known).into())
            .unwrap_or_default(),
        hires: hires.to_string(),
        visibility: "public".into(),
    }
}

fn some_hires(world: &mut World) -> u32 {
    1 + u32::try_from(world.chance.below(3)).unwrap_or(0)
}

fn some_currency(world: &mut World) -> &'static str {
    match world.chance.below(4) {
        0 => "JPY",
        1 => "KWD",
        _most => "EUR",
    }
}

/// A draft, which is mostly published at once.
async fn post(world: &mut World) -> Result<(), String> {
    let place = if world.chance.one_in(5) { world.chance.place(world.people.len()) } else { world.chance.place(3) };
    let actor = world.people[place.unwrap_or(0)].clone();
    let (currency, hires) = (some_currency(world), some_hires(world));
    let title = format!("Rust engineer for tide gauge {}", world.chance.below(1_000));
    world.note(format!("{:?} drafts a job in {currency} for {hires}", actor.account()));
    world.arm();
    let draft = job::save_draft(&world.by(&actor), None, &input(&title, currency, hires)).await;
    let Answer::Done(id) = world.judge(draft).await? else {
        // A draft that nobody was told of lies with its owner; nothing depends on it.
        return world.overhear().await;
    };
    let id = id.raw();
    let client = actor.account().raw();
    let job = Job { id, client, title, currency, hires, hired: 0, state: State::new("draft", 0) };
    let after = world.after(|oracle| {
        oracle.draft(job);
        Ok(())
    });
    world.conclude(Answer::Done(()), after).await?;
    if world.chance.one_in(8) { Ok(()) } else { publish(world, id, &actor).await }
}

async fn publish(world: &mut World, id: Id, actor: &Actor) -> Result<(), String> {
    let Job { title, currency, hires, .. } = world.oracle.jobs[&id].clone();
    world.note(format!("{:?} publishes {:?}", actor.account(), JobId::from_raw(id)));
    world.arm();
    let input = input(&title, currency, hires);
    let published = job::publish(&world.by(actor), JobId::from_raw(id), &input).await;
    let answer = world.judge(published).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.publish(id, who, hires, now));
    world.conclude(answer, after).await
}

async fn turn(world: &mut World) -> Result<(), String> {
    let jobs: Vec<Id> = world.oracle.jobs.keys().copied().collect();
    let Some(place) = world.chance.recent(jobs.len()) else { return Ok(()) };
    let Job { id, client, state, .. } = world.oracle.jobs[&jobs[place]];
    let actor = world.who(client);
    // Mostly what makes sense next, sometimes anything.
    let commands: &[&'static str] = match state.word {
        _any if world.chance.one_in(4) => &["publish", "edit", "pause", "resume", "close", "reopen"],
        "draft" => &["publish"],
        "open" => &["edit", "edit", "pause", "pause", "close"],
        "paused" => &["edit", "resume", "resume", "resume", "close"],
        _over => &["reopen"],
    };
    let command = world.chance.place(commands.len()).map_or("edit", |place| commands[place]);
    match command {
        "publish" => return publish(world, id, &actor).await,
        "edit" => return edit(world, id, &actor).await,
        _turn => {}
    }
    let which = JobId::from_raw(id);
    world.note(format!("{:?}: {command} {which:?}", actor.account()));
    world.arm();
    let done = match command {
        "pause" => job::pause(&world.by(&actor), which).await,
        "resume" => job::resume(&world.by(&actor), which).await,
        "close" => job::close(&world.by(&actor), which).await,
        _reopen => job::reopen(&world.by(&actor), which).await,
    };
    let answer = world.judge(done).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.turn_job(id, who, command, now));
    world.conclude(answer, after).await
}

/// Sometimes with another currency, and sometimes from a form that was opened before another change.
async fn edit(world: &mut World, id: Id, actor: &Actor) -> Result<(), String> {
    let Job { client, ref title, currency, .. } = world.oracle.jobs[&id].clone();
    let (which, owner) = (JobId::from_raw(id), world.actor(client));
    let page = job::page(&world.by(&owner).visit(), which).await.map_err(fault)?;
    let stale = world.chance.one_in(6);
    let currency = if world.chance.one_in(4) { some_currency(world) } else { currency };
    let edit = Edit { hires: some_hires(world), currency, stale };
    world.note(format!("{:?} edits {which:?}: {edit:?}", actor.account()));
    let version = page.version - i64::from(stale);
    world.arm();
    let input = input(title, currency, edit.hires);
    let edited = job::edit(&world.by(actor), which, version, &input).await;
    let answer = world.judge(edited).await?;
    let (who, now) = (actor.account().raw(), world.moment());
    let after = world.after(|oracle| oracle.edit_job(id, who, edit, now));
    world.conclude(answer, after).await
}

/// A few milestones with random amounts, as typed and as read; rarely none at all, which no form takes.
fn milestones(world: &mut World, currency: &str) -> (Vec<MilestoneInput>, Vec<i64>) {
    let Some(currency) = Currency::of(currency).filter(|_| !world.chance.one_in(25)) else { return (vec![], vec![]) };
    let bounds = rules::bounds(currency);
    let smallest = bounds.milestone_min.minor;
    let count = 1 + world.chance.below(4);
    // The store refuses terms whose sum is above the largest amount; commands here are those that the rules allow.
    let share = bounds.amount_max.minor / i64::try_from(count).unwrap_or(1) - smallest;
    let amounts: Vec<i64> = (0..count)
        .map(|_| {
            let wide = if world.chance.one_in(30) { 800_000 } else { 300 };
            let below = u64::try_from((smallest * wide).min(share)).unwrap_or(1);
            smallest + i64::try_from(world.chance.below(below)).unwrap_or(0)
        })
        .collect();
    let row = |(place, amount): (usize, &i64)| MilestoneInput {
        title: format!("Part {} of the work", place + 1),
        amount: Money::new(*amount, currency).plain().into(),
        due: String::new(),
    };
    (amounts.iter().enumerate().map(row).collect(), amounts)
}

//! Deterministic simulation: random people press random things while the clock jumps, the process dies between any two
//! steps, and the gateway answers twice, late, out of order or never. Everything follows from one seed.
//!
//! Reading order: `world` (one step: press, die perhaps, judge), `oracle` (what should be, written a second time from the
//! guide), then what people do: `market`, `work`, `charge`, `talk`, `time`.
//!
//! How it judges:
//! 1. Every command runs on the store and, with the same input, on the oracle, which knows nothing of the product's code. What
//!    one does the other must do: the same refusal code, or the same state, to the microsecond.
//! 2. After a crash the store must be wholly as before the command or wholly as after it.
//! 3. Each step compares all that it touched: states, and after money moved the statements of those concerned and every
//!    balance; and what people heard of it: the mails, and the events in the log of each. The full check of the books (every
//!    posting), of every state and of every log costs as much as many steps, so it runs every 200 steps and at the end.
//! 4. The rules are drawn from the seed, too, and change now and then, as an operator may change them.
//! 5. A long run has seen every transition and every refusal ([`Tally::sometimes`]).
//!
//! An episode is a thousand steps in a fresh database; `GUILDHALL_SIM_SEED` replays one.
#![warn(missing_docs)]

mod chance;
mod charge;
mod compare;
mod heard;
mod market;
mod oracle;
mod plain;
mod purse;
mod rules;
mod talk;
mod tally;
mod time;
mod work;
mod world;

pub use chance::fresh_seed;
pub use tally::{Broken, Tally};

use chance::Chance;
use world::World;

/// Steps of one episode.
pub const EPISODE: u32 = 1_000;
/// How often everything is checked, in steps.
const FULL_CHECK_EVERY: u32 = 200;
/// The operator changes the rules once in so many steps.
const RULES_CHANGE_ONE_IN: u64 = 150;

/// Plays one episode of at most `steps` steps in the empty database that the settings name.
///
/// # Errors
/// What broke, with the seed, the step and the last things that were done.
pub async fn episode(settings: store::Settings, seed: u64, steps: u32) -> Result<Tally, Broken> {
    let mut world = World::open(settings, seed).await.map_err(|why| Broken::new(seed, 0, &[], &why))?;
    for step in 1..=steps {
        let done = one_step(&mut world, step).await;
        done.map_err(|why| Broken::new(seed, step, &world.diary, &why))?;
    }
    let ended = world.check_everything().await;
    ended.map_err(|why| Broken::new(seed, steps, &world.diary, &why))?;
    world.close().await;
    Ok(world.tally)
}

async fn one_step(world: &mut World, step: u32) -> Result<(), String> {
    world.now = world.now.plus(world.chance.micros(120));
    if world.chance.one_in(RULES_CHANGE_ONE_IN) {
        world.change_rules();
    }
    match world.chance.below(100) {
        0..=27 => market::step(world).await?,
        28..=69 => work::step(world).await?,
        70..=83 => charge::step(world).await?,
        84..=93 => talk::step(world).await?,
        _rest => time::step(world).await?,
    }
    world.tally.steps += 1;
    if step.is_multiple_of(FULL_CHECK_EVERY) {
        world.check_everything().await?;
    }
    Ok(())
}

/// The seed of the n-th episode of a run.
pub fn seed_of_episode(seed: u64, episode: u64) -> u64 {
    Chance::new(seed.wrapping_add(episode.wrapping_mul(0x9e37_79b9_7f4a_7c15))).number() >> 16
}

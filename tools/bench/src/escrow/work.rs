//! What the callers do: fund milestones from filled wallets, hand work over, approve. Funding and approving are the
//! movements, and only they are timed.

use crate::Result;
use crate::generate::{self, Pair};
use crate::method::Plan;
use crate::stopwatch::Stopwatch;
use domain::id::MilestoneId;
use domain::rules::Rules;
use std::sync::Arc;
use store::Db;
use store::contract::{self, Funding};
use tokio::task::JoinSet;

/// Milestones of a generated contract.
const PARTS: usize = 5;
/// Contracts for each second of a turn: about what a turn's time is enough for, on a machine of two cores.
const CONTRACTS_A_SECOND: f64 = 50.0;

/// How much work is shared among how many callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    callers: usize,
    contracts: usize,
}

impl Size {
    pub(super) fn singly(plan: &Plan) -> Self {
        Self { callers: 1, contracts: contracts(plan) }
    }

    /// At least two contracts for each caller, or the last ones would work alone for long.
    pub(super) fn together(callers: usize, plan: &Plan) -> Self {
        Self { callers, contracts: contracts(plan).next_multiple_of(callers).max(2 * callers) }
    }
}

fn contracts(plan: &Plan) -> usize {
    // Rounds of a few seconds: the product is small and positive.
    (plan.turn_seconds * CONTRACTS_A_SECOND).round() as usize
}

/// A database with people whose wallets are full.
pub(super) struct Market {
    pub(super) db: Db,
    pairs: Vec<Pair>,
    rules: Arc<Rules>,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Fund,
    Submit,
    Approve,
}

/// What one caller works through.
type Share = Vec<(Pair, MilestoneId)>;

impl Market {
    pub(super) async fn open(db: Db, pairs: usize) -> Result<Self> {
        let rules = Arc::default();
        let pairs = generate::pairs(&db, pairs).await?;
        generate::fill_wallets(&db, &pairs, &rules).await?;
        Ok(Self { db, pairs, rules })
    }

    /// Funds and approves every milestone of new contracts.
    pub(super) async fn movements_per_second(&self, size: Size) -> Result<f64> {
        let made = generate::milestones(&self.db, &self.pairs, size.contracts, PARTS, &self.rules).await?;
        let mut shares: Vec<Share> = vec![Share::new(); size.callers];
        for (number, (pair, milestones)) in made.into_iter().enumerate() {
            shares[number % size.callers].extend(milestones.into_iter().map(|milestone| (pair.clone(), milestone)));
        }
        let shares: Vec<Arc<Share>> = shares.into_iter().map(Arc::new).collect();
        let funding = self.step(&shares, Step::Fund).await?;
        self.step(&shares, Step::Submit).await?;
        let approving = self.step(&shares, Step::Approve).await?;
        let movements = 2 * size.contracts * PARTS;
        Ok(f64::from(u32::try_from(movements)?) / (funding + approving))
    }

    /// All callers take one step with all their milestones; gives the seconds until the last is done.
    async fn step(&self, shares: &[Arc<Share>], step: Step) -> Result<f64> {
        let watch = Stopwatch::start();
        let mut callers = JoinSet::new();
        for share in shares {
            let (db, share, rules) = (self.db.clone(), Arc::clone(share), Arc::clone(&self.rules));
            callers.spawn(async move {
                for (pair, milestone) in share.iter() {
                    take(&db, pair, *milestone, step, &rules).await?;
                }
                Ok(())
            });
        }
        while let Some(caller) = callers.join_next().await {
            let done: Result<()> = caller?;
            done?;
        }
        Ok(watch.seconds())
    }
}

async fn take(db: &Db, pair: &Pair, id: MilestoneId, step: Step, rules: &Arc<Rules>) -> Result<()> {
    let (client, freelancer) = pair.act(db, rules);
    match step {
        Step::Fund => match contract::begin_funding(&client, id).await? {
            Funding::Paid => Ok(()),
            Funding::Pays(_) => Err("a wallet ran dry".into()),
        },
        Step::Submit => {
            contract::submit(&freelancer, id, "Done, see the branch.").await?;
            Ok(())
        }
        Step::Approve => {
            // As people do: they look, then they press.
            let seen = contract::as_it_stands(db, id).await?;
            Ok(contract::approve(&client, seen).await?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_caller_gets_the_same_number_of_contracts() {
        for plan in [Plan::QUICK, Plan::FULL] {
            assert!(Size::singly(&plan).contracts > 0);
            for callers in [32, 64] {
                let size = Size::together(callers, &plan);
                assert_eq!(size.contracts % callers, 0);
                assert!(size.contracts >= 2 * callers);
            }
        }
    }
}

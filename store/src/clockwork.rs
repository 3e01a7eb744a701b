//! Which command carries out which scheduled job: what each feature declares (`schedule::jobs!`), for the worker, the test clock,
//! the simulation and the tests. A job that needs somebody outside the database (a gateway) is the server's.

use crate::context::{Context, Platform};
use crate::schedule::{self, JobKind, ScheduledJob, Turn};
use crate::{FEATURES, Result};
use domain::time::Span;

/// The kinds of scheduled jobs that commands of the store carry out.
pub const KINDS: &[&str] = &kinds();

const fn count() -> usize {
    let (mut count, mut feature) = (0, 0);
    while feature < FEATURES.len() {
        count += FEATURES[feature].jobs.len();
        feature += 1;
    }
    count
}

const fn kinds() -> [&'static str; count()] {
    let mut kinds = [""; count()];
    let (mut filled, mut feature) = (0, 0);
    while feature < FEATURES.len() {
        let mut job = 0;
        while job < FEATURES[feature].jobs.len() {
            kinds[filled] = FEATURES[feature].jobs[job].kind;
            filled += 1;
            job += 1;
        }
        feature += 1;
    }
    kinds
}

/// Carries out a scheduled job under lease; false when no command of the store is for its kind.
///
/// # Errors
/// Faults only; the job stays on the list.
pub async fn carry_out(context: &Context<Platform>, scheduled: &ScheduledJob) -> Result<bool> {
    let Some(job) = job_of(&scheduled.kind) else { return Ok(false) };
    (job.carry_out)(Turn { now: context, at: &context.at(scheduled.at()), job: scheduled }).await?;
    Ok(true)
}

fn job_of(kind: &str) -> Option<&'static JobKind> {
    FEATURES.iter().flat_map(|feature| feature.jobs).find(|job| job.kind == kind)
}

/// Carries out everything that is due at `now`, in the order of due times. What is not for the store stays where it is.
///
/// # Errors
/// Faults only; the job that failed stays on the list.
pub async fn catch_up(context: &Context<Platform>) -> Result<()> {
    while let Some(scheduled) = schedule::lease_next(context, KINDS, Span::minutes(1)).await? {
        carry_out(context, &scheduled).await?;
    }
    Ok(())
}

//! What the client of a job may do with it: methods of the job with the proof that it is theirs.

use super::{Job, JobRefusal, JobState};
use crate::actor::{Actor, Side, owns};
use crate::deadline::Deadline;
use crate::permit::{Client, HasSides};
use crate::refusal::GeneralRefusal;
use crate::rules::Rules;
use crate::time::Timestamp;

impl Client<Job> {
    /// Publishes a draft: open for 30 days by default.
    ///
    /// # Errors
    /// [`JobRefusal::NotDraft`].
    pub fn publish(self, hires: u32, rules: &Rules, now: Timestamp) -> Result<Job, JobRefusal> {
        let job = self.thing();
        match job.state {
            JobState::Draft => Ok(Job { hires, ..job }.with(JobState::Open { until: now.plus(rules.job_open) })),
            JobState::Open { .. }
            | JobState::Paused { .. }
            | JobState::Filled { .. }
            | JobState::Closed { .. }
            | JobState::Expired { .. } => Err(JobRefusal::NotDraft),
        }
    }

    /// An edit of a published job extends its time.
    ///
    /// # Errors
    /// A draft or an ended job.
    pub fn edit(self, hires: u32, rules: &Rules, now: Timestamp) -> Result<Job, JobRefusal> {
        let until = now.plus(rules.job_open);
        let job = self.thing();
        let hires = hires.max(job.hired + 1);
        match job.state.stands_at(now) {
            JobState::Draft => Err(JobRefusal::StillDraft),
            JobState::Open { .. } => Ok(Job { hires, ..job }.with(JobState::Open { until })),
            JobState::Paused { .. } => Ok(Job { hires, ..job }.with(JobState::Paused { until })),
            JobState::Filled { at } | JobState::Closed { at } | JobState::Expired { at } => {
                Err(JobRefusal::HasEnded { at })
            }
        }
    }

    /// Takes no proposals for now.
    ///
    /// # Errors
    /// Anything but an open job.
    pub fn pause(self, now: Timestamp) -> Result<Job, JobRefusal> {
        let job = self.thing();
        match job.state.stands_at(now) {
            JobState::Open { until } => Ok(job.with(JobState::Paused { until })),
            JobState::Draft => Err(JobRefusal::StillDraft),
            JobState::Paused { .. } => Err(JobRefusal::NotOpen),
            JobState::Filled { at } | JobState::Closed { at } | JobState::Expired { at } => {
                Err(JobRefusal::HasEnded { at })
            }
        }
    }

    /// Takes proposals again.
    ///
    /// # Errors
    /// Anything but a paused job.
    pub fn resume(self, now: Timestamp) -> Result<Job, JobRefusal> {
        let job = self.thing();
        match job.state.stands_at(now) {
            JobState::Paused { until } => Ok(job.with(JobState::Open { until })),
            JobState::Draft
            | JobState::Open { .. }
            | JobState::Filled { .. }
            | JobState::Closed { .. }
            | JobState::Expired { .. } => Err(JobRefusal::NotPaused),
        }
    }

    /// Ends it by hand.
    ///
    /// # Errors
    /// A draft, or a job that ended.
    pub fn close(self, now: Timestamp) -> Result<Job, JobRefusal> {
        let job = self.thing();
        match job.state.stands_at(now) {
            JobState::Open { .. } | JobState::Paused { .. } => Ok(job.with(JobState::Closed { at: now })),
            JobState::Draft => Err(JobRefusal::StillDraft),
            JobState::Filled { at } | JobState::Closed { at } | JobState::Expired { at } => {
                Err(JobRefusal::HasEnded { at })
            }
        }
    }

    /// Opens an ended job again; a filled one wants one more person.
    ///
    /// # Errors
    /// A draft, or a job that has not ended.
    pub fn reopen(self, rules: &Rules, now: Timestamp) -> Result<Job, JobRefusal> {
        let job = self.thing();
        let hires = job.hires.max(job.hired + 1);
        match job.state.stands_at(now) {
            JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => {
                Ok(Job { hires, ..job }.with(JobState::Open { until: now.plus(rules.job_open) }))
            }
            JobState::Draft => Err(JobRefusal::StillDraft),
            JobState::Open { .. } | JobState::Paused { .. } => Err(JobRefusal::StillOpen),
        }
    }
}

impl HasSides for Job {
    fn side_of(&self, actor: &Actor) -> Result<Side, GeneralRefusal> {
        owns(self.client, actor, self.state != JobState::Draft).map(|()| Side::Client)
    }
}

impl Job {
    /// The job with the proof that the actor is its client: what they may do are its methods.
    ///
    /// # Errors
    /// `NotYours`; `NotFound` while it is a draft.
    pub fn as_client(self, actor: &Actor) -> Result<Client<Self>, GeneralRefusal> {
        Client::of(self, actor)
    }
}

//! Jobs: draft → open ⇄ paused → filled | closed | expired, and open again.

mod draft;
mod read;
mod sides;
mod terms;

pub use draft::DraftKey;
pub use read::{ClientRecord, JobAction, JobList, JobPage, JobQuery, JobRow, OpenOffer, client_actions};
pub use terms::{JobInput, JobTerms, JobVisibility};

use crate::deadline::Deadline;
use crate::id::{AccountId, JobId};
use crate::refusal::refusals;
use crate::rules::Rules;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

refusals! {
    /// Why a job command was refused.
    JobRefusal {
        NotOpen => "job.not_open", State, "This job is not open at the moment. Nothing was sent.";
        NotDraft => "job.not_draft", State, "This job was published already. Edit it instead.";
        StillDraft => "job.still_draft", State, "This job is still a draft. Publish it first.";
        NotPaused => "job.not_paused", State, "This job is not paused. Nothing was changed.";
        HasEnded { at: Timestamp } => "job.has_ended", State, "This job ended on {at}. Open it again first. Nothing was changed.";
        StillOpen => "job.still_open", State, "This job is still open. Nothing was changed.";
        NoSeat => "job.no_seat", State, "Everybody wanted for this job has been hired. Nothing was changed.";
        CurrencyFixed => "job.currency_fixed", State,
            "There are proposals in this currency, so it stays. Post another job for another currency. \
             Nothing was saved.";
    }
}

/// So long before it expires its client is warned.
pub const EXPIRY_WARNING: Span = Span::days(5);

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Only its client sees it.
    Draft,
    /// Takes proposals until then.
    Open {
        /// When it expires.
        until: Timestamp,
    },
    /// Takes no proposals for now; its clock goes on.
    Paused {
        /// When it expires.
        until: Timestamp,
    },
    /// Everybody wanted was hired.
    Filled {
        /// When the last one was.
        at: Timestamp,
    },
    /// The client ended it.
    Closed {
        /// When the client closed it.
        at: Timestamp,
    },
    /// Its time ran out.
    Expired {
        /// When its time was over.
        at: Timestamp,
    },
}

impl JobState {
    /// The word of the API and the store.
    pub const fn word(&self) -> &'static str {
        match self {
            JobState::Draft => "draft",
            JobState::Open { .. } => "open",
            JobState::Paused { .. } => "paused",
            JobState::Filled { .. } => "filled",
            JobState::Closed { .. } => "closed",
            JobState::Expired { .. } => "expired",
        }
    }
}

/// A job as its commands see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Id of this job.
    pub id: JobId,
    /// The client who posted it.
    pub client: AccountId,
    /// People wanted.
    pub hires: u32,
    /// People hired (their contracts did not lapse).
    pub hired: u32,
    /// Where it stands.
    pub state: JobState,
}

impl Job {
    fn with(self, state: JobState) -> Self {
        Self { state, ..self }
    }

    /// Its time ran out; `None` when there is nothing to do (yet).
    pub fn expire(self, now: Timestamp) -> Option<Self> {
        match self.state {
            JobState::Open { until } | JobState::Paused { until } if now >= until => {
                Some(self.with(JobState::Expired { at: until }))
            }
            JobState::Open { .. }
            | JobState::Paused { .. }
            | JobState::Draft
            | JobState::Filled { .. }
            | JobState::Closed { .. }
            | JobState::Expired { .. } => None,
        }
    }

    /// May somebody propose now?
    ///
    /// # Errors
    /// [`JobRefusal::NotOpen`].
    pub fn takes_proposals(&self, now: Timestamp) -> Result<(), JobRefusal> {
        match self.state.stands_at(now) {
            JobState::Open { .. } => Ok(()),
            JobState::Draft
            | JobState::Paused { .. }
            | JobState::Filled { .. }
            | JobState::Closed { .. }
            | JobState::Expired { .. } => Err(JobRefusal::NotOpen),
        }
    }

    /// Somebody was hired; the last one fills the job. A job that was closed or ran out meanwhile stays so.
    ///
    /// # Errors
    /// [`JobRefusal::NoSeat`] when everybody wanted was hired before.
    pub fn seat_taken(self, now: Timestamp) -> Result<Self, JobRefusal> {
        if self.hired >= self.hires {
            return Err(JobRefusal::NoSeat);
        }
        let hired = self.hired + 1;
        let state = match self.state.stands_at(now) {
            JobState::Open { .. } | JobState::Paused { .. } if hired == self.hires => JobState::Filled { at: now },
            same @ (JobState::Draft
            | JobState::Open { .. }
            | JobState::Paused { .. }
            | JobState::Filled { .. }
            | JobState::Closed { .. }
            | JobState::Expired { .. }) => same,
        };
        Ok(Self { hired, state, ..self })
    }

    /// A contract lapsed unfunded: its seat is free again, and a filled job opens for what the rules give.
    pub fn seat_freed(self, rules: &Rules, now: Timestamp) -> Self {
        let hired = self.hired.saturating_sub(1);
        let state = match self.state {
            JobState::Filled { .. } => JobState::Open { until: now.plus(rules.job_open) },
            same @ (JobState::Draft
            | JobState::Open { .. }
            | JobState::Paused { .. }
            | JobState::Closed { .. }
            | JobState::Expired { .. }) => same,
        };
        Self { hired, state, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{Actor, Proof};
    use crate::permit::Client;

    fn at(day: i64) -> Timestamp {
        Timestamp::civil(2026, 1, 1, 0, 0, 0).unwrap().plus(Span::days(day))
    }

    fn job(state: JobState) -> Job {
        Job { id: JobId::from_raw(9), client: AccountId::from_raw(1), hires: 2, hired: 0, state }
    }

    fn owned(state: JobState) -> Client<Job> {
        job(state).as_client(&Actor::new(AccountId::from_raw(1), Proof::Session)).unwrap()
    }

    const CODES: [&str; 7] = ["publish", "edit", "pause", "resume", "close", "reopen", "expire"];

    fn every_command(state: JobState) -> [String; 7] {
        let (rules, now) = (Rules::default(), at(10));
        let word = |result: Result<Job, JobRefusal>| {
            result.map_or_else(|no| no.code().to_owned(), |job| job.state.word().to_owned())
        };
        [
            word(owned(state).publish(2, &rules, now)),
            word(owned(state).edit(2, &rules, now)),
            word(owned(state).pause(now)),
            word(owned(state).resume(now)),
            word(owned(state).close(now)),
            word(owned(state).reopen(&rules, now)),
            job(state).expire(at(40)).map_or("nothing".to_owned(), |job| job.state.word().to_owned()),
        ]
    }

    #[test]
    fn every_state_meets_every_command() {
        let (until, ended) = (at(30), at(5));
        let table = [
            (
                JobState::Draft,
                [
                    "open",
                    "job.still_draft",
                    "job.still_draft",
                    "job.not_paused",
                    "job.still_draft",
                    "job.still_draft",
                    "nothing",
                ],
            ),
            (
                JobState::Open { until },
                ["job.not_draft", "open", "paused", "job.not_paused", "closed", "job.still_open", "expired"],
            ),
            (
                JobState::Paused { until },
                ["job.not_draft", "paused", "job.not_open", "open", "closed", "job.still_open", "expired"],
            ),
            (
                JobState::Filled { at: ended },
                [
                    "job.not_draft",
                    "job.has_ended",
                    "job.has_ended",
                    "job.not_paused",
                    "job.has_ended",
                    "open",
                    "nothing",
                ],
            ),
            (
                JobState::Closed { at: ended },
                [
                    "job.not_draft",
                    "job.has_ended",
                    "job.has_ended",
                    "job.not_paused",
                    "job.has_ended",
                    "open",
                    "nothing",
                ],
            ),
            (
                JobState::Expired { at: ended },
                [
                    "job.not_draft",
                    "job.has_ended",
                    "job.has_ended",
                    "job.not_paused",
                    "job.has_ended",
                    "open",
                    "nothing",
                ],
            ),
        ];
        for (state, expected) in table {
            let found = every_command(state);
            for (command, (found, expected)) in CODES.iter().zip(found.iter().zip(expected)) {
                assert_eq!(found, expected, "{state:?} {command}");
            }
        }
    }

    #[test]
    fn a_job_whose_time_is_over_is_treated_as_expired_before_that_is_written() {
        let until = at(10);
        for state in [JobState::Open { until }, JobState::Paused { until }] {
            let ended = "job.has_ended";
            let expected = ["job.not_draft", ended, ended, "job.not_paused", ended, "open", "expired"];
            assert_eq!(every_command(state), expected, "{state:?}");
        }
    }

    #[test]
    fn the_last_seat_fills_the_job_and_a_lapse_opens_it_again() {
        let open = job(JobState::Open { until: at(30) });
        let one = open.seat_taken(at(1)).unwrap();
        assert_eq!(one.state.word(), "open");
        let two = one.seat_taken(at(2)).unwrap();
        assert_eq!(two.state, JobState::Filled { at: at(2) });
        assert_eq!(two.clone().seat_taken(at(3)).unwrap_err().code(), "job.no_seat");
        let freed = two.seat_freed(&Rules::default(), at(9));
        assert_eq!((freed.hired, freed.state), (1, JobState::Open { until: at(39) }));
    }

    #[test]
    fn proposals_arrive_until_the_moment_it_expires_not_at_it() {
        let open = job(JobState::Open { until: at(30) });
        assert!(open.takes_proposals(at(30).minus(Span::micros(1))).is_ok());
        assert_eq!(open.takes_proposals(at(30)).unwrap_err().code(), "job.not_open");
    }

    #[test]
    fn a_form_names_every_bad_field_and_survives_the_round_trip() {
        let refusal = JobTerms::parse(&JobInput {
            hires: "0".into(),
            currency: "XXX".into(),
            visibility: "all".into(),
            ..JobInput::default()
        })
        .unwrap_err();
        let fields: Vec<String> = refusal.into_fields().into_iter().map(|bad| bad.field).collect();
        assert_eq!(fields, ["title", "description", "currency", "budget", "hires", "visibility"]);
        let input = JobInput {
            title: "Rust engineer for a tide gauge".into(),
            description: "Read four hundred sensors over a modem and never lose one sample.".into(),
            skills: "Rust, MQTT".into(),
            currency: "EUR".into(),
            budget: "9600.00".into(),
            hires: "1".into(),
            visibility: "public".into(),
        };
        assert_eq!(JobTerms::parse(&input).unwrap().to_input(), input);
    }
}

//! Jobs: draft → open ⇄ paused → filled | closed | expired, and open again.

use crate::actor::{Actor, ClientOf, as_owner};
use crate::fee::{Breakdown, FeeRates};
use crate::id::{AccountId, JobId, ProposalId};
use crate::money::{Currency, Money};
use crate::refusal::{BadFields, FieldRefusal, GeneralRefusal, Refusal, refusals};
use crate::rules::{self, Rules};
use crate::text::{JobDescription, JobTitle, Skill, parse_skills};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

refusals! {
    /// Why a job command was refused.
    JobRefusal {
        NotOpen => "job.not_open", State, "This job is not open at the moment. Nothing was sent.";
        NotDraft => "job.not_draft", State, "This job was published already. Edit it instead.";
        StillDraft => "job.still_draft", State, "This job is still a draft. Publish it first.";
        NotPaused => "job.not_paused", State, "This job is not paused. Nothing was changed.";
        HasEnded { at: String } => "job.has_ended", State, "This job ended on {at}. Open it again first. Nothing was changed.";
        StillOpen => "job.still_open", State, "This job is still open. Nothing was changed.";
        NoSeat => "job.no_seat", State, "Everybody wanted for this job has been hired. Nothing was changed.";
        CurrencyFixed => "job.currency_fixed", State, "There are proposals in this currency, so it stays. Post another job for another currency. Nothing was saved.";
    }
}

/// Who finds a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobVisibility {
    /// Everybody, search engines too.
    Public,
    /// People who are signed in.
    Members,
}

impl JobVisibility {
    /// The word of the API and the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            JobVisibility::Public => "public",
            JobVisibility::Members => "members",
        }
    }
    /// The visibility of a word.
    pub fn of(word: &str) -> Option<Self> {
        [JobVisibility::Public, JobVisibility::Members].into_iter().find(|v| v.as_str() == word)
    }
}

/// What a client types; also what a draft keeps, however incomplete.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobInput {
    /// Title.
    #[serde(default)]
    pub title: String,
    /// Description, Markdown.
    #[serde(default)]
    pub description: String,
    /// Skills, separated by commas.
    #[serde(default)]
    pub skills: String,
    /// Code of the currency.
    #[serde(default)]
    pub currency: String,
    /// Budget as typed.
    #[serde(default)]
    pub budget: String,
    /// How many people are wanted, 1 to 20.
    #[serde(default)]
    pub hires: String,
    /// `public` or `members`.
    #[serde(default)]
    pub visibility: String,
}

/// The terms of a published job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobTerms {
    /// Title.
    pub title: JobTitle,
    /// Description, Markdown.
    pub description: JobDescription,
    /// At most fifteen.
    pub skills: Vec<Skill>,
    /// What the client expects to pay, before fees.
    pub budget: Money,
    /// How many people are wanted.
    pub hires: u32,
    /// Who finds it.
    pub visibility: JobVisibility,
}

impl JobTerms {
    /// Reads the form. An empty currency is EUR, empty hires one, an empty visibility public.
    ///
    /// # Errors
    /// All bad fields at once.
    pub fn parse(input: &JobInput) -> Result<Self, Refusal> {
        let or = |text: &str, default: &str| if text.trim().is_empty() { default.to_owned() } else { text.trim().to_owned() };
        let mut bad = BadFields::default();
        let title = bad.take("title", JobTitle::parse(&input.title));
        let description = bad.take("description", JobDescription::parse(&input.description));
        let skills = bad.take("skills", parse_skills(&input.skills));
        let currency = bad.take("currency", Currency::parse(&or(&input.currency, "EUR")));
        let budget = bad.take("budget", rules::parse_amount(&input.budget, currency.unwrap_or(Currency::Eur)));
        let hires = or(&input.hires, "1").parse().ok().filter(|n| (1..=20).contains(n));
        let hires = bad.take("hires", hires.ok_or_else(|| FieldRefusal::new("hires", "job.hires", "Enter a number from 1 to 20.")));
        let visibility = JobVisibility::of(&or(&input.visibility, "public"));
        let visibility = bad.take("visibility", visibility.ok_or_else(|| FieldRefusal::new("visibility", "job.visibility", "Choose who finds the job.")));
        let all = title.zip(description).zip(skills.zip(budget)).zip(hires.zip(visibility));
        bad.finish(all.map(|(((title, description), (skills, budget)), (hires, visibility))| Self {
            title, description, skills, budget, hires, visibility,
        }))
    }

    /// The terms as a form shows them.
    pub fn to_input(&self) -> JobInput {
        JobInput {
            title: self.title.to_string(),
            description: self.description.to_string(),
            skills: self.skills.iter().map(Skill::as_str).collect::<Vec<_>>().join(", "),
            currency: self.budget.currency.code().to_owned(),
            budget: self.budget.plain(),
            hires: self.hires.to_string(),
            visibility: self.visibility.as_str().to_owned(),
        }
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
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
        /// When.
        at: Timestamp,
    },
    /// Its time ran out.
    Expired {
        /// When.
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
    /// Which.
    pub id: JobId,
    /// Whose.
    pub client: AccountId,
    /// People wanted.
    pub hires: u32,
    /// People hired (their contracts did not lapse).
    pub hired: u32,
    /// Where it stands.
    pub state: JobState,
}

impl Job {
    /// Proof that the actor is its client.
    ///
    /// # Errors
    /// `NotYours`; `NotFound` while it is a draft.
    pub fn as_client(&self, actor: &Actor) -> Result<ClientOf, GeneralRefusal> {
        as_owner(self.client, actor, self.state != JobState::Draft)
    }

    fn with(self, state: JobState) -> Self {
        Self { state, ..self }
    }

    /// Publishes a draft: open for 30 days by default.
    ///
    /// # Errors
    /// [`JobRefusal::NotDraft`].
    pub fn publish(self, _client: ClientOf, hires: u32, rules: &Rules, now: Timestamp) -> Result<Self, JobRefusal> {
        match self.state {
            JobState::Draft => Ok(Self { hires, ..self }.with(JobState::Open { until: now.plus(rules.job_open) })),
            JobState::Open { .. } | JobState::Paused { .. } | JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => {
                Err(JobRefusal::NotDraft)
            }
        }
    }

    /// An edit of a published job extends its time.
    ///
    /// # Errors
    /// A draft or an ended job.
    pub fn edit(self, _client: ClientOf, hires: u32, rules: &Rules, now: Timestamp) -> Result<Self, JobRefusal> {
        let until = now.plus(rules.job_open);
        let hires = hires.max(self.hired + 1);
        match self.state {
            JobState::Draft => Err(JobRefusal::StillDraft),
            JobState::Open { .. } => Ok(Self { hires, ..self }.with(JobState::Open { until })),
            JobState::Paused { .. } => Ok(Self { hires, ..self }.with(JobState::Paused { until })),
            JobState::Filled { at } | JobState::Closed { at } | JobState::Expired { at } => Err(JobRefusal::HasEnded { at: at.full() }),
        }
    }

    /// Takes no proposals for now.
    ///
    /// # Errors
    /// Anything but an open job.
    pub fn pause(self, _client: ClientOf) -> Result<Self, JobRefusal> {
        match self.state {
            JobState::Open { until } => Ok(self.with(JobState::Paused { until })),
            JobState::Draft => Err(JobRefusal::StillDraft),
            JobState::Paused { .. } => Err(JobRefusal::NotOpen),
            JobState::Filled { at } | JobState::Closed { at } | JobState::Expired { at } => Err(JobRefusal::HasEnded { at: at.full() }),
        }
    }

    /// Takes proposals again.
    ///
    /// # Errors
    /// Anything but a paused job.
    pub fn resume(self, _client: ClientOf) -> Result<Self, JobRefusal> {
        match self.state {
            JobState::Paused { until } => Ok(self.with(JobState::Open { until })),
            JobState::Draft | JobState::Open { .. } | JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => {
                Err(JobRefusal::NotPaused)
            }
        }
    }

    /// Ends it by hand.
    ///
    /// # Errors
    /// A draft, or a job that ended.
    pub fn close(self, _client: ClientOf, now: Timestamp) -> Result<Self, JobRefusal> {
        match self.state {
            JobState::Open { .. } | JobState::Paused { .. } => Ok(self.with(JobState::Closed { at: now })),
            JobState::Draft => Err(JobRefusal::StillDraft),
            JobState::Filled { at } | JobState::Closed { at } | JobState::Expired { at } => Err(JobRefusal::HasEnded { at: at.full() }),
        }
    }

    /// Opens an ended job again; a filled one wants one more person.
    ///
    /// # Errors
    /// A draft, or a job that has not ended.
    pub fn reopen(self, _client: ClientOf, rules: &Rules, now: Timestamp) -> Result<Self, JobRefusal> {
        let hires = self.hires.max(self.hired + 1);
        match self.state {
            JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => {
                Ok(Self { hires, ..self }.with(JobState::Open { until: now.plus(rules.job_open) }))
            }
            JobState::Draft => Err(JobRefusal::StillDraft),
            JobState::Open { .. } | JobState::Paused { .. } => Err(JobRefusal::StillOpen),
        }
    }

    /// Its time ran out; `None` when there is nothing to do (yet).
    pub fn expire(self, now: Timestamp) -> Option<Self> {
        match self.state {
            JobState::Open { until } | JobState::Paused { until } if now >= until => Some(self.with(JobState::Expired { at: until })),
            JobState::Open { .. } | JobState::Paused { .. } | JobState::Draft | JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => None,
        }
    }

    /// May somebody propose now?
    ///
    /// # Errors
    /// [`JobRefusal::NotOpen`].
    pub fn takes_proposals(&self, now: Timestamp) -> Result<(), JobRefusal> {
        match self.state {
            JobState::Open { until } if now < until => Ok(()),
            JobState::Open { .. } | JobState::Draft | JobState::Paused { .. } | JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => {
                Err(JobRefusal::NotOpen)
            }
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
        let state = match self.state {
            JobState::Open { .. } | JobState::Paused { .. } if hired == self.hires => JobState::Filled { at: now },
            same => same,
        };
        Ok(Self { hired, state, ..self })
    }

    /// A contract lapsed unfunded: its seat is free again, and a filled job opens for what the rules give.
    pub fn seat_freed(self, rules: &Rules, now: Timestamp) -> Self {
        let hired = self.hired.saturating_sub(1);
        let state = match self.state {
            JobState::Filled { .. } => JobState::Open { until: now.plus(rules.job_open) },
            same => same,
        };
        Self { hired, state, ..self }
    }
}

/// What the viewer of a job may do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobAction {
    /// Publish the draft.
    Publish,
    /// Change its terms.
    Edit,
    /// Take no proposals for now.
    Pause,
    /// Take proposals again.
    Resume,
    /// End it.
    Close,
    /// Open it again.
    Reopen,
    /// Send a proposal.
    Propose,
    /// Sign in to propose.
    SignInToPropose,
}

/// What the client of a job may do now.
pub fn client_actions(state: &JobState) -> Vec<JobAction> {
    match state {
        JobState::Draft => vec![JobAction::Publish, JobAction::Edit],
        JobState::Open { .. } => vec![JobAction::Edit, JobAction::Pause, JobAction::Close],
        JobState::Paused { .. } => vec![JobAction::Edit, JobAction::Resume, JobAction::Close],
        JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => vec![JobAction::Reopen],
    }
}

/// The client as every job shows them; computed, never typed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRecord {
    /// Which account.
    pub account: AccountId,
    /// What they are called.
    pub name: String,
    /// Country they gave, may be empty.
    pub country: String,
    /// Since when they are here.
    pub since: Timestamp,
    /// Jobs published.
    pub jobs_posted: i64,
    /// People hired.
    pub hires: i64,
    /// Released to freelancers so far, by currency.
    pub paid: Vec<Money>,
}

/// One job of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    /// Which.
    pub id: JobId,
    /// Title (a draft's may be empty).
    pub title: String,
    /// First 250 characters of the description.
    pub summary: String,
    /// Skills.
    pub skills: Vec<String>,
    /// Budget; a draft may have none yet.
    pub budget: Option<Money>,
    /// Where it stands.
    pub state: JobState,
    /// When it was published (a draft: made).
    pub posted_at: Timestamp,
    /// Proposals that are live.
    pub proposals: i64,
    /// What the client is called.
    pub client_name: String,
}

/// A list of jobs: find work, or a client's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobList {
    /// At most a page of them, newest first.
    pub jobs: Vec<JobRow>,
    /// Give this back to get the next page.
    pub next: Option<String>,
    /// How many match, counted up to 10,000.
    pub total: i64,
}

/// What one can search for: words (all must occur in title, description or skills), and a budget range.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobQuery {
    /// Words as typed.
    #[serde(default)]
    pub words: String,
    /// Code of a currency, or empty for all.
    #[serde(default)]
    pub currency: String,
    /// Smallest budget as typed, or empty. Needs a currency.
    #[serde(default)]
    pub budget_min: String,
    /// Largest budget as typed, or empty. Needs a currency.
    #[serde(default)]
    pub budget_max: String,
    /// Where the page begins (from [`JobList::next`]).
    #[serde(default)]
    pub after: String,
}

/// The page of one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPage {
    /// Which.
    pub id: JobId,
    /// What the form would show (a draft may be incomplete).
    pub input: JobInput,
    /// The terms, once published.
    pub terms: Option<JobTerms>,
    /// Description as safe HTML.
    pub description_html: String,
    /// Where it stands.
    pub state: JobState,
    /// When it was published.
    pub posted_at: Option<Timestamp>,
    /// Guards an edit: send it back.
    pub version: i64,
    /// Who posted it.
    pub client: ClientRecord,
    /// People wanted and hired.
    pub seats: (u32, u32),
    /// Live proposals, and the range of their prices.
    pub proposals: i64,
    /// Lowest and highest price proposed, when there are at least two.
    pub bids: Option<(Money, Money)>,
    /// Fees of a new contract.
    pub fees: FeeRates,
    /// What the budget means for both sides.
    pub breakdown: Option<Breakdown>,
    /// The viewer is its client.
    pub mine: bool,
    /// The viewer's own live proposal.
    pub my_proposal: Option<ProposalId>,
    /// The client's unpublished changes list: (when, sentence).
    pub changes: Vec<(Timestamp, String)>,
    /// What the viewer may do now.
    pub actions: Vec<JobAction>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Proof;
    use crate::time::Span;

    fn at(day: i64) -> Timestamp {
        Timestamp::civil(2026, 1, 1, 0, 0, 0).unwrap().plus(Span::days(day))
    }

    fn job(state: JobState) -> Job {
        Job { id: JobId::from_raw(9), client: AccountId::from_raw(1), hires: 2, hired: 0, state }
    }

    fn owner() -> ClientOf {
        job(JobState::Draft).as_client(&Actor::new(AccountId::from_raw(1), Proof::Session)).unwrap()
    }

    const CODES: [&str; 7] = ["publish", "edit", "pause", "resume", "close", "reopen", "expire"];

    fn every_command(state: JobState) -> [String; 7] {
        let (rules, now) = (Rules::default(), at(10));
        let word = |result: Result<Job, JobRefusal>| result.map_or_else(|no| no.code().to_owned(), |job| job.state.word().to_owned());
        [
            word(job(state).publish(owner(), 2, &rules, now)),
            word(job(state).edit(owner(), 2, &rules, now)),
            word(job(state).pause(owner())),
            word(job(state).resume(owner())),
            word(job(state).close(owner(), now)),
            word(job(state).reopen(owner(), &rules, now)),
            job(state).expire(at(40)).map_or("nothing".to_owned(), |job| job.state.word().to_owned()),
        ]
    }

    #[test]
    fn every_state_meets_every_command() {
        let (until, ended) = (at(30), at(5));
        let table = [
            (JobState::Draft, ["open", "job.still_draft", "job.still_draft", "job.not_paused", "job.still_draft", "job.still_draft", "nothing"]),
            (JobState::Open { until }, ["job.not_draft", "open", "paused", "job.not_paused", "closed", "job.still_open", "expired"]),
            (JobState::Paused { until }, ["job.not_draft", "paused", "job.not_open", "open", "closed", "job.still_open", "expired"]),
            (JobState::Filled { at: ended }, ["job.not_draft", "job.has_ended", "job.has_ended", "job.not_paused", "job.has_ended", "open", "nothing"]),
            (JobState::Closed { at: ended }, ["job.not_draft", "job.has_ended", "job.has_ended", "job.not_paused", "job.has_ended", "open", "nothing"]),
            (JobState::Expired { at: ended }, ["job.not_draft", "job.has_ended", "job.has_ended", "job.not_paused", "job.has_ended", "open", "nothing"]),
        ];
        for (state, expected) in table {
            let found = every_command(state);
            for (command, (found, expected)) in CODES.iter().zip(found.iter().zip(expected)) {
                assert_eq!(found, expected, "{state:?} {command}");
            }
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
        let refusal = JobTerms::parse(&JobInput { hires: "0".into(), currency: "XXX".into(), visibility: "all".into(), ..JobInput::default() }).unwrap_err();
        let fields: Vec<String> = refusal.fields().into_iter().map(|(field, _)| field).collect();
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

//! Terms of a job: as typed (a draft may be incomplete) and as parsed.

use crate::money::{AmountInput, Currency, Money};
use crate::refusal::{BadFields, FieldRefusal, Refusal};
use crate::rules;
use crate::text::{JobDescription, JobTitle, Skill, parse_skills};
use serde::{Deserialize, Serialize};

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
    /// All of them.
    pub const ALL: [JobVisibility; 2] = [JobVisibility::Public, JobVisibility::Members];

    /// The word of the API and the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            JobVisibility::Public => "public",
            JobVisibility::Members => "members",
        }
    }
    /// The visibility of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == word)
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
    /// Budget.
    #[serde(default)]
    pub budget: AmountInput,
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
        let or = |text: &str, default: &str| {
            if text.trim().is_empty() { default.to_owned() } else { text.trim().to_owned() }
        };
        let mut bad = BadFields::default();
        let title = bad.take("title", JobTitle::parse(&input.title));
        let description = bad.take("description", JobDescription::parse(&input.description));
        let skills = bad.take("skills", parse_skills(&input.skills));
        let currency = bad.take("currency", Currency::parse(&or(&input.currency, "EUR")));
        let budget = bad.take("budget", rules::parse_amount(&input.budget, currency.unwrap_or(Currency::Eur)));
        let hires = or(&input.hires, "1").parse().ok().filter(|n| (1..=20).contains(n));
        let hires = bad.take(
            "hires",
            hires.ok_or_else(|| FieldRefusal::new("hires", "job.hires", "Enter a number from 1 to 20.")),
        );
        let visibility = JobVisibility::of(&or(&input.visibility, "public"));
        let visibility = bad.take(
            "visibility",
            visibility.ok_or_else(|| FieldRefusal::new("visibility", "job.visibility", "Choose who finds the job.")),
        );
        let all = title.zip(description).zip(skills.zip(budget)).zip(hires.zip(visibility));
        bad.finish(all.map(|(((title, description), (skills, budget)), (hires, visibility))| Self {
            title,
            description,
            skills,
            budget,
            hires,
            visibility,
        }))
    }

    /// The terms as a form shows them.
    pub fn to_input(&self) -> JobInput {
        JobInput {
            title: self.title.to_string(),
            description: self.description.to_string(),
            skills: self.skills.iter().map(Skill::as_str).collect::<Vec<_>>().join(", "),
            currency: self.budget.currency.code().to_owned(),
            budget: self.budget.plain().into(),
            hires: self.hires.to_string(),
            visibility: self.visibility.as_str().to_owned(),
        }
    }
}

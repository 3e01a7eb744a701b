//! The content of a proposal: as typed and as parsed.

use crate::contract::terms::{MilestoneInput, MilestoneTerms, parse_milestones};
use crate::money::{Currency, Money};
use crate::refusal::{BadFields, Refusal};
use crate::text::CoverLetter;
use crate::time::Here;
use serde::{Deserialize, Serialize};

/// What a freelancer types.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalInput {
    /// Cover letter.
    #[serde(default)]
    pub cover_letter: String,
    /// Milestones with amounts and dates; together they are the price.
    #[serde(default)]
    pub milestones: Vec<MilestoneInput>,
}

/// A proposal's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalTerms {
    /// Cover letter.
    pub cover_letter: CoverLetter,
    /// At least one.
    pub milestones: Vec<MilestoneTerms>,
    /// Their sum.
    pub price: Money,
}

impl ProposalTerms {
    /// Reads the form in the currency of the job.
    ///
    /// # Errors
    /// All bad fields at once.
    pub fn parse(input: &ProposalInput, currency: Currency, here: impl Into<Here>) -> Result<Self, Refusal> {
        let mut bad = BadFields::default();
        let cover_letter = bad.take("cover_letter", CoverLetter::parse(&input.cover_letter));
        let milestones = bad.take_all(parse_milestones(&input.milestones, currency, here))?;
        let (cover_letter, milestones) = bad.finish(cover_letter.zip(milestones))?;
        let price = Money::sum(currency, milestones.iter().map(|milestone| milestone.amount))?;
        Ok(Self { cover_letter, milestones, price })
    }
}

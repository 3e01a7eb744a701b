//! What lists of contracts show.

use super::ContractState;
use super::read::{EscrowSums, Next};
use crate::actor::Side;
use crate::id::ContractId;
use crate::money::Money;
use crate::time::{Due, Timestamp};
use serde::{Deserialize, Serialize};

/// One contract of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractRow {
    /// Id of this contract.
    pub id: ContractId,
    /// What it is about.
    pub title: String,
    /// The viewer's side.
    pub side: Side,
    /// The other person's name.
    pub other_name: String,
    /// Where it stands.
    pub state: ContractState,
    /// Sums of the escrow bar.
    pub sums: EscrowSums,
    /// What happens next.
    pub next: Next,
    /// What funding the next milestone that waits for it takes from the client, fee included; none when nothing waits.
    pub funds_next: Option<Money>,
    /// When it was signed.
    pub signed_at: Timestamp,
}

impl ContractRow {
    /// Whether it waits for the viewer.
    pub fn needs_me(&self) -> bool {
        self.next.waits_for() == Some(self.side)
    }

    /// Sorts what is due first before the rest, and what has no deadline behind it.
    pub fn by_deadline(&self) -> Timestamp {
        self.next.due().map_or(Timestamp::from_micros(i64::MAX), Due::over)
    }
}

/// Which of one's contracts are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContractTab {
    /// Those that run.
    #[default]
    Running,
    /// Those that run and wait for the viewer.
    NeedsMe,
    /// Those that are over.
    Ended,
}

impl ContractTab {
    /// All of them, as they stand beside each other.
    pub const ALL: [Self; 3] = [Self::Running, Self::NeedsMe, Self::Ended];

    /// Its name in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::NeedsMe => "needs-me",
            Self::Ended => "ended",
        }
    }

    /// The one of this name; those that run for any other.
    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.as_str() == name).unwrap_or_default()
    }
}

/// The page of one's contracts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractsPage {
    /// Which are looked at.
    pub tab: ContractTab,
    /// Those: what is due first stands first while they run, the newest first once they are over.
    pub list: ContractList,
    /// How many run.
    pub running: i64,
    /// How many of those wait for the viewer; of the newest [`ContractsPage::RUNNING_MAX`].
    pub needs_me: i64,
    /// How many are over.
    pub ended: i64,
}

impl ContractsPage {
    /// At most so many that run stand on a page.
    pub const RUNNING_MAX: i64 = 100;
    /// At most so many that are over stand on a page.
    pub const ENDED_MAX: i64 = 20;
}

/// A list of contracts of one person, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractList {
    /// At most a page of them.
    pub contracts: Vec<ContractRow>,
    /// Give this back to get the next page.
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{MilestoneId, PaymentId};
    use crate::money::Currency;
    use crate::time::Date;

    fn row(side: Side, next: Next) -> ContractRow {
        let zero = Money::zero(Currency::Eur);
        let sums = EscrowSums { released: zero, refunded: zero, in_review: zero, funded: zero, unfunded: zero };
        let (at, title, other_name) = (Timestamp::from_micros(0), String::new(), String::new());
        let state = ContractState::Active { since: at };
        let id = ContractId::from_raw(1);
        ContractRow { id, title, side, other_name, state, sums, next, funds_next: None, signed_at: at }
    }

    #[test]
    fn a_contract_waits_for_the_side_whose_turn_it_is() {
        let (at, milestone) = (Timestamp::from_micros(5), MilestoneId::from_raw(1));
        let submits = |again| Next::FreelancerSubmits { milestone, due: None, again };
        let all = [
            (Next::ClientFunds { until: at }, Some(Side::Client)),
            (Next::ClientFundsNext { milestone }, Some(Side::Client)),
            (Next::ClientReviews { milestone, releases_at: at }, Some(Side::Client)),
            (submits(false), Some(Side::Freelancer)),
            (submits(true), Some(Side::Freelancer)),
            (Next::PaymentRuns { milestone, payment: PaymentId::from_raw(2) }, Some(Side::Client)),
            (Next::CanEnd, None),
            (Next::Over, None),
        ];
        for (next, whose) in all {
            for side in [Side::Client, Side::Freelancer] {
                assert_eq!(row(side, next.clone()).needs_me(), whose == Some(side), "{next:?} seen by {side:?}");
            }
        }
    }

    #[test]
    fn what_is_due_first_stands_first_and_what_has_no_deadline_last() {
        let milestone = MilestoneId::from_raw(1);
        let until = |micros| row(Side::Client, Next::ClientFunds { until: Timestamp::from_micros(micros) });
        let due = Some(Date::new(1970, 1, 1).unwrap());
        let day = row(Side::Client, Next::FreelancerSubmits { milestone, due, again: false });
        let mut rows = [row(Side::Client, Next::CanEnd), until(86_400_000_000 * 2), day.clone(), until(1)];
        rows.sort_by_key(ContractRow::by_deadline);
        assert_eq!(rows, [until(1), day, until(86_400_000_000 * 2), row(Side::Client, Next::CanEnd)]);
    }

    #[test]
    fn tabs_are_found_by_their_names() {
        for tab in ContractTab::ALL {
            assert_eq!(ContractTab::of(tab.as_str()), tab);
        }
        assert_eq!(ContractTab::of("anything"), ContractTab::Running);
    }
}

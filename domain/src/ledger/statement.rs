//! What a person sees of the books: balances by kind, what clears when, and every line explained.

use super::posting::MovementKind;
use crate::id::{ContractId, MovementId};
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Which of one's accounts a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementAccount {
    /// Money that one can use.
    Wallet,
    /// Money that clears later.
    Pending,
}

/// One line of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// The movement behind it.
    pub movement: MovementId,
    /// When it was booked.
    pub at: Timestamp,
    /// What it was for.
    pub kind: MovementKind,
    /// Which of one's accounts.
    pub account: StatementAccount,
    /// By how much that account changed.
    pub amount: Money,
    /// What that account held afterwards.
    pub balance: Money,
    /// The contract behind it, and its title.
    pub contract: Option<(ContractId, String)>,
    /// Number and title of the milestone behind it.
    pub milestone: Option<(i64, String)>,
}

/// What clears when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingLine {
    /// From which contract.
    pub contract: ContractId,
    /// Its title.
    pub title: String,
    /// After the fee.
    pub net: Money,
    /// Available from then on.
    pub clears_at: Timestamp,
}

/// Balances in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletBalance {
    /// Can be used now.
    pub available: Money,
    /// Earned, in the security period.
    pub pending: Money,
    /// As client: held in escrow for one's contracts.
    pub in_escrow_paid: Money,
    /// As freelancer: held in escrow for one's work, before fees.
    pub in_escrow_earning: Money,
}

/// The page of one's wallet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletPage {
    /// One for each currency that ever moved.
    pub balances: Vec<WalletBalance>,
    /// What clears when, soonest first (at most 100).
    pub pending: Vec<PendingLine>,
    /// Newest first, at most a page.
    pub lines: Vec<StatementLine>,
    /// Give this back to get the next page.
    pub next: Option<String>,
}

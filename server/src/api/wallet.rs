//! The wallet: balances, what clears when, and every line of the books that is one's own.

use super::{
    call::{Answer, Asked, Call, ok},
    value::{Amount, Moment, Part},
};
use crate::instance::Instance;
use app::authorisation::{Row, Who::SignedIn};
use domain::ledger::statement::{PendingLine, StatementAccount, StatementLine, WalletBalance, WalletPage};
use serde::Serialize;
use store::ledger;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Who may use what is here.
pub(super) const POWERS: &[Row] = &[Row::read("GET /api/v1/wallet", SignedIn)];

/// The routes of this feature.
pub(super) fn routes() -> OpenApiRouter<Instance> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Balances in one currency.
#[derive(Debug, Serialize, ToSchema)]
pub struct Balance {
    /// Can be used now.
    available: Amount,
    /// Earned, in the security period.
    pending: Amount,
    /// As client: held in escrow for your contracts.
    in_escrow_paid: Amount,
    /// As freelancer: held in escrow for your work, before fees.
    in_escrow_earning: Amount,
}

impl From<WalletBalance> for Balance {
    fn from(balance: WalletBalance) -> Self {
        Self {
            available: balance.available.into(),
            pending: balance.pending.into(),
            in_escrow_paid: balance.in_escrow_paid.into(),
            in_escrow_earning: balance.in_escrow_earning.into(),
        }
    }
}

/// What clears when.
#[derive(Debug, Serialize, ToSchema)]
pub struct Clearing {
    /// From which contract.
    contract: String,
    /// Its title.
    title: String,
    /// After the fee.
    net: Amount,
    /// Available from then on.
    clears_at: Moment,
}

impl From<PendingLine> for Clearing {
    fn from(line: PendingLine) -> Self {
        Self {
            contract: line.contract.to_string(),
            title: line.title,
            net: line.net.into(),
            clears_at: line.clears_at.into(),
        }
    }
}

/// One line of the statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct Line {
    /// The movement behind it.
    movement: String,
    /// When it was booked.
    at: Moment,
    /// `deposit`, `fund`, `release`, `clear` or `refund`.
    kind: &'static str,
    /// Which of your accounts: `wallet` or `pending`.
    account: &'static str,
    /// By how much that account changed; negative takes away.
    amount: Amount,
    /// What that account held afterwards.
    balance: Amount,
    /// The contract behind it.
    contract: Option<String>,
    /// Its title.
    title: Option<String>,
    /// Number of the milestone behind it.
    milestone: Option<i64>,
}

impl From<StatementLine> for Line {
    fn from(line: StatementLine) -> Self {
        let (contract, title) = line.contract.map(|(id, title)| (id.to_string(), title)).unzip();
        Self {
            movement: line.movement.to_string(),
            at: line.at.into(),
            kind: line.kind.as_str(),
            account: match line.account {
                StatementAccount::Wallet => "wallet",
                StatementAccount::Pending => "pending",
            },
            amount: line.amount.into(),
            balance: line.balance.into(),
            contract,
            title,
            milestone: line.milestone.map(|(number, _)| number),
        }
    }
}

/// Your money.
#[derive(Debug, Serialize, ToSchema)]
pub struct WalletView {
    /// One for each currency that ever moved.
    balances: Vec<Balance>,
    /// What clears when, soonest first, at most 100.
    pending: Vec<Clearing>,
    /// The statement, newest first, at most `limit`.
    items: Vec<Line>,
    /// Give this back as `after` to get the next page; null at the end.
    next: Option<String>,
}

impl From<WalletPage> for WalletView {
    fn from(page: WalletPage) -> Self {
        Self {
            balances: page.balances.into_iter().map(Balance::from).collect(),
            pending: page.pending.into_iter().map(Clearing::from).collect(),
            items: page.lines.into_iter().map(Line::from).collect(),
            next: page.next,
        }
    }
}

/// Reads your balances and your statement.
#[utoipa::path(
    get, path = "/api/v1/wallet", tag = "wallet", params(Part),
    responses((status = 200, body = WalletView)), security(("token" = ["read"]))
)]
pub async fn read(Asked(part): Asked<Part>, call: Call) -> Answer {
    ok(WalletView::from(ledger::wallet(&call.context, &part.after, part.limit()?).await?))
}

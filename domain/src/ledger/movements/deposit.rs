//! `deposit`: outside → wallet, when a charge of the gateway succeeded.

use crate::id::{AccountId, PaymentId};
use crate::ledger::account::LedgerAccount;
use crate::ledger::posting::{Behind, Movement, MovementKind};
use crate::money::Money;
use crate::refusal::Refusal;

/// Books a charge into the payer's wallet. The key is the payment: whatever the gateway repeats, it is booked once.
///
/// # Errors
/// Nothing to book.
pub fn deposit(
    payment: PaymentId,
    payer: AccountId,
    gateway: i64,
    amount: Money,
    behind: Behind,
) -> Result<Movement, Refusal> {
    let currency = amount.currency;
    Movement::new(
        MovementKind::Deposit,
        format!("deposit:{payment}"),
        behind,
        &[
            (LedgerAccount::Outside { gateway, currency }, amount.checked_neg()?),
            (LedgerAccount::Wallet { owner: payer, currency }, amount),
        ],
    )
}

//! `clear`: freelancer's pending → wallet, when the security period of a release is over.

use crate::id::{AccountId, ContractId, MovementId};
use crate::ledger::account::LedgerAccount;
use crate::ledger::posting::{Behind, Movement, MovementKind};
use crate::money::Money;
use crate::refusal::Refusal;

/// Clears what one release brought. The key is that release: it clears once.
///
/// # Errors
/// Nothing to clear.
pub fn clear(
    release: MovementId,
    owner: AccountId,
    contract: ContractId,
    net: Money,
    behind: Behind,
) -> Result<Movement, Refusal> {
    let currency = net.currency;
    Movement::new(
        MovementKind::Clear,
        format!("clear:{release}"),
        behind,
        &[
            (LedgerAccount::Pending { owner, contract, currency }, net.checked_neg()?),
            (LedgerAccount::Wallet { owner, currency }, net),
        ],
    )
}

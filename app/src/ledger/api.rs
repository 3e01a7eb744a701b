//! Server functions of the wallet.

use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use domain::ledger::statement::WalletPage;
use leptos::prelude::*;

/// Lines on one page of the statement.
#[cfg(feature = "ssr")]
const PAGE: i64 = 30;

/// The viewer's wallet, a page of its lines.
#[server(prefix = "/do", endpoint = "wallet/page", output = crate::wire::Wire)]
pub async fn page(after: String) -> Result<WalletPage, PageError> {
    let context = session::signed_in()?;
    Ok(store::ledger::wallet(&context, &after, PAGE).await?)
}

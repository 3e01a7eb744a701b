//! Server functions of the wallet.

#[cfg(feature = "ssr")]
use crate::authorisation::{Row, Who::SignedIn};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use domain::ledger::statement::WalletPage;
use leptos::prelude::*;

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[Row::look("POST /do/wallet/page", SignedIn)];

/// Lines on one page of the statement.
#[cfg(feature = "ssr")]
const PAGE: i64 = 30;

/// The viewer's wallet, a page of its lines.
#[server(prefix = "/do", endpoint = "wallet/page", output = crate::runtime::codec::Wire)]
pub async fn page(after: String) -> Result<WalletPage, PageError> {
    let context = session::signed_in()?;
    Ok(store::ledger::wallet(&context, &after, PAGE).await?)
}

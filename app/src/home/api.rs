//! Server functions of the home page.

use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use domain::home::HomePage;
use domain::time::Timestamp;
use leptos::prelude::*;

/// The home page of the viewer's side, and the time it was read.
#[server(prefix = "/do", endpoint = "home/page")]
pub async fn page() -> Result<(HomePage, Timestamp), PageError> {
    let (actor, now) = (session::actor()?, session::now()?);
    let side = session::viewer_now().account.map_or(domain::actor::Side::Client, |account| account.side);
    Ok((store::home::page(&session::db()?, &actor, side, &*session::rules()?, now).await?, now))
}

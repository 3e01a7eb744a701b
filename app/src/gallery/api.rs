//! What the page shows, and a form to be refused. Both are there in a sandbox only.

#[cfg(feature = "ssr")]
use crate::authorisation::{Row, Who::Anyone};
use crate::error::PageError;
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] =
    &[Row::look("POST /do/gallery/page", Anyone), Row::page("POST /do/gallery/try", Anyone)];

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The server's time.
    pub now: Timestamp,
    /// The sections that only show something: their id and their HTML.
    pub specimens: Vec<(String, String)>,
}

/// All specimens.
#[server(prefix = "/do", endpoint = "gallery/page", output = crate::runtime::codec::Wire)]
pub async fn page() -> Result<Shown, PageError> {
    let context = crate::session::context()?;
    if context.viewer.sandbox.is_none() {
        return Err(PageError::NotFound.noted());
    }
    Ok(Shown { now: context.call.now, specimens: super::specimen::all(context.call.now) })
}

/// Reads three fields as the rules do, and keeps nothing.
#[server(name = TryForm, prefix = "/do", endpoint = "gallery/try", output = crate::runtime::codec::Wire)]
pub async fn try_form(email: String, amount: String, skills: String) -> Result<(), PageError> {
    use domain::refusal::BadFields;
    if crate::session::context()?.viewer.sandbox.is_none() {
        return Err(PageError::NotFound.noted());
    }
    let mut bad = BadFields::default();
    let email = bad.take("email", domain::account::Email::parse(&email));
    let amount = bad.take("amount", domain::money::Money::parse(&amount, domain::money::Currency::Eur));
    let skills = bad.take("skills", domain::text::parse_skills(&skills));
    bad.finish(email.zip(amount).zip(skills))?;
    Ok(())
}

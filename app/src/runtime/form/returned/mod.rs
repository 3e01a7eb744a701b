//! What a refused form gives back to a browser without scripts: the typed values and the error,
//! kept for one visit of the page that held the form.

#[cfg(feature = "ssr")]
pub mod fields;
#[cfg(feature = "ssr")]
pub mod keep;

use crate::error::PageError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A form that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Address the form was sent to, such as `/do/contract/approve`.
    pub path: String,
    /// Page that held it, with its query.
    pub page: String,
    /// Every field as typed, without passwords.
    pub typed: Vec<(String, String)>,
    /// Why it was refused.
    pub error: PageError,
}

/// The refused form of this visit, provided as context by the app; gone after the first navigation.
#[derive(Debug, Clone, Copy)]
pub struct Returned(pub StoredValue<Option<Flash>>);

/// The refused form of this request; nothing in the browser, which reads the server's answer instead.
pub fn of_request() -> Option<Flash> {
    #[cfg(feature = "ssr")]
    {
        with_context(|parts: &axum::http::request::Parts| parts.extensions.get::<Flash>().cloned()).flatten()
    }
    #[cfg(not(feature = "ssr"))]
    {
        None
    }
}

/// The refused form that was sent to `path` with these hidden values, if this visit has one.
pub fn returned(path: &str, hidden: &[(&'static str, String)]) -> Option<Flash> {
    let flash = use_context::<Returned>()?.0.get_value()?;
    let same = flash.path == path
        && hidden.iter().all(|(name, value)| flash.typed.iter().any(|(n, v)| n == name && v == value));
    same.then_some(flash)
}

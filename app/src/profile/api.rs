//! Server functions of profiles.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    Row,
    Who::{Anyone, SignedIn},
};
use crate::error::PageError;
#[cfg(feature = "ssr")]
use crate::session;
use domain::profile::{ProfileInput, ProfilePage};
use leptos::prelude::*;

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::look("POST /do/profile/page", Anyone),
    Row::look("POST /do/profile/own-page", SignedIn),
    Row::page("POST /do/profile/save", SignedIn),
];

/// The profile of a person, as far as the viewer may see it.
#[server(prefix = "/do", endpoint = "profile/page", output = crate::runtime::codec::Wire)]
pub async fn person(id: String) -> Result<ProfilePage, PageError> {
    let context = session::visitor()?;
    let id = domain::id::AccountId::parse(&id)?;
    Ok(store::profile::page(&context, id).await?)
}

/// The viewer's own profile.
#[server(prefix = "/do", endpoint = "profile/own-page", output = crate::runtime::codec::Wire)]
pub async fn own() -> Result<ProfilePage, PageError> {
    let context = session::signed_in()?;
    Ok(store::profile::page(&context.visit(), context.actor.account()).await?)
}

/// Saves the viewer's own profile.
#[server(prefix = "/do", endpoint = "profile/save", output = crate::runtime::codec::Wire)]
pub async fn save(version: i64, #[server(flatten)] profile: ProfileInput) -> Result<(), PageError> {
    let context = session::signed_in()?;
    session::done(store::profile::save(&context, version, &profile).await)?;
    leptos_axum::redirect(&format!("/people/{}", context.actor.account()));
    Ok(())
}

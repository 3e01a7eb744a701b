//! Pages. Built twice: for the server, which renders them, and for the browser, which brings them to life.
//!
//! Reading order: [`mod@document`] (the HTML around all), [`shell`] (the frame), [`session`] (who looks, and the door to the store), [`error`],
//! [`load`] (how a page gets data), [`flash`] and [`ui`] (forms and parts), [`words`] (all texts), then the features.
//!
//! Invariants:
//! 1. Every page is rendered whole on the server and works as plain HTML forms; scripts only make it live.
//! 2. Views show what a read model says and decide nothing themselves.
//! 3. No clock, randomness, locale or zone in rendered text except through the shared formatters:
//!    server and browser must write the same characters.
#![recursion_limit = "256"]

pub mod account;
pub mod command;
pub mod contract;
#[cfg(feature = "ssr")]
pub mod document;
pub mod error;
pub mod flash;
pub mod gallery;
mod head;
pub mod home;
pub mod job;
mod languages;
mod lazy;
pub mod ledger;
mod life;
pub mod live;
pub mod load;
pub mod message;
pub mod offer;
pub mod offline;
pub mod profile;
pub mod proposal;
mod served;
pub mod session;
pub mod settings;
mod shell;
mod stale;
pub mod timesheet;
mod typed;
pub mod ui;
pub mod wire;
pub mod words;

#[cfg(feature = "ssr")]
pub use document::shell;

use crate::error::{ErrorView, PageError};
use crate::shell::Frame;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Router};

/// Forms in chunks of their own, an entry for each feature that has such.
const LAZY_FORMS: &[lazy::LazyForm] = &[proposal::PROPOSE, offer::COUNTER];

/// Loads the forms that stand in the document, before it is hydrated.
pub async fn shown() {
    lazy::load_shown(LAZY_FORMS).await;
}

/// The whole site: the frame, and one line of routes for each feature.
#[component]
pub fn App() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_context(load::Changes::new());
    let returned = SharedValue::<_, wire::WireEncoding>::new_with_encoding(flash::of_request).into_inner();
    provide_context(flash::Returned(StoredValue::new(returned)));
    let on_the_way = RwSignal::new(false);
    provide_context(shell::OnTheWay(on_the_way));
    view! {
        <Router set_is_routing=on_the_way>
            <Frame>
                <FlatRoutes transition=true fallback=|| view! { <ErrorView error=PageError::NotFound/> }>
                    <home::HomeRoutes/>
                    <account::AccountRoutes/>
                    <settings::SettingsRoutes/>
                    <profile::ProfileRoutes/>
                    <job::JobRoutes/>
                    <proposal::ProposalRoutes/>
                    <contract::ContractRoutes/>
                    <offer::OfferRoutes/>
                    <message::MessageRoutes/>
                    <timesheet::TimesheetRoutes/>
                    <ledger::WalletRoutes/>
                    <shell::CommandRoutes/>
                    <gallery::GalleryRoutes/>
                </FlatRoutes>
            </Frame>
        </Router>
    }
}

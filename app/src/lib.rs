//! Pages. Built twice: for the server, which renders them, and for the browser, which brings them to life.
//!
//! Reading order: [`mod@document`] (the HTML around all), [`shell`] (the frame), [`session`] (who looks, and the door to the store), [`error`],
//! [`runtime`] (how a page gets data, is hydrated, sent and refreshed), [`ui`] (its components), [`words`] (all texts), then the features.
//!
//! Invariants:
//! 1. Every page is rendered whole on the server and works as plain HTML forms; scripts only make it live.
//! 2. Views show what a read model says and decide nothing themselves.
//! 3. No clock, randomness, locale or zone in rendered text except through the shared formatters:
//!    server and browser must write the same characters.
#![recursion_limit = "256"]

pub mod account;
pub mod contract;
#[cfg(feature = "ssr")]
pub mod document;
pub mod error;
pub mod gallery;
mod head;
pub mod home;
pub mod job;
mod languages;
mod lazy;
pub mod ledger;
pub mod message;
pub mod offer;
pub mod offline;
pub mod profile;
pub mod proposal;
pub mod runtime;
pub mod session;
pub mod settings;
mod shell;
pub mod timesheet;
pub mod ui;
pub mod words;

#[cfg(feature = "ssr")]
pub use document::shell;
pub use lazy::shown;
// What the calls of server functions and the lazily loaded pages know the runtime by.
use runtime::{codec as wire, loader as load};

use crate::error::{ErrorView, PageError};
use crate::runtime::form::returned;
use crate::shell::{CommandRoutes, Frame};
use account::AccountRoutes;
use contract::ContractRoutes;
use gallery::GalleryRoutes;
use home::HomeRoutes;
use job::JobRoutes;
use ledger::WalletRoutes;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Router};
use message::MessageRoutes;
use offer::OfferRoutes;
use profile::ProfileRoutes;
use proposal::ProposalRoutes;
use settings::SettingsRoutes;
use timesheet::TimesheetRoutes;

/// The whole site: the frame, and one line of routes for each feature.
#[component]
pub fn App() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_context(runtime::Changes::new());
    let returned =
        SharedValue::<_, runtime::codec::CodecEncoding>::new_with_encoding(returned::of_request).into_inner();
    provide_context(returned::Returned(StoredValue::new(returned)));
    let on_the_way = RwSignal::new(false);
    provide_context(shell::OnTheWay(on_the_way));
    view! {
        <Router set_is_routing=on_the_way>
            <Frame>
                <FlatRoutes transition=true fallback=|| view! { <ErrorView error=PageError::NotFound/> }>
                    <HomeRoutes/>
                    <AccountRoutes/>
                    <SettingsRoutes/>
                    <ProfileRoutes/>
                    <JobRoutes/>
                    <ProposalRoutes/>
                    <ContractRoutes/>
                    <OfferRoutes/>
                    <MessageRoutes/>
                    <TimesheetRoutes/>
                    <WalletRoutes/>
                    <CommandRoutes/>
                    <GalleryRoutes/>
                </FlatRoutes>
            </Frame>
        </Router>
    }
}

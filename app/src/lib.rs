//! Pages. Built twice: for the server, which renders them, and for the browser, which hydrates them.
//!
//! Reading order: [`mod@document`] (the HTML around all), [`shell`] (the frame), [`session`] (who is looking, and the way to
//! the store), [`error`], [`runtime`] (how a page gets data, is hydrated, sent and refreshed), [`ui`] (its components),
//! [`i18n`] (all texts), then the features.
//!
//! Invariants:
//! 1. Every page is rendered whole on the server and works as plain HTML forms; scripts only make it live.
//! 2. Views show what a read model says and decide nothing themselves.
//! 3. No clock, randomness, locale or zone in rendered text except through the shared formatters:
//!    server and browser must write the same characters.
#![recursion_limit = "256"]

pub mod account;
#[cfg(feature = "ssr")]
pub mod authorisation;
pub mod contract;
#[cfg(feature = "ssr")]
pub mod document;
pub mod error;
pub mod gallery;
mod head;
pub mod home;
pub mod i18n;
pub mod job;
mod languages;
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

use crate::error::{ErrorView, PageError};
use crate::runtime::{chunk, form::returned};
use crate::shell::Frame;
#[cfg(feature = "ssr")]
pub use document::shell;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Router};
#[cfg(feature = "ssr")]
use std::{collections::HashSet, sync::LazyLock};

/// Forms in chunks of their own, an entry for each feature that has such.
const LAZY_FORMS: &[chunk::LazyForm] = &[proposal::PROPOSE, offer::COUNTER];

/// Loads the forms that stand in the document, before it is hydrated.
pub async fn shown() {
    chunk::load_shown(LAZY_FORMS).await;
}

/// Puts the site together from what each feature declares: its routes, and who may use its server functions.
macro_rules! features {
    ($($feature:ident :: $routes:ident),* $(,)?) => {
        /// Who may use the server functions of the pages, for each feature.
        #[cfg(feature = "ssr")]
        pub const POWERS: &[&[authorisation::Row]] = &[session::POWERS, $($feature::api::POWERS),*];

        #[component(transparent)]
        fn Pages() -> impl IntoView {
            view! {
                <FlatRoutes transition=true fallback=|| view! { <ErrorView error=PageError::NotFound/> }>
                    <shell::CommandRoutes/>
                    $(<$feature::$routes/>)*
                </FlatRoutes>
            }
        }
    };
}

features! {
    home::HomeRoutes,
    account::AccountRoutes,
    settings::SettingsRoutes,
    profile::ProfileRoutes,
    gallery::GalleryRoutes,
    job::JobRoutes,
    proposal::ProposalRoutes,
    offer::OfferRoutes,
    contract::ContractRoutes,
    ledger::WalletRoutes,
    message::MessageRoutes,
    timesheet::TimesheetRoutes,
}

/// Does a request to this path only read, though it is a `POST`?
#[cfg(feature = "ssr")]
pub fn only_reads(path: &str) -> bool {
    static READS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let reads = POWERS.iter().copied().flatten().filter(|row| row.reads);
        reads.filter_map(|row| row.route.strip_prefix("POST ")).collect()
    });
    READS.contains(path)
}

/// The whole site: the frame, and the pages in it.
#[component]
pub fn App() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_context(runtime::Changes::new());
    let returned =
        SharedValue::<_, runtime::codec::CodecEncoding>::new_with_encoding(returned::of_request).into_inner();
    provide_context(returned::Returned(StoredValue::new(returned)));
    let on_the_way = RwSignal::new(false);
    provide_context(shell::OnTheWay(on_the_way));
    view! { <Router set_is_routing=on_the_way><Frame><Pages/></Frame></Router> }
}

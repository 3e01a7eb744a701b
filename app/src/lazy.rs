//! Pages that the browser loads when somebody first goes there: each in a part of its own, so that a first visit carries
//! only the frame, the home page and the page it asked for. What several pages share comes in pieces, which the build
//! binds into few files (`tools/bundle`). The server has all of them.

use crate::load::Asking;
use crate::offer::{Answers, Counter};
use crate::proposal::{ProposeForm, ProposeState};
use domain::job::JobPage;
use domain::offer::OfferPage;
use leptos::prelude::*;
use leptos_router::ChooseView;
use std::pin::Pin;

type Coming<T> = Pin<Box<dyn Future<Output = T>>>;

/// A page that comes when somebody goes there. One type for all of them: the router is made anew for each type.
#[derive(Clone, Copy)]
pub struct Page {
    draw: fn() -> Coming<AnyView>,
    fetch: fn() -> Coming<()>,
}

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        (self.draw)().await
    }

    async fn preload(&self) {
        (self.fetch)().await;
    }
}

/// Declares pages: the name, the function that draws it, the function that `leptos::lazy` makes to load that.
macro_rules! pages {
    ($($name:ident, $draw:ident, $load:ident => $page:path;)+) => {
        $(
            #[leptos::lazy]
            fn $draw() -> AnyView {
                $page().into_any()
            }

            pub const $name: Page = Page {
                draw: || Box::pin($draw()),
                #[cfg(target_arch = "wasm32")]
                fetch: || Box::pin($load()),
                #[cfg(not(target_arch = "wasm32"))]
                fetch: || Box::pin(std::future::ready(())),
            };
        )+
    };
}

pages! {
    // Joining, signing in, settings, profiles, and the list of all commands.
    ACCOUNT_SIGN_UP, account_sign_up, __preload_account_sign_up => crate::account::SignUpPage;
    ACCOUNT_SIGN_UP_SENT, account_sign_up_sent, __preload_account_sign_up_sent => crate::account::SignUpSentPage;
    ACCOUNT_SIGN_IN, account_sign_in, __preload_account_sign_in => crate::account::SignInPage;
    ACCOUNT_VERIFY, account_verify, __preload_account_verify => crate::account::VerifyPage;
    ACCOUNT_VERIFIED, account_verified, __preload_account_verified => crate::account::VerifiedPage;
    ACCOUNT_RESET, account_reset, __preload_account_reset => crate::account::ResetPage;
    ACCOUNT_RESET_SENT, account_reset_sent, __preload_account_reset_sent => crate::account::ResetSentPage;
    SETTINGS, settings, __preload_settings => crate::settings::SettingsPage;
    PROFILE_OWN, profile_own, __preload_profile_own => crate::profile::OwnPage;
    PROFILE_EDIT, profile_edit, __preload_profile_edit => crate::profile::EditPage;
    PROFILE_SHOW, profile_show, __preload_profile_show => crate::profile::ShowPage;
    COMMANDS, commands, __preload_commands => crate::shell::CommandsPage;
    // Jobs, proposals, offers.
    JOB_FIND, job_find, __preload_job_find => crate::job::FindPage;
    JOB_NEW, job_new, __preload_job_new => crate::job::NewPage;
    JOB_MINE, job_mine, __preload_job_mine => crate::job::MinePage;
    JOB_SHOW, job_show, __preload_job_show => crate::job::ShowPage;
    JOB_EDIT, job_edit, __preload_job_edit => crate::job::EditPage;
    PROPOSAL_OF_JOB, proposal_of_job, __preload_proposal_of_job => crate::proposal::OfJobPage;
    PROPOSAL_MINE, proposal_mine, __preload_proposal_mine => crate::proposal::MinePage;
    PROPOSAL_SHOW, proposal_show, __preload_proposal_show => crate::proposal::ShowPage;
    PROPOSAL_EDIT, proposal_edit, __preload_proposal_edit => crate::proposal::EditPage;
    OFFER_MAKE, offer_make, __preload_offer_make => crate::offer::MakePage;
    OFFER_SHOW, offer_show, __preload_offer_show => crate::offer::ShowPage;
    // Contracts, payments, messages, the timer, the wallet.
    OWN_HOME, own_home, __preload_own_home => crate::home::StartPage;
    CONTRACT_LIST, contract_list, __preload_contract_list => crate::contract::ListPage;
    CONTRACT_SHOW, contract_show, __preload_contract_show => crate::contract::ShowPage;
    PAYMENT, payment, __preload_payment => crate::contract::PaymentRoom;
    MESSAGE_LIST, message_list, __preload_message_list => crate::message::ListPage;
    MESSAGE_THREAD, message_thread, __preload_message_thread => crate::message::ThreadPage;
    TIMER, timer, __preload_timer => crate::timesheet::TimerRoom;
    WALLET_SHOW, wallet_show, __preload_wallet_show => crate::ledger::Wallet;
    // Every part in every state; in sandboxes only.
    GALLERY, gallery, __preload_gallery => crate::gallery::GalleryPage;
}

/// Forms that most of those who look at their page do not get, or do not touch: parts of their own. What stands in a
/// document is loaded before that comes to life, because coming to life waits for nothing.
pub async fn shown() {
    #[cfg(target_arch = "wasm32")]
    {
        let shows = |what: &str| document().query_selector(what).ok().flatten().is_some();
        if shows("form[action='/do/proposal/send']") {
            __preload_propose_form().await;
        }
        if shows("form[action='/do/offer/counter']") {
            __preload_counter_offer().await;
        }
    }
}

#[leptos::lazy]
fn propose_form(job: String, state: ProposeState) -> AnyView {
    // The server has just written it.
    crate::wire::read::<JobPage>(&job).ok().map(|job| view! { <ProposeForm job=job state=state/> }).into_any()
}

/// The form to propose, which most of those who look at a job do not get. Only it reads the job, a `JobPage` as JSON.
pub(crate) async fn propose(job: String, state: ProposeState) -> AnyView {
    let _asking = Asking::begin();
    propose_form(job, state).await
}

#[leptos::lazy]
fn counter_offer(page: OfferPage, answers: Answers) -> AnyView {
    view! { <Counter page=page answers=answers/> }.into_any()
}

/// The form that answers an offer with another one.
pub(crate) async fn counter(page: OfferPage, answers: Answers) -> AnyView {
    let _asking = Asking::begin();
    counter_offer(page, answers).await
}

#[leptos::lazy]
fn palette_above() -> AnyView {
    crate::shell::CommandPalette().into_any()
}

/// The palette, which the frame puts above the page when somebody first asks for it.
pub(crate) async fn palette() -> AnyView {
    let _asking = Asking::begin();
    palette_above().await
}

//! Pages that the browser loads when somebody first goes there. They come in four chunks, so that a first visit carries
//! only the frame, the home page and the chunk of the page it asked for; finer ones share so much code that they would
//! come in dozens of pieces. The server has all of them.

use leptos::prelude::*;
use leptos_router::LazyRoute;

/// Declares a chunk: the function that holds its pages, the function that `leptos::lazy` makes to load it, and its
/// routes with their pages.
macro_rules! chunk {
    ($(#[$meta:meta])* $function:ident, $load:ident, $name:ident { $($route:ident => $page:path;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy)]
        enum $name { $($route),+ }

        #[leptos::lazy]
        fn $function(page: $name) -> AnyView {
            match page { $($name::$route => $page().into_any()),+ }
        }

        $(
            /// A route of this chunk.
            pub struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> AnyView {
                    $function($name::$route).await
                }

                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $load().await;
                }
            }
        )+
    };
}

chunk! {
    /// Joining, signing in, settings, profiles.
    account_pages, __preload_account_pages, AccountPage {
        AccountSignUp => crate::account::SignUpPage;
        AccountSignUpSent => crate::account::SignUpSentPage;
        AccountSignIn => crate::account::SignInPage;
        AccountVerify => crate::account::VerifyPage;
        AccountVerified => crate::account::VerifiedPage;
        AccountReset => crate::account::ResetPage;
        AccountResetSent => crate::account::ResetSentPage;
        Settings => crate::settings::SettingsPage;
        ProfileOwn => crate::profile::OwnPage;
        ProfileEdit => crate::profile::EditPage;
        ProfileShow => crate::profile::ShowPage;
    }
}

chunk! {
    /// Jobs, proposals, offers.
    market_pages, __preload_market_pages, MarketPage {
        JobFind => crate::job::FindPage;
        JobNew => crate::job::NewPage;
        JobMine => crate::job::MinePage;
        JobShow => crate::job::ShowPage;
        JobEdit => crate::job::EditPage;
        ProposalOfJob => crate::proposal::OfJobPage;
        ProposalMine => crate::proposal::MinePage;
        ProposalShow => crate::proposal::ShowPage;
        ProposalEdit => crate::proposal::EditPage;
        OfferMake => crate::offer::MakePage;
        OfferShow => crate::offer::ShowPage;
    }
}

chunk! {
    /// Contracts, payments, messages, the timer, the wallet.
    work_pages, __preload_work_pages, WorkPage {
        OwnHome => crate::home::StartPage;
        ContractList => crate::contract::ListPage;
        ContractShow => crate::contract::ShowPage;
        Payment => crate::contract::PaymentRoom;
        MessageList => crate::message::ListPage;
        MessageThread => crate::message::ThreadPage;
        Timer => crate::timesheet::TimerRoom;
        WalletShow => crate::ledger::Wallet;
    }
}

chunk! {
    /// Every part in every state; in sandboxes only.
    gallery_pages, __preload_gallery_pages, GalleryPages {
        Gallery => crate::gallery::GalleryPage;
    }
}

//! The start page of people who are signed in: the ways to what they do most.

use crate::session::ViewerAccount;
use crate::ui::{Icon, PageHead};
use crate::words::home as w;
use domain::actor::Side;
use leptos::prelude::*;

type Door = (&'static str, &'static str, fn() -> &'static str, fn() -> &'static str);

const CLIENT: [Door; 4] = [
    ("/jobs/new", "plus", w::go_post, w::go_post_more),
    ("/jobs/mine", "briefcase", w::go_jobs, w::go_jobs_more),
    ("/contracts", "file-text", w::go_contracts, w::go_contracts_more),
    ("/wallet", "wallet", w::go_wallet, w::go_wallet_more),
];
const FREELANCER: [Door; 4] = [
    ("/jobs", "search", w::go_find, w::go_find_more),
    ("/contracts", "file-text", w::go_contracts, w::go_contracts_more),
    ("/timer", "timer", w::go_timer, w::go_timer_more),
    ("/wallet", "wallet", w::go_wallet, w::go_wallet_more),
];

/// The next steps of the side that this person is on.
#[component]
pub fn Start(account: ViewerAccount) -> impl IntoView {
    let (next, doors) = match account.side {
        Side::Client => (w::client_next(), CLIENT),
        Side::Freelancer => (w::freelancer_next(), FREELANCER),
    };
    let doors = doors
        .into_iter()
        .map(|(href, icon, name, more)| {
            view! { <li><h2 style="font-size:var(--text-lg)"><a class="cluster" href=href><Icon name=icon/>{name()}</a></h2><p class="small muted">{more()}</p></li> }
        })
        .collect_view();
    view! {
        <div class="wrap">
            <PageHead title=w::hello(&account.name) text=next/>
            <ul class="list">{doors}</ul>
        </div>
    }
}

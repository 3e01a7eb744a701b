//! The list of one's contracts.

use super::{api, next_text, shares, state_tag};
use crate::load::{Loaded, load, query};
use crate::ui::{Empty, EscrowBar, LinkButton, PageHead, Pagination};
use crate::words::contract as w;
use domain::contract::read::{ContractList, ContractRow};
use leptos::prelude::*;

/// The page `/contracts`.
#[component]
pub fn ListPage() -> impl IntoView {
    let page = load(query("after"), api::list);
    view! {
        <div class="wrap">
            <PageHead title=w::contracts() text=w::contracts_text()/>
            <Loaded from=page let:page><List page=page/></Loaded>
        </div>
    }
}

#[component]
fn List(page: ContractList) -> impl IntoView {
    if page.contracts.is_empty() {
        return view! {
            <Empty title=w::no_contracts() text=w::no_contracts_text()>
                <LinkButton href="/jobs">{w::find_work()}</LinkButton>
                <LinkButton href="/jobs/new">{w::post_job()}</LinkButton>
            </Empty>
        }
        .into_any();
    }
    let on = page.next.map(|next| format!("/contracts?after={next}")).unwrap_or_default();
    let rows = page.contracts.into_iter().map(|row| view! { <Row row=row/> }).collect_view();
    view! { <div class="results">{rows}</div><Pagination label=w::pages() back="" on=on/> }.into_any()
}

#[component]
fn Row(row: ContractRow) -> impl IntoView {
    let next = next_text(&row.next, row.side, &row.other_name);
    view! {
        <article class="result">
            <div class="stack stack--3">
                <p class="cluster cluster--tight">{state_tag(row.state)}<span class="small muted">{w::with_other(row.other_name)}</span></p>
                <h2><a href=format!("/contracts/{}", row.id)>{row.title}</a></h2>
                <p>{next}</p>
                <EscrowBar shares=shares(row.sums)/>
            </div>
            <div class="result-margin"><p class="small muted">{w::signed(row.signed_at.date().full())}</p></div>
        </article>
    }
}

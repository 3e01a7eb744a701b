//! A client's own jobs, drafts among them.

use super::api;
use super::parts::JobResult;
use crate::i18n::job as t;
use crate::runtime::{Loaded, PageMeta, loader, query};
use crate::ui::{ButtonKind, Empty, LinkButton, PageHead, Pagination};
use domain::job::JobList;
use leptos::prelude::*;

/// The page `/jobs/mine`.
#[component]
pub fn MinePage() -> impl IntoView {
    let list = loader("job.mine", query("after"), api::mine).on_server(|_| PageMeta::of(t::mine()));
    view! {
        <div class="wrap">
            <Loaded from=list let:list>{list.page(all)}</Loaded>
        </div>
    }
}

fn all(list: JobList) -> AnyView {
    let on = list.next.as_deref().map(|next| format!("/jobs/mine?after={next}")).unwrap_or_default();
    let post = || view! { <LinkButton href="/jobs/new" kind=ButtonKind::Primary icon="plus">{t::post()}</LinkButton> };
    if list.jobs.is_empty() {
        return view! {
            <PageHead title=t::mine() text=t::mine_text()/>
            <Empty title=t::no_jobs() text=t::no_jobs_more()>{post()}</Empty>
        }
        .into_any();
    }
    let jobs = list.jobs.into_iter().map(|job| view! { <JobResult job=job mine=true/> }).collect_view();
    view! {
        <PageHead title=t::mine() text=t::mine_text()>{post()}</PageHead>
        <div class="results">{jobs}</div>
        <Pagination label=t::pages() back="" on=on/>
    }
    .into_any()
}

//! What is open at this moment: the newest jobs, and what they ask for.

use crate::i18n::home as t;
use crate::i18n::{Brief, said};
use crate::job::proposals_so_far;
use crate::ui::encoded;
use domain::job::{JobList, JobRow};
use leptos::prelude::*;

/// Skills that are named at most.
const SKILLS_MAX: usize = 10;

/// The newest open jobs; nothing while there are none.
#[component]
pub fn OpenNow(market: JobList) -> impl IntoView {
    if market.jobs.is_empty() {
        return ().into_any();
    }
    view! { <section class="stack" aria-labelledby="open-now"><Newest jobs=market.jobs/></section> }.into_any()
}

#[component]
fn Newest(jobs: Vec<JobRow>) -> impl IntoView {
    let skills = asked_for(&jobs)
        .into_iter()
        .map(|skill| {
            let href = format!("/jobs?words={}", encoded(&skill));
            view! { <li><a class="chip" href=href>{skill}</a></li> }
        })
        .collect_view();
    let jobs = jobs.into_iter().map(|job| view! { <Job job=job/> }).collect_view();
    view! {
        <div class="section-head"><h2 id="open-now">{t::open_now()}</h2><a href="/jobs">{t::open_all()}</a></div>
        <ul class="grid open-now">{jobs}</ul>
        <div class="cluster cluster--top asked">
            <span class="small muted" id="asked">{t::asked()}</span>
            <ul class="cluster cluster--tight" aria-labelledby="asked">{skills}</ul>
        </div>
    }
}

#[component]
fn Job(job: JobRow) -> impl IntoView {
    let budget = job.budget.map(|budget| view! { <span class="money">{said(Brief(budget))}</span>" · " });
    view! {
        <li>
            <a href=format!("/jobs/{}", job.id)>
                <b>{job.title}</b>
                <span class="small muted">{budget}{proposals_so_far(job.proposals)}</span>
            </a>
        </li>
    }
}

/// Each skill once, those of most jobs first.
fn asked_for(jobs: &[JobRow]) -> Vec<String> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for skill in jobs.iter().flat_map(|job| &job.skills) {
        match found.iter_mut().find(|(name, _)| name.to_lowercase() == skill.to_lowercase()) {
            Some((_, count)) => *count += 1,
            None => found.push((skill.clone(), 1)),
        }
    }
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    found.into_iter().take(SKILLS_MAX).map(|(name, _)| name).collect()
}

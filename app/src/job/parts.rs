//! Parts of the job pages: states, rows of lists, the client's record, and a price for both sides.

use crate::i18n::job as t;
use crate::i18n::{Brief, Month, said, zone};
use crate::ui::{Avatar, Detail, DetailList, Icon, LinkButton, Moment, MomentShape, Person, Tag, Tone};
use domain::actor::Side;
use domain::fee::{Breakdown, FeeRates};
use domain::job::{ClientRecord, JobPage, JobRow, JobState};
use domain::money::{Currency, Money};
use domain::skill::SkillMatch;
use leptos::prelude::*;

/// All currencies, for a select box.
pub fn currencies() -> Vec<(String, String)> {
    Currency::ALL.iter().map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect()
}

/// The state of a job in a word.
#[component]
pub fn StateTag(state: JobState) -> impl IntoView {
    let (tone, icon, word) = match state {
        JobState::Draft => (Tone::Neutral, "pencil", t::draft()),
        JobState::Open { .. } => (Tone::Brand, "", t::open()),
        JobState::Paused { .. } => (Tone::Brass, "pause", t::paused()),
        JobState::Filled { .. } => (Tone::Good, "check", t::filled()),
        JobState::Closed { .. } => (Tone::Neutral, "x", t::closed()),
        JobState::Expired { .. } => (Tone::Neutral, "clock", t::expired()),
    };
    view! { <Tag tone=tone icon=icon>{word}</Tag> }
}

/// What the state means and until when.
pub fn state_sentence(state: JobState) -> String {
    match state {
        JobState::Draft => t::is_draft().to_owned(),
        JobState::Open { until } => t::is_open(until),
        JobState::Paused { until } => t::is_paused(until),
        JobState::Filled { at } => t::is_filled(at),
        JobState::Closed { at } => t::is_closed(at),
        JobState::Expired { at } => t::is_expired(at),
    }
}

/// The tag of a job for which the viewer has proposed.
#[component]
pub fn ProposedTag() -> impl IntoView {
    view! { <Tag tone=Tone::Brand icon="send">{t::proposed()}</Tag> }
}

/// How many proposals a job has so far.
pub fn proposals_so_far(count: i64) -> String {
    match u64::try_from(count) {
        Err(_) | Ok(0) => t::no_proposals().to_owned(),
        Ok(count) => t::proposals(count),
    }
}

/// The chips of skills. Those that the viewer has come first and carry a check mark; for them, the others are missing.
#[component]
pub fn Skills(skills: Vec<String>, #[prop(optional)] own: Vec<String>) -> impl IntoView {
    let all = skills.len();
    let SkillMatch { has, lacks, names_none } = SkillMatch::of(skills, &own);
    let matches = (!has.is_empty())
        .then(|| view! { <span class="small">{t::you_match()}" "<b>{t::matches(has.len(), all)}</b>":"</span> });
    let other = if names_none { "chip" } else { "chip is-missing" };
    let has = has.into_iter().map(|skill| view! { <span class="chip is-match"><Icon name="check"/>{skill}</span> });
    let lacks = lacks.into_iter().map(|skill| view! { <span class=other>{skill}</span> });
    (all > 0)
        .then(|| view! { <p class="cluster cluster--tight">{matches}{has.collect_view()}{lacks.collect_view()}</p> })
}

/// A job in a list. In one's own list it leads to the draft, or to the proposals.
#[component]
pub fn JobResult(
    job: JobRow,
    #[prop(optional)] mine: bool,
    /** What the viewer can do. */
    #[prop(optional)]
    own_skills: Vec<String>,
) -> impl IntoView {
    let draft = job.state == JobState::Draft;
    let href = if draft { format!("/jobs/{}/edit", job.id) } else { format!("/jobs/{}", job.id) };
    let title = if job.title.trim().is_empty() { t::untitled().to_owned() } else { job.title.clone() };
    let count = proposals_so_far(job.proposals);
    let proposals = if mine && !draft && job.proposals > 0 {
        view! { <a href=format!("/jobs/{}/proposals", job.id) style="position:relative;z-index:1">{count}</a> }
            .into_any()
    } else if mine && !matches!(job.state, JobState::Open { .. } | JobState::Paused { .. }) {
        ().into_any()
    } else {
        view! { <span>{count}</span> }.into_any()
    };
    let state = mine.then(|| view! { <StateTag state=job.state/> });
    let proposed = (job.my_proposal.is_some() && !mine).then(|| view! { <ProposedTag/> });
    let client = (!mine && !job.client_name.is_empty()).then(|| {
        view! {
            <p class="meta">
                <span>
                    <Avatar name=job.client_name.clone() id=job.client_name.clone() size="s"/>
                    <b style="color:var(--ink)">{job.client_name.clone()}</b>
                </span>
            </p>
        }
    });
    let budget = match job.budget {
        Some(budget) => view! {
            <div>
                <span class="money money--big">{said(Brief(budget))}</span><br/>
                <span class="small muted">{t::fixed()}</span>
            </div>
        }
        .into_any(),
        None => view! { <div class="small muted">{t::no_budget()}</div> }.into_any(),
    };
    let posted = if draft { t::begun() } else { t::posted() };
    let until = match job.state {
        JobState::Open { until } | JobState::Paused { until } => Some(
            view! { <p class="small muted">{t::until()}<br/><span class="nowrap">{said(zone::day(until))}</span></p> },
        ),
        JobState::Draft | JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => None,
    };
    view! {
        <article class="result">
            <div class="stack stack--3">
                <div class="stack stack--1">
                    <h2><a href=href>{title}</a></h2>
                    <p class="meta">
                        {state}
                        {proposed}
                        <span>{posted}" "<Moment at=job.posted_at shape=MomentShape::Day/></span>
                        {proposals}
                    </p>
                </div>
                <p class="clamp">{job.summary}</p>
                <Skills skills=job.skills own=own_skills/>
                {client}
            </div>
            <div class="result-margin">{budget}{until}</div>
        </article>
    }
}

/// Who posted a job, and how they have acted so far.
#[component]
pub fn ClientCard(client: ClientRecord) -> impl IntoView {
    let paid = match client.paid.as_slice() {
        [] => t::paid_nothing().to_owned(),
        sums => sums.iter().map(Money::to_string).collect::<Vec<_>>().join(", "),
    };
    let place = if client.country.is_empty() {
        t::since(Month(zone::day(client.since)))
    } else {
        t::from_since(&client.country, Month(zone::day(client.since)))
    };
    let details = vec![
        Detail::new(t::jobs_posted(), client.jobs_posted),
        Detail::new(t::people_hired(), client.hires),
        Detail::new(t::paid_so_far(), paid),
    ];
    view! {
        <section class="card stack" aria-labelledby="client">
            <h2 id="client" style="font-size:var(--text-lg)">{t::client()}</h2>
            <Person name=client.name id=client.account.to_string() note=place href=format!("/people/{}", client.account)/>
            <DetailList details=details/>
        </section>
    }
}

/// What stands beside a job of one's own: how many proposals there are, and what they ask for.
#[component]
pub fn ProposalsCard(job: JobPage) -> impl IntoView {
    let id = job.id;
    let mut details = vec![Detail::new(t::received(), job.proposals)];
    details.extend(job.bids.map(|(lowest, highest)| Detail::new(t::range(), t::bids(Brief(lowest), Brief(highest)))));
    details.extend((job.proposals > 0).then(|| Detail::new(t::unanswered(), job.waiting)));
    let all = (job.proposals > 0).then(
        || view! { <LinkButton href=format!("/jobs/{id}/proposals") block=true>{t::read_proposals()}</LinkButton> },
    );
    view! {
        <section class="card stack" aria-labelledby="received">
            <h2 id="received" style="font-size:var(--text-lg)">{t::proposals_head()}</h2>
            <DetailList details=details/>
            {all}
        </section>
    }
}

/// A price for both sides: what the client pays and what the freelancer receives. `viewer` is "you".
#[component]
pub fn FeeSides(breakdown: Breakdown, fees: FeeRates, viewer: Option<Side>) -> impl IntoView {
    let (pays, gets) = match viewer {
        Some(Side::Client) => (t::you_pay(), t::freelancer_receives()),
        Some(Side::Freelancer) => (t::client_pays(), t::you_receive()),
        None => (t::client_pays(), t::freelancer_receives()),
    };
    let less = breakdown.freelancer_fee.checked_neg().unwrap_or(breakdown.freelancer_fee);
    let client = vec![
        Detail::new(t::price(), breakdown.price),
        Detail::new(t::client_fee(fees.client), breakdown.client_fee),
        Detail::new(pays, breakdown.client_pays),
    ];
    let freelancer = vec![
        Detail::new(t::price(), breakdown.price),
        Detail::new(t::freelancer_fee(fees.freelancer), less),
        Detail::new(gets, breakdown.freelancer_gets),
    ];
    view! {
        <div class="grid" style="--min:15rem;--gap:var(--s5)">
            <DetailList details=client total=true/>
            <DetailList details=freelancer total=true/>
        </div>
    }
}

/// A line with an icon, for what a list or a page says about itself.
#[component]
pub fn Note(icon: &'static str, #[prop(into)] text: String) -> impl IntoView {
    view! { <p class="small muted"><Icon name=icon/>" "{text}</p> }
}

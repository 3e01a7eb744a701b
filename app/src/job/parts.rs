//! Parts of the job pages: states, rows of lists, the client's record, and a price for both sides.

use crate::ui::{Avatar, Fact, Facts, Icon, Moment, MomentShape, Person, Tag, Tone};
use crate::words::job as w;
use crate::words::said;
use domain::actor::Side;
use domain::fee::{Breakdown, FeeRates};
use domain::job::{ClientRecord, JobRow, JobState};
use domain::money::{Currency, Money};
use leptos::prelude::*;

/// All currencies, for a select box.
pub fn currencies() -> Vec<(String, String)> {
    Currency::ALL.iter().map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect()
}

/// A text as it may stand in the query of an address.
pub fn encoded(text: &str) -> String {
    let mut address = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => address.push(char::from(byte)),
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address
}

/// The state of a job in a word.
#[component]
pub fn StateTag(state: JobState) -> impl IntoView {
    let (tone, icon, word) = match state {
        JobState::Draft => (Tone::Neutral, "pencil", w::draft()),
        JobState::Open { .. } => (Tone::Brand, "globe", w::open()),
        JobState::Paused { .. } => (Tone::Brass, "pause", w::paused()),
        JobState::Filled { .. } => (Tone::Good, "check", w::filled()),
        JobState::Closed { .. } => (Tone::Neutral, "x", w::closed()),
        JobState::Expired { .. } => (Tone::Neutral, "clock", w::expired()),
    };
    view! { <Tag tone=tone icon=icon>{word}</Tag> }
}

/// What the state means and until when.
pub fn state_sentence(state: JobState) -> String {
    match state {
        JobState::Draft => w::is_draft().to_owned(),
        JobState::Open { until } => w::is_open(until),
        JobState::Paused { until } => w::is_paused(until),
        JobState::Filled { at } => w::is_filled(at),
        JobState::Closed { at } => w::is_closed(at),
        JobState::Expired { at } => w::is_expired(at),
    }
}

/// How many proposals a job has so far.
pub fn proposals_so_far(count: i64) -> String {
    match u64::try_from(count) {
        Err(_) | Ok(0) => w::no_proposals().to_owned(),
        Ok(count) => w::proposals(count),
    }
}

/// The chips of skills.
#[component]
pub fn Skills(skills: Vec<String>) -> impl IntoView {
    let any = !skills.is_empty();
    let chips = skills.into_iter().map(|skill| view! { <span class="chip">{skill}</span> }).collect_view();
    any.then(|| view! { <p class="cluster cluster--tight">{chips}</p> })
}

/// A job in a list. In one's own list it leads to the draft, or to the proposals.
#[component]
pub fn JobResult(job: JobRow, #[prop(optional)] mine: bool) -> impl IntoView {
    let draft = job.state == JobState::Draft;
    let href = if draft { format!("/jobs/{}/edit", job.id) } else { format!("/jobs/{}", job.id) };
    let title = if job.title.trim().is_empty() { w::untitled().to_owned() } else { job.title.clone() };
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
    let client = (!mine && !job.client_name.is_empty()).then(|| {
        view! { <p class="meta"><span><Avatar name=job.client_name.clone() id=job.client_name.clone() size="s"/><b style="color:var(--ink)">{job.client_name.clone()}</b></span></p> }
    });
    let budget = match job.budget {
        Some(budget) => view! { <div><span class="money money--big">{said(budget)}</span><br/><span class="small muted">{w::fixed()}</span></div> }.into_any(),
        None => view! { <div class="small muted">{w::no_budget()}</div> }.into_any(),
    };
    let posted = if draft { w::begun() } else { w::posted() };
    view! {
        <article class="result">
            <div class="stack stack--3">
                <div class="stack stack--1">
                    <h2><a href=href>{title}</a></h2>
                    <p class="meta">{state}<span>{posted}" "<Moment at=job.posted_at shape=MomentShape::Day/></span>{proposals}</p>
                </div>
                <p class="clamp">{job.summary}</p>
                <Skills skills=job.skills/>
                {client}
            </div>
            <div class="result-margin">{budget}</div>
        </article>
    }
}

/// Who posted a job, and how they have acted so far.
#[component]
pub fn ClientCard(client: ClientRecord) -> impl IntoView {
    let paid = match client.paid.as_slice() {
        [] => w::paid_nothing().to_owned(),
        sums => sums.iter().map(Money::to_string).collect::<Vec<_>>().join(", "),
    };
    let place = if client.country.is_empty() {
        w::since(client.since.date())
    } else {
        w::from_since(&client.country, client.since.date())
    };
    let facts = vec![
        Fact::new(w::jobs_posted(), client.jobs_posted),
        Fact::new(w::people_hired(), client.hires),
        Fact::new(w::paid_so_far(), paid),
    ];
    view! {
        <section class="card stack" aria-labelledby="client">
            <h2 id="client" style="font-size:var(--text-lg)">{w::client()}</h2>
            <Person name=client.name id=client.account.to_string() note=place href=format!("/people/{}", client.account)/>
            <Facts facts=facts/>
        </section>
    }
}

/// A price for both sides: what the client pays and what the freelancer receives. `viewer` is "you".
#[component]
pub fn FeeSides(breakdown: Breakdown, fees: FeeRates, viewer: Option<Side>) -> impl IntoView {
    let (pays, gets) = match viewer {
        Some(Side::Client) => (w::you_pay(), w::freelancer_receives()),
        Some(Side::Freelancer) => (w::client_pays(), w::you_receive()),
        None => (w::client_pays(), w::freelancer_receives()),
    };
    let less = breakdown.freelancer_fee.checked_neg().unwrap_or(breakdown.freelancer_fee);
    let client = vec![
        Fact::new(w::price(), breakdown.price),
        Fact::new(w::client_fee(fees.client), breakdown.client_fee),
        Fact::new(pays, breakdown.client_pays),
    ];
    let freelancer = vec![
        Fact::new(w::price(), breakdown.price),
        Fact::new(w::freelancer_fee(fees.freelancer), less),
        Fact::new(gets, breakdown.freelancer_gets),
    ];
    view! {
        <div class="grid" style="--min:15rem;--gap:var(--s5)">
            <Facts facts=client total=true/>
            <Facts facts=freelancer total=true/>
        </div>
    }
}

/// A line with an icon, for what a list or a page says about itself.
#[component]
pub fn Note(icon: &'static str, #[prop(into)] text: String) -> impl IntoView {
    view! { <p class="small muted"><Icon name=icon/>" "{text}</p> }
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_search_survives_its_address() {
        assert_eq!(encoded("tide gauge & Ünï"), "tide%20gauge%20%26%20%C3%9Cn%C3%AF");
    }
}

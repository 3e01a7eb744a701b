//! The form of a job, its preview, and what is still missing: read by the same rules in browser and server.

use super::api;
use super::parts::{FeeSides, Skills, currencies};
use crate::i18n::{self, job as t, said};
use crate::runtime::server_part;
use crate::ui::{Choice, Choices, Field, FormState, Icon, Section, Select, Tag, TextArea};
use domain::actor::Side;
use domain::fee::{Breakdown, FeeRates};
use domain::job::{DraftKey, JobInput, JobTerms, JobVisibility};
use domain::money::Currency;
use domain::rules::parse_amount;
use domain::text::{JobDescription, JobTitle, parse_skills};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long after the last key a draft is kept.
const KEEP_AFTER: Duration = Duration::from_millis(1500);

/// What is typed into the form, once it is shown. It belongs to the page, so that reading the page's data
/// again in the middle of typing loses nothing.
pub type Typed = RwSignal<Option<JobInput>>;

/// A new job as its form first shows it.
pub fn blank() -> JobInput {
    JobInput {
        currency: Currency::Eur.code().to_owned(),
        hires: "1".to_owned(),
        visibility: JobVisibility::Public.as_str().to_owned(),
        ..JobInput::default()
    }
}

/// The fields of a job, and what was typed into them so far.
#[component]
pub fn JobFields(input: JobInput, typed: Typed) -> impl IntoView {
    let input = begin(typed, input);
    let fields = move || {
        view! {
                <Section id="scope" title=t::scope()>
                    <Field name="title" label=t::title() hint=t::title_hint() value=input.title maxlength=JobTitle::MAX/>
                    <TextArea
                        name="description"
                        label=t::description()
                        hint=t::description_hint()
                        value=input.description
                        rows=9
                        maxlength=JobDescription::MAX
                    />
                </Section>
                <Section id="skills" title=t::skills()>
                    <TextArea name="skills" label=t::skills_label() hint=t::skills_hint() value=input.skills rows=2 optional=true/>
                </Section>
                <Section id="budget" title=t::budget() text=t::budget_text()>
                    <div class="field-row">
                        <Field name="budget" label=t::budget() value=input.budget.text() inputmode="decimal" autocomplete="off"/>
                        <Select name="currency" label=t::currency() options=currencies() value=input.currency/>
                    </div>
                </Section>
                <Section id="who" title=t::who()>
                    <div style="max-inline-size:22rem">
                        <Field
                            name="hires"
                            label=t::hires()
                            hint=t::hires_hint()
                            value=input.hires
                            inputmode="numeric"
                            maxlength=2
                            autocomplete="off"
                        />
                    </div>
                    <Choices
                        name="visibility"
                        legend=t::seen()
                        value=input.visibility
                        choices=vec![
                            Choice::new(JobVisibility::Public.as_str(), t::seen_public()).with_more(t::seen_public_more()),
                            Choice::new(JobVisibility::Members.as_str(), t::seen_members()).with_more(t::seen_members_more()),
                        ]
                    />
                </Section>
        }
    };
    view! { <div on:input=move |event| follow(typed, &event)>{server_part("fields", fields)}</div> }
}

// A refused form starts with what was typed, and so does its preview.
fn begin(typed: Typed, given: JobInput) -> JobInput {
    if let Some(typed) = typed.get_untracked() {
        return typed;
    }
    let form = FormState::here();
    let start = |name: &str, given: String| form.start_value(name, given);
    let first = JobInput {
        title: start("title", given.title),
        description: start("description", given.description),
        skills: start("skills", given.skills),
        currency: start("currency", given.currency),
        budget: start("budget", given.budget.into()).into(),
        hires: start("hires", given.hires),
        visibility: start("visibility", given.visibility),
    };
    typed.set(Some(first.clone()));
    first
}

fn follow(typed: Typed, event: &leptos::ev::Event) {
    let name = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|field| field.get_attribute("name"));
    let value = event_target_value(event);
    typed.update(|typed| {
        if let (Some(job), Some(name)) = (typed, name) {
            put(job, &name, value);
        }
    });
}

fn put(job: &mut JobInput, name: &str, value: String) {
    match name {
        "title" => job.title = value,
        "description" => job.description = value,
        "skills" => job.skills = value,
        "currency" => job.currency = value,
        "budget" => job.budget = value.into(),
        "hires" => job.hires = value,
        "visibility" => job.visibility = value,
        _other => {}
    }
}

/// Keeps the draft a moment after the last key, and says when it did. Answers with the draft's id.
#[component]
pub fn AutoSave(typed: Typed, job_id: RwSignal<String>, draft_key: DraftKey) -> impl IntoView {
    let action = ServerAction::<api::SaveDraft>::new();
    let key = StoredValue::new(draft_key.as_str().to_owned());
    let waiting = StoredValue::new(None::<(TimeoutHandle, JobInput)>);
    let stop = move || {
        let (handle, job) = waiting.try_update_value(Option::take).flatten()?;
        handle.clear();
        Some(job)
    };
    on_cleanup(move || {
        // Anyone who leaves the page in the middle of a word finds that word again, too.
        let known = job_id.try_get_untracked().zip(key.try_get_value());
        if let Some((job, (job_id, draft_key))) = stop().zip(known) {
            leptos::task::spawn_local(async move {
                let _ = api::save_draft(job_id, draft_key, "stay".to_owned(), job).await;
            });
        }
    });
    Effect::new(move |before: Option<Option<JobInput>>| {
        let now = typed.get();
        let changed = before.flatten().is_some_and(|before| now.as_ref() != Some(&before));
        if let Some(job) = now.clone().filter(|_| changed) {
            stop();
            let last = job.clone();
            let keep = move || {
                waiting.set_value(None);
                let (job_id, draft_key) = (job_id.get_untracked(), key.get_value());
                action.dispatch(api::SaveDraft { job_id, draft_key, then: "stay".to_owned(), job });
            };
            waiting.set_value(set_timeout_with_handle(keep, KEEP_AFTER).ok().map(|handle| (handle, last)));
        }
        now
    });
    Effect::new(move |_| {
        if let Some(Ok(id)) = action.value().get() {
            job_id.set(id);
        }
    });
    let form = FormState::here();
    Effect::new(move |_| {
        if form.pending.get() {
            stop();
        }
    });
    let kept = move || action.value().with(|value| matches!(value, Some(Ok(_))));
    view! {
        <input type="hidden" name="job_id" value=move || job_id.get()/>
        <input type="hidden" name="draft_key" value=draft_key.as_str().to_owned()/>
        <p class="small muted" role="status">{move || kept().then(|| view! { <Icon name="check"/>" "{t::draft_kept()} })}</p>
    }
}

fn field_label(field: &str) -> &'static str {
    match field {
        "title" => t::title(),
        "description" => t::description(),
        "skills" => t::skills(),
        "budget" => t::budget(),
        "currency" => t::currency(),
        "hires" => t::hires(),
        _other => t::seen(),
    }
}

/// What keeps the job from being published, as a list of fields and sentences.
fn missing(input: &JobInput) -> Vec<(&'static str, String)> {
    match JobTerms::parse(input) {
        Err(refusal) => refusal
            .fields()
            .iter()
            .map(|bad| (field_label(&bad.field), i18n::refusal_text(bad.code, &bad.sentence)))
            .collect(),
        Ok(_) => Vec::new(),
    }
}

/// How the job will look, what it will cost, and what is missing.
#[component]
pub fn Preview(typed: Typed, fees: FeeRates, draft: bool) -> impl IntoView {
    let tag = draft.then(|| view! { <Tag>{t::private_draft()}</Tag> });
    view! {
        <aside class="sticky stack stack--4" aria-label=t::preview()>
            <div class="cluster cluster--apart"><h2 style="font:600 var(--text-sm) var(--font-ui)">{t::preview()}</h2>{tag}</div>
            {move || view! { <PreviewCard job=typed.get().unwrap_or_default() fees=fees/> }}
            {move || {
                let missing = missing(&typed.get().unwrap_or_default());
                let rows = missing
                    .iter()
                    .map(|(field, sentence)| {
                        view! { <li><b>{*field}</b>" "<span class="muted">{sentence.clone()}</span></li> }
                    })
                    .collect_view();
                (!missing.is_empty()).then(|| {
                    view! { <div class="stack stack--2"><h3>{t::missing()}</h3><ul class="small">{rows}</ul></div> }
                })
            }}
        </aside>
    }
}

#[component]
fn PreviewCard(job: JobInput, fees: FeeRates) -> impl IntoView {
    let title = if job.title.trim().is_empty() { t::untitled().to_owned() } else { job.title };
    let budget = Currency::parse(&job.currency).and_then(|currency| parse_amount(&job.budget, currency)).ok();
    let breakdown = budget.and_then(|budget| Breakdown::of(budget, fees).ok());
    let amount = match budget {
        Some(budget) => view! {
            <p><span class="money money--big">{said(budget)}</span>" "<span class="small muted">{t::fixed()}</span></p>
        }
        .into_any(),
        None => view! { <p class="small muted">{t::no_budget()}</p> }.into_any(),
    };
    let skills = parse_skills(&job.skills).unwrap_or_default().iter().map(ToString::to_string).collect();
    let summary: String = job.description.chars().take(250).collect();
    view! {
        <article class="card stack stack--3">
            <h3 style="font:600 var(--text-lg)/1.25 var(--font-head);overflow-wrap:anywhere">{title}</h3>
            {amount}
            <p class="small muted" style="overflow-wrap:anywhere">{summary}</p>
            <Skills skills=skills/>
        </article>
        {breakdown.map(|breakdown| {
            view! {
                <FeeSides breakdown=breakdown fees=fees viewer=Some(Side::Client)/>
                <p class="hint">{t::nothing_charged()}</p>
            }
        })}
    }
}

//! Change a job: go on with a draft, or change the terms of a published one.

use super::api::{self, Start};
use super::form::{JobFields, Preview};
use super::new_page::{DraftForm, Kept};
use super::parts::{Note, state_sentence};
use crate::command::Command;
use crate::load::{Loaded, load_once, param, query};
use crate::stale::too_late;
use crate::ui::{Banner, Crumbs, Empty, Form, LinkButton, PageHead, Submit, Tone};
use crate::words::job as w;
use domain::job::{JobAction, JobPage, JobState};
use leptos::prelude::*;

/// The page `/jobs/:id/edit`. Another job is another form.
#[component]
pub fn EditPage() -> impl IntoView {
    let id = param("id");
    move || view! { <Editing id=id()/> }
}

/// The forms of this page and what is typed into them.
#[derive(Clone, Copy)]
struct Forms {
    save: Command,
    edit: Command,
    kept: Kept,
}

#[component]
fn Editing(id: String) -> impl IntoView {
    let kept = Kept { job_id: RwSignal::new(id.clone()), typed: RwSignal::new(None) };
    let forms = Forms { save: Command::of::<api::SaveDraft>(), edit: Command::of::<api::Edit>(), kept };
    let again = too_late(forms.edit);
    let job = load_once(move || (id.clone(), again.get()), |(id, _)| api::edit_page(id));
    let saved = query("saved");
    view! {
        <div class="wrap">
            <Crumbs ways=vec![("/jobs/mine".to_owned(), w::mine().to_owned())]/>
            <Loaded from=job let:job>
                <Body job=job.0 start=job.1 forms=forms saved={!saved().is_empty()}/>
            </Loaded>
        </div>
    }
}

#[component]
fn Body(job: JobPage, start: Start, forms: Forms, saved: bool) -> impl IntoView {
    let can_edit = job.actions.contains(&JobAction::Edit);
    match job.state {
        JobState::Draft if can_edit => view! {
            <PageHead title=w::go_on() text=w::post_text()/>
            {saved.then(|| view! { <Banner tone=Tone::Good icon="check" title=w::draft_kept_long()/> })}
            <DraftForm start=start input=job.input kept=forms.kept action=forms.save/>
        }
        .into_any(),
        JobState::Open { .. } | JobState::Paused { .. } if can_edit => {
            view! { <EditForm job=job forms=forms/> }.into_any()
        }
        state @ (JobState::Draft
        | JobState::Open { .. }
        | JobState::Paused { .. }
        | JobState::Filled { .. }
        | JobState::Closed { .. }
        | JobState::Expired { .. }) => view! {
            <leptos_meta::Title text=w::edit()/>
            <Empty title=w::cannot_edit() text=state_sentence(state) page=true>
                <LinkButton href=format!("/jobs/{}", job.id)>{w::to_job()}</LinkButton>
            </Empty>
        }
        .into_any(),
    }
}

#[component]
fn EditForm(job: JobPage, forms: Forms) -> impl IntoView {
    let typed = forms.kept.typed;
    let fees = job.fees;
    view! {
        <PageHead title=w::edit() text=w::edit_text()/>
        <div class="split" style="--aside:22rem">
            <Form action=forms.edit hidden=vec![("job_id", job.id.to_string())] class="stack stack--5" label=w::edit()>
                <input type="hidden" name="version" value=job.version.to_string()/>
                <JobFields input=job.input typed=typed/>
                <div class="stack stack--3">
                    <Note icon="info" text=w::edit_extends()/>
                    <div class="cluster">
                        <Submit large=true>{w::save_changes()}</Submit>
                        <LinkButton href=format!("/jobs/{}", job.id) large=true>{w::leave()}</LinkButton>
                    </div>
                </div>
            </Form>
            <Preview typed=typed fees=fees draft=false/>
        </div>
    }
}

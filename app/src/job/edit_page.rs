//! Change a job: go on with a draft, or change the terms of a published one.

use super::api::{self, Start};
use super::form::{JobFields, Preview};
use super::new_page::{DraftForm, Kept};
use super::parts::{Note, state_sentence};
use crate::i18n::job as t;
use crate::runtime::{Command, Loaded, PageMeta, ServerData, loader, param, query, server_part, too_late};
use crate::ui::{Banner, Crumbs, Empty, Form, LinkButton, PageHead, Submit, Tone};
use domain::fee::FeeRates;
use domain::job::{JobAction, JobInput, JobPage, JobState};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

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
    let job =
        loader("job.edit", move || (id.clone(), again.get()), |(id, _)| api::edit_page(id)).once().on_server(told);
    let saved = query("saved");
    view! {
        <div class="wrap">
            <Crumbs ways=vec![("/jobs/mine".to_owned(), t::mine().to_owned())]/>
            <Loaded from=job let:job>
                <Body page=job forms=forms saved={!saved().is_empty()}/>
            </Loaded>
        </div>
    }
}

/// What the form of a job needs that may be changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Terms {
    id: String,
    version: String,
    input: JobInput,
    fees: FeeRates,
    /// Only for a draft.
    draft: Option<Start>,
}

type Page = (JobPage, Start);

fn told((job, start): &Page) -> PageMeta {
    let draft = match job.state {
        JobState::Draft => Some(start.clone()),
        JobState::Open { .. } | JobState::Paused { .. } => None,
        JobState::Filled { .. } | JobState::Closed { .. } | JobState::Expired { .. } => return PageMeta::of(t::edit()),
    };
    if !job.actions.contains(&JobAction::Edit) {
        return PageMeta::of(t::edit());
    }
    let title = if draft.is_some() { t::go_on() } else { t::edit() };
    let (id, version) = (job.id.to_string(), job.version.to_string());
    let terms = Terms { id, version, input: job.input.clone(), fees: job.fees, draft };
    PageMeta::of(title).with_props(Some(&terms))
}

#[component]
fn Body(page: ServerData<Page>, forms: Forms, saved: bool) -> impl IntoView {
    let terms = page.meta.props::<Terms>();
    match terms {
        None => page.page(|(job, _)| {
            view! {
                <Empty title=t::cannot_edit() text=state_sentence(job.state) page=true>
                    <LinkButton href=format!("/jobs/{}", job.id)>{t::to_job()}</LinkButton>
                </Empty>
            }
        }),
        Some(Terms { draft: Some(start), input, .. }) => view! {
            {page.meta.head()}
            <div>{server_part("head", || view! { <PageHead title=t::go_on() text=t::post_text()/> })}</div>
            {saved.then(|| view! { <Banner tone=Tone::Good icon="check" title=t::draft_kept_long()/> })}
            <DraftForm start=start input=input kept=forms.kept action=forms.save/>
        }
        .into_any(),
        Some(terms) => view! {
            {page.meta.head()}
            <div>{server_part("head", || view! { <PageHead title=t::edit() text=t::edit_text()/> })}</div>
            <EditForm terms=terms forms=forms/>
        }
        .into_any(),
    }
}

#[component]
fn EditForm(terms: Terms, forms: Forms) -> impl IntoView {
    let typed = forms.kept.typed;
    let to_job = format!("/jobs/{}", terms.id);
    view! {
        <div class="split" style="--aside:22rem">
            <Form action=forms.edit hidden=vec![("job_id", terms.id)] class="stack stack--5" label=t::edit()>
                <input type="hidden" name="version" value=terms.version/>
                <JobFields input=terms.input typed=typed/>
                <div class="stack stack--3">
                    <Note icon="info" text=t::edit_extends()/>
                    <div class="cluster">
                        <Submit large=true>{t::save_changes()}</Submit>
                        <LinkButton href=to_job large=true>{t::leave()}</LinkButton>
                    </div>
                </div>
            </Form>
            <Preview typed=typed fees=terms.fees draft=false/>
        </div>
    }
}

//! Post a job: a draft that is saved while it is written, and the button that publishes it.

use super::api::{self, Start};
use super::form::{AutoSave, JobFields, Preview, Typed, blank};
use crate::i18n::job as t;
use crate::runtime::{Command, Loaded, loader};
use crate::ui::{Banner, ButtonKind, Form, PageHead, Submit, Tone};
use domain::job::JobInput;
use leptos::prelude::*;

/// The page `/jobs/new`.
#[component]
pub fn NewPage() -> impl IntoView {
    let start = loader("job.new", || (), |()| api::new_page()).once().load();
    let action = Command::of::<api::SaveDraft>();
    let kept = Kept { job_id: RwSignal::new(String::new()), typed: RwSignal::new(None) };
    view! {
        <div class="wrap">
            <PageHead title=t::post() text=t::post_text()/>
            <Loaded from=start let:start><DraftForm start=start input=blank() kept=kept action=action/></Loaded>
        </div>
    }
}

/// What a page knows about the draft in its form.
#[derive(Clone, Copy)]
pub struct Kept {
    /// Its id; empty until it was kept for the first time.
    pub job_id: RwSignal<String>,
    /// What is typed.
    pub typed: Typed,
}

/// The form of a draft, new or kept before.
#[component]
pub fn DraftForm(start: Start, input: JobInput, kept: Kept, action: Command) -> impl IntoView {
    let Kept { job_id, typed } = kept;
    let Start { verified, fees, draft_key } = start;
    let first = if verified {
        view! { <Submit large=true name="then" value="publish">{t::publish()}</Submit> }.into_any()
    } else {
        ().into_any()
    };
    let unverified = (!verified).then(|| {
        view! {
            <Banner tone=Tone::Warn icon="mail" title=t::unverified()>
                {t::unverified_more()}" "
                <a href="/settings">{t::to_settings()}</a>
            </Banner>
        }
    });
    view! {
        <div class="split" style="--aside:22rem">
            <Form action=action class="stack stack--5" label=t::post()>
                <JobFields input=input typed=typed/>
                <div class="stack stack--3" style="border-block-start:1px solid var(--rule);padding-block-start:var(--s4)">
                    {unverified}
                    <AutoSave typed=typed job_id=job_id draft_key=draft_key/>
                    <div class="cluster">
                        {first}
                        <Submit kind=ButtonKind::Plain large=true name="then" value="draft" attr:formnovalidate=true>
                            {t::save_draft()}
                        </Submit>
                    </div>
                    <p class="hint">{t::publish_hint()}</p>
                </div>
            </Form>
            <Preview typed=typed fees=fees draft=true/>
        </div>
    }
}

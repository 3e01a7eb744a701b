//! The form of a proposal: why, in which steps, for how much; and what both sides would get out of it, at once.

use super::api;
use super::rows::{MilestoneRows, Rows};
use crate::i18n::proposal as t;
use crate::job::FeeSides;
use crate::runtime::chunk::{LazyForm, fetch};
use crate::runtime::{Command, server_part, too_late};
use crate::ui::{Form, LinkButton, Submit, TextArea};
use domain::actor::Side;
use domain::contract::terms::MilestoneInput;
use domain::fee::{Breakdown, FeeRates};
use domain::job::JobPage;
use domain::money::{Currency, Money};
use domain::proposal::ProposalView;
use domain::text::CoverLetter;
use leptos::prelude::*;

/// What a page knows about a proposal that is being written.
#[derive(Clone, Copy)]
pub struct ProposeState {
    send: Command,
    rows: Rows,
}

impl ProposeState {
    /// Nothing is written yet.
    pub fn new() -> Self {
        Self { send: Command::of::<api::SendProposal>(), rows: Rows::new() }
    }
}

impl Default for ProposeState {
    fn default() -> Self {
        Self::new()
    }
}

#[leptos::lazy(propose_form)]
fn propose_in_chunk(job: String, state: ProposeState) -> AnyView {
    // The server has just written it.
    crate::runtime::codec::read::<JobPage>(&job).ok().map(|job| view! { <ProposeForm job=job state=state/> }).into_any()
}

/// The form to propose in a chunk of its own, because most of those who look at a job do not get it. Only it reads the
/// job, a `JobPage` as JSON.
pub(crate) async fn propose_form(job: String, state: ProposeState) -> AnyView {
    crate::runtime::chunk::rendered(propose_in_chunk(job, state)).await
}

/// Where that form stands in the document.
pub(crate) const PROPOSE: LazyForm =
    LazyForm { selector: "form[action='/do/proposal/send']", fetch: fetch!(__preload_propose_in_chunk) };

/// The form on the page of a job.
#[component]
fn ProposeForm(job: JobPage, state: ProposeState) -> impl IntoView {
    let currency = job.terms.as_ref().map_or(Currency::Eur, |terms| terms.budget.currency);
    let (fees, budget, rows) = (job.fees, job.breakdown, state.rows);
    view! {
        <section class="section stack--5" id="propose" aria-labelledby="propose-heading">
            <div class="section-head"><h2 id="propose-heading">{t::yours()}</h2><p>{t::free()}</p></div>
            <Form action=state.send hidden=vec![("job_id", job.id.to_string())] class="stack stack--5" label=t::yours()>
                <Letter value=""/>
                <MilestoneRows rows=rows currency=currency given=Vec::new()/>
                <LiveFees rows=rows currency=currency fees=fees otherwise=budget/>
                <div><Submit large=true icon="send">{move || send_words(rows.sum(currency))}</Submit></div>
                <p class="hint">{t::send_hint()}</p>
            </Form>
        </section>
    }
}

fn send_words(sum: Option<Money>) -> String {
    match sum {
        Some(sum) => t::send_for(sum),
        None => t::send().to_owned(),
    }
}

#[component]
fn Letter(#[prop(into)] value: String) -> impl IntoView {
    let field = move || {
        view! {
            <TextArea
                name="cover_letter"
                label=t::letter()
                hint=t::letter_hint()
                value=value
                rows=7
                maxlength=CoverLetter::MAX
            />
        }
    };
    view! { <div>{server_part("letter", field)}</div> }
}

/// What the price typed so far means for both sides. Before there is one: what the budget would mean.
#[component]
fn LiveFees(rows: Rows, currency: Currency, fees: FeeRates, otherwise: Option<Breakdown>) -> impl IntoView {
    let typed = Memo::new(move |_| rows.sum(currency).and_then(|sum| Breakdown::of(sum, fees).ok()));
    move || {
        let (title, breakdown) = match typed.get() {
            Some(breakdown) => (t::fees_of_yours(), Some(breakdown)),
            None => (t::fees_of_budget(), otherwise),
        };
        breakdown.map(|breakdown| {
            view! {
                <section class="card stack stack--3" aria-label=title>
                    <p><b>{title}</b></p>
                    <FeeSides breakdown=breakdown fees=fees viewer=Some(Side::Freelancer)/>
                    <p class="hint">{t::fees_when()}</p>
                </section>
            }
        })
    }
}

/// What a page knows about a proposal that is being changed.
#[derive(Clone, Copy)]
pub struct ChangeState {
    edit: Command,
    rows: Rows,
}

impl ChangeState {
    /// Nothing is changed yet.
    pub fn new() -> Self {
        Self { edit: Command::of::<api::Edit>(), rows: Rows::new() }
    }

    /// Counts the changes that came too late.
    pub fn too_late(self) -> RwSignal<u32> {
        too_late(self.edit)
    }
}

/// The form of a proposal that was sent and not read yet.
#[component]
pub fn ChangeForm(proposal: ProposalView, state: ChangeState) -> impl IntoView {
    let (rows, fees, currency) = (state.rows, proposal.fees, proposal.terms.price.currency);
    let given = proposal.terms.milestones.iter().map(|milestone| MilestoneInput {
        title: milestone.title.to_string(),
        amount: milestone.amount.plain().into(),
        due: milestone.due.map(|due| due.iso()).unwrap_or_default(),
    });
    let given = given.collect();
    view! {
        <Form action=state.edit hidden=vec![("proposal_id", proposal.id.to_string())] class="stack stack--5" label=t::edit()>
            <input type="hidden" name="version" value=proposal.version.to_string()/>
            <Letter value=proposal.terms.cover_letter.to_string()/>
            <MilestoneRows rows=rows currency=currency given=given/>
            <LiveFees rows=rows currency=currency fees=fees otherwise=Some(proposal.breakdown)/>
            <div class="cluster">
                <Submit large=true>{t::save_changes()}</Submit>
                <LinkButton href=format!("/proposals/{}", proposal.id) large=true>{t::leave()}</LinkButton>
            </div>
        </Form>
    }
}

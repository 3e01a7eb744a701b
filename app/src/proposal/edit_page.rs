//! Change a proposal that nobody has read yet.

use super::api;
use super::form::{ChangeForm, ChangeState};
use super::parts::state_sentence;
use crate::life::by_server;
use crate::load::{Again, Facts, Loaded, Source, load_source, param};
use crate::ui::{Crumbs, Empty, LinkButton, PageHead};
use crate::words::proposal as w;
use domain::proposal::{ProposalAction, ProposalView};
use leptos::prelude::*;

/// The page `/proposals/:id/edit`. Another proposal is another form.
#[component]
pub fn EditPage() -> impl IntoView {
    let id = param("id");
    move || view! { <Editing id=id()/> }
}

#[component]
fn Editing(id: String) -> impl IntoView {
    let state = ChangeState::new();
    let again = state.too_late();
    let proposal = load_source(Again::Never, move || (id.clone(), again.get()), |(id, _)| api::page(id), told);
    view! { <div class="wrap wrap--narrow"><Loaded from=proposal let:proposal><Body page=proposal state=state/></Loaded></div> }
}

/// With the proposal, where it may be changed.
fn told(proposal: &ProposalView) -> Facts {
    let can_edit = proposal.actions.contains(&ProposalAction::Edit);
    // Data of ours can be written.
    let form = if can_edit { serde_json::to_string(proposal).unwrap_or_default() } else { String::new() };
    Facts::of(w::edit()).with(form)
}

#[component]
fn Body(page: Source<ProposalView>, state: ChangeState) -> impl IntoView {
    let form = page.facts.rest().and_then(|form| crate::wire::read::<ProposalView>(&form).ok());
    let Some(proposal) = form else {
        return page.page(|proposal| {
            view! {
                <Empty title=w::cannot_edit() text=state_sentence(&proposal.state, proposal.side) page=true>
                    <LinkButton href=format!("/proposals/{}", proposal.id)>{w::to_proposal()}</LinkButton>
                </Empty>
            }
        });
    };
    let crumb = (format!("/proposals/{}", proposal.id), proposal.job_title.clone());
    let head = move || view! { <Crumbs ways=vec![crumb]/><PageHead title=w::edit() text=w::edit_text()/> };
    view! {
        {page.facts.head()}
        <div>{by_server("head", head)}</div>
        <ChangeForm proposal=proposal state=state/>
    }
    .into_any()
}

//! Change a proposal that nobody has read yet.

use super::api;
use super::form::{ChangeForm, ChangeState};
use super::parts::state_sentence;
use crate::load::{Loaded, load_once, param};
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
    let proposal = load_once(move || (id.clone(), again.get()), |(id, _)| api::page(id));
    view! { <div class="wrap wrap--narrow"><Loaded from=proposal let:proposal><Body proposal=proposal state=state/></Loaded></div> }
}

#[component]
fn Body(proposal: ProposalView, state: ChangeState) -> impl IntoView {
    let back = format!("/proposals/{}", proposal.id);
    if !proposal.actions.contains(&ProposalAction::Edit) {
        return view! {
            <leptos_meta::Title text=w::edit()/>
            <Empty title=w::cannot_edit() text=state_sentence(&proposal.state) page=true>
                <LinkButton href=back>{w::to_proposal()}</LinkButton>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Crumbs ways=vec![(back, proposal.job_title.clone())]/>
        <PageHead title=w::edit() text=w::edit_text()/>
        <ChangeForm proposal=proposal state=state/>
    }
    .into_any()
}

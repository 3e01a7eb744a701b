//! Change a proposal that nobody has read yet.

use super::api;
use super::form::{ChangeForm, ChangeState};
use super::parts::state_sentence;
use crate::i18n::proposal as t;
use crate::runtime::{Loaded, PageMeta, ServerData, loader, param, server_part};
use crate::ui::{Crumbs, Empty, LinkButton, PageHead};
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
    let proposal =
        loader("proposal.edit", move || (id.clone(), again.get()), |(id, _)| api::page(id)).once().on_server(told);
    view! { <div class="wrap wrap--narrow"><Loaded from=proposal let:proposal><Body page=proposal state=state/></Loaded></div> }
}

/// With the proposal, where it may be changed.
fn told(proposal: &ProposalView) -> PageMeta {
    let can_edit = proposal.actions.contains(&ProposalAction::Edit);
    PageMeta::of(t::edit()).with_props(can_edit.then_some(proposal))
}

#[component]
fn Body(page: ServerData<ProposalView>, state: ChangeState) -> impl IntoView {
    let Some(proposal) = page.meta.props::<ProposalView>() else {
        return page.page(|proposal| {
            view! {
                <Empty title=t::cannot_edit() text=state_sentence(&proposal.state, proposal.side) page=true>
                    <LinkButton href=format!("/proposals/{}", proposal.id)>{t::to_proposal()}</LinkButton>
                </Empty>
            }
        });
    };
    let crumb = (format!("/proposals/{}", proposal.id), proposal.job_title.clone());
    let head = move || view! { <Crumbs ways=vec![crumb]/><PageHead title=t::edit() text=t::edit_text()/> };
    view! {
        {page.meta.head()}
        <div>{server_part("head", head)}</div>
        <ChangeForm proposal=proposal state=state/>
    }
    .into_any()
}

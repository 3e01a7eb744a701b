//! The form of an offer, filled in with what the freelancer proposed.

use super::api;
use super::form::{OfferFields, typed};
use crate::head::Title;
use crate::i18n::offer as t;
use crate::proposal::Rows;
use crate::runtime::{Command, Loaded, loader, param, server_part};
use crate::ui::{Banner, Crumbs, Form, LinkButton, PageHead, Submit, Tone};
use domain::actor::Side;
use domain::proposal::{ProposalAction, ProposalView};
use leptos::prelude::*;

/// The page `/proposals/:id/offer`.
#[component]
pub fn MakePage() -> impl IntoView {
    let id = param("id");
    move || view! { <Making id=id()/> }
}

#[component]
fn Making(id: String) -> impl IntoView {
    let proposal = loader("offer.make", move || id.clone(), crate::proposal::api::page).load();
    // They belong to the page, so that reading its data again in the middle of typing loses nothing.
    let (make, rows) = (Command::of::<api::Make>(), Rows::new());
    view! {
        <div class="wrap wrap--narrow">
            <Loaded from=proposal let:proposal><Body proposal=proposal make=make rows=rows/></Loaded>
        </div>
    }
}

#[component]
fn Body(proposal: ProposalView, make: Command, rows: Rows) -> impl IntoView {
    let back = format!("/proposals/{}", proposal.id);
    let title = t::make(&proposal.freelancer_name);
    let (crumb, job, head_title) =
        ((back.clone(), t::proposal_of(&proposal.freelancer_name)), proposal.job_title.clone(), title.clone());
    let head = move || view! { <Crumbs ways=vec![crumb]/><PageHead title=head_title text=job/> };
    let head = view! { <Title text=title/><div>{server_part("head", head)}</div> };
    if !proposal.actions.contains(&ProposalAction::Offer) {
        let there = proposal
            .offer
            .map(|offer| view! { <LinkButton href=format!("/offers/{offer}")>{t::to_offer()}</LinkButton> });
        let not_now = move || {
            view! {
                <Banner tone=Tone::Warn icon="info" title=t::no_offer_now()>{t::no_offer_now_text()}</Banner>
                <p class="cluster">{there}<LinkButton href=back>{t::to_proposal()}</LinkButton></p>
            }
        };
        return view! { {head}<div class="stack">{server_part("not-now", not_now)}</div> }.into_any();
    }
    let (currency, fees) = (proposal.terms.price.currency, proposal.fees);
    view! {
        {head}
        <Form
            action=make
            hidden=vec![("proposal_id", proposal.id.to_string())]
            class="stack stack--5"
            label=t::make(&proposal.freelancer_name)
        >
            <OfferFields rows=rows given=typed(&proposal.terms.milestones) currency=currency fees=fees side=Side::Client/>
            <div class="cluster">
                <Submit large=true icon="send">{t::send()}</Submit>
                <LinkButton href=back large=true>{t::leave()}</LinkButton>
            </div>
            <p class="hint">{t::send_hint()}</p>
        </Form>
    }
    .into_any()
}

//! A freelancer's own proposals and what has become of them.

use super::api;
use super::parts::StateTag;
use crate::i18n::proposal as t;
use crate::i18n::said;
use crate::runtime::{Loaded, PageMeta, loader, query};
use crate::ui::{ButtonKind, Empty, LinkButton, Moment, MomentShape, PageHead, Pagination};
use domain::actor::Side;
use domain::proposal::{ProposalList, ProposalView};
use leptos::prelude::*;

/// The page `/proposals`.
#[component]
pub fn MinePage() -> impl IntoView {
    let list = loader("proposal.mine", query("after"), api::mine).on_server(|_| PageMeta::of(t::mine()));
    view! {
        <div class="wrap">
            <Loaded from=list let:list>{list.page(|list| view! { <Own list=list/> })}</Loaded>
        </div>
    }
}

#[component]
fn Own(list: ProposalList) -> impl IntoView {
    let on = list.next.as_deref().map(|next| format!("/proposals?after={next}")).unwrap_or_default();
    let empty = list.proposals.is_empty().then(|| {
        view! {
            <h2 class="visually-hidden">{t::mine()}</h2>
            <Empty title=t::none_sent() text=t::none_sent_more()><LinkButton href="/jobs">{t::find_work()}</LinkButton></Empty>
        }
    });
    let rows = list.proposals.into_iter().map(|proposal| view! { <OwnRow proposal=proposal/> }).collect_view();
    view! {
        <PageHead title=t::mine() text=t::mine_text()>
            <LinkButton href="/jobs" kind=ButtonKind::Primary icon="search">{t::find_work()}</LinkButton>
        </PageHead>
        {empty}
        <div class="results">{rows}</div>
        <Pagination label=t::pages() back="" on=on/>
    }
}

#[component]
fn OwnRow(proposal: ProposalView) -> impl IntoView {
    view! {
        <article class="result">
            <div class="stack stack--2">
                <h2><a href=format!("/proposals/{}", proposal.id)>{proposal.job_title}</a></h2>
                <p class="meta">
                    <StateTag state=proposal.state reader=Side::Freelancer/>
                    <span>{proposal.client_name}</span>
                    <span>{t::sent_on()}" "<Moment at=proposal.sent_at shape=MomentShape::Day/></span>
                </p>
                <p class="clamp">{proposal.terms.cover_letter.to_string()}</p>
            </div>
            <div class="result-margin">
                <div>
                    <span class="money money--big">{said(proposal.terms.price)}</span><br/>
                    <span class="small muted">{t::you_receive(proposal.breakdown.freelancer_gets)}</span>
                </div>
            </div>
        </article>
    }
}

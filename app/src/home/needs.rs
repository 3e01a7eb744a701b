//! What needs the viewer, soonest first: when, what, how much, and the way there.

use crate::i18n::home as t;
use crate::i18n::zone;
use crate::ui::{ButtonKind, Due, LinkButton, NEAR, Until};
use domain::home::{Need, NeedRow};
use domain::money::Money;
use domain::time::Timestamp;
use leptos::prelude::*;

/// The list, or a sentence that nothing waits.
#[component]
pub fn Needs(needs: Vec<NeedRow>, now: Timestamp) -> impl IntoView {
    let count = u64::try_from(needs.len()).unwrap_or_default();
    let list = if needs.is_empty() {
        view! { <p class="muted">{t::needs_nothing()}</p> }.into_any()
    } else {
        let rows = needs
            .into_iter()
            .enumerate()
            .map(|(place, need)| view! { <NeedItem need=need now=now first={place == 0}/> })
            .collect_view();
        view! { <Due>{rows}</Due> }.into_any()
    };
    let text = (count > 0).then(|| view! { <p>{t::needs_count(count)}</p> });
    view! {
        <section class="stack stack--3" aria-labelledby="needs-heading">
            <div class="section-head"><h2 id="needs-heading">{t::needs()}</h2>{text}</div>
            {list}
        </section>
    }
}

/// What to say about a need: title, sentence, word of the button, where it leads, and how much hangs on it.
struct Said {
    title: String,
    text: String,
    go: &'static str,
    href: String,
    amount: Option<Money>,
}

fn said(need: &NeedRow) -> Said {
    let (title, name) = (&need.title, &need.other_name);
    match &need.what {
        Need::AnswerOffer { offer, price } => Said {
            title: t::need_offer(name),
            text: title.clone(),
            go: t::go_offer(),
            href: format!("/offers/{offer}"),
            amount: Some(*price),
        },
        Need::Fund { contract, amount, .. } => Said {
            title: t::need_fund(title),
            text: t::need_fund_text(name),
            go: t::go_contract(),
            href: format!("/contracts/{contract}"),
            amount: Some(*amount),
        },
        Need::FundFirst { contract, amount } => Said {
            title: t::need_fund_first(title),
            text: t::need_fund_first_text(name),
            go: t::go_contract(),
            href: format!("/contracts/{contract}"),
            amount: Some(*amount),
        },
        Need::FinishPayment { payment, .. } => Said {
            title: t::need_finish_payment(title),
            text: t::need_finish_payment_text().to_owned(),
            go: t::go_payment(),
            href: format!("/payments/{payment}"),
            amount: None,
        },
        Need::Review { contract, amount, .. } => Said {
            title: t::need_review(title),
            text: t::need_review_text(name),
            go: t::go_review(),
            href: format!("/contracts/{contract}"),
            amount: Some(*amount),
        },
        Need::Submit { contract, amount, again, .. } => Said {
            title: if *again { t::need_submit_again(title) } else { t::need_submit(title) },
            text: if *again { t::need_submit_again_text(name) } else { t::need_submit_text(name) },
            go: t::go_contract(),
            href: format!("/contracts/{contract}"),
            amount: Some(*amount),
        },
        Need::AnswerProposals { job, count } => Said {
            title: t::need_proposals(u64::try_from(*count).unwrap_or_default()),
            text: title.clone(),
            go: t::go_proposals(),
            href: format!("/jobs/{job}/proposals"),
            amount: None,
        },
    }
}

#[component]
fn NeedItem(need: NeedRow, now: Timestamp, first: bool) -> impl IntoView {
    let Said { title, text, go, href, amount } = said(&need);
    let near = need.due.is_some_and(|due| zone::over(due) < now.plus(NEAR));
    let when = match need.due {
        Some(due) => view! { <Until due=due now=now/> }.into_any(),
        None => view! { <span class="small muted">{t::no_deadline()}</span> }.into_any(),
    };
    let kind = if first { ButtonKind::Primary } else { ButtonKind::Plain };
    let amount = amount.map(|amount| view! { <b class="money">{crate::i18n::said(amount)}</b> });
    view! {
        <li class:is-near=near>
            {when}
            <div><h3>{title}</h3><p>{text}</p><div class="cluster"><LinkButton href=href kind=kind small=true>{go}</LinkButton></div></div>
            {amount}
        </li>
    }
}

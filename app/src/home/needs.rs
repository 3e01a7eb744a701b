//! What needs the viewer, soonest first: when, what, how much, and the way there.

use crate::ui::{ButtonKind, Due, LinkButton, NEAR, Until};
use crate::words::home as w;
use crate::words::zone;
use domain::home::{Need, NeedRow};
use domain::money::Money;
use domain::time::Timestamp;
use leptos::prelude::*;

/// The list, or a sentence that nothing waits.
#[component]
pub fn Needs(needs: Vec<NeedRow>, now: Timestamp) -> impl IntoView {
    let count = u64::try_from(needs.len()).unwrap_or_default();
    let list = if needs.is_empty() {
        view! { <p class="muted">{w::needs_nothing()}</p> }.into_any()
    } else {
        let rows = needs
            .into_iter()
            .enumerate()
            .map(|(place, need)| view! { <NeedItem need=need now=now first={place == 0}/> })
            .collect_view();
        view! { <Due>{rows}</Due> }.into_any()
    };
    let text = (count > 0).then(|| view! { <p>{w::needs_count(count)}</p> });
    view! {
        <section class="stack stack--3" aria-labelledby="needs-heading">
            <div class="section-head"><h2 id="needs-heading">{w::needs()}</h2>{text}</div>
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
            title: w::need_offer(name),
            text: title.clone(),
            go: w::go_offer(),
            href: format!("/offers/{offer}"),
            amount: Some(*price),
        },
        Need::Fund { contract, amount, .. } => Said {
            title: w::need_fund(title),
            text: w::need_fund_text(name),
            go: w::go_contract(),
            href: format!("/contracts/{contract}"),
            amount: Some(*amount),
        },
        Need::FundFirst { contract, amount } => Said {
            title: w::need_fund_first(title),
            text: w::need_fund_first_text(name),
            go: w::go_contract(),
            href: format!("/contracts/{contract}"),
            amount: Some(*amount),
        },
        Need::FinishPayment { payment, .. } => Said {
            title: w::need_finish_payment(title),
            text: w::need_finish_payment_text().to_owned(),
            go: w::go_payment(),
            href: format!("/payments/{payment}"),
            amount: None,
        },
        Need::Review { contract, amount, .. } => Said {
            title: w::need_review(title),
            text: w::need_review_text(name),
            go: w::go_review(),
            href: format!("/contracts/{contract}"),
            amount: Some(*amount),
        },
        Need::Submit { contract, amount, again, .. } => Said {
            title: if *again { w::need_submit_again(title) } else { w::need_submit(title) },
            text: if *again { w::need_submit_again_text(name) } else { w::need_submit_text(name) },
            go: w::go_contract(),
            href: format!("/contracts/{contract}"),
            amount: Some(*amount),
        },
        Need::AnswerProposals { job, count } => Said {
            title: w::need_proposals(u64::try_from(*count).unwrap_or_default()),
            text: title.clone(),
            go: w::go_proposals(),
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
        None => view! { <span class="small muted">{w::no_deadline()}</span> }.into_any(),
    };
    let kind = if first { ButtonKind::Primary } else { ButtonKind::Plain };
    let amount = amount.map(|amount| view! { <b class="money">{crate::words::said(amount)}</b> });
    view! {
        <li class:is-near=near>
            {when}
            <div><h3>{title}</h3><p>{text}</p><div class="cluster"><LinkButton href=href kind=kind small=true>{go}</LinkButton></div></div>
            {amount}
        </li>
    }
}

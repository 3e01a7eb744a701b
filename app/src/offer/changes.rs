//! The milestones of a version, with what changed against the version before it.

use crate::i18n::offer as t;
use crate::i18n::said;
use domain::contract::terms::MilestoneTerms;
use domain::offer::OfferTerms;
use leptos::prelude::*;

/// A value that may have changed: the old one struck out, the new one marked.
fn changed(before: Option<String>, now: String) -> AnyView {
    match before {
        Some(before) if before == now => view! { <span>{now}</span> }.into_any(),
        Some(before) => view! { <span><del>{before}</del>" "<ins>{now}</ins></span> }.into_any(),
        None => view! { <span><ins>{now}</ins></span> }.into_any(),
    }
}

fn due(milestone: &MilestoneTerms) -> String {
    milestone.due.map_or_else(|| t::no_date().to_owned(), said)
}

fn row(place: usize, before: Option<&MilestoneTerms>, now: Option<&MilestoneTerms>) -> Option<AnyView> {
    let number = place + 1;
    let cells = match (before, now) {
        (None, None) => return None,
        (Some(gone), None) => (
            view! { <span><del>{gone.title.to_string()}</del></span> }.into_any(),
            view! { <span><del>{due(gone)}</del></span> }.into_any(),
            view! { <span><del>{said(gone.amount)}</del></span> }.into_any(),
        ),
        (before, Some(now)) => (
            changed(before.map(|before| before.title.to_string()), now.title.to_string()),
            changed(before.map(due), due(now)),
            changed(before.map(|before| said(before.amount)), said(now.amount)),
        ),
    };
    let picked = before != now;
    let row = view! {
        <tr class:is-picked=picked>
            <th scope="row" class="lead">{number}". "{cells.0}</th>
            <td data-label=t::due()>{cells.1}</td>
            <td data-label=t::amount() class="key end money">{cells.2}</td>
        </tr>
    };
    Some(row.into_any())
}

/// The table of a version. Without an earlier version nothing is marked.
#[component]
pub fn Terms(terms: OfferTerms, before: Option<OfferTerms>) -> impl IntoView {
    let old = before.as_ref().unwrap_or(&terms);
    let places = terms.milestones.len().max(old.milestones.len());
    let rows = (0..places)
        .filter_map(|place| row(place, old.milestones.get(place), terms.milestones.get(place)))
        .collect_view();
    let price = changed(Some(said(old.price)), said(terms.price));
    view! {
        <div class="card card--flush">
            <table class="table table--fold is-ledger">
                <caption class="visually-hidden">{t::milestones()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t::milestone()}</th>
                        <th scope="col">{t::due()}</th>
                        <th scope="col" class="end">{t::amount()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot><tr><th scope="row" colspan="2">{t::price()}</th><td class="end money">{price}</td></tr></tfoot>
            </table>
        </div>
    }
}

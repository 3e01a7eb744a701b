//! What is on its way to the freelancer's wallet: from which milestone, where it stands, and from when on it is free.

use crate::i18n::home as t;
use crate::i18n::{said, zone};
use crate::ui::{Moment, MomentShape, Tag, Tone};
use domain::home::{ComingRow, Stands};
use domain::money::{Currency, Money};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The list, with a sum for each currency.
#[component]
pub fn Coming(rows: Vec<ComingRow>) -> impl IntoView {
    let sums = (rows.len() > 1).then(|| {
        let sums = sums(&rows).into_iter().map(|sum| view! { <span class="nowrap">{said(sum)}</span>" " }).collect_view();
        view! { <tfoot><tr><th scope="row" colspan="4">{t::coming_all()}</th><td class="key end money">{sums}</td></tr></tfoot> }
    });
    let rows = rows.into_iter().map(|row| view! { <Row row=row/> }).collect_view();
    view! {
        <section class="stack stack--3" aria-labelledby="coming-heading">
            <div class="section-head"><h2 id="coming-heading">{t::coming()}</h2><p>{t::coming_text()}</p></div>
            <div class="card card--flush">
                <table class="table table--fold is-ledger coming">
                    <caption class="visually-hidden">{t::coming()}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t::coming_contract()}</th>
                            <th scope="col">{t::coming_now()}</th>
                            <th scope="col">{t::coming_then()}</th>
                            <th scope="col">{t::coming_free()}</th>
                            <th scope="col" class="end">{t::coming_get()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    {sums}
                </table>
            </div>
        </section>
    }
}

#[component]
fn Row(row: ComingRow) -> impl IntoView {
    let (tone, now, then) = match row.stands {
        Stands::InReview { releases_at } => {
            (Tone::Brass, t::coming_in_review(), t::coming_releases(zone::day(releases_at)))
        }
        Stands::Pending => (Tone::Good, t::coming_pending(), t::coming_security().to_owned()),
    };
    view! {
        <tr>
            <th scope="row" class="lead">
                <a href=format!("/contracts/{}", row.contract)>{row.title}</a>
                <small>{t::coming_milestone(row.number)}</small>
            </th>
            <td class="state"><Tag tone=tone>{now}</Tag></td>
            <td class="then" data-label=t::coming_then()>{then}</td>
            <td class="free" data-label=t::coming_free()><Moment at=row.free_at shape=MomentShape::DayAndHour/></td>
            <td class="key end money" data-label=t::coming_get()><b>{said(row.net)}</b></td>
        </tr>
    }
}

fn sums(rows: &[ComingRow]) -> Vec<Money> {
    let mut sums: BTreeMap<Currency, Money> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry(row.net.currency).or_insert(Money::zero(row.net.currency));
        *sum = sum.checked_add(row.net).unwrap_or(*sum);
    }
    sums.into_values().collect()
}

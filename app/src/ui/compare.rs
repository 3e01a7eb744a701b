//! People and offers beside each other: a table to compare, rows of people with what is asked, and acting on many.

use super::{Avatar, Icon, Person};
use crate::words::{said, ui as w};
use domain::money::Money;
use leptos::prelude::*;

/// One of two to five that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Whose offer it is.
    pub name: String,
    /// Chooses the tint of the avatar.
    pub id: String,
    /// Where their page is.
    pub href: String,
}

/// Columns of people, rows of facts: (name of the row, one text for each person). No sideways scrolling: on a phone the
/// row's name is a line above equal columns.
///
/// ```text
/// <Compare caption=w::comparison() people=people rows=vec![(w::price().into(), prices)]/>
/// ```
#[component]
pub fn Compare(
    #[prop(into)] caption: String,
    people: Vec<Compared>,
    rows: Vec<(String, Vec<String>)>,
) -> impl IntoView {
    let columns = people.len().clamp(2, 5);
    // Grid display takes the roles of a table away, so they are said.
    let heads = people
        .into_iter()
        .map(|one| {
            view! {
                <th scope="col" role="columnheader">
                    <span class="stack stack--1" style="align-items:flex-start"><Avatar name=one.name.clone() id=one.id/><a href=one.href style="color:var(--ink)">{one.name}</a></span>
                </th>
            }
        })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|(name, cells)| {
            let cells = cells.into_iter().map(|text| view! { <td role="cell">{text}</td> }).collect_view();
            view! { <tr role="row"><th scope="row" role="rowheader">{name}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="table compare" role="table" style=format!("--cols:{columns}")>
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup"><tr role="row"><td role="cell" class="wide-only"></td>{heads}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

/// A row of a person: who, in their words, how much, and a few facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid {
    /// Who.
    pub name: String,
    /// Chooses the tint of the avatar, and is sent when the row is chosen.
    pub id: String,
    /// A line below the name.
    pub note: String,
    /// Where it leads.
    pub href: String,
    /// The first sentence of what they say.
    pub sentence: String,
    /// How much it is about.
    pub amount: Money,
    /// One text for each of the table's facts.
    pub facts: Vec<String>,
    /// Chosen, to act on many.
    pub picked: bool,
}

/// Rows of people with check boxes; on a phone each is a short card.
///
/// ```text
/// <Bids caption=w::proposals() choose=w::choose() person=w::freelancer() amount=w::price() facts=vec![w::done_by()] bids=bids/>
/// ```
#[component]
pub fn Bids(
    #[prop(into)] caption: String,
    /// The word for choosing a row; the person's name follows.
    #[prop(into)]
    choose: String,
    person: &'static str,
    amount: &'static str,
    facts: Vec<&'static str>,
    bids: Vec<Bid>,
) -> impl IntoView {
    let heads = facts.iter().map(|fact| view! { <th scope="col">{*fact}</th> }).collect_view();
    let said_choose = choose.clone();
    let rows = bids
        .into_iter()
        .map(|bid| {
            let cells = bid.facts.into_iter().zip(facts.clone());
            let cells = cells.map(|(text, fact)| view! { <td data-label=fact class="fact">{text}</td> }).collect_view();
            let label = format!("{said_choose}: {}", bid.name);
            view! {
                <tr class:is-picked=bid.picked>
                    <td><input type="checkbox" name="chosen" value=bid.id.clone() checked=bid.picked aria-label=label/></td>
                    <td class="lead"><Person name=bid.name id=bid.id note=bid.note href=bid.href/><small>{bid.sentence}</small></td>
                    <td data-label=amount class="key end money"><b>{said(bid.amount)}</b></td>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table table--fold bids">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr><td><span class="visually-hidden">{choose}</span></td><th scope="col">{person}</th><th scope="col" class="end">{amount}</th>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// What can be done with all that are chosen. Stays in sight while any is.
///
/// ```text
/// <Bulk chosen=w::chosen(3, sum)><Submit small=true>{w::decline(3)}</Submit></Bulk>
/// ```
#[component]
pub fn Bulk(
    /// How many, and how much together.
    #[prop(into)]
    chosen: String,
    /// Address without a choice; empty leaves the cross out.
    #[prop(default = String::new(), into)]
    none: String,
    children: Children,
) -> impl IntoView {
    let none = (!none.is_empty())
        .then(|| view! { <a class="icon-button" href=none aria-label=w::choose_none()><Icon name="x"/></a> });
    view! { <div class="bulk" role="group" aria-label=w::with_the_chosen()><b>{chosen}</b><span class="push cluster cluster--tight">{children()}{none}</span></div> }
}

//! People and offers beside each other: a table to compare, rows of people with what is asked, and acting on many.

use super::{Avatar, Icon, Person};
use crate::i18n::{said, ui as t};
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

/// One fact about one of those who are compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Point {
    /// What is said.
    pub text: String,
    /// The same on a phone, where a column is narrow; empty for the same words.
    pub brief: String,
    /// A second line; may be empty.
    pub note: String,
    /// The best of its row.
    pub best: bool,
}

impl Point {
    /// A fact as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// The same in fewer words on a phone.
    pub fn brief(self, brief: impl Into<String>) -> Self {
        Self { brief: brief.into(), ..self }
    }

    /// The same with a second line.
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// The same as the best of its row.
    pub fn best(self) -> Self {
        Self { best: true, ..self }
    }
}

fn point(point: Point) -> impl IntoView {
    let Point { text, brief, note, best } = point;
    let text = if brief.is_empty() {
        text.into_any()
    } else {
        view! { <span class="wide-only">{text}</span><span class="narrow-only">{brief}</span> }.into_any()
    };
    let text = if best {
        view! { <b class="is-best"><Icon name="check"/>" "{text}<span class="visually-hidden">", "{t::best()}</span></b> }.into_any()
    } else {
        text
    };
    let note = (!note.is_empty()).then(|| view! { <small>{note}</small> });
    view! { <td role="cell" class="num">{text}{note}</td> }
}

/// The given name, and what follows it on wide screens only.
fn name_in_two(name: &str) -> impl IntoView + use<> {
    let (given, family) = name.split_once(' ').unwrap_or((name, ""));
    let family = (!family.is_empty()).then(|| view! { <span class="wide-only">" "{family.to_owned()}</span> });
    view! { {given.to_owned()}{family} }
}

/// What can be done about one of them.
fn decide(one: &Compared, first: bool) -> impl IntoView + use<> {
    let given = one.name.split(' ').next().unwrap_or_default().to_owned();
    let class = if first { "button button--small button--primary" } else { "button button--small" };
    view! {
        <td role="cell">
            <div class="stack stack--1 decide">
                <button type="button" class=class aria-label=t::make_offer_to(&given)>{t::make_offer()}</button>
                <button type="button" class="button button--small button--quiet" aria-label=t::ask_name(&given)>{t::ask()}</button>
                <button type="button" class="button button--small button--quiet" aria-label=t::take_out_name(&given)>
                    {t::take_out()}
                </button>
            </div>
        </td>
    }
}

/// Columns of people, rows of facts: (name of the row, one fact for each person). No sideways scrolling: on a phone the
/// row's name is a line above equal columns. The last row is what can be done.
///
/// ```text
/// <Compare caption=t::comparison() people=people rows=vec![(t::price().into(), prices.map(Point::new).to_vec())]/>
/// ```
#[component]
pub fn Compare(#[prop(into)] caption: String, people: Vec<Compared>, rows: Vec<(String, Vec<Point>)>) -> impl IntoView {
    let columns = people.len().clamp(2, 5);
    let acts = people.iter().enumerate().map(|(place, one)| decide(one, place == 0)).collect_view();
    // Grid display takes the roles of a table away, so they are said.
    let heads = people
        .into_iter()
        .map(|one| {
            let name = name_in_two(&one.name);
            view! {
                <th scope="col" role="columnheader">
                    <span class="stack stack--1" style="align-items:flex-start">
                        <Avatar name=one.name id=one.id/>
                        <a href=one.href>{name}</a>
                    </span>
                </th>
            }
        })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|(name, points)| {
            let cells = points.into_iter().map(point).collect_view();
            view! { <tr role="row"><th scope="row" role="rowheader">{name}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="table compare" role="table" style=format!("--cols:{columns}")>
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup"><tr role="row"><td role="cell" class="wide-only"></td>{heads}</tr></thead>
            <tbody role="rowgroup">{rows}<tr role="row"><th scope="row" role="rowheader">{t::decide()}</th>{acts}</tr></tbody>
        </table>
    }
}

/// A row of a person: who, in their words, how much, and a few facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid {
    /// Name of the freelancer.
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
/// <Bids caption=t::proposals() choose=t::choose() person=t::freelancer() amount=t::price() facts=vec![t::done_by()] bids=bids/>
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
                <tr>
                    <td><span class="visually-hidden">{choose}</span></td>
                    <th scope="col">{person}</th>
                    <th scope="col" class="end">{amount}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// What can be done with all that are chosen. Stays in sight while any is.
///
/// ```text
/// <Bulk chosen=t::chosen(3, sum)><Submit small=true>{t::decline(3)}</Submit></Bulk>
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
        .then(|| view! { <a class="icon-button" href=none aria-label=t::choose_none()><Icon name="x"/></a> });
    view! {
        <div class="bulk" role="group" aria-label=t::with_the_chosen()>
            <b>{chosen}</b>
            <span class="push cluster cluster--tight">{children()}{none}</span>
        </div>
    }
}

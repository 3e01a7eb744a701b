//! Who may do what: roles as columns, rights as rows.

use super::Icon;
use crate::i18n::ui as t;
use leptos::prelude::*;

/// Whether a role has a right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Right {
    /// The role has this right.
    Yes,
    /// It has not.
    No,
    /// It has within a bound, said in a word or two.
    Within(String),
}

/// A table of rights. On a phone the right is a line above equal columns.
///
/// ```text
/// <Matrix
///     caption=t::rights()
///     roles=vec![t::owner().into(), t::member().into()]
///     rows=vec![(t::read().into(), vec![Right::Yes, Right::Yes])]
/// />
/// ```
#[component]
pub fn Matrix(#[prop(into)] caption: String, roles: Vec<String>, rows: Vec<(String, Vec<Right>)>) -> impl IntoView {
    let columns = roles.len();
    // Grid display takes the roles of a table away, so they are said.
    let heads = roles.into_iter().map(|role| view! { <th scope="col" role="columnheader">{role}</th> }).collect_view();
    let rows = rows
        .into_iter()
        .map(|(name, rights)| {
            let cells = rights.into_iter().map(right).collect_view();
            view! { <tr role="row"><th scope="row" role="rowheader">{name}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="table compare rights" role="table" style=format!("--cols:{columns}")>
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup"><tr role="row"><td role="cell" class="wide-only"></td>{heads}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn right(right: Right) -> AnyView {
    match right {
        Right::Yes => view! {
            <td role="cell" class="is-yes"><Icon name="check"/><span class="visually-hidden">{t::yes()}</span></td>
        }
        .into_any(),
        Right::No => view! {
            <td role="cell" class="faint">
                <span aria-hidden="true">"–"</span>
                <span class="visually-hidden">{t::no()}</span>
            </td>
        }
        .into_any(),
        Right::Within(bound) => view! { <td role="cell">{bound}</td> }.into_any(),
    }
}

//! Ways through the site: tabs, pages of a list, the way back up.

use super::{Count, Icon};
use crate::i18n::shell as t;
use leptos::prelude::*;

/// One tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Where it leads.
    pub href: String,
    /// Its word.
    pub name: String,
    /// A number beside it; 0 for none.
    pub count: u64,
    /// Whether it is the one that is seen.
    pub current: bool,
}

/// Tabs: links to views of the same thing.
///
/// ```text
/// <Tabs label=t::contract() tabs=vec![Tab { href: "#terms".into(), name: t::terms().into(), count: 0, current: true }]/>
/// ```
#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    let tabs = tabs
        .into_iter()
        .map(|tab| {
            view! {
                <a href=tab.href aria-current=tab.current.then_some("page")>
                    {tab.name}" "
                    <Count number=tab.count quiet=true/>
                </a>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{tabs}</nav> }
}

/// Back and on through a long list; empty addresses leave a link out.
///
/// ```text
/// <Pagination label=t::pages() back="" on=with_parameter(&here, "after", &cursor)/>
/// ```
#[component]
pub fn Pagination(#[prop(into)] label: String, #[prop(into)] back: String, #[prop(into)] on: String) -> impl IntoView {
    let back_link = (!back.is_empty())
        .then(|| view! { <a href=back><span><Icon name="chevron-left" flip=true/>{t::earlier()}</span></a> });
    let on_link = (!on.is_empty())
        .then(|| view! { <a href=on><span>{t::later()}<Icon name="chevron-right" flip=true/></span></a> });
    let any = back_link.is_some() || on_link.is_some();
    any.then(|| view! { <nav class="pagination" aria-label=label>{back_link}{on_link}</nav> })
}

/// The way back up: (address, word) for each page above this one.
///
/// ```text
/// <Crumbs ways=vec![("/contracts".into(), t::contracts().into())]/>
/// ```
#[component]
pub fn Crumbs(
    ways: Vec<(String, String)>,
    /// The page itself, where its heading does not say it.
    #[prop(optional, into)]
    here: Option<String>,
) -> impl IntoView {
    let ways = ways
        .into_iter()
        .map(|(href, name)| view! { <a href=href><Icon name="chevron-left" flip=true/>{name}</a> })
        .collect_view();
    let here = here.map(|here| view! { <span aria-current="page">{here}</span> });
    view! { <nav class="meta crumbs" style="margin-block-end:var(--s2)" aria-label=t::breadcrumb()>{ways}{here}</nav> }
}

/// From one of a list to the one before and the one after it.
///
/// ```text
/// <Pager label=t::proposals() place=3 of=9 back=before on=after/>
/// ```
#[component]
pub fn Pager(
    /// What is gone through.
    #[prop(into)]
    label: String,
    place: u64,
    of: u64,
    #[prop(into)] back: String,
    #[prop(into)] on: String,
) -> impl IntoView {
    view! {
        <nav class="cluster cluster--tight" aria-label=label>
            <a class="icon-button" href=back aria-label=t::earlier()><Icon name="chevron-left" flip=true/></a>
            <span class="small num">{crate::i18n::ui::done_of(place, of)}</span>
            <a class="icon-button" href=on aria-label=t::later()><Icon name="chevron-right" flip=true/></a>
        </nav>
    }
}

//! Narrowing a list: a panel of facets with counts beside it, which on a phone is a sheet; and the field to search it.

use super::{Count, Icon};
use crate::i18n::ui as t;
use leptos::prelude::*;

/// The panel; its controls belong to the form of this id, so that one press sends the search and all filters.
///
/// ```text
/// <FilterPanel id="filters" form="search" clear="/jobs?words=tide" apply=t::apply()>
///     <Facet title=t::pay()><FacetChoice name="pay" value="fixed" form="search" label=t::fixed() count=31/></Facet>
/// </FilterPanel>
/// ```
#[component]
pub fn FilterPanel(
    id: &'static str,
    /// Id of the form that the controls belong to.
    form: &'static str,
    /// Address without filters; empty when none is set.
    #[prop(default = String::new(), into)]
    clear: String,
    /// The word of the button that applies them.
    #[prop(into)]
    apply: String,
    children: Children,
) -> impl IntoView {
    let clear = (!clear.is_empty())
        .then(|| view! { <a class="button button--quiet button--small" href=clear>{t::clear_filters()}</a> });
    view! {
        <section class="filter" id=id popover="auto" aria-label=t::filters()>
            <div class="cluster cluster--apart" style="min-block-size:2rem"><b>{t::filters()}</b>{clear}</div>
            {children()}
            <button type="submit" form=form class="button button--block" style="margin-block-start:var(--s4)">{apply}</button>
        </section>
    }
}

/// The button that opens the panel on a phone.
///
/// ```text
/// <FilterButton panel="filters" chosen=3/>
/// ```
#[component]
pub fn FilterButton(
    /// Id of the panel.
    panel: &'static str,
    /// How many filters are set.
    #[prop(optional)]
    chosen: u64,
) -> impl IntoView {
    view! {
        <button type="button" class="button button--small filter-button" popovertarget=panel>
            <Icon name="sliders-horizontal"/>
            {t::filters()}
            <Count number=chosen/>
        </button>
    }
}

/// One facet: what can be narrowed, opened or closed.
#[component]
pub fn Facet(#[prop(into)] title: String, #[prop(optional)] open: bool, children: Children) -> impl IntoView {
    view! { <details class="facet" open=open><summary>{title}</summary><div>{children()}</div></details> }
}

/// One box of a facet, and how many things of the list it would leave.
#[component]
pub fn FacetChoice(
    name: &'static str,
    #[prop(into)] value: String,
    #[prop(into)] label: String,
    count: u64,
    /// Id of the form that it belongs to.
    form: &'static str,
    #[prop(optional)] checked: bool,
) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" name=name value=value form=form checked=checked disabled={count == 0 && !checked}/>
            <span>{label}</span>
            <span class="count count--quiet">{crate::i18n::said(count)}</span>
        </label>
    }
}

/// A field to search with. It stands in a form that leads to the results by GET.
///
/// ```text
/// <form id="search" action="/jobs" role="search"><SearchField id="words" name="words" label=t::search() value=words/></form>
/// ```
#[component]
pub fn SearchField(
    /// Unique on the page.
    id: &'static str,
    name: &'static str,
    /// Stands above the field; with `silent` only those who listen hear it.
    #[prop(into)]
    label: String,
    #[prop(default = String::new(), into)] value: String,
    #[prop(default = String::new(), into)] placeholder: String,
    #[prop(optional)] silent: bool,
) -> impl IntoView {
    let placeholder = (!placeholder.is_empty()).then_some(placeholder);
    view! {
        <div class="field">
            <label for=id class:visually-hidden=silent>{label}</label>
            <div class="search">
                <Icon name="search"/>
                <input
                    class="input"
                    id=id
                    type="search"
                    name=name
                    value=value
                    placeholder=placeholder
                    autocomplete="off"
                />
            </div>
        </div>
    }
}

//! Surfaces, and what stands on them where nothing is yet or cannot be: loading, empty, error pages.

use super::eur;
use crate::i18n::gallery as t;
use crate::ui::{Amount, Card, Empty, LinkButton, List, Person, Skeleton};
use leptos::prelude::*;

pub(super) fn cards_and_lists() -> AnyView {
    view! {
        <div class="grid" style="--min:17rem;align-items:start">
            <Card class="stack stack--2">
                <h3>{t::milestone_two()}</h3>
                <p class="muted">{t::due_near_text()}</p>
                <p><Amount of=eur(300_000) big=true/></p>
            </Card>
            <Card title=t::go_messages()>
                <List pad=true tight=true>
                    <li><Person name="Sunniva Haugen" id="a" note=t::message_received() href="#cards"/></li>
                    <li><Person name="Tomás Aguirre" id="d" note=t::bid_second() href="#cards"/></li>
                </List>
                <div class="card-foot"><a href="#cards">{t::a_link()}</a></div>
            </Card>
        </div>
    }
    .into_any()
}

pub(super) fn loading() -> AnyView {
    view! {
        <div class="results" aria-busy="true" role="status" aria-label=t::loading_jobs()>
            <div class="result">
                <div class="stack stack--3"><Skeleton width="70%" height="1.4rem"/><Skeleton width="40%"/><Skeleton height="2.6rem"/></div>
                <div class="result-margin"><Skeleton width="6rem" height="1.6rem"/><Skeleton/></div>
            </div>
        </div>
    }
    .into_any()
}

/// Label, title, text, and the one thing to do.
type State = (&'static str, &'static str, &'static str, &'static str);

fn cards<const COUNT: usize>(states: [State; COUNT]) -> AnyView {
    let cards = states
        .into_iter()
        .map(|(label, title, text, action)| {
            let action = (!action.is_empty()).then(|| view! { <LinkButton href="#empty">{action}</LinkButton> });
            view! { <Empty label=label title=title text=text>{action}</Empty> }
        })
        .collect_view();
    view! { <div class="grid" style="--min:17rem">{cards}</div> }.into_any()
}

pub(super) fn empty() -> AnyView {
    cards([
        ("", t::no_proposals(), t::no_proposals_text(), t::invite()),
        ("", t::no_match(), t::no_match_text(), t::remove_filter()),
        ("", t::offline_list(), t::offline_list_text(), ""),
    ])
}

pub(super) fn errors() -> AnyView {
    cards([
        ("404", t::e404(), t::e404_text(), t::e404_do()),
        ("403", t::e403(), t::e403_text(), t::e403_do()),
        ("500", t::e500(), t::e500_text(), t::e500_do()),
        (t::cut_off_label(), t::cut_off(), t::cut_off_text(), t::cut_off_do()),
    ])
}

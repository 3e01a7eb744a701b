//! The landing page: what this is, how a job goes, what it costs, why both sides can relax.

use super::fees::{self, Fees};
use super::market::OpenNow;
use super::street::Street;
use crate::i18n::home as t;
use crate::runtime::ServerData;
use crate::ui::{Hallmark, Icon};
use domain::job::JobList;
use leptos::prelude::*;

/// For people who are not signed in.
#[component]
pub fn Landing(page: ServerData<Option<JobList>>) -> impl IntoView {
    view! {
        {page.meta.head()}
        <section class="hero">{page.server_part("hero", |market| view! { <Hero open=open(market.as_ref())/> })}</section>
        <div class="wrap stack" style="--gap:var(--s8);padding-block:var(--s8)">
            <div class="stack" style="--gap:var(--s8)">{page.server_part("above", |market| market.map(above))}</div>
            // Where the address works the sums out, there are no scripts.
            <div on:input=fees::follow on:submit=|event| event.prevent_default()>{page.server_part("fees", |_| view! { <Fees/> })}</div>
            <section aria-labelledby="trust">{page.server_part("below", |_| below())}</section>
        </div>
    }
}

/// How many jobs are open.
fn open(market: Option<&JobList>) -> u64 {
    market.and_then(|market| u64::try_from(market.total).ok()).unwrap_or_default()
}

#[component]
fn Hero(open: u64) -> impl IntoView {
    view! {
        <div class="wrap">
            <div class="split" style="--aside:25rem;align-items:end">
                <div class="stack stack--5">
                    <h1 class="display">{t::display()}</h1>
                    <p class="lede">{t::lede()}</p>
                </div>
                <SearchCard open=open/>
            </div>
        </div>
        <Street/>
    }
}

/// What is open now and how it goes.
fn above(market: JobList) -> AnyView {
    view! {
        <OpenNow market=market/>
        <section aria-labelledby="how"><How/></section>
    }
    .into_any()
}

/// Why both sides can relax.
fn below() -> AnyView {
    view! { <Trust/> }.into_any()
}

#[component]
fn SearchCard(open: u64) -> impl IntoView {
    let open = (open > 0).then(|| t::open_count(open) + " ");
    view! {
        <form class="card stack stack--3" action="/jobs" role="search" aria-label=t::search_label()>
            <div class="field">
                <label for="home-q">{t::search_question()}</label>
                <div class="search">
                    <Icon name="search"/>
                    <input class="input" id="home-q" type="search" name="words" placeholder=t::search_placeholder()/>
                </div>
            </div>
            <button type="submit" class="button button--primary button--large">{t::search()}</button>
            <p class="hint">{t::search_hint()}" "{open}<a href="/jobs/new">{t::post_instead()}</a></p>
        </form>
    }
}

type Step = (fn() -> &'static str, fn() -> &'static str);

const GIVE: [Step; 5] = [
    (t::give_1, t::give_1_more),
    (t::give_2, t::give_2_more),
    (t::give_3, t::give_3_more),
    (t::give_4, t::give_4_more),
    (t::give_5, t::give_5_more),
];
const TAKE: [Step; 5] = [
    (t::take_1, t::take_1_more),
    (t::take_2, t::take_2_more),
    (t::take_3, t::take_3_more),
    (t::take_4, t::take_4_more),
    (t::take_5, t::take_5_more),
];

#[component]
fn How() -> impl IntoView {
    view! {
        <h2 id="how">{t::how()}</h2>
        <p class="muted measure">{t::how_more()}</p>
        <div class="grid" style="--min:22rem;--gap:var(--s6) var(--s7);margin-block-start:var(--s5)">
            <Steps icon="briefcase" title=t::give() steps=GIVE/>
            <Steps icon="pencil" title=t::take() steps=TAKE/>
        </div>
    }
}

#[component]
fn Steps(icon: &'static str, title: &'static str, steps: [Step; 5]) -> impl IntoView {
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(place, (name, more))| {
            view! {
                <li style="display:grid;grid-template-columns:2rem 1fr;gap:0 var(--s2)">
                    <span class="faint" style="font:600 var(--text-lg)/1.3 var(--font-head)" aria-hidden="true">{place + 1}</span>
                    <div><b>{name()}</b><p class="small muted">{more()}</p></div>
                </li>
            }
        })
        .collect_view();
    view! {
        <div>
            <h3 class="cluster"><Icon name=icon/>{title}</h3>
            <ol class="list list--tight" style="margin-block-start:var(--s2)">{steps}</ol>
        </div>
    }
}

#[component]
fn Trust() -> impl IntoView {
    let reasons = [(1, t::trust_1(), t::trust_1_more()), (3, t::trust_2(), t::trust_2_more()), (2, t::trust_3(), t::trust_3_more())]
        .into_iter()
        .map(|(mark, title, more)| {
            view! { <div class="stack stack--3"><Hallmark number=mark/><h3>{title}</h3><p class="muted small">{more}</p></div> }
        })
        .collect_view();
    view! {
        <h2 id="trust">{t::trust()}</h2>
        <div class="grid" style="--min:17rem;--gap:var(--s6);margin-block-start:var(--s5)">{reasons}</div>
    }
}

//! The landing page: what this is, how a job goes, what it costs, why both sides can relax.

use super::street::Street;
use crate::ui::{Fact, Facts, Hallmark, Icon};
use crate::words::home as w;
use crate::words::said;
use domain::fee::{Breakdown, FeeRates};
use domain::money::{Currency, Money};
use leptos::prelude::*;

/// The price whose fees are shown.
const EXAMPLE: Money = Money::new(240_000, Currency::Eur);

/// For people who are not signed in.
#[component]
pub fn Landing() -> impl IntoView {
    view! {
        <leptos_meta::Title text=w::title()/>
        <section class="hero">
            <div class="wrap">
                <div class="split" style="--aside:25rem;align-items:end">
                    <div class="stack stack--5">
                        <h1 class="display">{w::display()}</h1>
                        <p class="lede">{w::lede()}</p>
                    </div>
                    <SearchCard/>
                </div>
            </div>
            <Street/>
        </section>
        <div class="wrap stack" style="--gap:var(--s8);padding-block:var(--s8)">
            <How/>
            <Fees/>
            <Trust/>
        </div>
    }
}

#[component]
fn SearchCard() -> impl IntoView {
    view! {
        <form class="card stack stack--3" action="/jobs" role="search" aria-label=w::search_label()>
            <div class="field">
                <label for="home-q">{w::search_question()}</label>
                <div class="search">
                    <Icon name="search"/>
                    <input class="input" id="home-q" type="search" name="words" placeholder=w::search_placeholder()/>
                </div>
            </div>
            <button type="submit" class="button button--primary button--large">{w::search()}</button>
            <p class="hint">{w::search_hint()}" "<a href="/jobs/new">{w::post_instead()}</a></p>
        </form>
    }
}

type Step = (fn() -> &'static str, fn() -> &'static str);

const GIVE: [Step; 5] = [
    (w::give_1, w::give_1_more),
    (w::give_2, w::give_2_more),
    (w::give_3, w::give_3_more),
    (w::give_4, w::give_4_more),
    (w::give_5, w::give_5_more),
];
const TAKE: [Step; 5] = [
    (w::take_1, w::take_1_more),
    (w::take_2, w::take_2_more),
    (w::take_3, w::take_3_more),
    (w::take_4, w::take_4_more),
    (w::take_5, w::take_5_more),
];

#[component]
fn How() -> impl IntoView {
    view! {
        <section aria-labelledby="how">
            <h2 id="how">{w::how()}</h2>
            <p class="muted measure">{w::how_more()}</p>
            <div class="grid" style="--min:22rem;--gap:var(--s6) var(--s7);margin-block-start:var(--s5)">
                <Steps icon="briefcase" title=w::give() steps=GIVE/>
                <Steps icon="pencil" title=w::take() steps=TAKE/>
            </div>
        </section>
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

/// What a price means for both sides, worked out.
#[component]
fn Fees() -> impl IntoView {
    let rates = FeeRates::DEFAULT;
    Breakdown::of(EXAMPLE, rates).ok().map(|sum| {
        let less = sum.freelancer_fee.checked_neg().unwrap_or(sum.freelancer_fee);
        let client = vec![
            Fact::new(w::price(), sum.price),
            Fact::new(w::fee_client(rates.client), sum.client_fee),
            Fact::new(w::fees_client(), sum.client_pays),
        ];
        let freelancer = vec![
            Fact::new(w::price(), sum.price),
            Fact::new(w::fee_freelancer(rates.freelancer), less),
            Fact::new(w::fees_freelancer(), sum.freelancer_gets),
        ];
        let share = sum.freelancer_gets.minor * 100 / sum.client_pays.minor.max(1);
        view! {
            <section class="grid" style="--min:20rem;--gap:var(--s5) var(--s7);align-items:center" aria-labelledby="fees">
                <div class="stack">
                    <h2 id="fees">{w::fees()}</h2>
                    <p class="muted measure">{w::fees_text(rates.client, rates.freelancer)}</p>
                </div>
                <div class="card stack">
                    <div class="split-bar" style=format!("--v:{share}") aria-hidden="true">
                        <span>{w::fees_freelancer()}<small>{said(sum.freelancer_gets)}</small></span>
                        <span></span>
                    </div>
                    <Facts facts=client total=true/>
                    <Facts facts=freelancer total=true/>
                </div>
            </section>
        }
    })
}

#[component]
fn Trust() -> impl IntoView {
    let reasons = [(1, w::trust_1(), w::trust_1_more()), (3, w::trust_2(), w::trust_2_more()), (2, w::trust_3(), w::trust_3_more())]
        .into_iter()
        .map(|(mark, title, more)| {
            view! { <div class="stack stack--3"><Hallmark number=mark/><h3>{title}</h3><p class="muted small">{more}</p></div> }
        })
        .collect_view();
    view! {
        <section aria-labelledby="trust">
            <h2 id="trust">{w::trust()}</h2>
            <div class="grid" style="--min:17rem;--gap:var(--s6);margin-block-start:var(--s5)">{reasons}</div>
        </section>
    }
}

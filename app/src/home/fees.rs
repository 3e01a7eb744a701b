//! What a price means for both sides: worked out while somebody types, or from the address where there are no scripts.

use crate::i18n::home as t;
use crate::i18n::said;
use crate::runtime::query;
use crate::ui::{Detail, DetailList};
use domain::fee::{Breakdown, FeeRates};
use domain::money::{Currency, Money};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlInputElement};

/// The price to begin with.
const EXAMPLE: Money = Money::new(240_000, Currency::Eur);

/// The sums of a price as typed.
fn work_out(typed: &str) -> Option<Breakdown> {
    let price = Money::parse(typed, EXAMPLE.currency).ok().filter(|price| price.is_positive())?;
    Breakdown::of(price, FeeRates::DEFAULT).ok()
}

/// A price to type, and what each side pays and gets. Rendered by the server; [`follow`] keeps the sums true.
#[component]
pub fn Fees() -> impl IntoView {
    let given = untrack(query("price"));
    let first = if work_out(&given).is_some() { given } else { EXAMPLE.plain() };
    let sums = work_out(&first);
    let rates = FeeRates::DEFAULT;
    view! {
        <section class="grid" style="--min:20rem;--gap:var(--s5) var(--s7);align-items:center" aria-labelledby="fees">
            <div class="stack">
                <h2 id="fees">{t::fees()}</h2>
                <p class="muted measure">{t::fees_text(rates.client, rates.freelancer)}</p>
                <form action="/#fees" aria-label=t::fees_form()>
                    <div class="field" style="max-inline-size:16rem">
                        <label for=PRICE>{t::price()}</label>
                        <div class="affix">
                            <input
                                class="input end"
                                id=PRICE
                                name="price"
                                inputmode="decimal"
                                autocomplete="off"
                                value=first
                                aria-describedby=HINT
                            />
                            <span>{EXAMPLE.currency.code()}</span>
                        </div>
                        <p class="hint" id=HINT role="status"></p>
                    </div>
                </form>
            </div>
            {sums.map(|sum| view! { <Sums sum=sum/> })}
        </section>
    }
}

const PRICE: &str = "fees-price";
const HINT: &str = "fees-hint";

/// All sums in the order in which [`Sums`] shows them, and the freelancer's share in percent.
fn figures(sum: Breakdown) -> ([String; 7], i64) {
    let less = sum.freelancer_fee.checked_neg().unwrap_or(sum.freelancer_fee);
    let [gets, price, client_fee, pays] = [sum.freelancer_gets, sum.price, sum.client_fee, sum.client_pays].map(said);
    let share = sum.freelancer_gets.minor.saturating_mul(100) / sum.client_pays.minor.max(1);
    ([gets.clone(), price.clone(), client_fee, pays, price, said(less), gets], share)
}

#[component]
fn Sums(sum: Breakdown) -> impl IntoView {
    let rates = FeeRates::DEFAULT;
    let ([on_bar, price, client_fee, pays, same_price, less, gets], share) = figures(sum);
    let detail = |name: String, value: String| Detail { name, value };
    let client = vec![
        detail(t::price().to_owned(), price),
        detail(t::fee_client(rates.client), client_fee),
        detail(t::fees_client().to_owned(), pays),
    ];
    let freelancer = vec![
        detail(t::price().to_owned(), same_price),
        detail(t::fee_freelancer(rates.freelancer), less),
        detail(t::fees_freelancer().to_owned(), gets),
    ];
    view! {
        <div class="card stack">
            <div class="split-bar" style=format!("--v:{share}") aria-hidden="true">
                <span>{t::fees_freelancer()}<small>{on_bar}</small></span>
                <span></span>
            </div>
            <DetailList details=client total=true/>
            <DetailList details=freelancer total=true/>
        </div>
    }
}

/// Works the sums out as one types. What cannot be read is told, and leaves the last sums standing.
pub(super) fn follow(event: web_sys::Event) {
    let price = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let around = event.current_target().and_then(|around| around.dyn_into::<Element>().ok());
    if let (Some(price), Some(around)) = (price.filter(|price| price.id() == PRICE), around) {
        // Nobody could be told if this failed.
        let _ = show(&around, &price);
    }
}

fn show(around: &Element, price: &HtmlInputElement) -> Result<(), JsValue> {
    let sums = work_out(&price.value());
    let bad = if sums.is_none() { t::fees_bad(EXAMPLE) } else { String::new() };
    if let Some(hint) = document().get_element_by_id(HINT) {
        hint.set_text_content(Some(&bad));
    }
    let Some(sums) = sums else { return price.set_attribute("aria-invalid", "true") };
    price.remove_attribute("aria-invalid")?;
    let (figures, share) = figures(sums);
    let shown = around.query_selector_all(".split-bar small, dd")?;
    for (place, figure) in (0..).zip(&figures) {
        if let Some(element) = shown.item(place) {
            element.set_text_content(Some(figure));
        }
    }
    match around.query_selector(".split-bar")? {
        Some(bar) => bar.set_attribute("style", &format!("--v:{share}")),
        None => Ok(()),
    }
}

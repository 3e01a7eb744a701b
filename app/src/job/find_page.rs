//! Find work: a search by address, so that it can be shared, kept and used without scripts.

use super::api::{self, Found};
use super::parts::{JobResult, currencies};
use crate::error::PageError;
use crate::i18n::job as t;
use crate::runtime::{Loaded, PageMeta, ServerData, loader};
use crate::ui::{Banner, Empty, Icon, LinkButton, Pagination, Tone, encoded};
use domain::job::{JobList, JobQuery};
use domain::money::{AmountInput, Currency};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The address of a search.
fn address(search: &JobQuery, after: &str) -> String {
    let (least, most) = (search.budget_min.text(), search.budget_max.text());
    let parts = [
        ("words", search.words.as_str()),
        ("currency", &search.currency),
        ("budget_min", &least),
        ("budget_max", &most),
        ("after", after),
    ];
    let query: Vec<String> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    if query.is_empty() { "/jobs".to_owned() } else { format!("/jobs?{}", query.join("&")) }
}

/// The page `/jobs`.
#[component]
pub fn FindPage() -> impl IntoView {
    let query = use_query_map();
    let search = move || {
        let part = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
        JobQuery {
            words: part("words"),
            currency: part("currency"),
            budget_min: part("budget_min").into(),
            budget_max: part("budget_max").into(),
            after: part("after"),
        }
    };
    let fetch = |search: JobQuery| async { Ok((search.clone(), api::find(search).await?)) };
    let found = loader("job.find", search, fetch).on_server(|_| PageMeta::of(t::find()));
    view! {
        <div class="wrap">
            <Loaded from=found let:found><Body found=found/></Loaded>
        </div>
    }
}

#[component]
fn Body(found: ServerData<(JobQuery, Found)>) -> impl IntoView {
    let form = |(search, _): (JobQuery, Found)| {
        view! {
            <form
                class="stack stack--3"
                id="search"
                action="/jobs"
                role="search"
                aria-label=t::search_label()
                style="margin-block-end:var(--s5)"
            >
                <h1>{t::find()}</h1>
                <div class="field" style="gap:var(--s2)">
                    <label class="visually-hidden" for="words">{t::words()}</label>
                    <div class="cluster" style="flex-wrap:nowrap">
                        <div class="search grow">
                            <Icon name="search"/>
                            <input
                                class="input"
                                id="words"
                                type="search"
                                name="words"
                                value=search.words
                                aria-describedby="words-hint"
                                autocomplete="off"
                            />
                        </div>
                        <button type="submit" class="button button--primary">{t::search()}</button>
                    </div>
                    <p class="hint" id="words-hint">{t::words_hint()}</p>
                </div>
            </form>
        }
    };
    let results = |(search, found): (JobQuery, Found)| {
        view! {
            <Filters search=search.clone() refused=found.refused.clone()/>
            <section aria-label=t::results()>
                {match found.refused {
                    Some(error) => view! { <Refused error=error/> }.into_any(),
                    None => view! { <Results search=search list=found.list own_skills=found.own_skills/> }.into_any(),
                }}
            </section>
        }
    };
    // What is being typed stays as it is when something new is found.
    view! {
        {found.meta.head()}
        <div>{found.server_part("search", form)}</div>
        <div class="split split--start">{found.server_part("found", results)}</div>
    }
}

/// Why nothing was searched. The same sentences stand at their fields, which a phone shows behind the button.
#[component]
fn Refused(error: PageError) -> impl IntoView {
    let rows = error.fields().iter().map(|bad| view! { <li>{bad.sentence.clone()}</li> }).collect_view();
    let title = if error.fields().is_empty() { error.sentence() } else { t::not_searched().to_owned() };
    view! {
        <Banner tone=Tone::Bad icon="triangle-alert" title=title role="alert">
            <ul>{rows}</ul>
            <button type="button" class="button button--small narrow-only" popovertarget="filters">
                <Icon name="sliders-horizontal"/>
                {t::filters()}
            </button>
        </Banner>
    }
}

/// A field of the filters with its hint and what is wrong with it.
#[component]
fn Filter(
    id: &'static str,
    label: &'static str,
    #[prop(default = "")] hint: &'static str,
    wrong: Option<String>,
    control: AnyView,
) -> impl IntoView {
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    let wrong = wrong.map(
        |sentence| view! { <p class="error" id=format!("{id}-error")><Icon name="triangle-alert"/>{sentence}</p> },
    );
    view! { <div class="field"><label for=id>{label}</label>{hint}{control}{wrong}</div> }
}

/// A bound of the budget.
#[component]
fn Bound(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    value: String,
    wrong: Option<String>,
) -> impl IntoView {
    let (invalid, described) = (wrong.as_ref().map(|_| "true"), wrong.as_ref().map(|_| format!("{id}-error")));
    let control = view! {
        <input
            class="input"
            id=id
            name=name
            form="search"
            inputmode="decimal"
            autocomplete="off"
            value=value
            aria-invalid=invalid
            aria-describedby=described
        />
    };
    view! { <Filter id=id label=label wrong=wrong control=control.into_any()/> }
}

#[component]
fn Filters(search: JobQuery, refused: Option<PageError>) -> impl IntoView {
    let wrong = |name: &str| {
        let fields = refused.as_ref().map(PageError::fields).unwrap_or_default();
        fields.iter().find(|bad| bad.field == name).map(|bad| bad.sentence.clone())
    };
    let chosen = search.currency.clone();
    let any = !(search.currency.is_empty() && search.budget_min.is_blank() && search.budget_max.is_blank());
    let all = address(&JobQuery { words: search.words.clone(), ..JobQuery::default() }, "");
    let clear = any.then(|| view! { <a class="button button--quiet button--small" href=all>{t::clear()}</a> });
    let options = currencies()
        .into_iter()
        .map(|(code, name)| {
            let selected = code == chosen;
            view! { <option value=code selected=selected>{name}</option> }
        })
        .collect_view();
    let described = if wrong("currency").is_some() { "currency-hint currency-error" } else { "currency-hint" };
    let currency = view! {
        <select id="currency" name="currency" form="search" aria-invalid=wrong("currency").map(|_| "true") aria-describedby=described>
            <option value="" selected=chosen.is_empty()>{t::any()}</option>
            {options}
        </select>
    };
    view! {
        <aside class="filter sticky" id="filters" popover="auto" aria-label=t::filters()>
            <div class="cluster cluster--apart" style="min-block-size:2rem">
                <h2 style="font:600 var(--text-md) var(--font-ui)">{t::filters()}</h2>
                {clear}
            </div>
            <details class="facet" open=true>
                <summary>{t::budget()}</summary>
                <div class="stack stack--3">
                    <Filter id="currency" label=t::currency() hint=t::currency_hint() wrong=wrong("currency") control=currency.into_any()/>
                    <div class="field-row" style="--min:5rem;gap:var(--s2);align-items:start">
                        <Bound
                            id="budget-min"
                            name="budget_min"
                            label=t::at_least()
                            value=search.budget_min.text()
                            wrong=wrong("budget_min")
                        />
                        <Bound
                            id="budget-max"
                            name="budget_max"
                            label=t::at_most()
                            value=search.budget_max.text()
                            wrong=wrong("budget_max")
                        />
                    </div>
                </div>
            </details>
            <button type="submit" form="search" class="button button--block" style="margin-block-start:var(--s4)">{t::apply()}</button>
        </aside>
    }
}

/// What narrows the search besides its words, and each with the address of the search without it. A bound goes with its
/// currency, because no amount is one without.
fn narrowed(search: &JobQuery) -> Vec<(String, String)> {
    let Ok(currency) = Currency::parse(&search.currency) else { return Vec::new() };
    let amount = |given: &AmountInput| given.read(currency).ok();
    let words = JobQuery { words: search.words.clone(), ..JobQuery::default() };
    let least = amount(&search.budget_min).map(|least| {
        (t::chip_least(least), address(&JobQuery { budget_min: AmountInput::default(), ..search.clone() }, ""))
    });
    let most = amount(&search.budget_max).map(|most| {
        (t::chip_most(most), address(&JobQuery { budget_max: AmountInput::default(), ..search.clone() }, ""))
    });
    let own = (t::chip_currency(currency.code()), address(&words, ""));
    [own].into_iter().chain(least).chain(most).collect()
}

#[component]
fn Narrowed(chips: Vec<(String, String)>) -> impl IntoView {
    let chips = chips.into_iter().map(|(name, without)| {
        view! { <li><a class="chip" href=without>{name}<span class="visually-hidden">" "{t::chip_remove()}</span><Icon name="x"/></a></li> }
    });
    let chips = chips.collect_view();
    view! { <ul class="cluster cluster--tight" aria-label=t::active_filters() style="margin-block:var(--s2) var(--s3)">{chips}</ul> }
}

#[component]
fn Results(search: JobQuery, list: JobList, own_skills: Vec<String>) -> impl IntoView {
    let chips = narrowed(&search);
    let count = (!chips.is_empty()).then(|| view! { <span class="count">{chips.len()}</span> });
    let chips = (!chips.is_empty()).then(|| view! { <Narrowed chips=chips/> });
    let total = u64::try_from(list.total).unwrap_or_default();
    let found = if list.total < JobList::COUNTED_MAX { t::found(total) } else { t::found_many(total) };
    let on = list.next.as_deref().map(|next| address(&search, next)).unwrap_or_default();
    let newest = (!search.after.is_empty()).then(|| view! { <a href=address(&search, "")>{t::to_newest()}</a> });
    let order = (total > 1).then(|| view! { ", "<span class="muted">{t::newest_first()}</span> });
    let empty = list.jobs.is_empty().then(|| {
        view! { <Empty title=t::nothing_found() text=t::nothing_found_more()><LinkButton href="/jobs">{t::all_open()}</LinkButton></Empty> }
    });
    let jobs = list.jobs.into_iter().map(|job| view! { <JobResult job=job own_skills=own_skills.clone()/> });
    let results = jobs.collect_view();
    view! {
        <div class="cluster cluster--apart" style="min-block-size:2rem;margin-block-end:var(--s3)">
            <p role="status"><b>{found}</b>{order}</p>
            <div class="cluster">
                {newest}
                <button type="button" class="button button--small narrow-only" popovertarget="filters">
                    <Icon name="sliders-horizontal"/>
                    {t::filters()}
                    {count}
                </button>
            </div>
        </div>
        {chips}
        {empty}
        <div class="results">{results}</div>
        <Pagination label=t::pages() back="" on=on/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_search_is_in_the_address() {
        assert_eq!(address(&JobQuery::default(), ""), "/jobs");
        let search = JobQuery { words: "tide gauge".into(), currency: "EUR".into(), ..JobQuery::default() };
        assert_eq!(address(&search, "abc"), "/jobs?words=tide%20gauge&currency=EUR&after=abc");
    }

    #[test]
    fn each_filter_can_be_taken_away_and_a_bound_goes_with_its_currency() {
        let given = |min: &str, max: &str, currency: &str| JobQuery {
            words: "tide".into(),
            currency: currency.into(),
            budget_min: min.into(),
            budget_max: max.into(),
            after: "abc".into(),
        };
        let without = |search: &JobQuery| narrowed(search).into_iter().map(|(_, address)| address).collect::<Vec<_>>();
        assert_eq!(without(&given("", "", "")), Vec::<String>::new());
        assert_eq!(without(&given("", "", "EUR")), ["/jobs?words=tide"]);
        assert_eq!(
            without(&given("100", " 5,000.00", "EUR")),
            [
                "/jobs?words=tide",
                "/jobs?words=tide&currency=EUR&budget_max=%205%2C000.00",
                "/jobs?words=tide&currency=EUR&budget_min=100"
            ]
        );
        let (least, _) = narrowed(&given("100", "", "EUR")).pop().unwrap();
        assert_eq!(least, "At least €100.00");
        assert_eq!(without(&given("much", "", "EUR")), ["/jobs?words=tide"], "what cannot be read is no filter");
    }
}

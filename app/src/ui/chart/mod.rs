//! Charts: bars, lines, rings and lines as high as a word. Each says its lowest, highest and total in words, and has
//! its figures as a table behind it.

mod figure;
mod scale;
mod svg;

pub use figure::{Figure, Unit};

use super::{Cell, More, Table};
use crate::i18n::ui as t;
use figure::{in_words, sum};
use leptos::prelude::*;
use svg::{SLICES_MAX, Told};

/// The figures behind a chart, on demand.
fn as_table(title: String, rows: Vec<Vec<Cell>>) -> impl IntoView {
    view! { <More title=t::show_table()><Table caption=title head=vec![t::chart_what(), t::chart_value()] rows=rows/></More> }
}

/// The chart with its name and words above it, and its table behind.
#[component]
fn Around(title: String, summary: String, svg: String, figures: Vec<Figure>, unit: Unit, total: bool) -> impl IntoView {
    let mut rows: Vec<Vec<Cell>> =
        figures.iter().map(|one| vec![Cell::text(&one.name), Cell::figure(unit.say(one.value))]).collect();
    if let Some(sum) = sum(&figures).filter(|_| total && !figures.is_empty()) {
        rows.push(vec![Cell::text(t::chart_total()), Cell::figure(unit.say(sum))]);
    }
    view! {
        <figure class="chart-frame">
            <figcaption><b>{title.clone()}</b>" "<span class="small muted">{summary}</span></figcaption>
            <div inner_html=svg></div>
            {as_table(title, rows)}
        </figure>
    }
}

/// One bar for each figure.
///
/// ```text
/// <BarChart id="received" title=t::received(2026) unit=Unit::Money(Currency::Eur) figures=months marked=10/>
/// ```
#[component]
pub fn BarChart(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] title: String,
    figures: Vec<Figure>,
    unit: Unit,
    /// The bar that is not settled yet, such as this month.
    #[prop(optional)]
    marked: Option<usize>,
) -> impl IntoView {
    let summary = in_words(&figures, unit, true);
    let svg = svg::bars(&figures, unit, marked, Told { id, title: &title, summary: &summary });
    view! { <Around title=title summary=summary svg=svg figures=figures unit=unit total=true/> }
}

/// One bar for each sum of two parts, the first of them dark, with a key and what it all comes to.
///
/// ```text
/// <StackedChart
///     id="months"
///     title=t::received()
///     unit=Unit::Money(Currency::Eur)
///     parts=[t::hourly(), t::milestones()]
///     sums=months
///     below=hours
/// />
/// ```
#[component]
pub fn StackedChart(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] title: String,
    unit: Unit,
    /// What the two parts are.
    parts: [&'static str; 2],
    sums: Vec<Figure>,
    /// The first part of each sum.
    below: Vec<i64>,
) -> impl IntoView {
    let summary = in_words(&sums, unit, true);
    let svg = svg::stacked(&sums, &below, unit, Told { id, title: &title, summary: &summary });
    let [dark, soft] = parts;
    let rows = sums
        .iter()
        .zip(&below)
        .map(|(one, below)| {
            let figures = [*below, one.value.saturating_sub(*below), one.value];
            let mut row = vec![Cell::text(&one.name)];
            row.extend(figures.map(|value| Cell::figure(unit.say(value))));
            row
        })
        .collect();
    view! {
        <figure class="chart-frame">
            <figcaption><b>{title.clone()}</b>" "<span class="small muted">{summary}</span></figcaption>
            <div inner_html=svg></div>
            <p class="meta"><span><i class="swatch"></i>{dark}</span><span><i class="swatch swatch--soft"></i>{soft}</span></p>
            <More title=t::show_table()><Table caption=title head=vec![t::chart_what(), dark, soft, t::chart_total()] rows=rows/></More>
        </figure>
    }
}

/// A figure of [`Trends`]: its name, value and note, and how it came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// What it is.
    pub name: String,
    /// The figure, in words.
    pub value: String,
    /// A few words below it.
    pub note: String,
    /// The values before it, the last one being the figure.
    pub values: Vec<i64>,
}

/// Big figures beside each other, each above the line of its last values. The line is decoration: the words say it.
///
/// ```text
/// <Trends trends=vec![Trend { name: t::jobs().into(), value: said(214), note: t::more_than_before(9), values: weeks }]/>
/// ```
#[component]
pub fn Trends(trends: Vec<Trend>) -> impl IntoView {
    let trends = trends
        .into_iter()
        .map(|one| {
            let line = svg::spark(&one.values, "");
            view! {
                <div class="stat">
                    <dt>{one.name}</dt>
                    <dd class="money money--big">{one.value}</dd>
                    <dd>{one.note}</dd>
                    <dd class="trend" aria-hidden="true" inner_html=line></dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="stats">{trends}</dl> }
}

/// A line: for what is held or reached at a time, which has no meaningful sum.
///
/// ```text
/// <LineChart id="score" title=t::score() unit=Unit::Count figures=weeks/>
/// ```
#[component]
pub fn LineChart(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] title: String,
    figures: Vec<Figure>,
    unit: Unit,
) -> impl IntoView {
    let summary = in_words(&figures, unit, false);
    let svg = svg::line(&figures, unit, Told { id, title: &title, summary: &summary });
    view! { <Around title=title summary=summary svg=svg figures=figures unit=unit total=false/> }
}

/// The largest parts first; what is beyond the last that can be told apart becomes one part called `rest`.
fn parts(mut figures: Vec<Figure>, rest: &str) -> Vec<Figure> {
    figures.sort_by_key(|one| std::cmp::Reverse(one.value));
    if figures.len() > SLICES_MAX {
        let others = figures.split_off(SLICES_MAX - 1);
        figures.push(Figure::new(rest, sum(&others).unwrap_or(i64::MAX)));
    }
    figures
}

/// What a whole is made of: a ring, and each part with its share. At most five parts; the others are put together.
///
/// ```text
/// <Donut id="fees" title=t::where_fees_went() unit=Unit::Money(Currency::Eur) figures=kinds rest=t::other()/>
/// ```
#[component]
pub fn Donut(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] title: String,
    figures: Vec<Figure>,
    unit: Unit,
    /// The word for all parts that are too small.
    #[prop(into)]
    rest: String,
) -> impl IntoView {
    let summary = in_words(&figures, unit, true);
    let shown = parts(figures.clone(), &rest);
    let values: Vec<i64> = shown.iter().map(|one| one.value).collect();
    let key = shown
        .iter()
        .zip(scale::shares(&values, 100))
        .enumerate()
        .map(|(place, (one, percent))| {
            let class = format!("swatch slice--{}", place + 1);
            view! { <li><i class=class></i><span>{t::chart_share(&one.name, unit.say(one.value), percent)}</span></li> }
        })
        .collect_view();
    let ring = svg::ring(&shown, Told { id, title: &title, summary: &summary });
    let mut rows: Vec<Vec<Cell>> =
        figures.iter().map(|one| vec![Cell::text(&one.name), Cell::figure(unit.say(one.value))]).collect();
    rows.extend(sum(&figures).map(|sum| vec![Cell::text(t::chart_total()), Cell::figure(unit.say(sum))]));
    view! {
        <figure class="chart-frame">
            <figcaption><b>{title.clone()}</b>" "<span class="small muted">{summary}</span></figcaption>
            <div class="ring-row"><div inner_html=ring></div><ul class="chart-key">{key}</ul></div>
            {(!figures.is_empty()).then(|| as_table(title, rows))}
        </figure>
    }
}

/// A line as high as a line of text, beside a figure that has its own words.
///
/// ```text
/// <Sparkline label=t::jobs_posted() values=weeks unit=Unit::Count/>
/// ```
#[component]
pub fn Sparkline(
    /// What it shows; its lowest, highest and last value are said with it.
    #[prop(into)]
    label: String,
    values: Vec<i64>,
    unit: Unit,
) -> impl IntoView {
    let say = |value: Option<&i64>| unit.say(value.copied().unwrap_or_default());
    let words = t::spark_summary(label, say(values.iter().min()), say(values.iter().max()), say(values.last()));
    view! { <span class="spark-box" inner_html=svg::spark(&values, &words)></span> }
}

/// Bars made of words, a meter and a number: for comparing a handful of kinds.
///
/// ```text
/// <Bars unit=Unit::Count figures=vec![Figure::new(t::talking(), 7), Figure::new(t::to_decide(), 2)]/>
/// ```
#[component]
pub fn Bars(figures: Vec<Figure>, unit: Unit) -> impl IntoView {
    let most = figures.iter().map(|one| one.value).max().unwrap_or_default().max(1);
    let rows = figures
        .into_iter()
        .map(|one| {
            let value = unit.say(one.value);
            let label = format!("{}: {value}", one.name);
            view! {
                <li>
                    <span>{one.name}</span>
                    <meter class="meter" max=most.to_string() value=one.value.to_string() aria-label=label></meter>
                    <b class="num">{value}</b>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="bars">{rows}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_parts_are_put_together() {
        let figures = (1..=7).map(|n| Figure::new(format!("k{n}"), n)).collect();
        let shown = parts(figures, "Other");
        let shown: Vec<(&str, i64)> = shown.iter().map(|one| (one.name.as_str(), one.value)).collect();
        assert_eq!(shown, [("k7", 7), ("k6", 6), ("k5", 5), ("k4", 4), ("Other", 6)]);
    }
}

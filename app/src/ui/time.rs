//! Moments, written alike by server and browser, in the zone of the page. `datetime` stays UTC, and where the two differ a tip says it.

use crate::i18n::{DayOfYear, format::in_utc, format::zone_name, said, ui as t, zone};
use domain::time::{Due, Span, Timestamp};
use leptos::prelude::*;

/// The day of a moment that is not long past, without its year: `16 Nov`.
///
/// ```text
/// <RecentDay at=job.posted_at/>
/// ```
#[component]
pub fn RecentDay(at: Timestamp) -> impl IntoView {
    view! { <time datetime=at.iso() title=said(at)>{said(DayOfYear(zone::day(at)))}</time> }
}

/// How a moment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MomentShape {
    /// `Mon 11 Jan 2027, 15:02 UTC`: wherever money or work hangs on it.
    #[default]
    Full,
    /// `Mon 11 Jan 2027`.
    Day,
    /// `15:02`, beside a heading that has the day.
    Clock,
    /// The day in bold, then the hour: for lists of what is due.
    DayAndHour,
}

/// From so little time left on, a deadline is near.
pub const NEAR: Span = Span::days(3);

/// Until when something is wanted, in a list of such things: marked when it is near, and told as over when it is.
///
/// ```text
/// <Until due=need.due now=page.now/>
/// ```
#[component]
pub fn Until(due: Due, now: Timestamp) -> impl IntoView {
    let over = zone::over(due);
    let near = over < now.plus(NEAR);
    let late = (over <= now).then(|| view! { " "<small>{t::late()}</small> });
    match due {
        Due::At(at) => {
            view! { <time datetime=at.iso() title=in_utc(at) class:is-near=near>{day_and_hour(at)}{late}</time> }
                .into_any()
        }
        Due::On(day) => {
            view! { <time datetime=day.iso() class:is-near=near><b>{said(day)}</b>{late}</time> }.into_any()
        }
    }
}

/// The day in bold, and the hour, which keeps to one line.
fn day_and_hour(at: Timestamp) -> impl IntoView {
    let clock = format!("{} {}", zone::clock(at), zone_name(at));
    view! { <b>{said(zone::day(at))}</b>" "<span class="nowrap">{clock}</span> }
}

/// A moment.
///
/// ```text
/// <Moment at=milestone.releases_at/>
/// ```
#[component]
pub fn Moment(at: Timestamp, #[prop(optional)] shape: MomentShape) -> impl IntoView {
    let iso = at.iso();
    match shape {
        MomentShape::Full => view! { <time datetime=iso title=in_utc(at)>{said(at)}</time> }.into_any(),
        MomentShape::Day => view! { <time datetime=iso title=in_utc(at)>{said(zone::day(at))}</time> }.into_any(),
        MomentShape::Clock => view! { <time datetime=iso title=said(at)>{zone::clock(at)}</time> }.into_any(),
        MomentShape::DayAndHour => view! { <time datetime=iso title=in_utc(at)>{day_and_hour(at)}</time> }.into_any(),
    }
}

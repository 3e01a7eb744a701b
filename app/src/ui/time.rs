//! Moments, written alike by server and browser, always in UTC.

use crate::words::said;
use domain::time::Timestamp;
use leptos::prelude::*;

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

/// A moment.
///
/// ```text
/// <Moment at=milestone.releases_at/>
/// ```
#[component]
pub fn Moment(at: Timestamp, #[prop(optional)] shape: MomentShape) -> impl IntoView {
    let iso = at.iso();
    match shape {
        MomentShape::Full => view! { <time datetime=iso>{said(at)}</time> }.into_any(),
        MomentShape::Day => view! { <time datetime=iso>{said(at.date())}</time> }.into_any(),
        MomentShape::Clock => view! { <time datetime=iso title=said(at)>{at.clock()}</time> }.into_any(),
        MomentShape::DayAndHour => {
            view! { <time datetime=iso><b>{said(at.date())}</b>" "{at.clock()}" UTC"</time> }.into_any()
        }
    }
}

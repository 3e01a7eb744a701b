//! Time that was worked: a day in segments of ten minutes, a week in strips.

use super::Icon;
use crate::i18n::{said, ui as t};
use domain::money::Money;
use leptos::prelude::*;

/// What is known of ten minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentState {
    /// Tracked, with so much activity in per cent.
    Tracked(u8),
    /// Tracked, and waiting on this device.
    Queued(u8),
    /// Tracked, and the client asks about it.
    Asked(u8),
    /// Taken out.
    Cut,
    /// Nothing was tracked.
    Off,
    /// On its way to the page.
    Loading,
}

/// Six segments of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiaryHour {
    /// 0 to 23.
    pub hour: u8,
    /// What is known of each ten minutes.
    pub segments: [SegmentState; 6],
}

fn segment(hour: u8, place: usize, state: SegmentState) -> AnyView {
    let begins = format!("{hour:02}:{place}0");
    let (class, activity, words) = match state {
        SegmentState::Tracked(percent) => ("segment", Some(percent), t::activity(percent)),
        SegmentState::Queued(percent) => ("segment is-queued", Some(percent), t::segment_queued().to_owned()),
        SegmentState::Asked(percent) => ("segment is-asked", Some(percent), t::activity_questioned(percent)),
        SegmentState::Cut => ("segment is-cut", None, t::segment_cut().to_owned()),
        SegmentState::Off => ("segment is-off", None, t::segment_off().to_owned()),
        SegmentState::Loading => ("segment skeleton", None, t::segment_loading().to_owned()),
    };
    let picture = match state {
        SegmentState::Tracked(_) | SegmentState::Queued(_) | SegmentState::Asked(_) => {
            Some(format!("/icons.svg#shot-{}", place % 4 + 1))
        }
        SegmentState::Cut | SegmentState::Off | SegmentState::Loading => None,
    };
    let picture = picture.map(|href| view! { <svg viewBox="0 0 64 40" aria-hidden="true"><use href=href/></svg> });
    let cut = (state == SegmentState::Cut).then(|| view! { <span class="segment-cut"><Icon name="x"/></span> });
    let activity = activity.map(|percent| view! { <i style=format!("--a:{percent}")></i> });
    let label = format!("{begins}, {words}");
    view! { <span class=class role="img" aria-label=label.clone() title=label.clone()>{picture}{cut}{activity}</span> }
        .into_any()
}

/// A day: one row for each hour, six segments in a row.
///
/// ```text
/// <DiaryGrid label=t::diary() hours=vec![DiaryHour { hour: 10, segments: [SegmentState::Tracked(80); 6] }]/>
/// ```
#[component]
pub fn DiaryGrid(#[prop(into)] label: String, hours: Vec<DiaryHour>) -> impl IntoView {
    let rows = hours
        .into_iter()
        .map(|row| {
            let cells = row.segments.into_iter().enumerate().map(|(place, state)| segment(row.hour, place, state));
            view! { <div class="diary-hour"><span>{format!("{:02}:00", row.hour)}</span>{cells.collect_view()}</div> }
        })
        .collect_view();
    view! { <div class="diary" role="group" aria-label=label>{rows}</div> }
}

/// How time came into the books. Each has a colour and a texture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkKind {
    /// The timer ran.
    Timer,
    /// Written down by hand.
    Manual,
    /// Beyond what was agreed for the week.
    Over,
    /// The client asks about it.
    Asked,
}

impl WorkKind {
    const ALL: [Self; 4] = [Self::Timer, Self::Manual, Self::Over, Self::Asked];

    fn class(self) -> &'static str {
        match self {
            Self::Timer => "",
            Self::Manual => "is-manual",
            Self::Over => "is-over",
            Self::Asked => "is-asked",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Timer => t::by_timer(),
            Self::Manual => t::by_hand(),
            Self::Over => t::over_the_limit(),
            Self::Asked => t::questioned(),
        }
    }
}

/// A stretch of work in a day's strip, which runs from 06:00 to 22:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Segments of ten minutes after 06:00.
    pub start: u8,
    /// Its length in segments.
    pub length: u8,
    /// How it came into the books.
    pub kind: WorkKind,
}

/// A week; holds [`WeekDay`]s.
#[component]
pub fn Week(children: Children) -> impl IntoView {
    view! { <div class="card card--flush week">{children()}</div> }
}

/// A day of a week: its strip, hours and amount; opened, its details.
///
/// ```text
/// <Week><WeekDay day="Sat 2 Jan" hours="5:30" amount=amount stretches=vec![…]>…</WeekDay></Week>
/// ```
#[component]
pub fn WeekDay(
    #[prop(into)] day: String,
    /// Empty where nothing was tracked.
    #[prop(into)]
    hours: String,
    amount: Money,
    stretches: Vec<Stretch>,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    let strip = stretches
        .into_iter()
        .map(|one| view! { <i class=one.kind.class() style=format!("--a:{};--n:{}", one.start, one.length)></i> })
        .collect_view();
    let sums = if hours.is_empty() {
        view! { <span class="end muted">"–"</span><span class="end muted">"–"</span> }.into_any()
    } else {
        view! { <span class="num end">{hours}</span><b class="money end">{said(amount)}</b> }.into_any()
    };
    view! {
        <details open=open>
            <summary><b>{day}</b><span class="strip" aria-hidden="true">{strip}</span>{sums}</summary>
            <div>{children()}</div>
        </details>
    }
}

/// What the colours and textures of strips mean.
#[component]
pub fn StripKey() -> impl IntoView {
    let key = WorkKind::ALL
        .map(|kind| view! { <span><i class=format!("swatch {}", kind.class())></i>{kind.word()}</span> })
        .collect_view();
    view! { <p class="meta">{key}</p> }
}

//! The diary of a day: six segments for each hour that has any.

use super::api;
use super::last::Last;
use crate::i18n::said;
use crate::i18n::timesheet as t;
use crate::runtime::Command;
use crate::ui::{ButtonKind, Form, Icon, More, Submit};
use domain::time::Date;
use domain::timesheet::{SegmentView, TimerPage};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Hours of so many segments, as `12:30`.
pub fn hours(segments: i64) -> String {
    format!("{}:{:02}", segments / 6, segments % 6 * 10)
}

/// The address of a day.
fn address(day: Date) -> String {
    format!("/timer?day={}", day.iso())
}

/// One day with the ways to its neighbours.
#[component]
pub fn Day(page: TimerPage) -> impl IntoView {
    let (before, after) = (page.day.plus_days(-1), page.day.plus_days(1));
    let today = page.now.date();
    let title = if page.day == today { t::today(page.day) } else { said(page.day) };
    let back_to_today = (page.day != today).then(|| view! { <a href="/timer">{t::to_today()}</a> });
    let after = (page.day < today).then(|| {
        view! { <a class="icon-button" href=address(after) aria-label=said(after)><Icon name="chevron-right" flip=true/></a> }
    });
    let runs = page.running.is_some() && page.day == today;
    let diary = if page.segments.is_empty() && runs {
        view! { <p class="muted">{t::running_today()}</p> }.into_any()
    } else if page.segments.is_empty() {
        view! { <p class="muted">{t::nothing_tracked()}</p> }.into_any()
    } else {
        view! { <Diary segments=page.segments.clone()/><Segments segments=page.segments.clone()/> }.into_any()
    };
    let last = page.last.clone().map(|last| view! { <Last last=last/> });
    let total = hours(i64::try_from(page.segments.len()).unwrap_or_default());
    view! {
        <section class="section" aria-labelledby="day-heading">
            <div class="section-head">
                <h2 id="day-heading">{title}</h2>
                <p class="cluster cluster--tight">
                    <span class="small num">{t::day_total(total)}</span>
                    {back_to_today}
                    <a class="icon-button" href=address(before) aria-label=said(before)><Icon name="chevron-left" flip=true/></a>
                    {after}
                </p>
            </div>
            {last}
            {diary}
            <p class="hint">{t::record_only()}</p>
        </section>
    }
}

/// One row for each hour that has segments, in UTC.
#[component]
fn Diary(segments: Vec<SegmentView>) -> impl IntoView {
    let mut rows: BTreeMap<i64, Vec<SegmentView>> = BTreeMap::new();
    for segment in segments {
        rows.entry(segment.begins_at.to_civil().hour).or_default().push(segment);
    }
    // What was done is written where it begins and where it changes.
    let mut said = None;
    let rows = rows
        .into_iter()
        .map(|(hour, tracked)| {
            let cells = (0..6)
                .map(|place| {
                    let begins = format!("{hour:02}:{place}0");
                    match tracked.iter().find(|segment| segment.begins_at.to_civil().minute / 10 == place) {
                        Some(segment) => {
                            let label = t::tracked_at(&begins, &segment.title, segment.memo.as_str());
                            let memo = segment.memo.to_string();
                            let begun = said.replace((segment.contract, memo.clone()))
                                != Some((segment.contract, memo.clone()));
                            let memo = begun.then(|| view! { <small>{memo}</small> });
                            view! {
                                <span
                                    class="segment is-tracked"
                                    role="img"
                                    aria-label=label.clone()
                                    title=label.clone()
                                >
                                    {memo}
                                    <i style="--a:100"></i>
                                </span>
                            }
                            .into_any()
                        }
                        None => view! {
                            <span class="segment is-off">
                                <span class="visually-hidden">{t::not_tracked(begins)}</span>
                            </span>
                        }
                        .into_any(),
                    }
                })
                .collect_view();
            view! { <div class="diary-hour"><span>{format!("{hour:02}:00")}</span>{cells}</div> }
        })
        .collect_view();
    view! { <div class="diary" role="group" aria-label=t::diary()>{rows}</div> }
}

/// The same as a list, where each can be taken out.
#[component]
fn Segments(segments: Vec<SegmentView>) -> impl IntoView {
    let rows = segments.into_iter().map(|segment| view! { <Segment segment=segment/> }).collect_view();
    view! { <More title=t::segments()><ul class="list list--tight">{rows}</ul></More> }
}

#[component]
fn Segment(segment: SegmentView) -> impl IntoView {
    let action = Command::of::<api::RemoveSegment>();
    let clock = segment.begins_at.clock();
    let label = t::remove_at(&clock);
    view! {
        <li class="cluster cluster--apart">
            <div>
                <b class="num">{clock}</b>" "
                {segment.memo.to_string()}
                <p class="small muted"><a href=format!("/contracts/{}", segment.contract)>{segment.title}</a></p>
            </div>
            <Form action=action hidden=vec![("segment_id", segment.id.to_string())] class="" label=label>
                <Submit kind=ButtonKind::Quiet small=true icon="trash-2">{t::remove()}</Submit>
            </Form>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::hours;

    #[test]
    fn six_segments_are_an_hour() {
        assert_eq!([0, 1, 6, 75].map(hours), ["0:00", "0:10", "1:00", "12:30"]);
    }
}

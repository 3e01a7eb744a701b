//! Time relative to now: how long ago, how long until. The server's moment is an argument, so that both write the
//! same; what money hangs on has its full date beside it.

use super::{NEAR, Tag, Tone};
use crate::i18n::{said, ui as t, zone};
use domain::time::Timestamp;
use leptos::prelude::*;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
fn whole(seconds: i64, unit: i64) -> u64 {
    u64::try_from(seconds / unit).unwrap_or_default()
}

/// How long ago, in words; nothing when it was more than a day ago, or is still to come.
fn ago(at: Timestamp, now: Timestamp) -> Option<String> {
    let seconds = now.since(at).as_seconds();
    (at <= now && seconds < DAY).then(|| match seconds {
        0..MINUTE => t::just_now().to_owned(),
        MINUTE..HOUR => t::minutes_ago(whole(seconds, MINUTE)),
        _hours => t::hours_ago(whole(seconds, HOUR)),
    })
}

/// How long is left, in the largest whole unit, rounded down: nobody is promised more than there is. And by how much it
/// is late.
fn left(at: Timestamp, now: Timestamp) -> String {
    let seconds = at.since(now).as_seconds();
    let late = now.since(at).as_seconds();
    match seconds {
        ..MINUTE if at <= now => match late {
            ..MINUTE => t::due_now().to_owned(),
            MINUTE..HOUR => t::minutes_late(whole(late, MINUTE)),
            HOUR..DAY => t::hours_late(whole(late, HOUR)),
            _days => t::days_late(whole(late, DAY)),
        },
        ..HOUR => t::minutes_left(whole(seconds, MINUTE)),
        HOUR..DAY => t::hours_left(whole(seconds, HOUR)),
        _days => t::days_left(whole(seconds, DAY)),
    }
}

fn tone(at: Timestamp, now: Timestamp) -> (Tone, &'static str) {
    if at <= now {
        (Tone::Bad, "triangle-alert")
    } else if at < now.plus(NEAR) {
        (Tone::Warn, "clock")
    } else {
        (Tone::Neutral, "calendar")
    }
}

/// A moment of the recent past: `40 minutes ago`; its date when it is longer ago than a day.
///
/// ```text
/// <Ago at=job.posted_at now=page.now/>
/// ```
#[component]
pub fn Ago(at: Timestamp, now: Timestamp) -> impl IntoView {
    let text = ago(at, now).unwrap_or_else(|| said(zone::day(at)));
    view! { <time datetime=at.iso() title=said(at)>{text}</time> }
}

/// A moment by which something must be done: its full date, and how long is left.
///
/// ```text
/// <Deadline at=milestone.releases_at now=page.now/>
/// ```
#[component]
pub fn Deadline(at: Timestamp, now: Timestamp) -> impl IntoView {
    let (tone, icon) = tone(at, now);
    view! {
        <span class="deadline"><time datetime=at.iso()>{said(at)}</time>" "<Tag tone=tone icon=icon>{left(at, now)}</Tag></span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Span;

    fn now() -> Timestamp {
        Timestamp::civil(2027, 1, 6, 16, 20, 0).unwrap()
    }

    #[test]
    fn the_recent_past_is_told_in_minutes_and_hours() {
        let told = |seconds: i64| ago(now().minus(Span::seconds(seconds)), now());
        assert_eq!(told(0).as_deref(), Some("just now"));
        assert_eq!(told(59).as_deref(), Some("just now"));
        assert_eq!(told(60).as_deref(), Some("one minute ago"));
        assert_eq!(told(40 * 60).as_deref(), Some("40 minutes ago"));
        assert_eq!(told(3 * 3_600 + 5).as_deref(), Some("3 hours ago"));
        assert_eq!(told(86_400), None);
        assert_eq!(told(-5), None);
    }

    #[test]
    fn what_is_left_is_rounded_down() {
        let told = |seconds: i64| left(now().plus(Span::seconds(seconds)), now());
        assert_eq!(told(-3 * 86_400), "3 days late");
        assert_eq!(told(-3 * 3_600 - 5), "3 hours late");
        assert_eq!(told(-60), "one minute late");
        assert_eq!(told(-5), "due now");
        assert_eq!(told(0), "due now");
        assert_eq!(told(59), "0 minutes left");
        assert_eq!(told(3_599), "59 minutes left");
        assert_eq!(told(4 * 3_600 + 100), "4 hours left");
        assert_eq!(told(86_400), "one day left");
        assert_eq!(told(3 * 86_400 - 1), "2 days left");
    }

    #[test]
    fn three_days_before_it_a_deadline_is_near() {
        assert_eq!(tone(now(), now()).0, Tone::Bad);
        assert_eq!(tone(now().plus(Span::days(3)), now()).0, Tone::Neutral);
        assert_eq!(tone(now().plus(Span::hours(71)), now()).0, Tone::Warn);
    }
}

//! Durations in microseconds, and when the review of a submission is spoken of.

use super::Moment;

pub const MINUTE: Moment = 60_000_000;
pub const HOUR: Moment = 60 * MINUTE;
pub const DAY: Moment = 24 * HOUR;

/// A job's client is warned so long before it expires.
pub const WARNING: Moment = 5 * DAY;
/// So long before an offer expires or a contract lapses somebody is warned.
pub const OFFER_WARNING: Moment = 2 * DAY;
/// A message can be changed for so long.
pub const CHANGE: Moment = DAY;
/// On these days of a review the client is reminded.
const REMINDERS: [Moment; 3] = [7, 12, 13];

/// The next reminder after `now` of a review that runs from `from` until `until`.
pub fn reminder(from: Moment, until: Moment, now: Moment) -> Option<Moment> {
    REMINDERS.iter().map(|day| from + day * DAY).find(|at| *at > now && *at < until)
}

/// What a reminder says of the time that is left.
pub fn time_left(span: Moment) -> String {
    match span / DAY {
        0 => "Less than a day left to review work".to_owned(),
        1 => "One day left to review work".to_owned(),
        days => format!("{days} days left to review work"),
    }
}

/// The segments that the newest of these stretches leaves: ten minutes of the clock each, where at least half was tracked by all
/// of them together; at most twelve hours of each.
pub fn segments(stretches: &[(Moment, Moment)]) -> Vec<Moment> {
    let cut: Vec<_> = stretches.iter().map(|(from, until)| (*from, *until.min(&(from + 12 * HOUR)))).collect();
    let Some((from, until)) = cut.last().copied() else { return Vec::new() };
    let first = from - from.rem_euclid(10 * MINUTE);
    let part =
        |begins: Moment, (from, until): (Moment, Moment)| (until.min(begins + 10 * MINUTE) - from.max(begins)).max(0);
    let tracked = |begins: Moment| cut.iter().map(|stretch| part(begins, *stretch)).sum::<Moment>();
    let begins = (0..=73).map(|place| first + place * 10 * MINUTE).take_while(|begins| *begins < until);
    begins.filter(|begins| tracked(*begins) >= 5 * MINUTE).collect()
}

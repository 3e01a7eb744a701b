//! Time: UTC microseconds, spans, and the civil calendar. One formatter for server and browser, so
//! that both write the same text.

use serde::{Deserialize, Serialize};
use std::fmt;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A length of time in microseconds, never negative in our rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span(i64);

impl Span {
    /// Whole days of 24 hours.
    pub const fn days(n: i64) -> Self {
        Self(n * DAY)
    }
    /// Whole hours.
    pub const fn hours(n: i64) -> Self {
        Self(n * 3_600 * SECOND)
    }
    /// Whole minutes.
    pub const fn minutes(n: i64) -> Self {
        Self(n * 60 * SECOND)
    }
    /// Whole seconds.
    pub const fn seconds(n: i64) -> Self {
        Self(n * SECOND)
    }
    /// Microseconds.
    pub const fn micros(n: i64) -> Self {
        Self(n)
    }
    /// As microseconds.
    pub const fn as_micros(self) -> i64 {
        self.0
    }
    /// As whole seconds, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0 / SECOND
    }

    /// Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds (`P14D`, `PT10M`, `P1DT2H`).
    /// Months and years have no fixed length and are refused (`None`), as is anything above 10 years.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('P')?;
        let (date, time) = match rest.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, time),
            None => (rest, ""),
        };
        let mut total: i64 = 0;
        let mut parts = 0;
        for (section, units) in [
            (date, &[('W', 7 * DAY), ('D', DAY)][..]),
            (time, &[('H', 3_600 * SECOND), ('M', 60 * SECOND), ('S', SECOND)][..]),
        ] {
            let mut digits = String::new();
            let mut next_unit = 0;
            for letter in section.chars() {
                if letter.is_ascii_digit() && digits.len() < 9 {
                    digits.push(letter);
                    continue;
                }
                let place = units.iter().skip(next_unit).position(|(unit, _)| *unit == letter)? + next_unit;
                let count: i64 = digits.parse().ok()?;
                total = total.checked_add(count.checked_mul(units[place].1)?)?;
                next_unit = place + 1;
                digits.clear();
                parts += 1;
            }
            if !digits.is_empty() {
                return None;
            }
        }
        (parts > 0 && total <= 3_653 * DAY).then_some(Self(total))
    }
}

/// A moment: microseconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(i64);

/// A moment, and the day that it is for the person who acts: what they agree on for today is not past, wherever they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Here {
    /// The moment at which it is asked.
    pub now: Timestamp,
    /// The day that their calendar shows.
    pub today: Date,
}

impl From<Timestamp> for Here {
    /// Of somebody whose zone nobody knows: the day that it is where days begin last, 12 hours behind UTC, so that nobody's today
    /// is past.
    fn from(now: Timestamp) -> Self {
        Self { now, today: now.minus(Span::hours(12)).date() }
    }
}

/// A moment taken apart in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// The day.
    pub date: Date,
    /// 0 to 23.
    pub hour: i64,
    /// 0 to 59.
    pub minute: i64,
    /// 0 to 59.
    pub second: i64,
}

impl Timestamp {
    /// From microseconds since 1970 (UTC).
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since 1970 (UTC).
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// This moment plus a span; at the end of time it stays there.
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
    /// This moment less a span.
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
    /// How long since `earlier`; zero when that is not in the past.
    pub const fn since(self, earlier: Timestamp) -> Span {
        let span = self.0.saturating_sub(earlier.0);
        Span(if span < 0 { 0 } else { span })
    }
    /// A moment of the civil calendar in UTC; `None` for a date that does not exist.
    pub fn civil(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> Option<Self> {
        let date = Date::new(year, month, day)?;
        ((0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second))
            .then(|| Self(date.days * DAY + ((hour * 60 + minute) * 60 + second) * SECOND))
    }
    /// Its date and time of day in UTC.
    pub fn to_civil(self) -> Civil {
        let seconds = self.0.rem_euclid(DAY) / SECOND;
        Civil { date: self.date(), hour: seconds / 3_600, minute: seconds / 60 % 60, second: seconds % 60 }
    }
    /// The UTC day it lies in.
    pub fn date(self) -> Date {
        Date { days: self.0.div_euclid(DAY) }
    }
    /// `Mon 11 Jan 2027, 15:02 UTC`: for everything that money or work depends on.
    pub fn full(self) -> String {
        let at = self.to_civil();
        format!("{}, {:02}:{:02} UTC", at.date.full(), at.hour, at.minute)
    }
    /// `15:02`.
    pub fn clock(self) -> String {
        let at = self.to_civil();
        format!("{:02}:{:02}", at.hour, at.minute)
    }
    /// `15:02:07`.
    pub fn clock_seconds(self) -> String {
        let at = self.to_civil();
        format!("{:02}:{:02}:{:02}", at.hour, at.minute, at.second)
    }
    /// RFC 3339, for `datetime` attributes and the API: `2027-01-11T15:02:00Z` (micros when there are any).
    pub fn iso(self) -> String {
        let at = self.to_civil();
        let micros = self.0.rem_euclid(SECOND);
        let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
        format!("{}T{:02}:{:02}:{:02}{fraction}Z", at.date.iso(), at.hour, at.minute, at.second)
    }
}

impl fmt::Display for Timestamp {
    /// As [`Timestamp::full`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

/// A day of the civil calendar (proleptic Gregorian), counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    days: i64,
}

impl Date {
    /// The day of year, month, day; `None` when there is none.
    pub fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1..=9_999).contains(&year) {
            return None;
        }
        // Days from civil, after Howard Hinnant, http://howardhinnant.github.io/date_algorithms.html
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let yoe = y - era * 400;
        let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        let date = Self { days: era * 146_097 + doe - 719_468 };
        (date.parts() == (year, month, day)).then_some(date)
    }
    /// From days since 1970-01-01.
    pub const fn from_days(days: i64) -> Self {
        Self { days }
    }
    /// Days since 1970-01-01.
    pub const fn days(self) -> i64 {
        self.days
    }
    /// Reads `2027-01-11`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let plain = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !plain(year, 4) || !plain(month, 2) || !plain(day, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }
    /// (year, month 1–12, day 1–31).
    pub fn parts(self) -> (i64, i64, i64) {
        let z = self.days + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
    }
    /// 0 = Monday … 6 = Sunday.
    pub fn weekday(self) -> i64 {
        (self.days + 3).rem_euclid(7)
    }
    /// Its first moment, 00:00 UTC.
    pub const fn start(self) -> Timestamp {
        Timestamp(self.days * DAY)
    }
    /// This day plus n days.
    pub const fn plus_days(self, n: i64) -> Self {
        Self { days: self.days + n }
    }
    /// `Mon 11 Jan 2027`.
    pub fn full(self) -> String {
        let (year, month, day) = self.parts();
        let name = |names: &[&'static str], place: i64| {
            usize::try_from(place).ok().and_then(|place| names.get(place)).copied().unwrap_or_default()
        };
        format!("{} {day} {} {year}", name(&WEEKDAYS, self.weekday()), name(&MONTHS, month - 1))
    }
    /// `2027-01-11`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.parts();
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// Until when something is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Until a moment, at which something happens by itself.
    At(Timestamp),
    /// In the course of a day that people have agreed on (UTC).
    On(Date),
}

impl Due {
    /// The first moment that is too late.
    pub const fn over(self) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::On(day) => day.plus_days(1).start(),
        }
    }
}

impl fmt::Display for Date {
    /// As [`Date::full`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_day_is_written_in_full() {
        let at = Timestamp::civil(2028, 2, 29, 10, 0, 0).unwrap();
        assert_eq!(at.full(), "Tue 29 Feb 2028, 10:00 UTC");
        assert_eq!(at.iso(), "2028-02-29T10:00:00Z");
        assert_eq!(at.plus(Span::days(5)).full(), "Sun 5 Mar 2028, 10:00 UTC");
    }

    #[test]
    fn every_day_of_four_centuries_survives_the_round_trip() {
        for days in -146_097..146_097 {
            let date = Date::from_days(days);
            let (year, month, day) = date.parts();
            assert_eq!(Date::new(year, month, day), Some(date));
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in
            ["2027-02-29", "2027-13-01", "2027-00-10", "2027-1-1", "27-01-01", "2027-01-01-01", "", "+027-01-01"]
        {
            assert_eq!(Date::parse_iso(text), None, "{text}");
        }
        assert!(Date::parse_iso("2028-02-29").is_some());
    }

    #[test]
    fn durations_are_read_as_iso_8601_writes_them() {
        assert_eq!(Span::parse_iso("P14D"), Some(Span::days(14)));
        assert_eq!(Span::parse_iso("P1DT2H3M4S"), Some(Span::seconds(93_784)));
        assert_eq!(Span::parse_iso("P2W"), Some(Span::days(14)));
        for text in [
            "",
            "P",
            "PT",
            "14D",
            "P1M",
            "P1Y",
            "P-1D",
            "PT1D",
            "P1H",
            "P1D1D",
            "P99999D",
            "P1.5D",
            "PT5",
            "P999999999999D",
        ] {
            assert_eq!(Span::parse_iso(text), None, "{text}");
        }
    }
}

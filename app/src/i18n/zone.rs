//! The zone in which a page writes its moments: that of the browser in front of it.
//!
//! The server knows the rules of all zones, the browser gets only what they come to in these years: offsets and when they
//! change, in an attribute of the document. Both write with that, so that their texts are equal to the letter. Before a
//! browser has told its zone, it is UTC; and the text always says which it is.

use domain::time::{Date, Due, Span, Timestamp};
#[cfg(feature = "ssr")]
use leptos::prelude::use_context;
use std::fmt;
use std::sync::Arc;

/// A zone: its offsets from UTC in seconds, each with the second (since 1970) from which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Zone {
    /// Before the first change.
    first: i64,
    changes: Vec<(i64, i64)>,
}

/// Offsets are less than a day: the largest in use are +14 and −12 hours.
const OFFSET_MAX: i64 = 86_399;

impl Zone {
    /// A zone that begins with an offset and changes it at these seconds, in their order.
    pub fn new(first: i64, changes: Vec<(i64, i64)>) -> Self {
        Self { first, changes }
    }

    /// Reads what [`Zone`]'s text says: `3600;1774746000:7200;1792890000:3600`.
    pub fn parse(text: &str) -> Option<Self> {
        let offset = |text: &str| text.parse().ok().filter(|offset: &i64| offset.abs() <= OFFSET_MAX);
        let mut parts = text.split(';');
        let first = offset(parts.next()?)?;
        let change = |part: &str| {
            let (from, to) = part.split_once(':')?;
            Some((from.parse().ok()?, offset(to)?))
        };
        let changes: Vec<(i64, i64)> = parts.map(change).collect::<Option<_>>()?;
        changes.is_sorted_by_key(|(from, _)| *from).then_some(Self { first, changes })
    }

    /// Seconds to add to UTC at a moment.
    pub fn offset_at(&self, at: Timestamp) -> i64 {
        let second = at.micros().div_euclid(1_000_000);
        let past = self.changes.partition_point(|(from, _)| *from <= second);
        past.checked_sub(1).and_then(|last| self.changes.get(last)).map_or(self.first, |(_, offset)| *offset)
    }

    /// What clock and calendar of the zone show at a moment, as the moment at which those of UTC show it.
    pub fn shown_at(&self, at: Timestamp) -> Timestamp {
        let offset = self.offset_at(at);
        let span = Span::seconds(offset.abs());
        if offset < 0 { at.minus(span) } else { at.plus(span) }
    }

    /// The moment at which a day begins in the zone; where its clocks jump over midnight, the first that they show of it.
    pub fn begins(&self, day: Date) -> Timestamp {
        let shown_at = |at: Timestamp| {
            let offset = self.offset_at(at);
            let span = Span::seconds(offset.abs());
            if offset < 0 { day.start().plus(span) } else { day.start().minus(span) }
        };
        shown_at(shown_at(day.start()))
    }

    /// How far the zone is from UTC at a moment: nothing, `+1`, `−3:30`, `+5:45`.
    pub fn distance_at(&self, at: Timestamp) -> String {
        let offset = self.offset_at(at);
        let (sign, minutes) = (if offset < 0 { '−' } else { '+' }, offset.abs() / 60);
        match (minutes / 60, minutes % 60) {
            (0, 0) => String::new(),
            (hours, 0) => format!("{sign}{hours}"),
            (hours, minutes) => format!("{sign}{hours}:{minutes:02}"),
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.first)?;
        self.changes.iter().try_for_each(|(from, to)| write!(out, ";{from}:{to}"))
    }
}

/// The zone of this page or request, provided as context.
#[derive(Debug, Clone)]
pub struct Writing(pub Arc<Zone>);

/// The zone of this page; UTC where no browser has told one.
#[cfg(feature = "ssr")]
pub fn current() -> Arc<Zone> {
    let provided = || use_context::<Writing>().map_or_else(Arc::default, |writing| writing.0);
    super::rendering::zone().unwrap_or_else(provided)
}

/// The zone of this page: that of the document, which does not change while the page is open.
#[cfg(not(feature = "ssr"))]
pub fn current() -> Arc<Zone> {
    use std::sync::OnceLock;
    static WRITING: OnceLock<Arc<Zone>> = OnceLock::new();
    if !cfg!(target_arch = "wasm32") {
        return Arc::default();
    }
    let read = || {
        let root = leptos::prelude::document().document_element();
        let text = root.and_then(|root| root.get_attribute("data-zone"));
        text.and_then(|text| Zone::parse(&text)).unwrap_or_default()
    };
    Arc::clone(WRITING.get_or_init(|| Arc::new(read())))
}

/// The day of a moment, in the zone of this page: `said(day(at))`.
pub fn day(at: Timestamp) -> Date {
    current().shown_at(at).date()
}

/// The first moment that is too late, in the zone of this page: a day is over when its reader's calendar has left it.
pub fn over(due: Due) -> Timestamp {
    match due {
        Due::At(at) => at,
        Due::On(day) => current().begins(day.plus_days(1)),
    }
}

/// Hour and minute of a moment, in the zone of this page: `15:02`.
pub fn clock(at: Timestamp) -> String {
    current().shown_at(at).clock()
}

/// Whether the clocks of this page show something else than UTC at a moment.
pub fn is_elsewhere(at: Timestamp) -> bool {
    current().offset_at(at) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(month: i64, day: i64, hour: i64, minute: i64) -> Timestamp {
        Timestamp::civil(2027, month, day, hour, minute, 0).expect("a moment")
    }

    fn berlin() -> Zone {
        let seconds = |at: Timestamp| at.micros() / 1_000_000;
        Zone::new(3_600, vec![(seconds(at(3, 28, 1, 0)), 7_200), (seconds(at(10, 31, 1, 0)), 3_600)])
    }

    fn shown(zone: &Zone, at: Timestamp) -> String {
        format!("{} UTC{}", zone.shown_at(at).full().trim_end_matches(" UTC"), zone.distance_at(at))
    }

    #[test]
    fn the_hour_that_is_jumped_over_and_the_one_that_comes_twice() {
        for (moment, text) in [
            (at(1, 11, 23, 30), "Tue 12 Jan 2027, 00:30 UTC+1"),
            (at(3, 28, 0, 59), "Sun 28 Mar 2027, 01:59 UTC+1"),
            (at(3, 28, 1, 0), "Sun 28 Mar 2027, 03:00 UTC+2"),
            (at(10, 31, 0, 30), "Sun 31 Oct 2027, 02:30 UTC+2"),
            (at(10, 31, 1, 30), "Sun 31 Oct 2027, 02:30 UTC+1"),
        ] {
            assert_eq!(shown(&berlin(), moment), text);
        }
    }

    #[test]
    fn a_day_begins_when_the_calendar_of_the_zone_shows_it() {
        let day = |month, day| Date::new(2027, month, day).expect("a day");
        assert_eq!(Zone::default().begins(day(1, 11)), at(1, 11, 0, 0));
        assert_eq!(berlin().begins(day(1, 11)), at(1, 10, 23, 0));
        // The clocks change in the course of these two days.
        assert_eq!(berlin().begins(day(3, 28)), at(3, 27, 23, 0));
        assert_eq!(berlin().begins(day(3, 29)), at(3, 28, 22, 0));
        assert_eq!(berlin().begins(day(10, 31)), at(10, 30, 22, 0));
        assert_eq!(berlin().begins(day(11, 1)), at(10, 31, 23, 0));
        for (offset, hour) in [(-5 * 3_600, 5), (-12 * 3_600, 12)] {
            assert_eq!(Zone::new(offset, Vec::new()).begins(day(1, 11)), at(1, 11, hour, 0));
        }
        let moments = (0..24 * 365).map(|hours| at(1, 1, 0, 30).plus(Span::hours(hours)));
        for now in moments {
            let today = berlin().shown_at(now).date();
            assert!(berlin().begins(today) <= now && now < berlin().begins(today.plus_days(1)), "{now:?}");
        }
    }

    #[test]
    fn half_and_quarter_hours_and_the_other_side_of_the_day() {
        for (offset, text) in [
            (0, "Mon 11 Jan 2027, 15:02 UTC"),
            (19_800, "Mon 11 Jan 2027, 20:32 UTC+5:30"),
            (20_700, "Mon 11 Jan 2027, 20:47 UTC+5:45"),
            (-12_600, "Mon 11 Jan 2027, 11:32 UTC−3:30"),
            (50_400, "Tue 12 Jan 2027, 05:02 UTC+14"),
            (-1_800, "Mon 11 Jan 2027, 14:32 UTC−0:30"),
        ] {
            assert_eq!(shown(&Zone::new(offset, Vec::new()), at(1, 11, 15, 2)), text);
        }
    }

    #[test]
    fn a_zone_comes_through_the_document_and_nonsense_does_not() {
        assert_eq!(Zone::parse(&berlin().to_string()), Some(berlin()));
        assert_eq!(Zone::parse("0"), Some(Zone::default()));
        for text in ["", "x", "90000", "0;5", "0;5:x", "0;5:3600;4:0", "0;;"] {
            assert_eq!(Zone::parse(text), None, "{text}");
        }
    }
}

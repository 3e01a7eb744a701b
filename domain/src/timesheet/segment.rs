//! Segments: ten minutes, aligned to the UTC clock. Which ones stretches of tracked time fill is decided here: a segment counts
//! when at least half of it was tracked, and short stretches of the same ten minutes add up.

use crate::time::{Span, Timestamp};

/// Length of a segment.
pub const LENGTH: Span = Span::minutes(10);
/// A segment counts when at least half of it was tracked: five minutes.
pub const TRACKED_MIN: Span = Span::minutes(5);
/// A forgotten timer leaves at most twelve hours of segments.
pub const STRETCH_MAX: Span = Span::hours(12);

/// The first moment of the segment in which `at` lies.
pub fn segment_of(at: Timestamp) -> Timestamp {
    let length = LENGTH.as_micros();
    Timestamp::from_micros(at.micros().div_euclid(length) * length)
}

/// Time that a timer ran, as far as it counts: what is beyond twelve hours is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// When it was started.
    pub from: Timestamp,
    /// The first moment that no longer counts.
    pub until: Timestamp,
}

impl Stretch {
    /// Of a timer that was started and stopped then.
    pub fn of(started: Timestamp, stopped: Timestamp) -> Self {
        Self { from: started, until: stopped.min(started.plus(STRETCH_MAX)) }
    }

    /// Beginnings of all segments that it touches, in time order.
    pub fn touched(self) -> Vec<Timestamp> {
        let mut segments = Vec::new();
        let mut begins = segment_of(self.from);
        while begins < self.until {
            segments.push(begins);
            begins = begins.plus(LENGTH);
        }
        segments
    }

    /// Beginnings of the segments at its two ends: of all others it fills the whole, so that nothing else adds to them.
    pub fn ends(self) -> Vec<Timestamp> {
        let touched = self.touched();
        let mut ends: Vec<Timestamp> = touched.first().into_iter().chain(touched.last()).copied().collect();
        ends.dedup();
        ends
    }

    fn within(self, begins: Timestamp) -> Span {
        self.until.min(begins.plus(LENGTH)).since(self.from.max(begins))
    }
}

/// How long was tracked in the segment that begins then, by stretches of one person, who has one timer at a time.
pub fn tracked(begins: Timestamp, stretches: impl IntoIterator<Item = Stretch>) -> Span {
    let micros: i64 = stretches.into_iter().map(|stretch| stretch.within(begins).as_micros()).sum();
    Span::micros(micros.min(LENGTH.as_micros()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hour: i64, minute: i64) -> Timestamp {
        Timestamp::civil(2026, 3, 4, hour, minute, 0).unwrap()
    }
    /// The segments that stretches fill, in time order.
    fn filled(stretches: &[Stretch]) -> Vec<Timestamp> {
        let mut all: Vec<Timestamp> = stretches.iter().flat_map(|stretch| stretch.touched()).collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|begins| tracked(*begins, stretches.iter().copied()) >= TRACKED_MIN);
        all
    }
    fn clocks(stretches: &[(Timestamp, Timestamp)]) -> Vec<String> {
        let stretches: Vec<Stretch> = stretches.iter().map(|(from, to)| Stretch::of(*from, *to)).collect();
        filled(&stretches).into_iter().map(Timestamp::clock).collect()
    }

    #[test]
    fn half_a_segment_counts_and_less_does_not() {
        assert_eq!(clocks(&[(at(14, 2), at(14, 25))]), ["14:00", "14:10", "14:20"]);
        assert_eq!(clocks(&[(at(14, 6), at(14, 24))]), ["14:10"]);
        assert_eq!(clocks(&[(at(14, 2), at(14, 6))]), [""; 0]);
        assert_eq!(clocks(&[(at(14, 9), at(14, 9))]), [""; 0]);
    }

    #[test]
    fn short_stretches_of_the_same_ten_minutes_add_up() {
        assert_eq!(clocks(&[(at(14, 0), at(14, 4)), (at(14, 5), at(14, 9))]), ["14:00"]);
        assert_eq!(clocks(&[(at(14, 0), at(14, 2)), (at(14, 3), at(14, 5))]), [""; 0], "four minutes are not five");
        assert_eq!(clocks(&[(at(14, 0), at(14, 2)), (at(14, 3), at(14, 5)), (at(14, 9), at(14, 11))]), ["14:00"]);
        assert_eq!(clocks(&[(at(14, 8), at(14, 13)), (at(14, 15), at(14, 17))]), ["14:10"]);
    }

    #[test]
    fn a_forgotten_timer_is_cut_after_twelve_hours() {
        assert_eq!(clocks(&[(at(0, 0), at(23, 0))]).len(), 72);
    }

    proptest! {
        #[test]
        fn segments_are_aligned_distinct_and_never_more_than_the_time_allows(start in 0_i64..10_000_000_000_000, minutes in 0_i64..2_000) {
            let (from, to) = (Timestamp::from_micros(start), Timestamp::from_micros(start).plus(Span::minutes(minutes)));
            let segments = filled(&[Stretch::of(from, to)]);
            prop_assert!(segments.iter().all(|segment| segment_of(*segment) == *segment));
            prop_assert!(segments.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(segments.len() as i64 <= minutes / 10 + 2);
        }

        #[test]
        fn pausing_within_a_segment_loses_nothing_but_the_pauses(parts in proptest::collection::vec((0_i64..6, 0_i64..3), 1..8)) {
            let (mut clock, mut stretches, mut minutes) = (at(14, 0), Vec::new(), 0);
            for (runs, pauses) in parts {
                let runs = runs.min(10 - clock.since(at(14, 0)).as_seconds() / 60).max(0);
                let stop = clock.plus(Span::minutes(runs));
                stretches.push(Stretch::of(clock, stop));
                minutes += runs;
                clock = stop.plus(Span::minutes(pauses)).min(at(14, 10));
            }
            prop_assert_eq!(filled(&stretches).len(), usize::from(minutes >= 5));
        }

        #[test]
        fn only_the_ends_of_a_stretch_can_need_more(start in 0_i64..100_000_000_000, minutes in 1_i64..800) {
            let stretch = Stretch::of(Timestamp::from_micros(start), Timestamp::from_micros(start).plus(Span::minutes(minutes)));
            let ends = stretch.ends();
            for begins in stretch.touched() {
                prop_assert!(ends.contains(&begins) || tracked(begins, [stretch]) == LENGTH);
            }
        }
    }
}

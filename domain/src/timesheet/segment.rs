//! Segments: ten minutes, aligned to the UTC clock. Which ones a stretch of tracked time fills is decided here.

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

/// Beginnings of the segments that a timer from `started` until `stopped` fills, in time order. A segment is
/// filled when at least half of it was tracked; the stretch is cut after twelve hours.
pub fn filled(started: Timestamp, stopped: Timestamp) -> Vec<Timestamp> {
    let stopped = stopped.min(started.plus(STRETCH_MAX));
    let mut segments = Vec::new();
    let mut begins = segment_of(started);
    while begins < stopped {
        let ends = begins.plus(LENGTH);
        if stopped.min(ends).since(started.max(begins)) >= TRACKED_MIN {
            segments.push(begins);
        }
        begins = ends;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hour: i64, minute: i64) -> Timestamp {
        Timestamp::civil(2026, 3, 4, hour, minute, 0).unwrap()
    }
    fn clocks(from: Timestamp, to: Timestamp) -> Vec<String> {
        filled(from, to).into_iter().map(Timestamp::clock).collect()
    }

    #[test]
    fn half_a_segment_counts_and_less_does_not() {
        assert_eq!(clocks(at(14, 2), at(14, 25)), ["14:00", "14:10", "14:20"]);
        assert_eq!(clocks(at(14, 6), at(14, 24)), ["14:10"]);
        assert_eq!(clocks(at(14, 2), at(14, 6)), [""; 0]);
        assert_eq!(clocks(at(14, 9), at(14, 9)), [""; 0]);
    }

    #[test]
    fn a_forgotten_timer_is_cut_after_twelve_hours() {
        assert_eq!(filled(at(0, 0), at(23, 0)).len(), 72);
    }

    proptest! {
        #[test]
        fn segments_are_aligned_distinct_and_never_more_than_the_time_allows(start in 0_i64..10_000_000_000_000, minutes in 0_i64..2_000) {
            let (from, to) = (Timestamp::from_micros(start), Timestamp::from_micros(start).plus(Span::minutes(minutes)));
            let segments = filled(from, to);
            prop_assert!(segments.iter().all(|segment| segment_of(*segment) == *segment));
            prop_assert!(segments.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(segments.len() as i64 <= minutes / 10 + 2);
        }
    }
}

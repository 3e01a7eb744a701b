//! New ids and random bytes, from one generator that the simulation can seed.

use domain::time::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// 2020-01-01 00:00 UTC in milliseconds since 1970: where the ids' own time begins.
const EPOCH_MILLIS: i64 = 1_577_836_800_000;
/// 2050-01-01 00:00 UTC, counted from the epoch: from here on a millisecond has fewer ids to itself, so that the same 63 bits
/// last until 2208 instead of 2089. It lies ahead of every id that was made before this was so, test clocks included.
const TURN_MILLIS: i64 = 946_771_200_000;
/// Random bits of an id before the turn, and after it.
const EARLY_BITS: u32 = 22;
const LATE_BITS: u32 = 20;
/// The last millisecond that fits.
const MILLIS_MAX: i64 = TURN_MILLIS + ((i64::MAX - (TURN_MILLIS << EARLY_BITS)) >> LATE_BITS) - 1;

/// Makes ids that sort by the time they were made: milliseconds since 2020 and random bits, always larger than the one
/// before from this maker (also when the clock steps back).
#[derive(Debug)]
pub struct IdMaker(Mutex<Maker>);

/// The smallest id of a millisecond, and how many random bits it leaves.
fn first_of(millis: i64) -> (i64, u32) {
    if millis < TURN_MILLIS {
        (millis << EARLY_BITS, EARLY_BITS)
    } else {
        ((TURN_MILLIS << EARLY_BITS) + ((millis - TURN_MILLIS) << LATE_BITS), LATE_BITS)
    }
}

#[derive(Debug)]
struct Maker {
    last: i64,
    generator: StdRng,
}

impl IdMaker {
    /// A maker with this seed, or with one from the operating system.
    pub fn new(seed: Option<u64>) -> Self {
        let generator = seed.map_or_else(rand::make_rng, StdRng::seed_from_u64);
        Self(Mutex::new(Maker { last: 0, generator }))
    }

    /// A new positive id made at `now`.
    pub fn make(&self, now: Timestamp) -> i64 {
        let mut maker = self.lock();
        let millis = (now.micros().div_euclid(1_000) - EPOCH_MILLIS).clamp(1, MILLIS_MAX);
        let (first, bits) = first_of(millis);
        let fresh = first + i64::from(maker.generator.next_u32() >> (32 - bits));
        maker.last = fresh.max(maker.last.saturating_add(1));
        maker.last
    }

    /// Random bytes, fit for secrets unless a seed was given.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.lock().generator.fill_bytes(&mut bytes);
        bytes
    }

    /// A random number that is not negative.
    pub fn random_number(&self) -> i64 {
        (self.lock().generator.next_u64() >> 1).cast_signed()
    }

    fn lock(&self) -> MutexGuard<'_, Maker> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Span;

    #[test]
    fn ids_grow_even_when_the_clock_steps_back() {
        let maker = IdMaker::new(Some(1));
        let mut last = 0;
        for step in 0..10_000_i64 {
            let now = Timestamp::from_micros(1_800_000_000_000_000 + (step % 7 - 3) * 1_000_000);
            let id = maker.make(now);
            assert!(id > last);
            last = id;
        }
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        let now = Timestamp::from_micros(1_800_000_000_123_456);
        let id = IdMaker::new(Some(2)).make(now);
        assert_eq!((id >> EARLY_BITS) + EPOCH_MILLIS, 1_800_000_000_123);
    }

    fn day(year: i64, month: i64, day: i64) -> Timestamp {
        Timestamp::civil(year, month, day, 0, 0, 0).unwrap()
    }

    #[test]
    fn ids_sort_by_their_time_until_2200_and_those_of_today_come_first() {
        let millisecond = Span::micros(1_000);
        // The last one that was made in this millisecond, in the way every id was made until now.
        let of_today = ((day(2026, 11, 30).micros() / 1_000 - EPOCH_MILLIS + 1) << 22) - 1;
        // Where 41 bits of milliseconds since 2020 end.
        let end_of_41_bits = Timestamp::from_micros((EPOCH_MILLIS + (1 << 41)) * 1_000);
        assert_eq!(end_of_41_bits.iso(), "2089-09-06T15:47:35.552000Z");
        let moments = [
            day(2026, 11, 30).plus(millisecond),
            day(2050, 1, 1).minus(millisecond),
            day(2050, 1, 1),
            end_of_41_bits.minus(millisecond),
            end_of_41_bits,
            end_of_41_bits.plus(millisecond),
            day(2199, 12, 31),
            day(2199, 12, 31).plus(millisecond),
        ];
        // Makers that know nothing of each other, as on several nodes.
        let ids = moments.map(|moment| IdMaker::new(None).make(moment));
        assert!(of_today < ids[0], "{of_today} {}", ids[0]);
        for (moment, pair) in moments.iter().zip(ids.windows(2)) {
            assert!(pair[0] < pair[1], "{} and the next: {pair:?}", moment.iso());
        }
    }

    #[test]
    fn the_last_id_fits() {
        let (first, bits) = first_of(MILLIS_MAX);
        assert!(first.checked_add((1 << bits) - 1).is_some());
        assert!(IdMaker::new(None).make(Timestamp::from_micros(i64::MAX)) > 0);
    }

    #[test]
    fn one_seed_makes_one_sequence_and_no_seed_makes_another() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let ids = |maker: &IdMaker| (0..5).map(|_| maker.make(now)).collect::<Vec<_>>();
        assert_eq!(ids(&IdMaker::new(Some(3))), ids(&IdMaker::new(Some(3))));
        assert_ne!(ids(&IdMaker::new(None)), ids(&IdMaker::new(None)));
        assert_ne!(IdMaker::new(None).random_bytes::<32>(), [0; 32]);
    }
}

//! New ids and random bytes, from one generator that the simulation can seed.

use domain::time::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// 2020-01-01 00:00 UTC in milliseconds since 1970: where the ids' own time begins.
const EPOCH_MILLIS: i64 = 1_577_836_800_000;
const RANDOM_BITS: u32 = 22;
const MILLIS_MAX: i64 = (1 << 41) - 1;

/// Makes ids that sort by the time they were made: 41 bits of milliseconds since 2020 and 22 random
/// bits, always larger than the one before from this maker (also when the clock steps back).
#[derive(Debug)]
pub struct IdMaker(Mutex<Maker>);

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
        let random = i64::from(maker.generator.next_u32() >> (32 - RANDOM_BITS));
        let fresh = (millis << RANDOM_BITS) | random;
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
        assert_eq!((id >> RANDOM_BITS) + EPOCH_MILLIS, 1_800_000_000_123);
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

//! The dice: every choice of an episode comes from here, so one seed is one episode.

use domain::time::Span;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A seeded generator.
#[derive(Debug)]
pub struct Chance(StdRng);

impl Chance {
    /// Dice with this seed.
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        self.number().checked_rem(n).unwrap_or(0)
    }

    /// True once in `n`.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// A place in a list of this length; `None` when it is empty.
    pub fn place(&mut self, length: usize) -> Option<usize> {
        (length > 0).then(|| usize::try_from(self.below(length as u64)).unwrap_or(0))
    }

    /// A place in a list, mostly among its newest twelve: old things are rarely touched again.
    pub fn recent(&mut self, length: usize) -> Option<usize> {
        let window = if self.one_in(8) { length } else { length.min(12) };
        self.place(window).map(|place| length - window + place)
    }

    /// A span of less than so many seconds.
    pub fn micros(&mut self, seconds: u64) -> Span {
        Span::micros(i64::try_from(self.below(seconds * 1_000_000)).unwrap_or(0))
    }
}

/// A seed that nobody has played, from the operating system.
pub fn fresh_seed() -> u64 {
    rand::make_rng::<StdRng>().next_u64() >> 16
}

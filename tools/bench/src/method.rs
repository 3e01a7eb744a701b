//! How measuring is done: contenders take turns in a rotated order, a bare control stands before and after them, a round
//! in which the control moved is thrown away, and what counts is the median of the ratios within the rounds.

use crate::Result;

/// A round is thrown away when its control moved by more than this share.
const CONTROL_MOVES_MAX: f64 = 0.25;

/// How long to measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Rounds that have to be kept.
    pub rounds: usize,
    /// Rounds after which it ends, kept or not: a noisy machine must not hold it up for ever.
    pub tries_max: usize,
    /// Length of one turn, in seconds, where a turn has a length.
    pub turn_seconds: f64,
}

impl Plan {
    /// Five rounds.
    pub const FULL: Self = Self { rounds: 5, tries_max: 12, turn_seconds: 4.0 };
    /// One short round: shows that everything works and roughly what comes out.
    pub const QUICK: Self = Self { rounds: 1, tries_max: 3, turn_seconds: 1.0 };

    /// Length of the control's turn, in seconds.
    pub fn control_seconds(&self) -> f64 {
        self.turn_seconds / 2.0
    }
}

/// Things that are measured side by side.
pub trait Contest {
    /// What one turn gives.
    type Sample: Clone;

    /// How many take part; they are called by their place.
    fn contenders(&self) -> usize;

    /// Measures the bare control, in any unit that grows or shrinks with the machine.
    fn control(&mut self) -> impl Future<Output = Result<f64>>;

    /// One turn of one contender. What it needs is prepared outside of the time it measures.
    fn turn(&mut self, contender: usize) -> impl Future<Output = Result<Self::Sample>>;
}

/// The rounds that were run. Each holds the samples of the contenders, in their order.
#[derive(Debug, Clone)]
pub struct Rounds<S> {
    kept: Vec<Vec<S>>,
    thrown: Vec<Vec<S>>,
}

impl<S> Rounds<S> {
    /// How many were kept.
    pub fn kept(&self) -> usize {
        self.kept.len()
    }

    /// How many were thrown away.
    pub fn thrown(&self) -> usize {
        self.thrown.len()
    }

    /// No round was quiet enough: what is shown then is a glimpse of the thrown ones, and no verdict.
    pub fn is_noisy(&self) -> bool {
        self.kept.is_empty()
    }

    /// The median over the kept rounds of what `of` makes of the samples of one round.
    pub fn median(&self, of: impl Fn(&[S]) -> f64) -> Option<f64> {
        let rounds = if self.is_noisy() { &self.thrown } else { &self.kept };
        median(&rounds.iter().map(|round| of(round)).collect::<Vec<_>>())
    }
}

/// Runs rounds until enough are kept or too many were tried.
///
/// # Errors
/// Those of the contest.
pub async fn rounds<C: Contest>(contest: &mut C, plan: &Plan) -> Result<Rounds<C::Sample>> {
    let mut rounds = Rounds { kept: Vec::new(), thrown: Vec::new() };
    while rounds.kept() < plan.rounds && rounds.kept() + rounds.thrown() < plan.tries_max {
        let number = rounds.kept() + rounds.thrown();
        let before = contest.control().await?;
        let mut samples = Vec::new();
        for contender in rotation(contest.contenders(), number) {
            samples.push((contender, contest.turn(contender).await?));
        }
        let is_quiet = moved(before, contest.control().await?) <= CONTROL_MOVES_MAX;
        samples.sort_by_key(|(contender, _)| *contender);
        let round = samples.into_iter().map(|(_, sample)| sample).collect();
        if is_quiet { rounds.kept.push(round) } else { rounds.thrown.push(round) }
    }
    Ok(rounds)
}

/// The order of `count` contenders in round `number`: each comes first in turn.
pub fn rotation(count: usize, number: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |place| (place + number) % count)
}

/// The middle value; between two middle ones, their mean. Nothing for no values, or when one is not a number.
pub fn median(values: &[f64]) -> Option<f64> {
    if values.iter().any(|value| value.is_nan()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// By which share the larger of two values exceeds the smaller.
pub fn moved(before: f64, after: f64) -> f64 {
    let (small, large) = if before < after { (before, after) } else { (after, before) };
    if small > 0.0 { large / small - 1.0 } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_the_mean_of_the_two_in_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 4.0]), Some(4.0));
        assert_eq!(median(&[9.0, 1.0, 4.0, 2.0]), Some(3.0));
        assert_eq!(median(&[1.0, f64::NAN]), None);
    }

    #[test]
    fn everybody_comes_first_in_turn() {
        let order = |round| rotation(3, round).collect::<Vec<_>>();
        assert_eq!([order(0), order(1), order(2), order(3)], [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 1, 2]]);
    }

    #[test]
    fn a_control_moves_the_same_in_both_directions() {
        assert!((moved(100.0, 125.0) - 0.25).abs() < 1e-9);
        assert!((moved(125.0, 100.0) - 0.25).abs() < 1e-9);
        assert_eq!(moved(0.0, 1.0), f64::INFINITY);
    }

    /// Its control is steady except in the rounds listed; each turn gives the contender's place and the round.
    struct Paper {
        controls: usize,
        noisy: Vec<usize>,
        turns: Vec<usize>,
    }

    impl Contest for Paper {
        type Sample = f64;

        fn contenders(&self) -> usize {
            2
        }

        async fn control(&mut self) -> Result<f64> {
            let (round, is_after) = (self.controls / 2, self.controls % 2 == 1);
            self.controls += 1;
            Ok(if is_after && self.noisy.contains(&round) { 150.0 } else { 100.0 })
        }

        async fn turn(&mut self, contender: usize) -> Result<f64> {
            self.turns.push(contender);
            Ok(if contender == 0 { 10.0 } else { 20.0 })
        }
    }

    fn run(noisy: Vec<usize>, plan: Plan) -> (Paper, Rounds<f64>) {
        let mut paper = Paper { controls: 0, noisy, turns: Vec::new() };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let rounds = runtime.block_on(rounds(&mut paper, &plan)).unwrap();
        (paper, rounds)
    }

    #[test]
    fn a_noisy_round_is_thrown_away_and_another_one_run() {
        let (paper, rounds) = run(vec![1], Plan { rounds: 2, tries_max: 5, turn_seconds: 1.0 });
        assert_eq!((rounds.kept(), rounds.thrown(), rounds.is_noisy()), (2, 1, false));
        assert_eq!(paper.turns, [0, 1, 1, 0, 0, 1]);
        assert_eq!(rounds.median(|round| round[1] / round[0]), Some(2.0));
    }

    #[test]
    fn a_machine_that_is_always_noisy_gives_a_glimpse_and_ends() {
        let (_, rounds) = run((0..9).collect(), Plan::QUICK);
        assert_eq!((rounds.kept(), rounds.thrown(), rounds.is_noisy()), (0, 3, true));
        assert_eq!(rounds.median(|round| round[0]), Some(10.0));
    }
}

//! What became of a stretch of tracked time: which of its ten minutes count, which do not, and why.

use super::segment::{Stretch, TRACKED_MIN};
use crate::id::ContractId;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// The stretch that was stopped last, and what became of its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastStretch {
    /// The contract that it is tracked on.
    pub contract: ContractId,
    /// Its title.
    pub title: String,
    /// When the timer was started.
    pub from: Timestamp,
    /// When it was stopped, or its contract ended.
    pub until: Timestamp,
    /// It ran for longer than counts.
    pub is_cut: bool,
    /// Segments that it filled.
    pub counted: i64,
    /// Those that it touched and that do not count for it, in time order.
    pub left_out: Vec<LeftOut>,
}

/// Ten minutes that do not count for a stretch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Their first moment.
    pub begins_at: Timestamp,
    /// Why it does not count.
    pub why: Why,
}

/// Why ten minutes do not count for a stretch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Less than half of them was tracked on this contract so far; more of the same ten minutes adds up.
    TooShort {
        /// How much of it was tracked.
        tracked: Span,
    },
    /// They were counted for this contract before.
    CountedBefore,
    /// They are in the diary for another contract.
    Other {
        /// Its title.
        title: String,
    },
    /// The person took them out of the diary.
    Removed,
}

/// Ten minutes that a stretch touches, as the diary has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Their first moment.
    pub begins_at: Timestamp,
    /// How much of them was tracked on the contract.
    pub tracked: Span,
    /// What the diary has for them.
    pub held: Held,
}

/// What the diary has for ten minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Nothing else was tracked then.
    Nothing,
    /// The segment of this very stretch.
    ByThis,
    /// One of the same contract.
    BySame,
    /// One of another contract, with this title.
    ByOther(String),
    /// One that was taken out.
    Removed,
}

impl Piece {
    /// It becomes a segment: enough was tracked, and nothing of this person covers it. What was taken out may come back when
    /// enough was tracked since.
    pub fn is_to_count(&self) -> bool {
        match self.held {
            Held::Nothing | Held::Removed => self.tracked >= TRACKED_MIN,
            Held::ByThis | Held::BySame | Held::ByOther(_) => false,
        }
    }
}

impl LastStretch {
    /// Tells of a stretch by all the ten minutes that it touches, after it was written into the diary.
    pub fn of(contract: ContractId, title: String, ran: (Timestamp, Timestamp), pieces: Vec<Piece>) -> Self {
        let (from, until) = ran;
        let (mut counted, mut left_out) = (0, Vec::new());
        for Piece { begins_at, tracked, held } in pieces {
            let why = match held {
                Held::ByThis => {
                    counted += 1;
                    continue;
                }
                Held::Nothing => Why::TooShort { tracked },
                Held::BySame => Why::CountedBefore,
                Held::ByOther(title) => Why::Other { title },
                Held::Removed => Why::Removed,
            };
            left_out.push(LeftOut { begins_at, why });
        }
        Self { contract, title, from, until, is_cut: Stretch::of(from, until).until < until, counted, left_out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ten_minutes_of_a_stretch_are_told_of() {
        let begins_at = |place: i64| Timestamp::from_micros(0).plus(Span::minutes(10 * place));
        let four = Span::minutes(4);
        let piece = |place, held| Piece { begins_at: begins_at(place), tracked: four, held };
        let pieces = vec![
            piece(0, Held::BySame),
            piece(1, Held::ByThis),
            piece(2, Held::ByOther("The other".into())),
            piece(3, Held::Removed),
            piece(4, Held::Nothing),
        ];
        let ran = (begins_at(0), begins_at(5));
        let told = LastStretch::of(ContractId::from_raw(1), "This".into(), ran, pieces);
        assert_eq!((told.counted, told.is_cut), (1, false));
        let whys: Vec<Why> = told.left_out.into_iter().map(|left| left.why).collect();
        let other = Why::Other { title: "The other".into() };
        assert_eq!(whys, [Why::CountedBefore, other, Why::Removed, Why::TooShort { tracked: four }]);
        let long = LastStretch::of(ContractId::from_raw(1), String::new(), (begins_at(0), begins_at(73)), vec![]);
        assert!(long.is_cut);
    }

    #[test]
    fn ten_minutes_count_where_enough_was_tracked_and_nothing_covers_them() {
        let counts = |minutes, held| {
            Piece { begins_at: Timestamp::from_micros(0), tracked: Span::minutes(minutes), held }.is_to_count()
        };
        for held in [Held::Nothing, Held::Removed] {
            assert!(counts(5, held.clone()) && !counts(4, held));
        }
        for held in [Held::ByThis, Held::BySame, Held::ByOther(String::new())] {
            assert!(!counts(10, held));
        }
    }
}

//! The arithmetic of charts, in whole numbers: a rounded top, lengths, and shares that add up.

/// The smallest of 1, 2 and 5 times a power of ten that is not below `highest`; 1 for nothing.
pub fn ceiling(highest: i64) -> i64 {
    let mut power: i64 = 1;
    loop {
        for factor in [1, 2, 5] {
            match power.checked_mul(factor) {
                Some(top) if top >= highest => return top,
                Some(_) => {}
                None => return i64::MAX,
            }
        }
        match power.checked_mul(10) {
            Some(next) => power = next,
            None => return i64::MAX,
        }
    }
}

/// How long a value is, measured against `whole` over `length`: never negative, never longer than that.
pub fn length_of(value: i64, whole: i64, length: i64) -> i64 {
    if value <= 0 || whole <= 0 {
        return 0;
    }
    let exact = i128::from(value) * i128::from(length) / i128::from(whole);
    i64::try_from(exact).unwrap_or(length).min(length)
}

/// What each value has of `whole` points: together exactly all of them, the odd points going to the largest rests.
/// Values below zero count as zero; when all are zero nobody has anything.
pub fn shares(values: &[i64], whole: i64) -> Vec<i64> {
    let values: Vec<i128> = values.iter().map(|value| i128::from((*value).max(0))).collect();
    let sum: i128 = values.iter().sum();
    if sum == 0 {
        return vec![0; values.len()];
    }
    let points = i128::from(whole);
    let mut given: Vec<i64> =
        values.iter().map(|value| i64::try_from(value * points / sum).unwrap_or_default()).collect();
    let mut by_rest: Vec<usize> = (0..values.len()).collect();
    by_rest.sort_by_key(|place| std::cmp::Reverse(values[*place] * points % sum));
    let missing = usize::try_from(whole - given.iter().sum::<i64>()).unwrap_or_default();
    for place in by_rest.into_iter().take(missing) {
        given[place] += 1;
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_a_chart_is_a_round_number() {
        for (highest, top) in [(-4, 1), (0, 1), (1, 1), (3, 5), (7, 10), (11, 20), (2_000, 2_000), (822_000, 1_000_000)]
        {
            assert_eq!(ceiling(highest), top, "{highest}");
        }
        assert_eq!(ceiling(i64::MAX), i64::MAX);
    }

    #[test]
    fn lengths_stay_within_the_chart() {
        assert_eq!(length_of(50, 200, 160), 40);
        assert_eq!(length_of(0, 200, 160), 0);
        assert_eq!(length_of(-5, 200, 160), 0);
        assert_eq!(length_of(300, 200, 160), 160);
        assert_eq!(length_of(5, 0, 160), 0);
        assert_eq!(length_of(i64::MAX, i64::MAX, 160), 160);
    }

    #[test]
    fn shares_add_up_to_the_whole() {
        assert_eq!(shares(&[1, 1, 1], 100), [34, 33, 33]);
        assert_eq!(shares(&[2, 1], 100), [67, 33]);
        assert_eq!(shares(&[0, 0], 100), [0, 0]);
        assert_eq!(shares(&[-3, 5], 1_000), [0, 1_000]);
        assert_eq!(shares(&[], 100), Vec::<i64>::new());
        assert_eq!(shares(&[i64::MAX, i64::MAX], 100), [50, 50]);
    }
}

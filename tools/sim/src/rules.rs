//! The rules of an episode, drawn from its seed: once as the product takes them, once as plain numbers for the oracle.

use crate::chance::Chance;
use crate::oracle::{self, Fees};
use domain::fee::FeeRates;
use domain::money::Rate;
use domain::rules::Rules;
use domain::time::Span;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// Draws every number that an operator may change; mostly odd ones, to the microsecond.
pub fn draw(chance: &mut Chance) -> (Rules, oracle::Rules) {
    let mut between = |least: i64, most: i64| {
        let wide = u64::try_from(most - least).unwrap_or(1);
        least + i64::try_from(chance.below(wide + 1)).unwrap_or(0)
    };
    // No fee at all, the usual ones, or any: each has roundings of its own.
    let fees = match between(0, 5) {
        0 => Fees { client: 0, freelancer: 0 },
        1 => Fees { client: 300, freelancer: 500 },
        _any => Fees { client: between(1, 1_500), freelancer: between(1, 3_000) },
    };
    let open_max = if between(0, 3) == 0 { between(1, 4) } else { between(5, 20) };
    let plain = oracle::Rules {
        fees,
        review: between(HOUR, 30 * DAY),
        security: between(0, 10 * DAY),
        job_open: between(DAY, 60 * DAY),
        offer_open: between(2 * HOUR, 14 * DAY),
        funding_open: between(6 * HOUR, 14 * DAY),
        payment_lookup: between(HOUR, 3 * DAY),
        proposals_open_max: usize::try_from(open_max).unwrap_or(1),
    };
    let schedule = u32::try_from(between(1, 9)).unwrap_or(1);
    (product(&plain, schedule), plain)
}

fn product(plain: &oracle::Rules, schedule: u32) -> Rules {
    let rate = |points: i64| Rate::basis_points(u32::try_from(points).unwrap_or(0));
    Rules {
        fees: FeeRates { schedule, client: rate(plain.fees.client), freelancer: rate(plain.fees.freelancer) },
        review: Span::micros(plain.review),
        security: Span::micros(plain.security),
        job_open: Span::micros(plain.job_open),
        offer_open: Span::micros(plain.offer_open),
        funding_open: Span::micros(plain.funding_open),
        payment_lookup: Span::micros(plain.payment_lookup),
        proposals_open_max: u32::try_from(plain.proposals_open_max).unwrap_or(1),
    }
}

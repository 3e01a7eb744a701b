//! A sum split between two people.

use crate::i18n::said;
use domain::money::Money;
use leptos::prelude::*;

/// What one side has of the whole, in whole per cent; none of nothing.
fn percent_of(part: Money, rest: Money) -> i64 {
    let whole = i128::from(part.minor) + i128::from(rest.minor);
    if whole <= 0 { 0 } else { i64::try_from(i128::from(part.minor) * 100 / whole).unwrap_or_default().clamp(0, 100) }
}

/// A sum split in two. Where a part would be too narrow for its figures they stand below the bar.
///
/// ```text
/// <SplitBar yours=Money::new(63_000, eur) theirs=Money::new(27_000, eur) yours_word=t::to_you() theirs_word=t::to_client()/>
/// ```
#[component]
pub fn SplitBar(
    yours: Money,
    theirs: Money,
    #[prop(into)] yours_word: String,
    #[prop(into)] theirs_word: String,
) -> impl IntoView {
    let share = percent_of(yours, theirs);
    let style = format!("--v:{share}");
    if (25..=75).contains(&share) {
        view! {
            <div class="split-bar" style=style>
                <span>{said(yours)}<small>{yours_word}</small></span>
                <span style="padding-inline:var(--s3)">{said(theirs)}<small>{theirs_word}</small></span>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="stack stack--1">
                <div class="split-bar" style=style aria-hidden="true"><span></span><span></span></div>
                <p class="cluster cluster--apart small">
                    <span><b class="money">{said(yours)}</b>" "{yours_word}</span>
                    <span><b class="money">{said(theirs)}</b>" "{theirs_word}</span>
                </p>
            </div>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::percent_of;
    use domain::money::{Currency, Money};

    #[test]
    fn a_share_is_a_whole_per_cent_rounded_down() {
        let eur = |minor| Money::new(minor, Currency::Eur);
        for (part, rest, percent) in
            [(63_000, 27_000, 70), (0, 0, 0), (1, 2, 33), (5, 0, 100), (i64::MAX, i64::MAX, 50)]
        {
            assert_eq!(percent_of(eur(part), eur(rest)), percent);
        }
    }
}

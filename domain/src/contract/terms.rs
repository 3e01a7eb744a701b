//! Terms that both sides agree on: milestones with their amounts and dates, as typed and as parsed.

use crate::money::{AmountInput, Currency, Money};
use crate::refusal::{BadFields, FieldRefusal, Refusal};
use crate::rules;
use crate::sentence::sentence;
use crate::text::MilestoneTitle;
use crate::time::{Date, Here};
use serde::{Deserialize, Serialize};

/// Most milestones of one contract.
pub const MILESTONES_MAX: usize = 20;

/// One row of a milestone form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneInput {
    /// What it delivers.
    #[serde(default)]
    pub title: String,
    /// What it costs before fees.
    #[serde(default)]
    pub amount: AmountInput,
    /// Due date as `2027-01-31`, or empty.
    #[serde(default)]
    pub due: String,
}

impl MilestoneInput {
    fn is_blank(&self) -> bool {
        self.amount.is_blank() && [&self.title, &self.due].iter().all(|text| text.trim().is_empty())
    }
}

/// One milestone as proposed, offered and agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneTerms {
    /// What it delivers.
    pub title: MilestoneTitle,
    /// What it costs before fees.
    pub amount: Money,
    /// When it is due, if a day was agreed.
    pub due: Option<Date>,
}

/// Reads an optional due date that must not lie in the past of the person who writes it.
///
/// # Errors
/// `date.unreadable`, `date.past`, `date.far` on the field `due`.
pub fn parse_due(text: &str, here: impl Into<Here>) -> Result<Option<Date>, FieldRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let Some(date) = Date::parse_iso(text) else {
        return Err(FieldRefusal::new("due", "date.unreadable", "Write the date like 2027-01-31."));
    };
    let today = here.into().today;
    if date < today {
        let sentence = sentence!("{date} is past. Choose {today} or later.", date = date, today = today);
        return Err(FieldRefusal::new("due", "date.past", sentence));
    }
    if date.days() - today.days() > 3_653 {
        return Err(FieldRefusal::new("due", "date.far", "Choose a date within the next ten years."));
    }
    Ok(Some(date))
}

/// Reads the rows of a milestone form. Blank rows are skipped; fields are named
/// `milestones[0][title]`, so that each sentence stands under its own row.
///
/// # Errors
/// Every bad field at once; `terms.no_milestones`, `terms.too_many_milestones`, `money.above_largest` for the sum.
pub fn parse_milestones(
    rows: &[MilestoneInput],
    currency: Currency,
    here: impl Into<Here>,
) -> Result<Vec<MilestoneTerms>, Refusal> {
    let here = here.into();
    let mut bad = BadFields::default();
    let filled = rows.iter().filter(|row| !row.is_blank()).count();
    if filled > MILESTONES_MAX {
        let sentence = sentence!(
            "At most {max} milestones fit in one contract; there are {filled}.",
            max = MILESTONES_MAX,
            filled = filled
        );
        return Err(FieldRefusal::new("milestones[0][title]", "terms.too_many_milestones", sentence).into());
    }
    let mut parsed = Vec::new();
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
        let field = |name: &str| format!("milestones[{place}][{name}]");
        let title = bad.take(&field("title"), MilestoneTitle::parse(&row.title));
        let amount = bad.take(&field("amount"), rules::parse_amount(&row.amount, currency));
        let due = bad.take(&field("due"), parse_due(&row.due, here));
        if let (Some(title), Some(amount), Some(due)) = (title, amount, due) {
            parsed.push(MilestoneTerms { title, amount, due });
        }
    }
    if filled == 0 {
        bad.note(FieldRefusal::new(
            "milestones[0][title]",
            "terms.no_milestones",
            "Add at least one milestone: what it delivers and what it costs.",
        ));
    }
    let sum = Money::sum(currency, parsed.iter().map(|row| row.amount));
    let max = rules::bounds(currency).amount_max;
    if sum.map_or(true, |sum| sum.minor > max.minor) {
        let sentence = sentence!("The milestones add up to more than {max}. Make them smaller.", max = max);
        bad.note(FieldRefusal::new("milestones[0][amount]", "money.above_largest", sentence));
    }
    bad.finish(Some(parsed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Span, Timestamp};

    fn row(title: &str, amount: &str, due: &str) -> MilestoneInput {
        MilestoneInput { title: title.into(), amount: amount.into(), due: due.into() }
    }

    fn now() -> Timestamp {
        Timestamp::civil(2026, 11, 22, 12, 0, 0).unwrap()
    }

    fn codes(rows: &[MilestoneInput]) -> Vec<(String, &'static str)> {
        let refused = parse_milestones(rows, Currency::Eur, now()).unwrap_err();
        assert_eq!(refused.code(), "input");
        refused.into_fields().into_iter().map(|bad| (bad.field, bad.code)).collect()
    }

    #[test]
    fn blank_rows_are_skipped_and_sentences_stand_under_their_row() {
        let rows = [row("", "", ""), row("Trial on one board", "2400", "2026-12-19"), row("", "1", "2026-11-21")];
        assert_eq!(
            codes(&rows),
            [
                ("milestones[2][title]".to_owned(), "text.empty"),
                ("milestones[2][amount]".to_owned(), "money.below_smallest"),
                ("milestones[2][due]".to_owned(), "date.past")
            ]
        );
        assert_eq!(parse_milestones(&rows[..2], Currency::Eur, now()).unwrap().len(), 1);
    }

    #[test]
    fn a_due_date_of_today_is_not_past_in_the_zone_of_its_writer() {
        let day = |text: &str| Date::parse_iso(text).unwrap();
        let reads = |text: &str, here: Here| parse_due(text, here).map_err(|bad| bad.code);
        // 22 November, 03:00 UTC: in New York it is still the 21st, in Auckland the 22nd.
        let now = now().minus(Span::hours(9));
        let (new_york, auckland) = (Here { now, today: day("2026-11-21") }, Here { now, today: day("2026-11-22") });
        assert_eq!(reads("2026-11-21", new_york), Ok(Some(day("2026-11-21"))));
        assert_eq!(reads("2026-11-20", new_york), Err("date.past"));
        assert_eq!(reads("2026-11-21", auckland), Err("date.past"));
        assert_eq!(reads("2026-11-22", auckland), Ok(Some(day("2026-11-22"))));
        // A program tells no zone: what is today anywhere is not past.
        assert_eq!(reads("2026-11-21", now.into()), Ok(Some(day("2026-11-21"))));
        assert_eq!(reads("2026-11-20", now.into()), Err("date.past"));
        assert_eq!(reads("2026-11-21", now.plus(Span::hours(9)).into()), Err("date.past"), "it is over everywhere");
    }

    #[test]
    fn there_is_at_least_one_and_at_most_twenty() {
        assert_eq!(codes(&[])[0].1, "terms.no_milestones");
        let many: Vec<_> = (0..21).map(|n| row(&format!("Part {n}"), "10", "")).collect();
        assert_eq!(codes(&many)[0].1, "terms.too_many_milestones");
    }

    #[test]
    fn the_sum_has_a_bound_too_and_dates_are_dates() {
        assert_eq!(codes(&[row("One", "9999999", ""), row("Two", "9999999", "")])[0].1, "money.above_largest");
        assert_eq!(codes(&[row("One", "10", "tomorrow")])[0].1, "date.unreadable");
        assert_eq!(codes(&[row("One", "10", "2099-01-01")])[0].1, "date.far");
    }
}

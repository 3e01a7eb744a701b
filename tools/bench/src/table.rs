//! What is printed: one line for each comparison, ours beside what it is held against, the ratio and the budget.

use std::fmt::{Display, Formatter};

/// A bound on a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Budget {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// Printed for orientation.
    None,
}

impl Budget {
    fn is_kept_by(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(bound) => ratio <= bound,
            Self::AtLeast(bound) => ratio >= bound,
            Self::None => true,
        }
    }
}

impl Display for Budget {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtMost(bound) => write!(f, "≤ {bound}"),
            Self::AtLeast(bound) => write!(f, "≥ {bound}"),
            Self::None => Ok(()),
        }
    }
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// Our figure, with its unit.
    pub ours: String,
    /// What it stands beside, with its unit.
    pub beside: String,
    /// Ours through the other.
    pub ratio: Option<f64>,
    /// No round was quiet enough: the figures are a glimpse.
    pub noisy: bool,
    /// What the ratio should be.
    pub budget: Budget,
}

impl Row {
    fn cells(&self) -> [String; 6] {
        let ratio = maybe(self.ratio, "");
        let verdict = match (self.ratio, self.budget) {
            (None, _) => "?",
            (Some(_), _) if self.noisy => "too noisy to say",
            (Some(_), Budget::None) => "",
            (Some(ratio), budget) if budget.is_kept_by(ratio) => "kept",
            (Some(_), Budget::AtMost(_) | Budget::AtLeast(_)) => "OVER",
        };
        [self.what.clone(), self.ours.clone(), self.beside.clone(), ratio, self.budget.to_string(), verdict.to_owned()]
    }
}

/// Three significant figures and a unit: `0.612`, `41.3 kB`, `5 870/s`.
pub fn figures(value: f64, unit: &str) -> String {
    let places = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.places$}{unit}")
}

/// A figure that may be missing.
pub fn maybe(value: Option<f64>, unit: &str) -> String {
    value.map_or_else(|| "?".to_owned(), |value| figures(value, unit))
}

/// Bytes as kB (1,000) or MiB, whichever the budgets speak of.
pub fn kilobytes(bytes: f64) -> String {
    figures(bytes / 1_000.0, " kB")
}

/// Bytes as MiB.
pub fn mebibytes(bytes: f64) -> String {
    figures(bytes / 1_048_576.0, " MiB")
}

/// The rows under each other, columns as wide as their widest cell.
pub fn print(rows: &[Row]) -> String {
    let head = ["what", "ours", "beside", "ratio", "budget", ""].map(str::to_owned);
    let lines: Vec<[String; 6]> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut text = String::new();
    for line in &lines {
        let padded = line.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ratio: Option<f64>, budget: Budget) -> Row {
        Row { what: "pages".to_owned(), ours: "1".to_owned(), beside: "2".to_owned(), ratio, noisy: false, budget }
    }

    #[test]
    fn a_row_says_whether_its_budget_was_kept() {
        let verdict = |ratio, budget| row(ratio, budget).cells()[5].clone();
        assert_eq!(verdict(Some(0.5), Budget::AtMost(1.0)), "kept");
        assert_eq!(verdict(Some(1.5), Budget::AtMost(1.0)), "OVER");
        assert_eq!(verdict(Some(0.7), Budget::AtLeast(0.6)), "kept");
        assert_eq!(verdict(Some(0.5), Budget::AtLeast(0.6)), "OVER");
        assert_eq!(verdict(Some(0.5), Budget::None), "");
        assert_eq!(verdict(None, Budget::AtLeast(0.6)), "?");
        let noisy = Row { noisy: true, ..row(Some(0.7), Budget::AtLeast(0.6)) };
        assert_eq!(noisy.cells()[5], "too noisy to say");
    }

    #[test]
    fn figures_are_three_significant_ones() {
        let shown = [12_345.0, 123.4, 12.34, 1.234, 0.1234].map(|value| figures(value, " ms"));
        assert_eq!(shown, ["12345 ms", "123 ms", "12.3 ms", "1.23 ms", "0.123 ms"]);
    }

    #[test]
    fn columns_stand_under_each_other() {
        let text = print(&[row(Some(1.0), Budget::None), row(None, Budget::AtMost(2.0))]);
        assert_eq!(
            text,
            "what   ours  beside  ratio  budget\npages  1     2       1.00\npages  1     2       ?      ≤ 2     ?\n"
        );
    }
}

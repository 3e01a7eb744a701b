//! Charts as SVG text: pure functions of figures. Positions are whole numbers, so server and browser render the same.

use super::figure::{Figure, Unit};
use super::scale::{ceiling, length_of, shares};

const WIDTH: i64 = 720;
const HEIGHT: i64 = 232;
/// Room for the words beside the axis.
const MARGIN: i64 = 92;
/// Room for a figure above the highest bar.
const TOP: i64 = 26;
const GROUND: i64 = 196;
/// So many names fit below a chart before they run into each other, and so many of a few letters.
const NAMES_MAX: usize = 7;
const SHORT_NAMES_MAX: usize = 12;
const SHORT: usize = 4;
/// A ring with more parts than this cannot be told apart.
pub const SLICES_MAX: usize = 5;

/// What a picture is called and says, for those who do not see it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Unique on the page.
    pub id: &'a str,
    pub title: &'a str,
    pub summary: &'a str,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn svg(class: &str, view_box: &str, told: Told, inside: &str) -> String {
    let Told { id, title, summary } = told;
    let (id, title, summary) = (escaped(id), escaped(title), escaped(summary));
    format!(
        "<svg class=\"chart {class}\" viewBox=\"{view_box}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\
         <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{summary}</desc>{inside}</svg>"
    )
}

/// The lines at nothing, half and all of the top, with their words.
fn axis(top: i64, unit: Unit) -> String {
    let mut lines = vec![(GROUND, 0), (TOP, top)];
    if top % 2 == 0 {
        lines.push(((GROUND + TOP) / 2, top / 2));
    }
    lines
        .into_iter()
        .map(|(y, value)| {
            let words = escaped(&unit.say_short(value));
            format!(
                "<path class=\"axis\" d=\"M{MARGIN} {y}H{WIDTH}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{words}</text>",
                MARGIN - 8,
                y + 4
            )
        })
        .collect()
}

/// Every name, or every second, third … one, so that they stay apart; the last one always.
fn is_named(place: usize, count: usize, most: usize) -> bool {
    let every = count.div_ceil(most).max(1);
    (count - 1 - place).is_multiple_of(every)
}

fn middle(place: usize, count: usize) -> i64 {
    let (place, count) = (i64::try_from(place).unwrap_or_default(), i64::try_from(count).unwrap_or(1).max(1));
    MARGIN + (WIDTH - MARGIN) * (2 * place + 1) / (2 * count)
}

fn names(figures: &[Figure]) -> String {
    let short = figures.iter().all(|one| one.name.chars().count() <= SHORT);
    let most = if short { SHORT_NAMES_MAX } else { NAMES_MAX };
    figures
        .iter()
        .enumerate()
        .filter(|(place, _)| is_named(*place, figures.len(), most))
        .map(|(place, one)| {
            // A long name below the last figure would run over the edge.
            let at_edge = !short && place + 1 == figures.len();
            let (x, anchor) = if at_edge { (WIDTH, "end") } else { (middle(place, figures.len()), "middle") };
            format!("<text x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>", HEIGHT - 10, escaped(&one.name))
        })
        .collect()
}

fn top_of(figures: &[Figure]) -> i64 {
    ceiling(figures.iter().map(|one| one.value).max().unwrap_or_default())
}

/// Where a bar stands: its left edge and its width.
fn slot(place: usize, count: usize) -> (i64, i64) {
    let slot = (WIDTH - MARGIN) / i64::try_from(count).unwrap_or(1).max(1);
    let width = (slot * 2 / 3).clamp(2, 56);
    (middle(place, count) - width / 2, width)
}

/// The lowest and the highest figure, written above their bars.
fn peaks(figures: &[Figure], top: i64, unit: Unit) -> String {
    let low = figures.iter().enumerate().min_by_key(|(_, one)| one.value);
    let high = figures.iter().enumerate().max_by_key(|(_, one)| one.value);
    let mut peaks: Vec<(usize, &Figure)> = low.into_iter().chain(high).collect();
    peaks.dedup_by_key(|(place, _)| *place);
    peaks
        .into_iter()
        .map(|(place, one)| {
            let y = GROUND - length_of(one.value, top, GROUND - TOP) - 6;
            let words = escaped(&unit.say_short(one.value));
            format!(
                "<text class=\"peak\" x=\"{}\" y=\"{y}\" text-anchor=\"middle\">{words}</text>",
                middle(place, figures.len())
            )
        })
        .collect()
}

/// One bar for each figure; `marked` is the one that is not settled yet.
pub fn bars(figures: &[Figure], unit: Unit, marked: Option<usize>, told: Told) -> String {
    let top = top_of(figures);
    let mut inside = axis(top, unit);
    for (place, one) in figures.iter().enumerate() {
        let height = length_of(one.value, top, GROUND - TOP);
        let class = if marked == Some(place) { "bar--brass" } else { "bar" };
        let ((x, width), y) = (slot(place, figures.len()), GROUND - height);
        let hover = escaped(&format!("{}: {}", one.name, unit.say(one.value)));
        inside.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"><title>{hover}</title></rect>"
        ));
    }
    inside.push_str(&peaks(figures, top, unit));
    inside.push_str(&names(figures));
    svg("chart--wide", &format!("0 0 {WIDTH} {HEIGHT}"), told, &inside)
}

/// One bar for each sum: its part from the ground, and the rest of it above that, softer.
pub fn stacked(sums: &[Figure], parts: &[i64], unit: Unit, told: Told) -> String {
    let top = top_of(sums);
    let mut inside = axis(top, unit);
    for (place, (sum, part)) in sums.iter().zip(parts).enumerate() {
        let (x, width) = slot(place, sums.len());
        let (all, below) = (length_of(sum.value, top, GROUND - TOP), length_of(*part, top, GROUND - TOP));
        // A hairline between the two, so that they are told apart without colour.
        let above = (all - below - 1).max(0);
        let hover = escaped(&format!("{}: {}", sum.name, unit.say(sum.value)));
        for (class, y, height) in [("bar", GROUND - below, below), ("bar--soft", GROUND - all, above)] {
            inside.push_str(&format!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"><title>{hover}</title></rect>"
            ));
        }
    }
    inside.push_str(&peaks(sums, top, unit));
    inside.push_str(&names(sums));
    svg("chart--wide", &format!("0 0 {WIDTH} {HEIGHT}"), told, &inside)
}

/// A line through all figures, with its last point.
pub fn line(figures: &[Figure], unit: Unit, told: Told) -> String {
    let top = top_of(figures);
    let points: Vec<(i64, i64)> = figures
        .iter()
        .enumerate()
        .map(|(place, one)| (middle(place, figures.len()), GROUND - length_of(one.value, top, GROUND - TOP)))
        .collect();
    let mut inside = axis(top, unit);
    if let (Some((first, _)), Some((last, height))) = (points.first(), points.last()) {
        let way: Vec<String> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
        let way = way.join("L");
        inside.push_str(&format!(
            "<path class=\"area\" d=\"M{first} {GROUND}L{way}L{last} {GROUND}z\"/><path class=\"line\" d=\"M{way}\"/>\
             <circle class=\"bar--brass\" cx=\"{last}\" cy=\"{height}\" r=\"5\"/>"
        ));
    }
    inside.push_str(&names(figures));
    svg("chart--wide", &format!("0 0 {WIDTH} {HEIGHT}"), told, &inside)
}

/// A ring of at most [`SLICES_MAX`] parts, in thousandths of the whole.
pub fn ring(figures: &[Figure], told: Told) -> String {
    let values: Vec<i64> = figures.iter().map(|one| one.value).collect();
    let mut begun = 0;
    let mut inside = String::from("<circle class=\"slice\" cx=\"21\" cy=\"21\" r=\"16\"/>");
    for (place, share) in shares(&values, 1_000).into_iter().enumerate().filter(|(_, share)| *share > 0) {
        // A little of each part is left free, so that neighbours are told apart without colour.
        let shown = (share - 8).max(2);
        let from = 250 - begun;
        inside.push_str(&format!(
            "<circle class=\"slice slice--{}\" cx=\"21\" cy=\"21\" r=\"16\" pathLength=\"1000\" \
             stroke-dasharray=\"{shown} {}\" stroke-dashoffset=\"{from}\"/>",
            place + 1,
            1_000 - shown
        ));
        begun += share;
    }
    svg("ring", "0 0 42 42", told, &inside)
}

/// A line without words, as high as a line of text. What it says stands in `label`.
pub fn spark(values: &[i64], label: &str) -> String {
    let low = values.iter().min().copied().unwrap_or_default();
    let span = values.iter().max().copied().unwrap_or_default().saturating_sub(low);
    let last = i64::try_from(values.len().saturating_sub(1)).unwrap_or(1).max(1);
    let way: Vec<String> = values
        .iter()
        .zip(0_i64..)
        .map(|(value, place)| {
            format!("{} {}", 2 + 116 * place / last, 20 - length_of(value.saturating_sub(low), span, 18))
        })
        .collect();
    let way = if way.is_empty() {
        String::new()
    } else {
        format!("<path class=\"line\" vector-effect=\"non-scaling-stroke\" d=\"M{}\"/>", way.join("L"))
    };
    format!(
        "<svg class=\"chart spark\" viewBox=\"0 0 120 22\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{way}</svg>",
        escaped(label)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: Told = Told { id: "c", title: "Received", summary: "Lowest 1." };

    fn figures(values: &[i64]) -> Vec<Figure> {
        values.iter().enumerate().map(|(place, value)| Figure::new(format!("n{place}"), *value)).collect()
    }

    #[test]
    fn a_chart_has_a_title_and_says_its_figures() {
        let svg = bars(&figures(&[0, 5, 10]), Unit::Count, Some(2), TOLD);
        assert!(svg.starts_with(
            "<svg class=\"chart chart--wide\" viewBox=\"0 0 720 232\" role=\"img\" aria-labelledby=\"c-title c-desc\">"
        ));
        assert!(svg.contains("<title id=\"c-title\">Received</title><desc id=\"c-desc\">Lowest 1.</desc>"));
        assert_eq!(svg.matches("<rect ").count(), 3);
        assert!(svg.contains("height=\"0\"><title>n0: 0</title>"));
        assert!(svg.contains("class=\"bar--brass\" x=\"587\" y=\"26\" width=\"56\" height=\"170\""));
    }

    #[test]
    fn a_stacked_bar_is_as_high_as_its_sum_and_the_ends_are_written() {
        let svg = stacked(&figures(&[2, 10, 5]), &[1, 10, 0], Unit::Count, TOLD);
        assert_eq!(svg.matches("class=\"bar\"").count(), 3);
        assert_eq!(svg.matches("class=\"bar--soft\"").count(), 3);
        assert!(svg.contains("text-anchor=\"middle\">10</text>") && svg.contains("text-anchor=\"middle\">2</text>"));
        assert_eq!(svg.matches("class=\"peak\"").count(), 2);
    }

    #[test]
    fn names_cannot_break_out_of_the_drawing() {
        let svg = bars(&[Figure::new("<script>\"&", 1)], Unit::Count, None, TOLD);
        assert!(svg.contains("&lt;script&gt;&quot;&amp;") && !svg.contains("<script>"));
    }

    #[test]
    fn many_names_are_thinned_and_the_last_stays() {
        let named: Vec<usize> = (0..31).filter(|place| is_named(*place, 31, NAMES_MAX)).collect();
        assert_eq!(named, [0, 5, 10, 15, 20, 25, 30]);
        assert!((0..7).all(|place| is_named(place, 7, NAMES_MAX)));
    }

    #[test]
    fn the_parts_of_a_ring_follow_each_other() {
        let svg = ring(&figures(&[2, 1, 1, 0]), TOLD);
        assert_eq!(svg.matches("class=\"slice slice--").count(), 3);
        assert!(svg.contains("stroke-dasharray=\"492 508\" stroke-dashoffset=\"250\""));
        assert!(svg.contains("stroke-dasharray=\"242 758\" stroke-dashoffset=\"-250\""));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        for svg in [bars(&[], Unit::Count, None, TOLD), line(&[], Unit::Count, TOLD), ring(&[], TOLD), spark(&[], "x")]
        {
            assert!(!svg.contains("<rect") && !svg.contains("class=\"line\"") && !svg.contains("slice--"));
        }
        assert!(spark(&[7], "x").contains("d=\"M2 20\""));
        assert!(spark(&[1, 3, 2], "x").contains("d=\"M2 20L60 2L118 11\""));
    }
}

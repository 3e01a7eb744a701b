//! What became of the stretch that was stopped last: what was counted, what was not, and why.

use super::day::hours;
use crate::i18n::timesheet as t;
use domain::timesheet::told::{LastStretch, LeftOut, Why};
use leptos::prelude::*;

/// One sentence for what counts, and one for each ten minutes that do not.
#[component]
pub fn Last(last: LastStretch) -> impl IntoView {
    let (from, until) = (last.from.clock(), last.until.clock());
    let counted = t::last_counted(u64::try_from(last.counted).unwrap_or_default(), hours(last.counted));
    let cut = last.is_cut.then(|| view! { <p class="small">{t::last_cut()}</p> });
    let any = !last.left_out.is_empty();
    let rows = last.left_out.into_iter().map(|left| view! { <li class="small">{why(left)}</li> }).collect_view();
    let rows = any.then(|| view! { <ul class="list list--tight">{rows}</ul> });
    view! {
        <section class="card stack stack--2" aria-labelledby="last-heading">
            <h3 id="last-heading">{t::last_title(from, until)}</h3>
            <p class="small"><a href=format!("/contracts/{}", last.contract)>{last.title}</a>": "{counted}</p>
            {cut}{rows}
        </section>
    }
}

fn why(left: LeftOut) -> String {
    let clock = left.begins_at.clock();
    match left.why {
        Why::TooShort { tracked } => match u64::try_from(tracked.as_seconds() / 60).unwrap_or_default() {
            0 => t::last_moment(clock),
            minutes => t::last_short(minutes, clock),
        },
        Why::CountedBefore => t::last_before(clock),
        Why::Other { title } => t::last_other(clock, title),
        Why::Removed => t::last_removed(clock),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::{Span, Timestamp};

    #[test]
    fn each_reason_has_its_sentence() {
        let told = |reason| why(LeftOut { begins_at: Timestamp::from_micros(0).plus(Span::hours(14)), why: reason });
        let short = |seconds| told(Why::TooShort { tracked: Span::seconds(seconds) });
        assert!(short(240).starts_with("14:00: 4 minutes"), "{}", short(240));
        assert!(short(59).starts_with("14:00: less than a minute"), "{}", short(59));
        assert!(short(90).starts_with("14:00: one minute"), "{}", short(90));
        assert!(told(Why::Other { title: "Tide".into() }).contains("“Tide”"));
        assert_ne!(told(Why::CountedBefore), told(Why::Removed));
    }
}

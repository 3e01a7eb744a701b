//! A week of hours as the client reads it: days in strips, one of them opened, and the card to decide on it.

use super::{day, eur};
use crate::i18n::{gallery as g, said, specimen as t};
use crate::ui::{
    Button, ButtonKind, DiaryGrid, DiaryHour, Icon, More, SegmentState, Stretch, StripKey, Tag, TextArea, Week,
    WeekDay, WorkKind,
};
use leptos::prelude::*;

fn stretch(start: u8, length: u8, kind: WorkKind) -> Stretch {
    Stretch { start, length, kind }
}

/// What was done in a stretch of time, to be ticked by the person who asks about it.
fn memo(hours: &'static str, what: &'static str, sums: (&'static str, i64), tag: Option<AnyView>) -> impl IntoView {
    view! {
        <li class="cluster cluster--apart">
            <label class="check grow">
                <input type="checkbox" aria-label=t::question(hours)/>
                <span><span class="num muted">{hours}</span>" "{what}" "{tag}</span>
            </label>
            <span class="push cluster"><span class="num muted">{sums.0}</span><b class="money">{said(eur(sums.1))}</b></span>
        </li>
    }
}

fn segments() -> Vec<DiaryHour> {
    use SegmentState::{Asked, Cut, Loading, Off, Queued, Tracked};
    vec![
        DiaryHour { hour: 9, segments: [71, 66, 80, 74, 69, 77].map(Tracked) },
        DiaryHour { hour: 10, segments: [Tracked(80), Tracked(12), Queued(66), Cut, Off, Loading] },
        DiaryHour { hour: 11, segments: [Tracked(64), Tracked(59), Asked(12), Asked(8), Asked(15), Tracked(60)] },
        DiaryHour { hour: 12, segments: [Tracked(72), Tracked(55), Off, Off, Off, Off] },
    ]
}

fn week() -> impl IntoView {
    use WorkKind::{Asked, Manual, Over, Timer};
    let by_hand = || view! { <Tag>{t::by_hand()}</Tag> }.into_any();
    let over = || view! { <Tag>{t::over()}</Tag> }.into_any();
    let name = |offset: i64| said(day(offset).date());
    view! {
        <Week>
            <WeekDay day=name(-4) hours="3:10" amount=eur(14_250) stretches=vec![stretch(6, 15, Timer), stretch(21, 4, Manual)]>
                <ul class="list list--tight">
                    {memo("07:00–09:30", t::data_import(), ("2:30 h", 11_250), None)}
                    {memo("09:30–10:10", t::sketch(), ("0:40 h", 3_000), Some(by_hand()))}
                </ul>
            </WeekDay>
            <WeekDay day=name(-3) hours="" amount=eur(0) stretches=Vec::new()><p class="small muted">{t::nothing_tracked()}</p></WeekDay>
            <WeekDay
                day=name(-2)
                hours="3:20"
                amount=eur(15_000)
                stretches=vec![stretch(18, 14, Timer), stretch(32, 3, Asked), stretch(35, 3, Timer)]
                open=true
            >
                <div class="stack stack--3">
                    <ul class="list list--tight">{memo("09:00–12:20", t::surge_chart(), ("3:20 h", 15_000), None)}</ul>
                    <DiaryGrid label=g::diary_of() hours=segments()/>
                    <p class="hint">{t::segments_hint()}</p>
                </div>
            </WeekDay>
            <WeekDay day=name(-1) hours="1:20" amount=eur(2_250) stretches=vec![stretch(54, 3, Timer), stretch(57, 5, Over)]>
                <ul class="list list--tight">{memo("15:30–16:20", t::alarm_list(), ("0:50 h", 0), Some(over()))}</ul>
            </WeekDay>
        </Week>
    }
}

/// Approve all, or say what is asked about.
fn decide() -> impl IntoView {
    view! {
        <form class="card stack" aria-label=t::decide_by()>
            <div class="stack stack--1"><h3>{t::decide_by()}</h3><p class="small muted">{t::decide_text()}</p></div>
            <Button kind=ButtonKind::Primary>{t::approve(eur(90_000))}</Button>
            <p class="hint">{t::approve_hint(eur(85_500))}</p>
            <p class="day">{t::or()}</p>
            <h3>{t::question_three()}</h3>
            <p class="cluster cluster--apart small"><span>{t::questioned_time()}</span><b class="money">{said(eur(2_250))}</b></p>
            <TextArea name="why" label=t::why() hint=t::why_hint() value=t::why_text() rows=3/>
            <Button kind=ButtonKind::Danger>{t::question_sum(eur(2_250))}</Button>
            <More title=t::what_then()><p class="small muted">{t::what_then_text()}</p></More>
        </form>
    }
}

pub(super) fn diary() -> AnyView {
    view! {
        <div class="cluster cluster--tight">
            <a class="icon-button" href="#diary" aria-label=t::week_before()><Icon name="chevron-left" flip=true/></a>
            <b class="num">{t::week_shown()}</b>
            <a class="icon-button" href="#diary" aria-label=t::week_after()><Icon name="chevron-right" flip=true/></a>
        </div>
        <div class="split" style="--aside:17rem">
            <div class="stack stack--3"><StripKey/>{week()}</div>
            {decide()}
        </div>
    }
    .into_any()
}

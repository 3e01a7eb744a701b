//! Work: the timer, the diary, a week, what is due, a board.

use super::{day, eur};
use crate::ui::{
    Board, Button, ButtonKind, Clockface, DiaryGrid, DiaryHour, Due, DueItem, SegmentState, Stretch, StripKey,
    TaskCard, TaskState, TimerButton, TimerChip, Week, WeekDay, WorkKind,
};
use crate::words::{gallery as w, said};
use leptos::prelude::*;

pub(super) fn timer() -> AnyView {
    view! {
        <div class="cluster"><TimerChip href="/timer" clock="2:14"/></div>
        <div class="card timer">
            <b>{w::milestone_two()}</b>
            <Clockface hours=Signal::stored("2:14".to_owned()) seconds=Signal::stored(":36".to_owned()) label=w::running_for("2:14")/>
            <TimerButton running=true/>
            <p class="hint">{w::timer_hint()}</p>
        </div>
    }
    .into_any()
}

pub(super) fn diary() -> AnyView {
    use SegmentState::{Cut, Loading, Off, Queued, Tracked};
    let hours = vec![
        DiaryHour { hour: 10, segments: [Tracked(80), Tracked(12), Queued(66), Cut, Off, Loading] },
        DiaryHour { hour: 11, segments: [Tracked(45), Tracked(72), Tracked(90), Tracked(33), Off, Off] },
    ];
    let stretch = |start, length, kind| Stretch { start, length, kind };
    let stretches = vec![
        stretch(12, 14, WorkKind::Timer),
        stretch(26, 6, WorkKind::Manual),
        stretch(40, 4, WorkKind::Asked),
        stretch(60, 9, WorkKind::Over),
    ];
    view! {
        <DiaryGrid label=w::diary_of() hours=hours/>
        <Week>
            <WeekDay day=said(day(-2).date()) hours="5:30" amount=eur(18_000) stretches=stretches open=true><StripKey/></WeekDay>
            <WeekDay day=said(day(-1).date()) hours="2:20" amount=eur(7_700) stretches=vec![stretch(30, 14, WorkKind::Timer)]><p class="small">{w::week_hint()}</p></WeekDay>
        </Week>
    }
    .into_any()
}

fn task(title: &str, due: Option<i64>, steps: (u32, u32), state: TaskState) -> TaskCard {
    TaskCard {
        title: title.to_owned(),
        href: "#work".to_owned(),
        due: due.map(|offset| day(offset).date()),
        steps,
        person: Some(("Mirela Kovač".to_owned(), "m".to_owned())),
        state,
    }
}

pub(super) fn work() -> AnyView {
    let columns = [
        (
            w::to_do().to_owned(),
            vec![
                task(w::task_boat(), Some(8), (0, 3), TaskState::Lying),
                task(w::task_log(), None, (0, 0), TaskState::Lying),
            ],
        ),
        (w::doing().to_owned(), vec![task(w::task_drift(), Some(4), (3, 5), TaskState::Lifted)]),
        (w::finished().to_owned(), vec![task(w::task_queue(), Some(0), (7, 7), TaskState::Done)]),
    ];
    view! {
        <Due>
            <DueItem at=day(4) title=w::due_near() text=w::due_near_text() amount=Some(eur(300_000)) near=true>
                <Button small=true kind=ButtonKind::Primary>{w::release_sum(eur(300_000))}</Button>
            </DueItem>
            <DueItem at=day(14) title=w::due_later() text=w::due_later_text() amount=None/>
        </Due>
        <Board name="gallery-board" legend=w::board_column() columns=columns/>
    }
    .into_any()
}

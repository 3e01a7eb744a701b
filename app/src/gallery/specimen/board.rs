//! Lists of work: what is due, a board, and the dialog of one task.

use super::{day, eur};
use crate::i18n::{gallery as g, said, specimen as t};
use crate::ui::{
    Board, Button, ButtonKind, DateField, Due, DueItem, Icon, Message, Progress, Select, TaskCard, TaskState,
};
use leptos::prelude::*;

const DIALOG: &str = "gallery-task";

fn task(title: &str, (number, milestone): (u32, &str), due: Option<i64>, steps: (u32, u32)) -> TaskCard {
    TaskCard {
        title: title.to_owned(),
        href: "#work".to_owned(),
        milestone: format!("{number}. {milestone}"),
        due: due.map(|offset| day(offset).date()),
        near: false,
        steps,
        comments: u64::from(steps.0),
        person: Some(("Mirela Kovač".to_owned(), "m".to_owned())),
        state: TaskState::Lying,
    }
}

fn steps() -> impl IntoView {
    let step = |done: bool, text: &'static str| {
        view! { <label class="check"><input type="checkbox" checked=done/><span class:muted=done>{text}</span></label> }
    };
    view! {
        <div class="stack stack--1">
            <div class="cluster cluster--apart"><h3>{t::checklist()}</h3><span class="small muted num">{t::three_of_five()}</span></div>
            <Progress label=t::three_of_five() value=3 max=5/>
            <div>
                {step(true, t::step_with())}
                {step(true, t::step_without())}
                {step(true, t::step_check())}
                {step(false, t::step_table())}
                {step(false, t::step_send())}
            </div>
            <div class="cluster cluster--one">
                <input class="input grow" aria-label=t::new_line() placeholder=t::add_line()/>
                <Button>{t::add()}</Button>
            </div>
        </div>
    }
}

fn fields(id: &str) -> impl IntoView + use<> {
    let name = |field: &str| format!("{id}-{field}");
    let one = |text: &str| vec![(text.to_owned(), text.to_owned())];
    let milestone = format!("2. {}", g::milestone_two());
    view! {
        <Select name=name("column") label=g::board_column() options=one(g::doing()) value=g::doing()/>
        <Select name=name("milestone") label=t::milestone() options=one(&milestone) value=milestone.clone()/>
        <div class="field-row grid" style="--min:8rem">
            <DateField name=name("due") label=t::due() value="2027-01-08"/>
            <Select name=name("for") label=t::for_whom() options=one("Mirela") value="Mirela"/>
        </div>
        <div class="stack stack--3">
            <h3>{t::comments()}</h3>
            <Message from="Sunniva Haugen" id="a" at=day(0) text=t::comment_one()/>
            <Message from="Mirela Kovač" id="m" at=day(0) text=t::comment_two() mine=true state=t::read()/>
            <div class="cluster cluster--one">
                <input class="input grow" aria-label=t::comment() placeholder=t::write_comment()/>
                <button type="button" class="icon-button" aria-label=g::send()><Icon name="send"/></button>
            </div>
        </div>
    }
}

/// What is in the dialog of a task; `closes` where it can be closed.
fn task_parts(id: &'static str, closes: bool) -> impl IntoView {
    let close = || closes.then_some("close");
    let of = || closes.then_some(id);
    view! {
        <header class="cluster cluster--apart cluster--one">
            <div class="stack stack--1">
                <p class="label">{t::task_in()}</p>
                <h3 id=format!("{id}-heading") class="dialog-title">{t::task_title()}</h3>
            </div>
            <button type="button" class="icon-button" command=close() commandfor=of() aria-label=t::close()><Icon name="x"/></button>
        </header>
        <div class="grid" style="--min:15rem;--gap:var(--s5)">
            <div class="stack"><p class="small">{t::task_text()}</p>{steps()}</div>
            <div class="stack">{fields(id)}</div>
        </div>
        <footer>
            <span class="grow"><Button kind=ButtonKind::Danger>{t::delete()}</Button></span>
            <button type="button" class="button" command=close() commandfor=of()>{t::close()}</button>
            <Button kind=ButtonKind::Primary icon="check">{t::mark_done()}</Button>
        </footer>
    }
}

fn boards() -> impl IntoView {
    let (second, third) = ((2, g::milestone_two()), (3, g::milestone_three()));
    let near = TaskCard { near: true, ..task(g::task_boat(), third, Some(3), (0, 3)) };
    let lifted = TaskCard { near: true, state: TaskState::Lifted, ..task(g::task_drift(), second, Some(4), (3, 5)) };
    let done = TaskCard { state: TaskState::Done, ..task(g::task_queue(), second, Some(0), (7, 7)) };
    let named = |todo, doing, done| {
        [(g::to_do().to_owned(), todo), (g::doing().to_owned(), doing), (g::finished().to_owned(), done)]
    };
    let full = named(vec![near, task(g::task_log(), third, None, (0, 0))], vec![lifted], vec![done]);
    let begun = named(vec![task(g::task_log(), third, Some(11), (0, 0))], Vec::new(), Vec::new());
    view! {
        <Board name="gallery-board" legend=g::board_column() dialog=DIALOG columns=full/>
        <h3>{t::new_board()}</h3>
        <Board name="gallery-new-board" legend=t::column_of_new() dialog=DIALOG columns=begun/>
    }
}

pub(super) fn work() -> AnyView {
    view! {
        <Due>
            <DueItem at=day(4) title=g::due_near() text=g::due_near_text() amount=Some(eur(300_000)) near=true>
                <Button small=true kind=ButtonKind::Primary>{g::release_sum(eur(300_000))}</Button>
            </DueItem>
            <DueItem at=day(14) title=g::due_later() text=g::due_later_text() amount=None/>
        </Due>
        <p class="small muted">{t::board_text(said(day(7).date()))}</p>
        {boards()}
        <div class="dialog dialog--still" style="--w:46rem" role="group" aria-labelledby="gallery-task-still-heading">
            {task_parts("gallery-task-still", false)}
        </div>
        <dialog class="dialog" id=DIALOG style="--w:46rem" aria-labelledby="gallery-task-heading">{task_parts(DIALOG, true)}</dialog>
    }
    .into_any()
}

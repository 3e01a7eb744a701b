//! Tasks in three columns; on a phone one column at a time, chosen without scripts.

use super::{Avatar, Count, Icon};
use crate::i18n::{said, ui as t};
use domain::time::Date;
use leptos::prelude::*;

/// Where a task is while somebody handles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TaskState {
    /// Lying in its column.
    #[default]
    Lying,
    /// Taken up, to be put elsewhere.
    Lifted,
    /// Done.
    Done,
}

/// A task as it lies on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskCard {
    /// What is to do.
    pub title: String,
    /// Where its page is.
    pub href: String,
    /// The milestone it belongs to.
    pub milestone: String,
    /// The day on which it is due.
    pub due: Option<Date>,
    /// Less than three days are left.
    pub near: bool,
    /// Steps that are done, of so many; `(0, 0)` for none.
    pub steps: (u32, u32),
    /// Comments on it.
    pub comments: u64,
    /// Whose it is: name and id.
    pub person: Option<(String, String)>,
    /// Where it is.
    pub state: TaskState,
}

/// One task. Its title is a link that covers all of it.
///
/// ```text
/// <Task task=TaskCard {
///     title: …, href: …, milestone: …, due: Some(day), near: false, steps: (3, 5), comments: 0, person: None,
///     state: TaskState::Lying,
/// }/>
/// ```
#[component]
pub fn Task(task: TaskCard) -> impl IntoView {
    let near = task.near;
    let due = task.due.map(|due| view! { <span class:is-near=near><Icon name="calendar"/>{said(due)}</span> });
    let (done, all) = task.steps;
    let steps = (all > 0).then(|| {
        view! {
            <span>
                <Icon name="list-checks"/>
                <span class="num">{t::done_of(done, all)}</span>
                <span class="visually-hidden">" "{t::done()}</span>
            </span>
        }
    });
    let comments = (task.comments > 0).then(|| {
        view! {
            <span>
                <Icon name="message-square"/>
                <span aria-hidden="true">{task.comments}</span>
                <span class="visually-hidden">{t::comments(task.comments)}</span>
            </span>
        }
    });
    let person = task.person.map(|(name, id)| {
        view! { <p><Avatar name=name.clone() id=id size="s"/><span class="visually-hidden">{name}</span></p> }
    });
    let (lifted, is_done) = (task.state == TaskState::Lifted, task.state == TaskState::Done);
    view! {
        <article class="task" class:is-lifted=lifted class:is-done=is_done>
            <h3><a href=task.href>{task.title}</a></h3>
            <p class="meta"><span>{task.milestone}</span>{due}{steps}{comments}</p>
            {person}
        </article>
    }
}

/// A board of three columns, each with its name and its tasks.
///
/// ```text
/// <Board
///     name="board"
///     legend=t::column()
///     dialog="task"
///     columns=[(t::to_do().into(), to_do), (t::doing().into(), doing), (t::done().into(), done)]
/// />
/// ```
#[component]
pub fn Board(
    /// Unique on the page; the radios of a phone are called so.
    name: &'static str,
    /// What is chosen on a phone, for those who listen.
    #[prop(into)]
    legend: String,
    /// Id of the dialog in which a task is added.
    dialog: &'static str,
    columns: [(String, Vec<TaskCard>); 3],
) -> impl IntoView {
    let radios = columns
        .iter()
        .enumerate()
        .map(|(place, (title, tasks))| {
            view! {
                <label>
                    <input type="radio" name=name value=place.to_string() checked={place == 0}/>
                    {format!("{title} {}", tasks.len())}
                </label>
            }
        })
        .collect_view();
    let columns = columns
        .into_iter()
        .enumerate()
        .map(|(place, (title, tasks))| {
            let heading = format!("{name}-{place}");
            let number = tasks.len() as u64;
            let nothing = tasks.is_empty().then(|| view! { <p class="small muted">{t::nothing_here()}</p> });
            let tasks = tasks.into_iter().map(|task| view! { <li><Task task=task/></li> }).collect_view();
            view! {
                <section class="board-col" aria-labelledby=heading.clone()>
                    <div class="cluster cluster--apart">
                        <h2 id=heading.clone() style="font-size:var(--text-lg)">{title.clone()}" "<Count number=number quiet=true/></h2>
                        <button
                            type="button"
                            class="icon-button"
                            aria-label=t::add_to(title)
                            command="show-modal"
                            commandfor=dialog
                        >
                            <Icon name="plus"/>
                        </button>
                    </div>
                    {nothing}
                    <ol class="stack stack--2">{tasks}</ol>
                </section>
            }
        })
        .collect_view();
    view! {
        <div class="board">
            <fieldset class="segmented"><legend class="visually-hidden">{legend}</legend>{radios}</fieldset>
            {columns}
        </div>
    }
}

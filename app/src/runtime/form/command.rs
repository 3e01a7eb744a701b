//! A command of the server, as a page knows it.

use super::submit;
use crate::error::PageError;
use crate::runtime::codec;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::de::DeserializeOwned;
use std::cell::RefCell;

/// The way to one server function, and what it answered last, whichever form sent it.
///
/// ```text
/// let approve = Command::of::<api::Approve>();
/// view! { <Form action=approve>…</Form> }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Command {
    path: &'static str,
    answer: RwSignal<Option<Result<String, PageError>>>,
    pending: RwSignal<bool>,
}

thread_local! {
    /// Those of the page that is open. On the server nobody sends any.
    static COMMANDS: RefCell<Vec<Command>> = const { RefCell::new(Vec::new()) };
}

impl Command {
    /// The command behind a server function, such as `api::Approve`.
    pub fn of<S: ServerFn<Error = PageError>>() -> Self {
        let command = Self { path: S::PATH, answer: RwSignal::new(None), pending: RwSignal::new(false) };
        if cfg!(target_arch = "wasm32") {
            COMMANDS.with_borrow_mut(|all| {
                all.retain(|known| !known.answer.is_disposed());
                all.push(command);
            });
        }
        command
    }

    /// Where a plain form posts to.
    pub fn path(self) -> &'static str {
        self.path
    }

    /// The last answer: JSON, or why not.
    pub fn answer(self) -> RwSignal<Option<Result<String, PageError>>> {
        self.answer
    }

    /// What the command gave, once it was carried out.
    pub fn given<T: DeserializeOwned>(self) -> Option<T> {
        self.answer.with(|answer| {
            let text = answer.as_ref()?.as_ref().ok()?;
            codec::read(text).ok()
        })
    }

    /// It was carried out, and nothing was sent since.
    pub fn is_done(self) -> bool {
        self.answer.with(|answer| matches!(answer, Some(Ok(_))))
    }

    /// An attempt is on its way.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// Sends fields without any form, form-encoded; once at a time.
    pub fn send(self, fields: String) {
        if self.pending.try_get_untracked().unwrap_or(true) {
            return;
        }
        begin(self.path);
        leptos::task::spawn_local(async move {
            let answer = submit::send(self.path, &fields, None).await;
            end(self.path, answer);
        });
    }
}

/// Those of a path. A page that is left takes its own along.
fn all_of(path: &str) -> Vec<Command> {
    COMMANDS.with_borrow(|all| all.iter().filter(|command| command.path == path).copied().collect())
}

/// What is sent to this path is on its way.
pub(super) fn begin(path: &str) {
    for command in all_of(path) {
        command.pending.try_set(true);
    }
}

/// It was answered.
pub(super) fn end(path: &str, answer: Result<String, PageError>) {
    for command in all_of(path) {
        command.answer.try_set(Some(answer.clone()));
        command.pending.try_set(false);
    }
}

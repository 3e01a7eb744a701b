//! Faults: what broke goes to the log under a ticket number; the person gets the number.

use crate::http::{plain, problem::Problem};
use axum::{
    body::Body,
    response::{Html, IntoResponse, Response},
};
use http::StatusCode;
use rand::Rng as _;
use std::{any::Any, fmt};

/// The number under which a fault is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket(String);

impl Ticket {
    /// Logs a fault and gives its number.
    pub fn log(what: &dyn fmt::Display) -> Self {
        let ticket = Self(format!("{:08x}", rand::rng().next_u32()));
        tracing::error!(%ticket, "fault: {what}");
        ticket
    }

    /// What people are told.
    pub fn sentence(&self) -> String {
        format!(
            "Something on our side broke. If you sent something, look whether it is there before you try again. Ticket {self}."
        )
    }

    /// A page for a person.
    pub fn page(&self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, Html(plain::page("Something broke", &self.sentence()))).into_response()
    }

    /// An answer for a program.
    pub fn problem(&self) -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", self.sentence()).with_ticket(self)
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Turns a panic into a ticket page; the panic's text is in the log only.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    Ticket::log(&format_args!("panic: {}", app::error::panic_text(&*panic))).page()
}

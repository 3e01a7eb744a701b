//! What can go wrong for a page: the one error type of all server functions, and how it looks.
//!
//! A refusal carries a stable code, a sentence and the fields it concerns. A fault is only a ticket
//! number here; its text stays in the server's log.

use crate::head::Title;
use crate::i18n::{self, error as t};
use crate::runtime::codec::CodecEncoding;
use crate::ui::{Empty, LinkButton};
#[cfg(feature = "ssr")]
use domain::refusal::GeneralRefusal;
use leptos::prelude::*;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};
#[cfg(feature = "ssr")]
use store::fault::Meaning;

/// One field that cannot be taken as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Name of the form field.
    pub field: String,
    /// What is wrong, then how to put it right.
    pub sentence: String,
}

/// The error type of every server function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageError {
    /// A "no" of the rules.
    Refused {
        /// Stable code, such as `milestone.already_released`.
        code: String,
        /// What happened and what did not.
        sentence: String,
        /// The fields it concerns.
        fields: Vec<FieldError>,
        /// HTTP status, 401 to 503.
        status: u16,
    },
    /// Nobody is signed in.
    SignIn,
    /// It does not exist, or this actor may not know that it does.
    NotFound,
    /// Our fault: the log has the cause under this ticket.
    Fault {
        /// Ticket number.
        ticket: String,
    },
    /// The server did not answer, or something between answered for it.
    Offline,
    /// A command was sent, and nothing came back, however often it was asked for.
    Unanswered,
    /// The same attempt was carried out before. For the sender that is success; the layer of plain forms makes it one.
    Repeated,
}

impl PageError {
    /// A refusal that a page itself finds, such as a form that lacks a field.
    pub fn refused(code: &str, sentence: impl Into<String>) -> Self {
        Self::Refused { code: code.to_owned(), sentence: sentence.into(), fields: Vec::new(), status: 422 }.noted()
    }

    /// The HTTP status that fits.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused { status, .. } => *status,
            Self::SignIn => 401,
            Self::NotFound => 404,
            Self::Fault { .. } => 500,
            Self::Offline | Self::Unanswered => 503,
            Self::Repeated => 200,
        }
    }

    /// The sentence for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::Refused { sentence, .. } => sentence.clone(),
            Self::SignIn => t::sign_in_first().to_owned(),
            Self::NotFound => t::missing_body().to_owned(),
            Self::Fault { ticket } => t::fault_short(ticket),
            Self::Offline => t::offline_body().to_owned(),
            Self::Unanswered => t::unanswered().to_owned(),
            Self::Repeated => t::repeated().to_owned(),
        }
    }

    /// The fields it concerns.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Refused { fields, .. } => fields,
            Self::SignIn | Self::NotFound | Self::Fault { .. } | Self::Offline | Self::Unanswered | Self::Repeated => {
                &[]
            }
        }
    }

    /// Sets the status of the HTTP answer that is being made, where there is one.
    #[cfg(feature = "ssr")]
    pub fn noted(self) -> Self {
        if let Some(answer) = use_context::<leptos_axum::ResponseOptions>()
            && let Ok(status) = axum::http::StatusCode::from_u16(self.status())
        {
            answer.set_status(status);
        }
        self
    }

    /// In the browser there is no answer to set a status on.
    #[cfg(not(feature = "ssr"))]
    pub fn noted(self) -> Self {
        self
    }

    /// Too many want this at once: nothing was done, and a moment later there is room. The answer says when.
    #[cfg(feature = "ssr")]
    pub fn busy() -> Self {
        let (code, sentence) = ("general.busy".to_owned(), t::busy().to_owned());
        Self::Refused { code, sentence, fields: Vec::new(), status: 503 }.again_after("1")
    }

    /// The database is out of reach: nothing was done, and it comes back. The answer says when to ask again.
    #[cfg(feature = "ssr")]
    pub fn away() -> Self {
        let (code, sentence) = ("general.away".to_owned(), t::away().to_owned());
        Self::Refused { code, sentence, fields: Vec::new(), status: 503 }.again_after("5")
    }

    #[cfg(feature = "ssr")]
    fn again_after(self, seconds: &'static str) -> Self {
        use axum::http::{HeaderValue, header::RETRY_AFTER};
        if let Some(answer) = use_context::<leptos_axum::ResponseOptions>() {
            answer.insert_header(RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        self.noted()
    }

    /// Our fault: logs the cause under a new ticket and keeps only the ticket.
    #[cfg(feature = "ssr")]
    pub fn fault(cause: impl std::fmt::Display) -> Self {
        let number: u32 = rand::random();
        let ticket = format!("{:02x}-{:04x}", number >> 24, number & 0xffff);
        tracing::error!(%ticket, %cause, "fault");
        Self::Fault { ticket }.noted()
    }
}

/// What a panic said, for the log.
#[cfg(feature = "ssr")]
pub fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("without a text")
}

impl From<domain::refusal::Refusal> for PageError {
    fn from(refusal: domain::refusal::Refusal) -> Self {
        use domain::refusal::GeneralRefusal;
        let code = refusal.code();
        if code == GeneralRefusal::NotSignedIn.code() {
            return Self::SignIn.noted();
        }
        if code == GeneralRefusal::NotFound.code() {
            return Self::NotFound.noted();
        }
        Self::Refused {
            code: code.to_owned(),
            sentence: i18n::refusal_text(code, refusal.sentence()),
            status: refusal.status(),
            fields: refusal
                .into_fields()
                .into_iter()
                .map(|bad| FieldError { sentence: i18n::refusal_text(bad.code, &bad.sentence), field: bad.field })
                .collect(),
        }
        .noted()
    }
}

macro_rules! refusals_are_page_errors {
    ($($refusal:ty),* $(,)?) => { $(
        impl From<$refusal> for PageError {
            fn from(refusal: $refusal) -> Self {
                domain::refusal::Refusal::from(refusal).into()
            }
        }
    )* };
}
refusals_are_page_errors!(domain::refusal::FieldRefusal);
#[cfg(feature = "ssr")]
domain::with_all_refusals!(refusals_are_page_errors);

#[cfg(feature = "ssr")]
impl From<store::Error> for PageError {
    fn from(error: store::Error) -> Self {
        match error {
            // Somebody presses again, with other values, because the answer was lost.
            store::Error::Refused(refusal) if refusal.code() == GeneralRefusal::KeyOtherBody.code() => {
                Self::refused("form.sent_before", t::sent_before())
            }
            store::Error::Refused(refusal) => refusal.into(),
            store::Error::Fault(cause) => match cause.meaning() {
                Meaning::Busy => Self::busy(),
                Meaning::Away => Self::away(),
                Meaning::Unknown => {
                    tracing::warn!(%cause, "nobody knows whether a command was carried out");
                    Self::Unanswered.again_after("5")
                }
                Meaning::Broken => Self::fault(cause),
            },
            store::Error::Replay(_) => Self::Repeated.noted(),
        }
    }
}

impl FromServerFnError for PageError {
    type Encoder = CodecEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Serialization(_) => {
                Self::refused("form.incomplete", i18n::form::incomplete())
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Response(_) => {
                Self::Offline
            }
            ServerFnErrorErr::Registration(cause)
            | ServerFnErrorErr::UnsupportedRequestMethod(cause)
            | ServerFnErrorErr::ServerError(cause)
            | ServerFnErrorErr::MiddlewareError(cause) => unexpected(cause),
        }
    }
}

#[cfg(feature = "ssr")]
fn unexpected(cause: String) -> PageError {
    PageError::fault(cause)
}

#[cfg(not(feature = "ssr"))]
fn unexpected(_cause: String) -> PageError {
    PageError::Offline
}

/// The address of the sign-in page that comes back to `page` afterwards.
pub fn sign_in_address(page: &str) -> String {
    let mut address = String::from("/sign-in");
    if page != "/" && crate::session::is_own_path(page) {
        address.push_str("?next=");
        for byte in page.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => address.push(char::from(byte)),
                other => address.push_str(&format!("%{other:02X}")),
            }
        }
    }
    address
}

/// The page that stands where content could not be had. Sends people without a session to sign in.
///
/// ```text
/// <ErrorView error=PageError::NotFound/>
/// ```
#[component]
pub fn ErrorView(error: PageError) -> impl IntoView {
    let error = error.noted();
    // Anyone who looks for a job that is gone looks for work.
    let job = use_location().pathname.with_untracked(|path| path.starts_with("/jobs/")) && error.status() == 404;
    let (label, title, body) = match &error {
        PageError::SignIn => {
            let here = use_location();
            let page = format!("{}{}", here.pathname.get_untracked(), with_mark(&here.search.get_untracked()));
            return view! { <Redirect path=sign_in_address(&page)/> }.into_any();
        }
        PageError::NotFound => {
            let body = if job { t::missing_job() } else { t::missing_page() };
            (t::missing_label().to_owned(), t::missing_title(), body.to_owned())
        }
        PageError::Refused { status: 404, sentence, .. } => {
            (t::missing_label().to_owned(), t::missing_title(), sentence.clone())
        }
        PageError::Refused { status: 403, sentence, .. } => {
            (t::forbidden_label().to_owned(), t::forbidden_title(), sentence.clone())
        }
        PageError::Refused { status: 503, sentence, .. } => (String::new(), t::away_title(), sentence.clone()),
        PageError::Refused { sentence, .. } => (String::new(), t::refused_title(), sentence.clone()),
        PageError::Fault { ticket } => (t::fault_label().to_owned(), t::fault_title(), t::fault_body(ticket)),
        PageError::Offline | PageError::Unanswered => {
            (t::offline_label().to_owned(), t::offline_title(), t::offline_body().to_owned())
        }
        PageError::Repeated => (String::new(), t::refused_title(), t::repeated().to_owned()),
    };
    view! {
        <Title text=title/>
        <div class="wrap wrap--narrow">
            <Empty title=title label=label text=body page=true>
                {match job {
                    true => view! { <LinkButton href="/jobs">{t::to_jobs()}</LinkButton> },
                    false => view! { <LinkButton href="/">{t::to_home()}</LinkButton> },
                }}
            </Empty>
        </div>
    }
    .into_any()
}

/// The query of an address, from the mark on.
pub(crate) fn with_mark(search: &str) -> String {
    if search.is_empty() { String::new() } else { format!("?{}", search.trim_start_matches('?')) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::refusal::{FieldRefusal, GeneralRefusal, Refusal};

    #[test]
    fn a_refusal_keeps_its_code_status_and_fields() {
        let refused = PageError::from(Refusal::from(FieldRefusal::new("title", "text.empty", "Write a title.")));
        assert_eq!(refused.status(), 422);
        assert_eq!(refused.fields(), [FieldError { field: "title".into(), sentence: "Write a title.".into() }]);
    }

    #[test]
    fn what_one_may_not_see_does_not_exist() {
        assert_eq!(PageError::from(Refusal::from(GeneralRefusal::NotFound)), PageError::NotFound);
        assert_eq!(PageError::from(Refusal::from(GeneralRefusal::NotSignedIn)), PageError::SignIn);
    }

    #[test]
    fn sign_in_comes_back_to_pages_of_this_site_only() {
        assert_eq!(sign_in_address("/jobs/1?tab=terms"), "/sign-in?next=/jobs/1%3Ftab%3Dterms");
        assert_eq!(sign_in_address("//evil.example"), "/sign-in");
        assert_eq!(sign_in_address("/"), "/sign-in");
    }
}

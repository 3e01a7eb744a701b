//! Who is looking at the page, and how it reaches the server.
//!
//! A server function starts with `session::signed_in()?`, or with `session::visitor()?` where anybody may ask, and calls the
//! store with the context that it gets. The server provides [`SessionContext`] to every request.

#[cfg(feature = "ssr")]
use crate::authorisation::{
    Row,
    Who::{Anyone, SignedIn},
};
use crate::error::PageError;
use domain::actor::Side;
use domain::id::AccountId;
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who may use what is here.
#[cfg(feature = "ssr")]
pub(crate) const POWERS: &[Row] = &[
    Row::look("POST /do/session/viewer", Anyone),
    Row::look("POST /do/session/bars", Anyone),
    Row::look("POST /do/session/commands", Anyone),
    Row::look("POST /do/session/seal-key", SignedIn),
    Row::page("POST /do/language", Anyone),
    Row::page("POST /do/theme", Anyone),
    Row::look("POST /do/live/position", Anyone),
];

/// What the frame of every page shows about the person in front of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Viewer {
    /// Who is signed in.
    pub account: Option<ViewerAccount>,
    /// Set when this instance is a sandbox.
    pub sandbox: Option<SandboxInfo>,
    /// The chosen colours.
    pub theme: Theme,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewerAccount {
    /// Their account.
    pub id: AccountId,
    /// Their name.
    pub name: String,
    /// The side they look from at the moment.
    pub side: Side,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Unread messages.
    pub unread: u64,
    /// Whether they run this instance.
    pub operator: bool,
}

/// The sandbox's test clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxInfo {
    /// What time it says.
    pub now: Timestamp,
}

/// The colours a person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark ink on paper.
    Light,
    /// Light ink on a dark ground.
    Dark,
}

impl Theme {
    /// The word of the cookie and of `data-theme`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a word; anything unknown means the device's own.
    pub fn of(word: &str) -> Self {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.as_str() == word).unwrap_or_default()
    }
}

/// The first letters of the first and the last word of a name.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    words.next().into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// Whether an address stays on this site: a path, and no trick to leave it.
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n'])
}

#[cfg(feature = "ssr")]
pub use door::{Sealer, SessionContext, context, done, made, signed_in, viewer_now, visitor};

/// The server's side of the door.
#[cfg(feature = "ssr")]
mod door {
    use super::{AccountId, PageError, Viewer};
    use crate::i18n::language::Language;
    use domain::id::SessionId;
    use domain::refusal::Refusal;
    use leptos::prelude::{use_context, with_context};
    use std::sync::Arc;
    use store::{Context, Visitor};

    /// Makes the key with which a device seals what an account keeps on it: another for each account and each occasion, and
    /// the same whenever it is asked for again. 32 bytes in base64.
    pub type Sealer = Arc<dyn Fn(AccountId, &str) -> String + Send + Sync>;

    /// What the server gives to every page and server function, as a Leptos context.
    #[derive(Clone)]
    pub struct SessionContext {
        /// Who acts, when somebody is signed in, and when; with all that the store needs to know.
        pub call: Context<Visitor>,
        /// Who acts, as people are shown it.
        pub viewer: Viewer,
        /// Where this instance is reached, without a slash at the end: `https://guild.example`.
        pub origin: Arc<str>,
        /// The browser session that acts; none for strangers.
        pub session: Option<SessionId>,
        /// Name of the session cookie; a `__Host-` one wants `Secure`.
        pub cookie: &'static str,
        /// The network that the request comes from, as limits count.
        pub network: Arc<str>,
        /// What the pages speak.
        pub language: &'static Language,
        /// Keys for what stays on a device when its account goes out.
        pub sealer: Sealer,
    }

    /// The context of this request.
    ///
    /// # Errors
    /// A fault when the server forgot to provide it.
    pub fn context() -> Result<SessionContext, PageError> {
        use_context::<SessionContext>().ok_or_else(|| PageError::fault("no SessionContext was provided"))
    }

    /// The context of the visitor, signed in or not.
    ///
    /// # Errors
    /// As [`context`].
    pub fn visitor() -> Result<Context<Visitor>, PageError> {
        Ok(context()?.call)
    }

    /// The context of somebody who is signed in.
    ///
    /// # Errors
    /// [`PageError::SignIn`] when nobody is.
    pub fn signed_in() -> Result<Context, PageError> {
        visitor()?.signed_in().ok_or_else(|| PageError::SignIn.noted())
    }

    /// The id of what a command made; of what it made before, where the answer to the same attempt was lost.
    ///
    /// # Errors
    /// What the command refuses.
    pub fn made<T>(answer: store::Result<T>, parse: fn(&str) -> Result<T, Refusal>) -> Result<T, PageError> {
        match answer {
            Err(store::Error::Replay(first)) => Ok(parse(&first.body)?),
            answer => Ok(answer?),
        }
    }

    /// A command was carried out: now, or before, where the answer to the same attempt was lost.
    ///
    /// # Errors
    /// What the command refuses.
    pub fn done<T>(answer: store::Result<T>) -> Result<(), PageError> {
        match answer {
            Ok(_) | Err(store::Error::Replay(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// What the frame shows; a stranger's frame where no context was provided.
    pub fn viewer_now() -> Viewer {
        with_context(|context: &SessionContext| context.viewer.clone()).unwrap_or_default()
    }
}

/// What the frame of the page shows.
#[server(name = ReadViewer, prefix = "/do", endpoint = "session/viewer", output = crate::runtime::codec::Wire)]
pub async fn viewer() -> Result<Viewer, PageError> {
    Ok(viewer_now())
}

/// Who is signed in, and the newest number of their event log when the page was made.
#[server(prefix = "/do", endpoint = "live/position", output = crate::runtime::codec::Wire)]
pub async fn position() -> Result<Option<(AccountId, i64)>, PageError> {
    let Some(account) = viewer_now().account else { return Ok(None) };
    let mut read = visitor()?.read().await?;
    let seq = store::event::last_seq(&mut read, account.id.raw()).await?;
    Ok(Some((account.id, seq)))
}

/// The key with which this account's unsent messages are sealed while it is away. The device makes a new `occasion` each time
/// somebody goes out, so that a key that got into wrong hands opens nothing else, and keeps the key for no longer than it
/// takes to seal or to open them.
#[server(prefix = "/do", endpoint = "session/seal-key", output = crate::runtime::codec::Wire)]
pub async fn seal_key(#[server(default)] occasion: String) -> Result<String, PageError> {
    let account = signed_in()?.actor.account();
    Ok((context()?.sealer)(account, &occasion))
}

/// Chooses the colours: a cookie for a year, for this browser only.
#[server(prefix = "/do", endpoint = "theme", output = crate::runtime::codec::Wire)]
pub async fn choose_theme(theme: String) -> Result<(), PageError> {
    crate::account::give_cookie(&context()?, "theme", Theme::of(&theme).as_str(), "/", 31_536_000);
    Ok(())
}

/// Chooses the language: a cookie for a year, for this browser only. A language that is not spoken here changes nothing.
#[server(prefix = "/do", endpoint = "language", output = crate::runtime::codec::Wire)]
pub async fn choose_language(language: String) -> Result<(), PageError> {
    let context = context()?;
    if let Some(known) = crate::i18n::language::Language::of(&language, context.viewer.sandbox.is_some()) {
        crate::account::give_cookie(&context, "language", known.code, "/", 31_536_000);
    }
    Ok(())
}

/// The chosen colours, for the `<html>` element.
pub fn theme() -> Theme {
    #[cfg(feature = "ssr")]
    {
        with_context(|context: &SessionContext| context.viewer.theme).unwrap_or_default()
    }
    #[cfg(not(feature = "ssr"))]
    {
        Theme::Auto
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        for (name, letters) in
            [("Mirela Kovač", "MK"), ("Sunniva", "S"), ("Halden Tidevann AS", "HA"), ("", ""), ("ćiro  š", "ĆŠ")]
        {
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn only_paths_of_this_site_are_own() {
        assert!(is_own_path("/jobs/1?tab=terms"));
        for path in ["", "jobs", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb"] {
            assert!(!is_own_path(path), "{path}");
        }
    }
}

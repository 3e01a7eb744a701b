//! The texts of all pages, behind message keys whose arguments the compiler checks.
//!
//! **Add a text.** Open the file of your feature and add a line:
//! ```text
//! words! { "job";
//!     new_title: "Post a job";
//!     closes(due): "Closes on {due}.";
//!     proposals(n): "One proposal" | "{n} proposals";
//! }
//! ```
//! A page says `use crate::words::job as w;` and calls `w::new_title()` (`&'static str`),
//! `w::closes(job.closes_at.full())` (`String`) or `w::proposals(3_u64)`; a second text after `|` is
//! for every number but one, and the first argument counts. A placeholder without an argument, or
//! an argument without a placeholder, does not compile.
//!
//! **Add a language.** Write one file like [`language::ENGLISH`]: a code, a plural rule and a list of
//! (key, text), and add it to [`language::LANGUAGES`]. A missing key falls back to English; a test
//! compares the placeholders of every text with those of the English one.

pub mod language;

/// Declares the texts of one feature. See the head of `words/mod.rs`.
macro_rules! words {
    ($feature:literal; $( $(#[$meta:meta])* $key:ident $(( $($arg:ident),* $(,)? ))? : $text:literal $(| $many:literal)? ; )*) => {
        $( $crate::words::word! { $feature, $(#[$meta])* $key ($($($arg),*)?) $text $(| $many)? } )*

        /// Every key of this feature with its arguments and English texts, for the tests.
        #[cfg(test)]
        pub(crate) const KEYS: &[$crate::words::language::Key] = &[
            $( $crate::words::language::Key {
                name: concat!($feature, ".", stringify!($key)),
                arguments: &[$($(stringify!($arg)),*)?],
                texts: &[$text $(, $many)?],
            } ),*
        ];
    };
}

/// One text: without arguments, with arguments, or with a plural.
macro_rules! word {
    ($feature:literal, $(#[$meta:meta])* $key:ident () $text:literal) => {
        $(#[$meta])*
        #[doc = $text]
        pub fn $key() -> &'static str {
            $crate::words::language::translated(concat!($feature, ".", stringify!($key))).unwrap_or($text)
        }
    };
    ($feature:literal, $(#[$meta:meta])* $key:ident ($($arg:ident),+) $text:literal) => {
        $(#[$meta])*
        #[doc = $text]
        pub fn $key($($arg: impl std::fmt::Display),+) -> String {
            match $crate::words::language::translated(concat!($feature, ".", stringify!($key))) {
                Some(text) => $crate::words::language::filled(text, &[$((stringify!($arg), &$arg)),+]),
                None => format!($text, $($arg = $arg),+),
            }
        }
    };
    ($feature:literal, $(#[$meta:meta])* $key:ident ($count:ident $(, $arg:ident)*) $text:literal | $many:literal) => {
        $(#[$meta])*
        #[doc = $many]
        pub fn $key($count: u64 $(, $arg: impl std::fmt::Display)*) -> String {
            match $crate::words::language::translated_plural(concat!($feature, ".", stringify!($key)), $count) {
                Some(text) => $crate::words::language::filled(text, &[(stringify!($count), &$count) $(, (stringify!($arg), &$arg))*]),
                None if $count == 1 => format!($text),
                None => format!($many),
            }
        }
    };
}

pub(crate) use word;

pub mod account;
pub mod contract;
pub mod error;
pub mod form;
pub mod home;
pub mod job;
pub mod ledger;
pub mod message;
pub mod offer;
pub mod profile;
pub mod proposal;
pub mod settings;
pub mod shell;
pub mod timesheet;

/// Every key of every feature.
#[cfg(test)]
pub(crate) fn keys() -> impl Iterator<Item = &'static language::Key> {
    [
        account::KEYS,
        contract::KEYS,
        error::KEYS,
        form::KEYS,
        home::KEYS,
        job::KEYS,
        message::KEYS,
        offer::KEYS,
        profile::KEYS,
        proposal::KEYS,
        settings::KEYS,
        shell::KEYS,
        timesheet::KEYS,
        ledger::KEYS,
    ]
    .into_iter()
    .flatten()
}

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
//! `w::closes(job.closes_at)` (`String`) or `w::proposals(3_u64)`; a second text after `|` is
//! for every number but one, and the first argument counts. A placeholder without an argument, or
//! an argument without a placeholder, does not compile. Amounts, numbers, days and moments are handed
//! over as they are ([`format::Say`]): each language writes them its own way. Outside a text a page
//! says [`said`]`(amount)`.
//!
//! **Add a language.** Write one file like `made_up.rs` with `Texts::Listed`: a code, a plural rule, how
//! it writes numbers and dates, and a list of `translation(key, text)`; add it to [`language::LANGUAGES`]. A missing
//! key falls back to English; a test compares the placeholders of every text with those of the English one.

pub mod format;
pub mod language;
mod made_up;
pub mod zone;

pub use format::{Brief, Clock, DayOfYear, Month, said};
pub use language::no;

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

/// One text: without arguments, with arguments, or with a plural. The closures that are never called let the compiler
/// hold placeholders against arguments.
macro_rules! word {
    ($feature:literal, $(#[$meta:meta])* $key:ident () $text:literal) => {
        $(#[$meta])*
        #[doc = $text]
        pub fn $key() -> &'static str {
            const KEY: $crate::words::language::Id = $crate::words::language::Id::of(concat!($feature, ".", stringify!($key)));
            $crate::words::language::text(KEY, $text)
        }
    };
    ($feature:literal, $(#[$meta:meta])* $key:ident ($($arg:ident),+) $text:literal) => {
        $(#[$meta])*
        #[doc = $text]
        pub fn $key($($arg: impl $crate::words::format::Say),+) -> String {
            let _ = || format!($text, $($arg = ""),+);
            const KEY: $crate::words::language::Id = $crate::words::language::Id::of(concat!($feature, ".", stringify!($key)));
            $crate::words::language::filled_text(
                KEY, $text, &[$((stringify!($arg), &$arg)),+],
            )
        }
    };
    ($feature:literal, $(#[$meta:meta])* $key:ident ($count:ident $(, $arg:ident)*) $text:literal | $many:literal) => {
        $(#[$meta])*
        #[doc = $many]
        pub fn $key($count: u64 $(, $arg: impl $crate::words::format::Say)*) -> String {
            let _ = || { $(let $arg = "";)* (format!($text), format!($many)) };
            const KEY: $crate::words::language::Id = $crate::words::language::Id::of(concat!($feature, ".", stringify!($key)));
            $crate::words::language::plural_text(
                KEY, [$text, $many], $count,
                &[(stringify!($count), &$count) $(, (stringify!($arg), &$arg))*],
            )
        }
    };
}

pub(crate) use word;

pub mod account;
pub mod contract;
pub mod error;
pub mod form;
pub mod gallery;
pub mod home;
pub mod job;
pub mod ledger;
pub mod message;
pub mod offer;
pub mod offline;
pub mod profile;
pub mod proposal;
pub mod settings;
pub mod shell;
pub mod specimen;
pub mod timesheet;
pub mod ui;

/// Every key of every feature.
#[cfg(test)]
pub(crate) fn keys() -> impl Iterator<Item = &'static language::Key> {
    [
        account::KEYS,
        contract::KEYS,
        error::KEYS,
        form::KEYS,
        gallery::KEYS,
        home::KEYS,
        job::KEYS,
        message::KEYS,
        offer::KEYS,
        offline::KEYS,
        profile::KEYS,
        proposal::KEYS,
        settings::KEYS,
        shell::KEYS,
        specimen::KEYS,
        timesheet::KEYS,
        ui::KEYS,
        ledger::KEYS,
    ]
    .into_iter()
    .flatten()
}

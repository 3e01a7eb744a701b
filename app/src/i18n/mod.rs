//! The texts of all pages, behind message keys whose arguments the compiler checks.
//!
//! **Add a text.** Open the file of your feature and add a line:
//! ```text
//! messages! { "job";
//!     new_title: "Post a job";
//!     closes(due): "Closes on {due}.";
//!     proposals(n): "One proposal" | "{n} proposals";
//! }
//! ```
//! A page says `use crate::i18n::job as t;` and calls `t::new_title()` (`&'static str`),
//! `t::closes(job.closes_at)` (`String`) or `t::proposals(3_u64)`; a second text after `|` is
//! for every number but one, and the first argument counts. A placeholder without an argument, or
//! an argument without a placeholder, does not compile. Amounts, numbers, days and moments are handed
//! over as they are ([`format::Say`]): each language writes them its own way. Outside a text a page
//! says [`said`]`(amount)`.
//!
//! **Add a language.** Write one file like `pseudo.rs` with `Texts::Listed`: a code, a plural rule, how
//! it writes numbers and dates, and a list of `translation(key, text)`; add it to [`language::LANGUAGES`]. A missing
//! key falls back to English; a test compares the placeholders of every text with those of the English one.

pub mod format;
pub mod language;
mod pseudo;
#[cfg(feature = "ssr")]
pub mod rendering;
pub mod zone;

pub use format::{Brief, Clock, DayOfYear, Month, said};
pub use language::refusal_text;

/// Declares the texts of one feature. See the head of `i18n/mod.rs`.
macro_rules! messages {
    ($feature:literal; $( $(#[$meta:meta])* $key:ident $(( $($arg:ident),* $(,)? ))? : $text:literal $(| $many:literal)? ; )*) => {
        $( $crate::i18n::message_fn! { $feature, $(#[$meta])* $key ($($($arg),*)?) $text $(| $many)? } )*

        /// Every key of this feature with its arguments and English texts, for the tests.
        #[cfg(test)]
        pub(crate) const KEYS: &[$crate::i18n::language::Key] = &[
            $( $crate::i18n::language::Key {
                name: concat!($feature, ".", stringify!($key)),
                arguments: &[$($(stringify!($arg)),*)?],
                texts: &[$text $(, $many)?],
            } ),*
        ];
    };
}

/// One text: without arguments, with arguments, or with a plural. The closures that are never called let the compiler
/// hold placeholders against arguments.
macro_rules! message_fn {
    ($feature:literal, $(#[$meta:meta])* $key:ident () $text:literal) => {
        $(#[$meta])*
        #[doc = $text]
        pub fn $key() -> &'static str {
            const KEY: $crate::i18n::language::Id = $crate::i18n::language::Id::of(concat!($feature, ".", stringify!($key)));
            $crate::i18n::language::text(KEY, $text)
        }
    };
    ($feature:literal, $(#[$meta:meta])* $key:ident ($($arg:ident),+) $text:literal) => {
        $(#[$meta])*
        #[doc = $text]
        pub fn $key($($arg: impl $crate::i18n::format::Say),+) -> String {
            let _ = || format!($text, $($arg = ""),+);
            const KEY: $crate::i18n::language::Id = $crate::i18n::language::Id::of(concat!($feature, ".", stringify!($key)));
            $crate::i18n::language::filled_text(
                KEY, $text, &[$((stringify!($arg), &$arg)),+],
            )
        }
    };
    ($feature:literal, $(#[$meta:meta])* $key:ident ($count:ident $(, $arg:ident)*) $text:literal | $many:literal) => {
        $(#[$meta])*
        #[doc = $many]
        pub fn $key($count: u64 $(, $arg: impl $crate::i18n::format::Say)*) -> String {
            let _ = || { $(let $arg = "";)* (format!($text), format!($many)) };
            const KEY: $crate::i18n::language::Id = $crate::i18n::language::Id::of(concat!($feature, ".", stringify!($key)));
            $crate::i18n::language::plural_text(
                KEY, [$text, $many], $count,
                &[(stringify!($count), &$count) $(, (stringify!($arg), &$arg))*],
            )
        }
    };
}

pub(crate) use message_fn;

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

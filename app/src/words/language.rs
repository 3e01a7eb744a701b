//! The languages: which one a page speaks, and how a text of another language than English is found and filled.

use leptos::prelude::*;
use std::fmt::{Display, Write as _};

/// A language: its code, its plural rule, and its texts by key.
#[derive(Debug)]
pub struct Language {
    /// BCP 47 code, for the `lang` attribute and the cookie.
    pub code: &'static str,
    /// Name in the language itself.
    pub name: &'static str,
    /// The form that a number takes, as a suffix of the key: `one`, `few`, `many` or `other`.
    pub plural: fn(u64) -> &'static str,
    /// (key, text), sorted by key. A plural text has one entry for each form: `job.proposals.one`.
    pub texts: &'static [(&'static str, &'static str)],
}

/// English. Its texts stand beside the keys, so that the compiler checks them.
pub static ENGLISH: Language =
    Language { code: "en", name: "English", plural: |n| if n == 1 { "one" } else { "other" }, texts: &[] };

/// All languages; the first is the fallback.
pub static LANGUAGES: &[&Language] = &[&ENGLISH];

/// The language of this page, provided as context by the app.
#[derive(Debug, Clone, Copy)]
pub struct Speaking(pub &'static Language);

/// The language of this page; English where nobody has chosen.
pub fn current() -> &'static Language {
    use_context::<Speaking>().map_or(&ENGLISH, |speaking| speaking.0)
}

/// The text of a key in the language of this page; `None` where the English one is meant.
pub fn translated(key: &str) -> Option<&'static str> {
    if LANGUAGES.len() == 1 { None } else { found(current(), key) }
}

/// As [`translated`], in the form that `count` takes.
pub fn translated_plural(key: &str, count: u64) -> Option<&'static str> {
    if LANGUAGES.len() == 1 {
        return None;
    }
    let language = current();
    found(language, &format!("{key}.{}", (language.plural)(count))).or_else(|| found(language, &format!("{key}.other")))
}

fn found(language: &'static Language, key: &str) -> Option<&'static str> {
    let place = language.texts.binary_search_by_key(&key, |(name, _)| name).ok()?;
    language.texts.get(place).map(|(_, text)| *text)
}

/// Puts the arguments into the places of a translated text.
pub fn filled(text: &str, arguments: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = arguments.iter().find(|(known, _)| *known == name) {
            // Writing to a string cannot fail.
            let _ = write!(out, "{value}");
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// What a test knows about a key.
#[cfg(test)]
pub(crate) struct Key {
    pub name: &'static str,
    pub arguments: &'static [&'static str],
    /// The text, or those for one and for many.
    pub texts: &'static [&'static str],
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn the_placeholders_of_every_text_are_its_arguments() {
        for key in crate::words::keys() {
            let arguments: BTreeSet<&str> = key.arguments.iter().copied().collect();
            for (place, text) in key.texts.iter().enumerate() {
                // The text for one thing need not show the number.
                let whole = place + 1 == key.texts.len();
                assert!(placeholders(text).is_subset(&arguments), "{}", key.name);
                assert!(!whole || placeholders(text) == arguments, "{}", key.name);
            }
        }
    }

    #[test]
    fn no_key_is_declared_twice() {
        let mut seen = BTreeSet::new();
        for key in crate::words::keys() {
            assert!(seen.insert(key.name), "{} is declared twice", key.name);
        }
    }

    #[test]
    fn every_translation_names_a_key_and_its_placeholders() {
        let known: BTreeMap<&str, &Key> = crate::words::keys().map(|key| (key.name, key)).collect();
        for language in LANGUAGES {
            for (name, text) in language.texts {
                let base = known.get(name).or_else(|| known.get(name.rsplit_once('.').map_or(*name, |(base, _)| base)));
                let key = base.unwrap_or_else(|| panic!("{}: no such key {name}", language.code));
                let arguments: BTreeSet<&str> = key.arguments.iter().copied().collect();
                assert!(placeholders(text).is_subset(&arguments), "{} {name}", language.code);
            }
            assert!(language.texts.is_sorted_by_key(|(name, _)| *name), "{} is not sorted", language.code);
        }
    }

    #[test]
    fn a_translated_text_is_filled_by_name_in_any_order() {
        let filled = filled("{name} hat bis {due} Zeit. {", &[("due", &"11. Januar"), ("name", &"Halden")]);
        assert_eq!(filled, "Halden hat bis 11. Januar Zeit. {");
    }
}

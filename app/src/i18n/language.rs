//! The languages: which one a page speaks, and how a text of another language than English is found and filled.

use super::format::{Format, Say};
use domain::sentence::Sentence;
use leptos::prelude::*;
use std::borrow::Cow;

/// A language: its code, its plural rule, its texts by key, and how it writes numbers and dates.
#[derive(Debug)]
pub struct Language {
    /// BCP 47 code, for the `lang` attribute and the cookie.
    pub code: &'static str,
    /// Name in the language itself.
    pub name: &'static str,
    /// Whether it is read from the right.
    pub from_the_right: bool,
    /// Whether it is for people. The pseudo-locale is for tests, and spoken in a sandbox only.
    pub public: bool,
    /// The form that a number takes, as a suffix of the key: `one`, `few`, `many` or `other`.
    pub plural: fn(u64) -> &'static str,
    /// Where its texts come from.
    pub texts: Texts,
    /// How it writes numbers, money and dates.
    pub format: Format,
}

/// Where the texts of a language come from.
#[derive(Debug, Clone, Copy)]
pub enum Texts {
    /// English: they stand beside the keys, so that the compiler checks them.
    Own,
    /// Made with [`translation`]. A plural text has one entry for each form: `job.proposals.one`. What is missing is said
    /// in English.
    Listed(&'static [Translation]),
    /// Made of the English ones, which must keep their `{placeholders}`.
    Made(fn(&str) -> String),
}

/// A text of another language.
#[derive(Debug, Clone, Copy)]
pub struct Translation {
    id: Id,
    text: &'static str,
    #[cfg(test)]
    key: &'static str,
}

/// The text of a key: `translation("job.new_title", "Auftrag ausschreiben")`.
pub const fn translation(key: &'static str, text: &'static str) -> Translation {
    Translation {
        id: Id::of(key),
        text,
        #[cfg(test)]
        key,
    }
}

/// A key as the program carries it: four bytes in place of its name, on every page that somebody loads. A test sees to it
/// that no two keys have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(u32);

impl Id {
    /// Of a key's name.
    pub const fn of(key: &str) -> Self {
        // FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
        Self(0x811c_9dc5).and(key)
    }

    /// Of the name and what follows it.
    const fn and(self, more: &str) -> Self {
        let (bytes, mut place, mut hash) = (more.as_bytes(), 0, self.0);
        while place < bytes.len() {
            hash = (hash ^ bytes[place] as u32).wrapping_mul(0x0100_0193);
            place += 1;
        }
        Self(hash)
    }
}

impl Language {
    /// `rtl` or `ltr`, for the `dir` attribute.
    pub const fn direction(&self) -> &'static str {
        if self.from_the_right { "rtl" } else { "ltr" }
    }

    /// The language of a code, among those for people, and in a sandbox among all.
    pub fn of(code: &str, sandbox: bool) -> Option<&'static Language> {
        spoken(sandbox).find(|language| language.code.eq_ignore_ascii_case(code))
    }

    /// The first language for people that a browser asks for (`Accept-Language`, RFC 9110 section 12.5.4), English
    /// where it asks for none that we speak. Weights are taken in the order in which they stand: browsers sort them.
    pub fn wanted(accept_language: &str) -> &'static Language {
        let tags = accept_language.split(',').filter_map(|part| part.split(';').next()).map(str::trim);
        let first = |tag: &str| {
            let main = tag.split('-').next().unwrap_or(tag);
            Self::of(tag, false).or_else(|| Self::of(main, false))
        };
        tags.into_iter().find_map(first).unwrap_or(&ENGLISH)
    }
}

/// English, written for Europe: 24 hours, the day before the month.
pub static ENGLISH: Language = Language {
    code: "en",
    name: "English",
    from_the_right: false,
    public: true,
    plural: |n| if n == 1 { "one" } else { "other" },
    texts: Texts::Own,
    format: super::format::ENGLISH,
};

/// All languages; the first is the fallback. To add one, see the head of `i18n/mod.rs`.
pub static LANGUAGES: &[&Language] = &[&ENGLISH, &super::pseudo::PSEUDO];

/// The languages that one may choose.
pub fn spoken(sandbox: bool) -> impl Iterator<Item = &'static Language> {
    LANGUAGES.iter().copied().filter(move |language| language.public || sandbox)
}

/// The language of this page or request, provided as context.
#[derive(Debug, Clone, Copy)]
pub struct Speaking(pub &'static Language);

/// The language of this page; English where nobody has chosen.
#[cfg(feature = "ssr")]
pub fn current() -> &'static Language {
    let provided = || use_context::<Speaking>().map_or(&ENGLISH, |speaking| speaking.0);
    super::rendering::language().unwrap_or_else(provided)
}

/// The language of this page: that of the document, which does not change while the page is open.
#[cfg(not(feature = "ssr"))]
pub fn current() -> &'static Language {
    use std::sync::OnceLock;
    static SPEAKING: OnceLock<&'static Language> = OnceLock::new();
    if !cfg!(target_arch = "wasm32") {
        return &ENGLISH;
    }
    SPEAKING.get_or_init(|| {
        let root = document().document_element();
        let code = root.and_then(|root| root.get_attribute("lang")).unwrap_or_default();
        Language::of(&code, true).unwrap_or(&ENGLISH)
    })
}

/// The text of a key in the language of this page.
pub fn text(key: Id, english: &'static str) -> &'static str {
    text_in(current(), key, english)
}

fn text_in(language: &'static Language, key: Id, english: &'static str) -> &'static str {
    match language.texts {
        Texts::Own => english,
        Texts::Listed(texts) => listed(texts, key).unwrap_or(english),
        Texts::Made(make) => made(english, make),
    }
}

/// The text of a key with its values.
pub fn filled_text(key: Id, english: &'static str, values: &[(&str, &dyn Say)]) -> String {
    let language = current();
    filled(language, text_in(language, key, english), values)
}

/// A refusal in the language of this page. Its key is `no.` and its code.
pub fn refusal_text(code: &str, sentence: &Sentence) -> String {
    let language = current();
    let text = match language.texts {
        Texts::Own => sentence.text(),
        Texts::Listed(texts) => listed(texts, Id::of("no.").and(code)).unwrap_or(sentence.text()),
        Texts::Made(make) => made(sentence.text(), make),
    };
    let values: Vec<(&str, &dyn Say)> =
        sentence.values().iter().map(|(name, value)| (*name, value as &dyn Say)).collect();
    filled(language, text, &values)
}

/// The text of a key in the form that its first value takes, with its values.
pub fn plural_text(key: Id, english: [&'static str; 2], count: u64, values: &[(&str, &dyn Say)]) -> String {
    let language = current();
    let own = if count == 1 { english[0] } else { english[1] };
    let text = match language.texts {
        Texts::Own => own,
        Texts::Listed(texts) => listed(texts, key.and(".").and((language.plural)(count)))
            .or_else(|| listed(texts, key.and(".other")))
            .unwrap_or(own),
        Texts::Made(make) => made(own, make),
    };
    filled(language, text, values)
}

fn listed(texts: &'static [Translation], key: Id) -> Option<&'static str> {
    texts.iter().find(|known| known.id == key).map(|known| known.text)
}

/// A made text is made once and kept: there are as many as there are English ones in the program.
fn made(english: &'static str, make: fn(&str) -> String) -> &'static str {
    use std::collections::BTreeMap;
    use std::sync::{Mutex, PoisonError};
    static MADE: Mutex<BTreeMap<&str, &str>> = Mutex::new(BTreeMap::new());
    let mut kept = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    kept.entry(english).or_insert_with(|| String::leak(make(english)))
}

/// Puts the values into the places of a text.
pub(super) fn filled(language: &Language, text: &str, values: &[(&str, &dyn Say)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            let said: Cow<'_, str> = value.say(language);
            out.push_str(&said);
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
        for key in crate::i18n::keys() {
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
        let (mut seen, mut ids) = (BTreeSet::new(), BTreeSet::new());
        for key in crate::i18n::keys() {
            assert!(seen.insert(key.name), "{} is declared twice", key.name);
            for form in ["", ".one", ".few", ".many", ".other"] {
                let whole = format!("{}{form}", key.name);
                assert_eq!(Id::of(&whole), Id::of(key.name).and(form));
                assert!(ids.insert(Id::of(&whole)), "{whole} has the number of another key");
            }
        }
    }

    #[test]
    fn every_translation_names_a_key_and_its_placeholders() {
        let known: BTreeMap<&str, &Key> = crate::i18n::keys().map(|key| (key.name, key)).collect();
        for language in LANGUAGES {
            let Texts::Listed(texts) = language.texts else { continue };
            for Translation { key: name, text, .. } in texts.iter().filter(|text| !text.key.starts_with("no.")) {
                let base = known.get(name).or_else(|| known.get(name.rsplit_once('.').map_or(*name, |(base, _)| base)));
                let key = base.unwrap_or_else(|| panic!("{}: no such key {name}", language.code));
                let arguments: BTreeSet<&str> = key.arguments.iter().copied().collect();
                assert!(placeholders(text).is_subset(&arguments), "{} {name}", language.code);
            }
        }
    }

    #[test]
    fn made_texts_keep_their_placeholders_and_are_longer() {
        for key in crate::i18n::keys() {
            for language in LANGUAGES {
                let Texts::Made(make) = language.texts else { continue };
                for text in key.texts {
                    assert_eq!(placeholders(&make(text)), placeholders(text), "{}", key.name);
                    assert!(text.is_empty() || make(text).chars().count() > text.chars().count(), "{}", key.name);
                }
            }
        }
    }

    #[test]
    fn a_translated_text_is_filled_by_name_in_any_order() {
        let filled = filled(&ENGLISH, "{name} hat bis {due} Zeit. {", &[("due", &"11. Januar"), ("name", &"Halden")]);
        assert_eq!(filled, "Halden hat bis 11. Januar Zeit. {");
    }

    #[test]
    fn a_browser_gets_the_first_language_that_is_spoken() {
        for (asked, code) in [("", "en"), ("de-CH, en;q=0.8", "en"), ("en-GB,en;q=0.9", "en"), ("ar-XB", "en")] {
            assert_eq!(Language::wanted(asked).code, code, "{asked}");
        }
        assert!(Language::of("ar-XB", true).is_some_and(|language| language.from_the_right && !language.public));
        assert!(Language::of("ar-XB", false).is_none() && Language::of("xx", true).is_none());
    }
}

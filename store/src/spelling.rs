//! One mailbox and one password, however they are spelled. The tables that this takes are large, so it is done here and not
//! in the rules, which browsers load too.

use domain::account::Email;
use domain::refusal::FieldRefusal;
use domain::sentence::{Sentence, Value};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A mailbox: how one writes to it, and under which key it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mailbox {
    /// The address, its domain as the domain name system knows it: every mail server takes that.
    pub(crate) address: String,
    /// Two spellings of one mailbox have one key.
    pub(crate) key: String,
    /// The key that programs before this one gave it.
    pub(crate) former_key: String,
}

impl Mailbox {
    /// The mailbox of an address: the part before the `@` composed (NFC, as RFC 6532 wants it), and in lower case to be looked
    /// up; the domain as UTS 46 maps it, so that `münchen.example` and `xn--mnchen-3ya.example` are one.
    ///
    /// # Errors
    /// `account.email` for a domain that there cannot be; `account.email_letter` for letters that stand for others, such as
    /// the Kelvin sign for K: nobody can tell the two mailboxes apart.
    pub(crate) fn of(email: &Email) -> Result<Self, FieldRefusal> {
        let bad = || FieldRefusal::new("email", "account.email", "Enter an e-mail address like name@example.org.");
        let (local, domain) = email.as_str().rsplit_once('@').ok_or_else(bad)?;
        if let Some(letter) = local.chars().find(|letter| stands_for_ascii(*letter)) {
            let text = "The letter “{letter}” of this address only looks like another one. Type the plain letter.";
            let sentence = Sentence::new(text, vec![("letter", Value::from(letter.to_string()))]);
            return Err(FieldRefusal::new("email", "account.email_letter", sentence));
        }
        let domain = Uts46::new()
            .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
            .map_err(|_| bad())?;
        let local = composed(local);
        let key = format!("{}@{domain}", composed(&local.to_lowercase()));
        Ok(Self { address: format!("{local}@{domain}"), key, former_key: former_key(email.as_str()) })
    }
}

/// The key that programs before this one gave an address.
pub(crate) fn former_key(address: &str) -> String {
    address.to_lowercase()
}

/// An address for people to read: a domain in its own script.
pub(crate) fn readable(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return address.to_owned() };
    let (domain, _) = Uts46::new().to_unicode(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    format!("{local}@{domain}")
}

/// Letters that compatibility turns into ASCII: the Kelvin sign, a long s, full width, ligatures.
fn stands_for_ascii(letter: char) -> bool {
    !letter.is_ascii() && std::iter::once(letter).nfkc().any(|part| part.is_ascii())
}

fn composed(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// Most bytes of a password that are looked at more closely: none that was ever taken is longer.
const PASSWORD_BYTES_MAX: usize = 1_024;

/// A password as it is hashed: composed, and every blank the plain one, so that each keyboard gives the same (the profile
/// OpaqueString of RFC 8265). Characters that its class would refuse are taken: they would be younger emoji.
pub(crate) fn password(typed: &str) -> Cow<'_, str> {
    let foreign = |c: char| c.is_whitespace() && !c.is_ascii();
    if typed.len() > PASSWORD_BYTES_MAX || (is_nfc(typed) && !typed.contains(foreign)) {
        return Cow::Borrowed(typed);
    }
    Cow::Owned(typed.chars().map(|c| if foreign(c) { ' ' } else { c }).nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Mailbox {
        Mailbox::of(&Email::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn a_domain_in_its_own_script_and_in_ascii_is_one_mailbox() {
        let plain = of("Ana@xn--mnchen-3ya.example");
        assert_eq!(of("ana@München.example").key, plain.key);
        assert_eq!(of("ana@mu\u{308}nchen.example").key, plain.key);
        assert_eq!(
            (plain.key.as_str(), plain.address.as_str()),
            ("ana@xn--mnchen-3ya.example", "Ana@xn--mnchen-3ya.example")
        );
        assert_eq!(of("ana@MÜNCHEN.example").address, "ana@xn--mnchen-3ya.example");
        assert_eq!(readable(&plain.address), "Ana@münchen.example");
        assert_eq!(readable("ana@example.org"), "ana@example.org");
        assert_eq!(of("ana@localhost").key, "ana@localhost");
        assert_ne!(of("ana@straße.example").key, of("ana@strasse.example").key);
    }

    #[test]
    fn letters_are_composed_and_none_stands_for_another() {
        assert_eq!(of("ze\u{301}@example.org").key, of("zé@example.org").key);
        assert_eq!(of("ZÉ@example.org").key, of("ze\u{301}@example.org").key);
        for text in ["\u{212a}ate@example.org", "mi\u{17f}a@example.org", "ａna@example.org", "o\u{fb01}@example.org"]
        {
            let refused = Mailbox::of(&Email::parse(text).unwrap()).unwrap_err();
            assert_eq!(refused.code, "account.email_letter", "{text}");
        }
        assert_eq!(of("ılgın@example.org").key, "ılgın@example.org", "a letter of its own");
    }

    #[test]
    fn a_domain_that_there_cannot_be_is_refused() {
        for text in ["ana@xn--a.example", "ana@xn--zz--.example"] {
            let email = Email::parse(text);
            let refused = email.and_then(|email| Mailbox::of(&email).map(|found| found.key));
            assert_eq!(refused.unwrap_err().code, "account.email", "{text}");
        }
    }

    #[test]
    fn a_password_is_the_same_on_every_keyboard() {
        assert_eq!(password("cafe\u{301} au lait"), password("café au lait"));
        assert_eq!(password("two\u{a0}words\u{3000}more"), "two words more");
        assert!(matches!(password("copper kettle on ice"), Cow::Borrowed("copper kettle on ice")));
        assert_eq!(password("❤\u{fe0f}\u{200d}🔥 kettle"), "❤\u{fe0f}\u{200d}🔥 kettle");
    }
}

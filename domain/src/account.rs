//! Accounts: sign-up, verification, passwords, sessions, API tokens. Hashing and randomness live outside.

use crate::actor::{Scope, Side};
use crate::id::{AccountId, SessionId, TokenId};
use crate::refusal::{BadFields, FieldRefusal, Refusal, refusals};
use crate::text::{PersonName, TokenName, no_control};
use crate::time::{Span, Timestamp};
use crate::visible::is_invisible;
use serde::{Deserialize, Serialize};

/// How long the link of a verification mail works.
pub const VERIFY_LINK: Span = Span::hours(24);
/// So long an address waits to be confirmed; then its account ends, and the address is free again.
pub const UNCONFIRMED_LIFE: Span = Span::days(7);
/// How long the link of a reset mail works.
pub const RESET_LINK: Span = Span::hours(1);
/// A session ends after this long without use.
pub const SESSION_IDLE: Span = Span::days(30);
/// A session ends this long after sign-in, used or not.
pub const SESSION_ABSOLUTE: Span = Span::days(90);
/// Longest life of an API token.
pub const TOKEN_LIFE_MAX_DAYS: i64 = 365;

refusals! {
    /// Why an account command was refused.
    AccountRefusal {
        WrongPair => "account.wrong_pair", SignIn,
            "This e-mail address and password do not belong together. Nothing was changed. Try again, or ask for a \
             link to set a new password.";
        NotVerified => "account.not_verified", Forbidden,
            "Please confirm your e-mail address first: open the link in the mail we sent you. Nothing was changed.";
        LinkDead => "account.link_dead", State, "This link was used before or is too old. Nothing was changed. Ask for a new one.";
        WrongPassword => "account.wrong_password", Forbidden, field "password", "This is not your password. Nothing was changed.";
        TooManyTries { seconds: u32 } => "account.too_many_tries", TooMany,
            "Too many tries. Wait {seconds} seconds, then try again, or set a new password by a link that we mail to \
             you. Nothing was changed.";
    }
}

/// An e-mail address, trimmed, its domain in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Email(String);

impl Email {
    /// Reads an address: one `@`, a local part of at most 64 and 254 characters in all (RFC 5321), a domain with a
    /// point or `localhost`. Whether it exists is asked by mail.
    ///
    /// # Errors
    /// `account.email` on the field `email`.
    pub fn parse(text: &str) -> Result<Self, FieldRefusal> {
        let text = text.trim();
        let bad = || FieldRefusal::new("email", "account.email", "Enter an e-mail address like name@example.org.");
        if text.len() > 254 {
            return Err(bad());
        }
        let (local, domain) = text.rsplit_once('@').ok_or_else(bad)?;
        let domain = domain.to_ascii_lowercase();
        let plain = |c: char| {
            !c.is_whitespace()
                && !c.is_control()
                && !is_invisible(c)
                && !matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\' | '[' | ']' | '@')
        };
        let labels_fit = domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || (!c.is_ascii() && plain(c)))
        });
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && local.chars().all(plain)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let named = domain.contains('.') || domain == "localhost";
        if !local_fits || !labels_fit || !named {
            return Err(bad());
        }
        Ok(Self(format!("{local}@{domain}")))
    }
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A new password; compared and hashed outside, never shown or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// 10 to 128 characters, not plainly one of the most used ones (NIST SP 800-63B: length and a block list, no composition
    /// rules). The long list is the store's.
    ///
    /// # Errors
    /// `account.password_short`, `account.password_long`, `account.password_common`, `text.control`.
    pub fn parse(text: &str) -> Result<Self, FieldRefusal> {
        let length = text.chars().count();
        if length < 10 {
            return Err(FieldRefusal::new(
                "password",
                "account.password_short",
                "Use at least 10 characters. Three or four words are good.",
            ));
        }
        if length > 128 {
            return Err(FieldRefusal::new("password", "account.password_long", "At most 128 characters fit here."));
        }
        no_control(text).map_err(|bad| bad.on("password"))?;
        let lower = text.to_lowercase();
        let one_letter = lower.chars().all(|c| lower.starts_with(c));
        if one_letter
            || COMMON.iter().any(|common| {
                lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '!') == *common || lower == *common
            })
        {
            return Err(Self::common());
        }
        Ok(Self(text.to_owned()))
    }
    /// The refusal of a password that many people have.
    pub fn common() -> FieldRefusal {
        let text = "This password is easy to guess. Use three or four words of your own.";
        FieldRefusal::new("password", "account.password_common", text)
    }
    /// The secret itself, for the hash function.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "passwort",
    "1234567890",
    "0123456789",
    "12345678910",
    "qwertyuiop",
    "qwerty",
    "iloveyou",
    "letmein",
    "administrator",
    "welcome",
    "football",
    "baseball",
    "princess",
    "sunshine",
    "motdepasse",
    "contraseña",
    "guildhall",
    "changeme",
    "passwordpassword",
    "abcdefghij",
    "abcdefghijk",
    "asdfghjkl",
    "1q2w3e4r5t",
    "qwerty123456",
    "trustno1",
    "superman",
    "starwars",
];

/// What a person types to sign up.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SignUpInput {
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// `client` or `freelancer`.
    pub side: String,
}

/// A sign-up that can be carried out.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// What they are called.
    pub name: PersonName,
    /// Their address.
    pub email: Email,
    /// Their password.
    pub password: NewPassword,
    /// The side they start on.
    pub side: Side,
}

impl SignUp {
    /// Reads the form.
    ///
    /// # Errors
    /// All bad fields at once.
    pub fn parse(input: &SignUpInput) -> Result<Self, Refusal> {
        let mut bad = BadFields::default();
        let name = bad.take("name", PersonName::parse(&input.name));
        let email = bad.take("email", Email::parse(&input.email));
        let password = bad.take("password", NewPassword::parse(&input.password));
        let side = bad.take(
            "side",
            Side::of(&input.side).ok_or_else(|| {
                FieldRefusal::new("side", "account.side", "Choose whether you hire or work. You can do both later.")
            }),
        );
        let all = name.zip(email).zip(password.zip(side));
        bad.finish(all.map(|((name, email), (password, side))| Self { name, email, password, side }))
    }
}

/// Is a session that began and was last used then still good?
pub fn session_lives(began: Timestamp, last_used: Timestamp, now: Timestamp) -> bool {
    now < began.plus(SESSION_ABSOLUTE) && now < last_used.plus(SESSION_IDLE)
}

/// What a person types to make an API token.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TokenInput {
    /// What it is for.
    pub name: String,
    /// Words of [`Scope`].
    pub scopes: Vec<String>,
    /// Days until it ends, 1 to 365.
    pub days: String,
}

/// A token that can be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for.
    pub name: TokenName,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// How long it lives.
    pub life: Span,
}

impl NewToken {
    /// Reads the form.
    ///
    /// # Errors
    /// All bad fields at once.
    pub fn parse(input: &TokenInput) -> Result<Self, Refusal> {
        let mut bad = BadFields::default();
        let name = bad.take("name", TokenName::parse(&input.name));
        let known: Option<Vec<Scope>> = input.scopes.iter().map(|word| Scope::of(word)).collect();
        let scopes = bad.take(
            "scopes",
            known
                .filter(|scopes| !scopes.is_empty())
                .ok_or_else(|| FieldRefusal::new("scopes", "account.scopes", "Choose at least one of the scopes.")),
        );
        let days = input.days.trim().parse().ok().filter(|days| (1..=TOKEN_LIFE_MAX_DAYS).contains(days));
        let days = bad.take(
            "days",
            days.ok_or_else(|| {
                FieldRefusal::new("days", "account.token_days", "Enter a number of days from 1 to 365.")
            }),
        );
        let all = name.zip(scopes).zip(days);
        bad.finish(all.map(|((name, scopes), days)| Self { name, scopes, life: Span::days(days) }))
    }
}

/// A device in the list of one's sessions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Id of this session.
    pub id: SessionId,
    /// What the browser called itself.
    pub device: String,
    /// When its owner signed in.
    pub began: Timestamp,
    /// When a request last came with it.
    pub last_used: Timestamp,
    /// The one that asks.
    pub current: bool,
}

/// A token in the list of one's tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenRow {
    /// Id of this token.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// When it was used last.
    pub last_used: Option<Timestamp>,
}

/// The page of one's account: settings, devices, tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettingsPage {
    /// The account that they belong to.
    pub account: AccountId,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether the address was confirmed.
    pub verified: bool,
    /// Until when the address can be confirmed; then the account ends.
    pub confirm_by: Option<Timestamp>,
    /// Since when mails to the address could not be delivered.
    pub mail_failed_at: Option<Timestamp>,
    /// Devices that are signed in.
    pub sessions: Vec<SessionRow>,
    /// API tokens that live.
    pub tokens: Vec<TokenRow>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_kindly_and_strictly() {
        assert_eq!(Email::parse(" Ana.Lind@Example.ORG ").unwrap().as_str(), "Ana.Lind@example.org");
        assert_eq!(Email::parse("ana@münchen.de").unwrap().as_str(), "ana@münchen.de");
        for text in [
            "",
            "ana",
            "@x.org",
            "ana@",
            "a b@x.org",
            "a@x",
            "a@x..org",
            "a@-x.org",
            ".a@x.org",
            "a@b@c.org",
            "a\n@x.org",
            "<a@x.org>",
            "a\u{200b}na@x.org",
            "ana@x\u{ad}.org",
            "an\0a@x.org",
        ] {
            assert_eq!(Email::parse(text).unwrap_err().code, "account.email", "{text}");
        }
        assert!(Email::parse(&format!("{}@x.org", "a".repeat(65))).is_err());
    }

    #[test]
    fn passwords_are_long_and_not_common() {
        for (text, code) in [
            ("short", "account.password_short"),
            ("Password123!", "account.password_common"),
            ("aaaaaaaaaaaa", "account.password_common"),
        ] {
            assert_eq!(NewPassword::parse(text).unwrap_err().code, code, "{text}");
        }
        assert_eq!(NewPassword::parse(&"x y".repeat(50)).unwrap_err().code, "account.password_long");
        assert_eq!(NewPassword::parse("copper\0kettle").unwrap_err().code, "text.control");
        let good = NewPassword::parse("copper kettle on ice").unwrap();
        assert_eq!(format!("{good:?}"), "NewPassword(…)");
    }

    #[test]
    fn sign_up_names_every_bad_field_at_once() {
        let refusal = SignUp::parse(&SignUpInput::default()).unwrap_err();
        let fields: Vec<&str> = refusal.fields().iter().map(|bad| bad.field.as_str()).collect();
        assert_eq!(fields, ["name", "email", "password", "side"]);
        assert_eq!(refusal.status(), 422);
    }

    #[test]
    fn a_session_ends_by_idleness_and_by_age() {
        let began = Timestamp::civil(2026, 1, 1, 0, 0, 0).unwrap();
        assert!(session_lives(began, began, began.plus(Span::days(29))));
        assert!(!session_lives(began, began, began.plus(Span::days(30))));
        let used = began.plus(Span::days(89));
        assert!(session_lives(began, used, used));
        assert!(!session_lives(began, used, began.plus(Span::days(90))));
    }

    #[test]
    fn a_token_needs_a_name_scopes_and_an_end() {
        let input = TokenInput { name: "ci".into(), scopes: vec!["read".into(), "all".into()], days: "0".into() };
        let fields: Vec<String> =
            NewToken::parse(&input).unwrap_err().into_fields().into_iter().map(|bad| bad.field).collect();
        assert_eq!(fields, ["scopes", "days"]);
    }
}

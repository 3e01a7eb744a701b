//! The mails of accounts. None carries what a stranger typed, not even a name: nobody writes to others through us.

use crate::notify::MailText;
use crate::site::Site;
use domain::account::{NewToken, TokenRow};
use domain::actor::Scope;
use domain::time::Timestamp;

pub(super) fn verify(link: String, until: Timestamp, ends: Option<Timestamp>) -> MailText {
    let ends = ends.map(|at| format!(" and ends on {}", at.full())).unwrap_or_default();
    let text = format!(
        "Please confirm that this e-mail address is yours.\n\nThe link works once, until {}. If you did not sign up at Guildhall, do \
         nothing: without this step the account cannot hire, work or move money{ends}.",
        until.full()
    );
    let subject = "Confirm your e-mail address".to_owned();
    MailText { subject, text, button: "Confirm this address", path: link }
}

pub(super) fn known_address(site: &Site, now: Timestamp) -> MailText {
    let text = format!(
        "Somebody, probably you, signed up at Guildhall with this e-mail address on {}. You have an account already, so nothing was \
         changed.\n\nSign in with it. If you do not know your password, the page where you sign in sends you a link to set a new \
         one. If it was not you, do nothing: nobody got in.",
        now.full()
    );
    MailText { subject: "You have an account already".to_owned(), text, button: "Sign in", path: site.page("/sign-in") }
}

pub(super) fn reset(link: String, until: Timestamp) -> MailText {
    let text = format!(
        "You can set a new password for Guildhall here.\n\nThe link works once, until {}. A new password signs out all devices and revokes \
         all API tokens. If you did not ask for it, do nothing: your password stays as it is.",
        until.full()
    );
    MailText { subject: "Set a new password".to_owned(), text, button: "Choose a new password", path: link }
}

/// Most tokens that a mail names.
const TOKENS_NAMED_MAX: usize = 10;

/// What a change of password has ended, and what goes on.
pub(super) fn after_change(revoked: bool, tokens: &[TokenRow]) -> String {
    if revoked {
        return "All other devices were signed out and all API tokens revoked.".to_owned();
    }
    if tokens.is_empty() {
        return "All other devices were signed out.".to_owned();
    }
    let named: Vec<String> = tokens.iter().take(TOKENS_NAMED_MAX).map(|token| format!("“{}”", token.name)).collect();
    let more = match tokens.len().saturating_sub(TOKENS_NAMED_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "All other devices were signed out. Programs can still act for you with these API tokens: {}{more}. \
         Revoke those that you do not recognise in your settings.",
        named.join(", ")
    )
}

pub(crate) fn token_made(token: &NewToken, now: Timestamp) -> MailText {
    let scopes: Vec<&str> =
        Scope::ALL.into_iter().filter(|scope| token.scopes.contains(scope)).map(Scope::as_str).collect();
    let text = format!(
        "An API token, “{}”, was made for your account on {}. With it, a program can act for you until {}, within its scopes: \
         {}.\n\nIf it was not you, revoke it in your settings and change your password.",
        token.name.as_str(),
        now.full(),
        now.plus(token.life).full(),
        scopes.join(", ")
    );
    MailText { subject: "A token was made".to_owned(), text, button: "Open the settings", path: "/settings".to_owned() }
}

pub(super) fn password_changed(ended: &str, now: Timestamp) -> MailText {
    let text = format!(
        "Your password for Guildhall was changed on {}. {ended} Your money and contracts are as they were.\n\nIf it was not you, set a \
         new password at once.",
        now.full()
    );
    let subject = "Your password was changed".to_owned();
    MailText { subject, text, button: "Choose a new password", path: "/reset".to_owned() }
}

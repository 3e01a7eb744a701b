//! The mails of accounts. None carries what a stranger typed: nobody writes to others through us.

use crate::site::Site;
use serde::Serialize;

/// A mail as the outbox keeps it.
#[derive(Debug, Serialize)]
pub(super) struct Mail {
    to: String,
    subject: String,
    text: String,
}

fn mail(to: &str, subject: &str, text: String) -> Mail {
    Mail { to: to.to_owned(), subject: subject.to_owned(), text }
}

pub(super) fn verify(to: &str, link: &str) -> Mail {
    let text = format!(
        "Hello,\n\nplease confirm that this e-mail address is yours:\n\n{link}\n\n\
         The link works once, for 24 hours. If you did not sign up at Guildhall, do nothing: without this step the \
         account cannot hire, work or move money.\n\nGuildhall\n"
    );
    mail(to, "Confirm your e-mail address", text)
}

pub(super) fn known_address(to: &str, site: &Site) -> Mail {
    let text = format!(
        "Hello,\n\nsomebody, probably you, just signed up at Guildhall with this e-mail address. You have an account \
         already, so nothing was changed.\n\nSign in: {}\nSet a new password, if you do not know it: {}\n\n\
         If it was not you, do nothing: nobody got in.\n\nGuildhall\n",
        site.page("/sign-in"),
        site.page("/reset")
    );
    mail(to, "You have an account already", text)
}

pub(super) fn reset(to: &str, link: &str) -> Mail {
    let text = format!(
        "Hello,\n\nhere you set a new password for Guildhall:\n\n{link}\n\n\
         The link works once, for one hour. A new password signs out all devices and revokes all API tokens. If you did \
         not ask for it, do nothing: your password stays as it is.\n\nGuildhall\n"
    );
    mail(to, "Set a new password", text)
}

pub(super) fn password_changed(to: &str, ended: &str) -> Mail {
    let text = format!(
        "Hello,\n\nyour password for Guildhall was changed. {ended} Your money and contracts are as they were.\n\n\
         If it was not you, ask for a link to set a new password on the sign-in page at once.\n\nGuildhall\n"
    );
    mail(to, "Your password was changed", text)
}

//! The mails of accounts. None carries what a stranger typed, not even a name: nobody writes to others through us.

use crate::letter::Letter;
use crate::site::Site;
use domain::time::Timestamp;

pub(super) fn verify(link: String, until: Timestamp) -> Letter {
    let text = format!(
        "Please confirm that this e-mail address is yours.\n\nThe link works once, until {}. If you did not sign up at Guildhall, do \
         nothing: without this step the account cannot hire, work or move money.",
        until.full()
    );
    let subject = "Confirm your e-mail address".to_owned();
    Letter { subject, text, button: "Confirm this address", path: link }
}

pub(super) fn known_address(site: &Site, now: Timestamp) -> Letter {
    let text = format!(
        "Somebody, probably you, signed up at Guildhall with this e-mail address on {}. You have an account already, so nothing was \
         changed.\n\nSign in with it. If you do not know your password, the page where you sign in sends you a link to set a new \
         one. If it was not you, do nothing: nobody got in.",
        now.full()
    );
    Letter { subject: "You have an account already".to_owned(), text, button: "Sign in", path: site.page("/sign-in") }
}

pub(super) fn reset(link: String, until: Timestamp) -> Letter {
    let text = format!(
        "Here you set a new password for Guildhall.\n\nThe link works once, until {}. A new password signs out all devices and revokes \
         all API tokens. If you did not ask for it, do nothing: your password stays as it is.",
        until.full()
    );
    Letter { subject: "Set a new password".to_owned(), text, button: "Choose a new password", path: link }
}

pub(super) fn password_changed(ended: &str, now: Timestamp) -> Letter {
    let text = format!(
        "Your password for Guildhall was changed on {}. {ended} Your money and contracts are as they were.\n\nIf it was not you, set a \
         new password at once.",
        now.full()
    );
    let subject = "Your password was changed".to_owned();
    Letter { subject, text, button: "Choose a new password", path: "/reset".to_owned() }
}

//! The mails that follow from jobs.

use serde::Serialize;

/// A mail as the outbox keeps it; see [`crate::letter`].
#[derive(Debug, Serialize)]
pub(super) struct Mail {
    to: String,
    subject: String,
    text: String,
    path: &'static str,
}

/// To a freelancer whose proposal had no outcome when the job ended.
pub(super) fn not_chosen(name: &str, email: &str, title: &str) -> Mail {
    Mail {
        to: email.to_owned(),
        subject: format!("The job “{title}” has ended"),
        text: format!(
            "Hello {name},\n\nthe job “{title}” has ended, and your proposal was not chosen. You need not do anything. \
             It no longer counts towards the number of proposals that you may have open.\n"
        ),
        path: "/proposals",
    }
}

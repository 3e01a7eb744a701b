//! The kind of message in the outbox that is a mail: delivered to where this instance sends its mails.

use super::{MailError, Mailer, letter::Letter};
use crate::{
    instance::Instance,
    worker::{WorkError, kind::outbox},
};
use domain::time::Timestamp;
use store::{letter::MAIL, outbox as stored};

outbox! { MAIL => deliver }

/// Delivers a message of the kind `mail`. Delivered twice, it has the same Message-ID and the same file.
///
/// # Errors
/// [`MailError`]; the worker tries again later.
async fn deliver(instance: &Instance, letter: &stored::Letter, now: Timestamp) -> Result<(), WorkError> {
    Ok(send(instance, letter, now).await?)
}

async fn send(instance: &Instance, letter: &stored::Letter, now: Timestamp) -> Result<(), MailError> {
    let letter_of_mail = serde_json::from_str::<Letter>(&letter.body)?;
    if letter_of_mail.until.is_some_and(|until| now.micros() >= until) {
        return Err(MailError::Outlived);
    }
    let mail = letter_of_mail.mail(&instance.public_url());
    match &instance.mailer {
        Mailer::Mailbox(mailbox) => mailbox.put(letter.id, letter.created_at, &mail).await,
        Mailer::Smtp(smtp) => smtp.send(letter.id, letter.created_at, &mail).await,
    }
}

/// When a mail has no use any more, where that is known.
pub fn ends_at(letter: &stored::Letter) -> Option<Timestamp> {
    serde_json::from_str::<Letter>(&letter.body).ok()?.until.map(Timestamp::from_micros)
}

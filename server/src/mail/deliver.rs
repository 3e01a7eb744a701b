//! The kind of message in the outbox that is a mail: delivered to where this instance sends its mails.

use super::{MailError, Mailer, body::MailBody};
use crate::{
    instance::Instance,
    worker::{WorkError, kind::outbox},
};
use domain::time::Timestamp;
use store::{notify::MAIL, outbox as stored};

outbox! { MAIL => deliver }

/// Delivers a message of the kind `mail`. Delivered twice, it has the same Message-ID and the same file.
///
/// # Errors
/// [`MailError`]; the worker tries again later.
async fn deliver(instance: &Instance, message: &stored::Message, now: Timestamp) -> Result<(), WorkError> {
    Ok(send(instance, message, now).await?)
}

async fn send(instance: &Instance, message: &stored::Message, now: Timestamp) -> Result<(), MailError> {
    let body = serde_json::from_str::<MailBody>(&message.body)?;
    if body.until.is_some_and(|until| now.micros() >= until) {
        return Err(MailError::Outlived);
    }
    let mail = body.mail(&instance.origin);
    match &instance.mailer {
        Mailer::Mailbox(mailbox) => mailbox.put(message.id, message.created_at, &mail).await,
        Mailer::Smtp(smtp) => smtp.send(message.id, message.created_at, &mail).await,
    }
}

/// When a mail has no use any more, where that is known.
pub fn ends_at(message: &stored::Message) -> Option<Timestamp> {
    serde_json::from_str::<MailBody>(&message.body).ok()?.until.map(Timestamp::from_micros)
}

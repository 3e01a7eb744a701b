//! Mail to an SMTP server, by TLS where the address asks for it.

use super::{Mail, MailError, written};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, message::Mailbox as Address};
use std::{fmt, time::Duration};

/// Replies by which a server says that there is no such mailbox, or none that it may reach, and never will be: RFC 5321,
/// section 4.2.3. Others may follow from how it or we are set up at the moment.
const NO_MAILBOX: [u16; 4] = [550, 551, 553, 556];

/// A server and a sender.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl Smtp {
    /// From `smtps://USER:PASSWORD@HOST:465` or `smtp://HOST:PORT` (with `?tls=required` for STARTTLS).
    ///
    /// # Errors
    /// What is wrong with the address, without the address.
    pub fn new(url: &str, from: Address, patience: Duration) -> Result<Self, String> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| "it should be smtps://USER:PASSWORD@HOST:465 or smtp://HOST:587?tls=required".to_owned())?;
        Ok(Self { transport: builder.timeout(Some(patience)).build(), from })
    }

    /// Hands one mail to the server; `Ok` means that the server has taken responsibility for it.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(&self, id: i64, at: i64, mail: &Mail) -> Result<(), MailError> {
        let message = written(&self.from, id, at, mail)?;
        let sent = self.transport.send(message).await;
        sent.map(|_| ()).map_err(|error| match error.status().map(u16::from) {
            Some(reply) if NO_MAILBOX.contains(&reply) => MailError::NoMailbox(reply),
            Some(_) | None => MailError::Smtp(error.to_string()),
        })
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("from", &self.from.email).finish_non_exhaustive()
    }
}

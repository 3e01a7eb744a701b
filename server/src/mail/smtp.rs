//! Mail to an SMTP server, by TLS where the address asks for it.

use super::{Mail, MailError, written};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, message::Mailbox as Address};
use std::{fmt, time::Duration};

const PATIENCE: Duration = Duration::from_secs(15);

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
    pub fn new(url: &str, from: Address) -> Result<Self, String> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| "it should be smtps://USER:PASSWORD@HOST:465 or smtp://HOST:587?tls=required".to_owned())?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)).build(), from })
    }

    /// Hands one mail to the server; `Ok` means that the server has taken responsibility for it.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(&self, id: i64, at: i64, mail: &Mail) -> Result<(), MailError> {
        let message = written(&self.from, id, at, mail)?;
        self.transport.send(message).await.map(|_| ()).map_err(|error| MailError::Smtp(error.to_string()))
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("from", &self.from.email).finish_non_exhaustive()
    }
}

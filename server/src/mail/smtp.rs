//! Mail to an SMTP server, by verified TLS unless it is this machine or the address says otherwise.

use super::{Mail, MailError, written};
use crate::config::{authority, host_name, is_loopback_host};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    message::Mailbox as Address,
    transport::smtp::client::{Certificate, Tls, TlsParameters},
};
use std::{fmt, time::Duration};

/// Replies by which a server says that there is no such mailbox, or none that it may reach, and never will be: RFC 5321,
/// section 4.2.3. Others may follow from how it or we are set up at the moment.
const NO_MAILBOX: [u16; 4] = [550, 551, 553, 556];

const SHAPE: &str =
    "it should be smtps://USER:PASSWORD@HOST:465 or smtp://HOST:587, with ?tls=disable if mail is to go readable";

/// Whether a refusal is about us, not about the mailbox: codes 5.7 of RFC 3463 are of security and policy, such as a
/// relay that does not know us or a list that names us. Who looks after the instance can mend that.
fn is_policy(said: &str) -> bool {
    said.split(|c: char| !c.is_ascii_digit() && c != '.').any(|word| word.starts_with("5.7."))
}

/// How mail leaves.
struct Way {
    /// In the words of the library.
    url: String,
    /// Present: by TLS, from the beginning or from STARTTLS on.
    encrypted: Option<fn(TlsParameters) -> Tls>,
}

impl Way {
    fn of(url: &str) -> Result<Self, String> {
        let (bare, query) = url.split_once('?').unwrap_or((url, ""));
        let plain = || Self { url: bare.to_owned(), encrypted: None };
        let starts = || Self { url: format!("{bare}?tls=required"), encrypted: Some(Tls::Required) };
        let (scheme, _) = bare.split_once("://").ok_or(SHAPE)?;
        match (scheme, query.strip_prefix("tls=")) {
            ("smtps", _) if query.is_empty() || query == "tls=required" => {
                Ok(Self { url: bare.to_owned(), encrypted: Some(Tls::Wrapper) })
            }
            ("smtp", None) if query.is_empty() => Ok(if is_loopback_host(server(bare)) { plain() } else { starts() }),
            ("smtp", Some("required")) => Ok(starts()),
            ("smtp", Some("disable")) => Ok(plain()),
            ("smtp", Some("opportunistic")) => {
                Err("with tls=opportunistic a machine in between can take TLS away; write tls=required or tls=disable"
                    .to_owned())
            }
            (_, _) => Err(SHAPE.to_owned()),
        }
    }

    fn server(&self) -> &str {
        server(&self.url)
    }
}

/// Host and port of an address, without the name and the password before them.
fn server(url: &str) -> &str {
    let place = authority(url).split(['/', '?']).next().unwrap_or_default();
    place.rsplit_once('@').map_or(place, |(_, server)| server)
}

/// A server and a sender.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl Smtp {
    /// From `smtps://USER:PASSWORD@HOST:465` or `smtp://HOST:PORT` (by STARTTLS). An authority of one's own may vouch for
    /// the server.
    ///
    /// # Errors
    /// What is wrong with the address, without the address.
    pub fn new(url: &str, from: Address, patience: Duration, ca: Option<Certificate>) -> Result<Self, String> {
        let way = Way::of(url)?;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&way.url).map_err(|_| SHAPE.to_owned())?;
        if let (Some(ca), Some(encrypted)) = (ca, way.encrypted) {
            let host = host_name(way.server()).to_owned();
            let parameters = TlsParameters::builder(host).add_root_certificate(ca).build();
            builder = builder.tls(encrypted(parameters.map_err(|why| format!("TLS cannot be used: {why}"))?));
        }
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
            Some(reply) if NO_MAILBOX.contains(&reply) && !is_policy(&error.to_string()) => MailError::NoMailbox(reply),
            Some(_) | None => MailError::Smtp(error.to_string()),
        })
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("from", &self.from.email).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_us_is_not_one_of_the_mailbox() {
        assert!(is_policy("permanent error (550): 5.7.1 Relaying denied"));
        for mailbox in ["permanent error (550): 5.1.1 no such user", "permanent error (553)", "550 at 15.7.1"] {
            assert!(!is_policy(mailbox), "{mailbox}");
        }
    }

    #[test]
    fn mail_to_another_machine_is_encrypted_unless_the_address_says_otherwise() {
        for (address, encrypted) in [
            ("smtps://ada:secret@mail.example:465", Some(true)),
            ("smtp://mail.example:587", Some(true)),
            ("smtp://ada:p%40ss@mail.example", Some(true)),
            ("smtp://mail.example:587?tls=required", Some(true)),
            ("smtp://localhost.evil.example", Some(true)),
            ("smtp://localhost@evil.example", Some(true)),
            ("smtp://mail.example:25?tls=disable", Some(false)),
            ("smtp://localhost:25", Some(false)),
            ("smtp://127.0.0.1", Some(false)),
            ("smtp://[::1]:25", Some(false)),
            ("smtp://localhost?tls=required", Some(true)),
            ("smtp://mail.example?tls=opportunistic", None),
            ("smtp://mail.example?tls=none", None),
            ("smtp://mail.example?x=1", None),
            ("mail.example", None),
            ("http://mail.example", None),
        ] {
            assert_eq!(Way::of(address).ok().map(|way| way.encrypted.is_some()), encrypted, "{address}");
        }
    }
}

//! Mail: written to the outbox by commands, delivered here by the worker, either into a folder (the
//! default, and what a sandbox shows) or to an SMTP server.

pub mod body;
mod deliver;
pub mod mailbox;
pub mod smtp;

pub(crate) use deliver::OUTBOX;
pub use deliver::ends_at;

use crate::config::{Config, ConfigError};
use lettre::{
    Message,
    message::{
        Mailbox as Address, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
    transport::smtp::client::Certificate,
};
use mailbox::Mailbox;
use smtp::Smtp;
use std::{io, path::Path, time::Duration, time::UNIX_EPOCH};

/// One mail, as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The address that it goes to.
    pub to: String,
    /// The subject, in one line.
    pub subject: String,
    /// Plain text; links stand in it in full.
    pub text: String,
    /// The same for programs that show HTML.
    pub html: Option<String>,
}

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The body of the message is not a mail.
    #[error("the message is not a mail: {0}")]
    Body(#[from] serde_json::Error),
    /// An address or the subject cannot stand in a mail.
    #[error("the mail cannot be written: {0}")]
    Written(String),
    /// The folder does not take it.
    #[error("the mail folder: {0}")]
    Folder(#[from] io::Error),
    /// What it leads to has ended meanwhile; it need not be sent any more.
    #[error("the link of the mail has ended")]
    Outlived,
    /// The server says that there is no such mailbox; it need not be asked again.
    #[error("the mail server has no such mailbox (reply {0})")]
    NoMailbox(u16),
    /// The server does not take it, or does not answer.
    #[error("the mail server: {0}")]
    Smtp(String),
}

/// Where mails go.
#[derive(Debug)]
pub enum Mailer {
    /// Into a folder.
    Mailbox(Mailbox),
    /// To a server.
    Smtp(Smtp),
}

impl Mailer {
    /// As the settings say.
    ///
    /// # Errors
    /// [`ConfigError`] when the sender or the server's address cannot be read.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let bad = |name, given: &str, why: String| ConfigError::Value { name, given: given.to_owned(), why };
        let from: Address = config
            .mail_from
            .parse()
            .map_err(|_| bad("mail-from", &config.mail_from, "it should be `Name <name@host>`".to_owned()))?;
        match &config.smtp_url {
            // The address holds a password, so the message does not repeat it.
            Some(url) => {
                let ca = config
                    .smtp_ca
                    .as_deref()
                    .map(|path| authority(path).map_err(|why| bad("smtp-ca", &path.display().to_string(), why)));
                let smtp = Smtp::new(url, from, config.pace.mail, ca.transpose()?);
                Ok(Mailer::Smtp(smtp.map_err(|why| bad("smtp-url", "…", why))?))
            }
            None => Ok(Mailer::Mailbox(Mailbox::new(config.data_dir.join("mail"), from))),
        }
    }
}

fn authority(path: &Path) -> Result<Certificate, String> {
    let pem = std::fs::read(path).map_err(|why| why.to_string())?;
    Certificate::from_pem(&pem).map_err(|why| format!("it holds no certificate: {why}"))
}

/// Nobody answers a mail like this by a machine of their own: <https://www.rfc-editor.org/rfc/rfc3834#section-5>.
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

// The moment of the command, not of the attempt: a mail that waited says when it was written.
fn written(from: &Address, id: i64, at: i64, mail: &Mail) -> Result<Message, MailError> {
    let fault = |error: &dyn std::fmt::Display| MailError::Written(error.to_string());
    let domain = from.email.domain();
    let micros = u64::try_from(at).unwrap_or(0);
    let draft = Message::builder()
        .from(from.clone())
        .to(mail.to.parse().map_err(|error: lettre::address::AddressError| fault(&error))?)
        .subject(&mail.subject)
        .message_id(Some(format!("<{}@{domain}>", domain::id::short(id))))
        .header(AutoSubmitted)
        .date(UNIX_EPOCH + Duration::from_micros(micros));
    let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(mail.text.clone());
    let message = match &mail.html {
        None => draft.singlepart(text),
        Some(html) => {
            let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(html.clone());
            draft.multipart(MultiPart::alternative().singlepart(text).singlepart(html))
        }
    };
    message.map_err(|error| fault(&error))
}

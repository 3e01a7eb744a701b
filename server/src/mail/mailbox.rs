//! Mail into a folder: one `.eml` for mail programs and one `.json` for the sandbox's mailbox page.

use super::{Mail, MailError, written};
use lettre::message::Mailbox as Address;
use serde::{Deserialize, Serialize};
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::fs;
use utoipa::ToSchema;

/// How many mails the listing shows.
const LISTED_MAX: usize = 200;

/// A folder and a sender.
#[derive(Debug)]
pub struct Mailbox {
    folder: PathBuf,
    from: Address,
}

/// One mail of the listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delivered {
    /// Short id; sorts by time.
    pub id: String,
    /// When it was written, UTC microseconds.
    pub at: i64,
    /// The address that it went to.
    pub to: String,
    /// The subject, in one line.
    pub subject: String,
    /// The mail as plain text.
    pub text: String,
    /// The same as HTML, if there is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

impl Mailbox {
    /// The folder is made with the first mail.
    pub fn new(folder: PathBuf, from: Address) -> Self {
        Self { folder, from }
    }

    /// Lays one mail into the folder; a repeat lays the same files again.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn put(&self, id: i64, at: i64, mail: &Mail) -> Result<(), MailError> {
        let message = written(&self.from, id, at, mail)?;
        let short = domain::id::short(id);
        let Mail { to, subject, text, html } = mail.clone();
        let listed = serde_json::to_vec(&Delivered { id: short.clone(), at, to, subject, text, html })?;
        fs::create_dir_all(&self.folder).await?;
        lay(&self.folder.join(format!("{short}.eml")), &message.formatted()).await?;
        lay(&self.folder.join(format!("{short}.json")), &listed).await?;
        Ok(())
    }

    /// The newest mails first; only those to one address, when it is given.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn list(&self, to: Option<&str>) -> io::Result<Vec<Delivered>> {
        let mut entries = match fs::read_dir(&self.folder).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        while let Some(entry) = entries.next_entry().await? {
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                names.push(path);
            }
        }
        // Ids sort by time, so names do.
        names.sort_unstable_by(|one, other| other.cmp(one));
        let mut found = Vec::new();
        for path in names {
            let mail: Delivered = serde_json::from_slice(&fs::read(path).await?)?;
            if to.is_none_or(|to| mail.to.eq_ignore_ascii_case(to)) {
                found.push(mail);
            }
            if found.len() == LISTED_MAX {
                break;
            }
        }
        Ok(found)
    }
}

// A reader sees the whole file or none.
async fn lay(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".draft");
    fs::write(&draft, bytes).await?;
    fs::rename(&draft, path).await
}

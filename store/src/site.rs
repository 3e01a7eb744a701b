//! Where this instance is reached: what mails need to write links.

/// The public address of this instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Such as `https://guild.example`.
    pub url: String,
}

impl Site {
    /// A site at this address.
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned() }
    }

    /// The address of a page, such as `/sign-in`.
    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.url.trim_end_matches('/'))
    }
}

//! What the outbox keeps of a mail, and the mail that a person reads: greeted, with one link at the end, as plain text and
//! as HTML.

use super::Mail;
use crate::http::plain::escape;
use serde::{Deserialize, Serialize};

/// What a mail looks like where HTML is shown. Mail programs drop style sheets, so it stands at each element.
const BODY: &str = "margin:0 auto;max-width:36rem;padding:1.5rem;font:16px/1.5 system-ui,sans-serif";
const BUTTON: &str = "display:inline-block;padding:.6rem 1.2rem;border-radius:.4rem;background:#1d4f4a;color:#fff;\
                      text-decoration:none;font-weight:600";

/// The body of an outbox message of the kind `mail`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MailBody {
    /// The address that it goes to.
    pub to: String,
    /// The subject, in one line.
    pub subject: String,
    /// Whom it greets; nobody by name where it is empty.
    #[serde(default)]
    pub name: String,
    /// Paragraphs of plain text.
    pub text: String,
    /// What the link is called.
    #[serde(default)]
    pub button: String,
    /// Where the link leads: a page of this site, or a whole address; empty for no link.
    #[serde(default)]
    pub path: String,
    /// After this moment, UTC microseconds, its link opens nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
}

impl MailBody {
    /// The mail of it, on the site at this address.
    pub fn mail(self, site: &str) -> Mail {
        let link = match self.path.starts_with('/') {
            true => format!("{}{}", site.trim_end_matches('/'), self.path),
            false => self.path.clone(),
        };
        Mail { html: Some(self.html(&link)), text: self.plain(&link), to: self.to, subject: self.subject }
    }

    fn greeting(&self) -> String {
        if self.name.is_empty() { "Hello,".to_owned() } else { format!("Hello {},", self.name) }
    }

    fn plain(&self, link: &str) -> String {
        let link = match (link.is_empty(), self.button.is_empty()) {
            (true, _) => String::new(),
            (false, true) => format!("{link}\n\n"),
            (false, false) => format!("{}:\n{link}\n\n", self.button),
        };
        format!("{}\n\n{}\n\n{link}Guildhall\n", self.greeting(), self.text.trim_end())
    }

    fn html(&self, link: &str) -> String {
        let subject = escape(&self.subject);
        let greeting = escape(&self.greeting());
        let paragraphs = self.text.trim_end().split("\n\n").map(|part| escape(part).replace('\n', "<br>"));
        let text: String = paragraphs.map(|part| format!("<p>{part}</p>")).collect();
        let button = if self.button.is_empty() { link } else { &self.button };
        let link = match link.is_empty() {
            true => String::new(),
            false => format!("<p><a href=\"{}\" style=\"{BUTTON}\">{}</a></p>", escape(link), escape(button)),
        };
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">\
             <title>{subject}</title></head><body style=\"{BODY}\"><p>{greeting}</p>{text}{link}<p>Guildhall</p></body></html>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(path: &str) -> MailBody {
        MailBody {
            to: "ada@example.org".into(),
            subject: "Work was submitted".into(),
            name: "Ada <b>".into(),
            text: "First.\nStill first.\n\nSecond & last.".into(),
            button: "Open the contract".into(),
            path: path.into(),
            until: None,
        }
    }

    #[test]
    fn a_mail_greets_says_it_in_two_forms_and_has_one_link() {
        let mail = body("/contracts/1").mail("https://guild.example/");
        assert_eq!(
            mail.text,
            "Hello Ada <b>,\n\nFirst.\nStill first.\n\nSecond & last.\n\n\
             Open the contract:\nhttps://guild.example/contracts/1\n\nGuildhall\n"
        );
        let html = mail.html.unwrap();
        assert!(
            html.contains("<p>Hello Ada &lt;b&gt;,</p><p>First.<br>Still first.</p><p>Second &amp; last.</p>"),
            "{html}"
        );
        assert!(html.contains("<a href=\"https://guild.example/contracts/1\""), "{html}");
        assert_eq!(html.matches("<a ").count(), 1);
    }

    #[test]
    fn a_whole_address_stays_as_it_is_and_none_is_none() {
        assert!(
            body("https://other.example/x").mail("https://guild.example").text.contains("\nhttps://other.example/x\n")
        );
        let none = body("").mail("https://guild.example");
        assert!(!none.text.contains("http") && !none.html.unwrap().contains("<a "));
    }
}

//! HTML as a browser reads it: its tags with their attributes, the title of a document, and the forms of a page.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use std::collections::BTreeMap;

pub struct Tag {
    pub name: String,
    attributes: BTreeMap<String, String>,
}

impl Tag {
    /// The value of an attribute; nothing where there is none.
    pub fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.keys().map(String::as_str)
    }
}

fn tokens(html: &str) -> impl Iterator<Item = Token<()>> {
    let mut emitter = DefaultEmitter::default();
    // What stands in a title, a text area or a script is text.
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).map(|Ok(token)| token)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// All start tags.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    for token in tokens(html) {
        if let Token::StartTag(tag) = token {
            let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
            tags.push(Tag { name: text(&tag.name), attributes });
        }
    }
    tags
}

/// What a browser shows as the title of this document.
pub fn title(html: &str) -> String {
    let after = tokens(html).skip_while(|token| !matches!(token, Token::StartTag(tag) if *tag.name == b"title"[..]));
    let mut title = String::new();
    for token in after.skip(1).take_while(|token| !matches!(token, Token::EndTag(_))) {
        if let Token::String(part) = token {
            title.push_str(&text(&part));
        }
    }
    title
}

/// A form that a browser posts: where to, and its fields with what stands in them, or `typed` where somebody types.
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
    /// Does somebody type into any of its fields?
    pub is_typed: bool,
}

pub fn forms(html: &str, typed: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut is_get = true;
    for tag in tags(html) {
        if tag.name == "form" {
            is_get = tag.get("method") != "post";
            if !is_get {
                forms.push(Form { action: tag.get("action").to_owned(), fields: Vec::new(), is_typed: false });
            }
            continue;
        }
        let Some(form) = forms.last_mut().filter(|_| !is_get && !tag.get("name").is_empty()) else { continue };
        let is_typed = match (tag.name.as_str(), tag.get("type")) {
            ("textarea", _) => true,
            ("input", "hidden" | "checkbox" | "radio" | "submit") => false,
            ("input", _) => true,
            ("button" | "select", _) => false,
            _other => continue,
        };
        form.is_typed |= is_typed;
        let value = if is_typed { typed } else { tag.get("value") };
        form.fields.push((tag.get("name").to_owned(), value.to_owned()));
    }
    forms
}

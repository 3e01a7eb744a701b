//! Text that people type, parsed once: trimmed, without control characters, within its length.

use crate::refusal::FieldRefusal;
use crate::sentence::sentence;

/// Cleans a text: Unix line ends, no control characters but new line and tab, no blank ends.
fn clean(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unix
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        // Marks that reorder a line could make a text read as another one (Trojan Source, CVE-2021-42574).
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    kept.trim().to_owned()
}

/// Cleans and measures in characters.
pub(crate) fn within(text: &str, min: usize, max: usize) -> Result<String, FieldRefusal> {
    let text = clean(text);
    let length = text.chars().count();
    if length == 0 && min > 0 {
        return Err(FieldRefusal::new("text", "text.empty", "Please fill this in."));
    }
    if length < min {
        let sentence =
            sentence!("This needs at least {min} characters; there are {length}.", min = min, length = length);
        return Err(FieldRefusal::new("text", "text.too_short", sentence));
    }
    if length > max {
        let sentence = sentence!(
            "At most {max} characters fit here; there are {length}. Shorten it by {more}.",
            max = max,
            length = length,
            more = length - max
        );
        return Err(FieldRefusal::new("text", "text.too_long", sentence));
    }
    Ok(text)
}

macro_rules! texts {
    ($( $(#[$meta:meta])* $name:ident $min:literal ..= $max:literal $lines:ident; )*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $name(String);

        impl $name {
            /// Most characters that fit.
            pub const MAX: usize = $max;
            /// Cleans and measures what was typed.
            ///
            /// # Errors
            /// `text.empty`, `text.too_short`, `text.too_long`.
            pub fn parse(text: &str) -> Result<Self, FieldRefusal> {
                let text = within(text, $min, $max)?;
                Ok(Self(texts!(@$lines text)))
            }
            /// A text that was parsed before (read from the store).
            pub fn stored(text: String) -> Self { Self(text) }
            /// The text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
    )* };
    (@one_line $text:ident) => { $text.split_whitespace().collect::<Vec<_>>().join(" ") };
    (@many_lines $text:ident) => { $text };
}

texts! {
    /// What a person is called.
    PersonName 1..=80 one_line;
    /// Title of a job (and of the contract that follows).
    JobTitle 8..=120 one_line;
    /// What the job is about, Markdown.
    JobDescription 40..=10_000 many_lines;
    /// A skill, one of at most fifteen.
    Skill 1..=40 one_line;
    /// Why this freelancer.
    CoverLetter 20..=5_000 many_lines;
    /// What one milestone delivers.
    MilestoneTitle 3..=160 one_line;
    /// What is handed over with a submission.
    SubmissionText 3..=10_000 many_lines;
    /// A reason or a note to the other side.
    Note 3..=2_000 many_lines;
    /// A note that may be empty.
    OptionalNote 0..=2_000 many_lines;
    /// A message of a room, Markdown subset.
    MessageText 1..=10_000 many_lines;
    /// What a stretch of tracked work was for.
    Memo 1..=200 one_line;
    /// One line under a freelancer's name.
    ProfileTitle 3..=100 one_line;
    /// About a person.
    Overview 0..=5_000 many_lines;
    /// A country as people write it.
    Country 0..=60 one_line;
    /// Name of an API token.
    TokenName 1..=60 one_line;
}

/// Reads a list of skills, separated by commas or new lines; doubles (in any case) are dropped.
///
/// # Errors
/// More than 15, or one that is too long.
pub fn parse_skills(text: &str) -> Result<Vec<Skill>, FieldRefusal> {
    let mut skills: Vec<Skill> = Vec::new();
    for part in text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let skill = Skill::parse(part)?;
        let known = skills.iter().any(|known| known.as_str().to_lowercase() == skill.as_str().to_lowercase());
        if !known {
            skills.push(skill);
        }
    }
    if skills.len() > 15 {
        let sentence = sentence!("At most 15 skills fit here; there are {number}.", number = skills.len());
        return Err(FieldRefusal::new("skills", "text.too_many_skills", sentence));
    }
    Ok(skills)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_lines_folded() {
        assert_eq!(JobTitle::parse("  Rust \t engineer\r\nwanted ").unwrap().as_str(), "Rust engineer wanted");
        assert_eq!(MessageText::parse("a\r\nb\u{0}\u{202e}").unwrap().as_str(), "a\nb");
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!(Skill::parse(&"é".repeat(40)).is_ok());
        assert_eq!(Skill::parse(&"é".repeat(41)).unwrap_err().code, "text.too_long");
        assert_eq!(JobTitle::parse("   ").unwrap_err().code, "text.empty");
        assert_eq!(JobTitle::parse("short").unwrap_err().code, "text.too_short");
    }

    #[test]
    fn skills_are_counted_once() {
        let skills = parse_skills("Rust, rust\nSQL,,").unwrap();
        assert_eq!(skills.iter().map(Skill::as_str).collect::<Vec<_>>(), ["Rust", "SQL"]);
        let many: Vec<String> = (0..16).map(|n| format!("skill {n}")).collect();
        assert_eq!(parse_skills(&many.join(",")).unwrap_err().code, "text.too_many_skills");
    }
}

//! Text that people type, parsed once: trimmed, without control characters, within its length.

use crate::refusal::FieldRefusal;
use crate::sentence::sentence;
use crate::visible::{cleaned, has_visible, is_invisible};

/// Measures a text in characters, then cleans it: everything after the first line works on a text of a known size.
pub(crate) fn within(text: &str, min: usize, max: usize, one_line: bool) -> Result<String, FieldRefusal> {
    let text = text.trim();
    // A browser sends a line end as two characters; it is one.
    let length = text.chars().count() - text.matches("\r\n").count();
    if length > max {
        let sentence = sentence!(
            "At most {max} characters fit here; there are {length}. Shorten it by {more}.",
            max = max,
            length = length,
            more = length - max
        );
        return Err(FieldRefusal::new("text", "text.too_long", sentence));
    }
    no_control(text)?;
    let text = cleaned(text);
    let text = if one_line { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.trim().to_owned() };
    if !has_visible(&text) {
        let empty = || FieldRefusal::new("text", "text.empty", "Please fill this in.");
        return if min > 0 { Err(empty()) } else { Ok(String::new()) };
    }
    let length = text.chars().filter(|c| !is_invisible(*c)).count();
    if length < min {
        let sentence =
            sentence!("This needs at least {min} characters; there are {length}.", min = min, length = length);
        return Err(FieldRefusal::new("text", "text.too_short", sentence));
    }
    Ok(text)
}

/// Refuses a text with control characters: they show nothing, and what they do depends on who reads them. New lines and
/// tabs are none here.
///
/// # Errors
/// `text.control` on the field `text`, with the number of the first one.
pub fn no_control(text: &str) -> Result<(), FieldRefusal> {
    let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) else {
        return Ok(());
    };
    let sentence = sentence!(
        "There is a control character in this text (U+{number}), which nobody can see. Remove it, or type the text anew.",
        number = format!("{:04X}", u32::from(control))
    );
    Err(FieldRefusal::new("text", "text.control", sentence))
}

macro_rules! texts {
    ($( $(#[$meta:meta])* $name:ident $min:literal ..= $max:literal $lines:ident; )*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $name(String);

        impl $name {
            /// Most characters that fit.
            pub const MAX: usize = $max;
            /// How many characters it has.
            pub const LENGTH: std::ops::RangeInclusive<usize> = $min..=$max;
            /// Cleans and measures what was typed.
            ///
            /// # Errors
            /// `text.empty`, `text.too_short`, `text.too_long`, `text.control`.
            pub fn parse(text: &str) -> Result<Self, FieldRefusal> {
                within(text, $min, $max, texts!(@$lines)).map(Self)
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
    (@one_line) => { true };
    (@many_lines) => { false };
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

/// Most skills of a job or a person.
pub const SKILLS_MAX: usize = 15;
/// So many are read to find doubles among them; with more, the person is told to choose.
const SKILLS_READ: usize = 4 * SKILLS_MAX;

/// Reads a list of skills, separated by commas or new lines; doubles (in any case) are dropped.
///
/// # Errors
/// More than 15, or one that is too long.
pub fn parse_skills(text: &str) -> Result<Vec<Skill>, FieldRefusal> {
    let parts = || text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let given = parts().count();
    if given > SKILLS_READ {
        return Err(too_many_skills(given));
    }
    // So few are compared one by one; a table of hashes would be the heavier part of the page.
    let (mut skills, mut known) = (Vec::new(), Vec::new());
    for part in parts() {
        let skill = Skill::parse(part)?;
        let key = skill.as_str().to_lowercase();
        if !known.contains(&key) {
            known.push(key);
            skills.push(skill);
        }
    }
    if skills.len() > SKILLS_MAX { Err(too_many_skills(skills.len())) } else { Ok(skills) }
}

fn too_many_skills(number: usize) -> FieldRefusal {
    let sentence = sentence!("At most 15 skills fit here; there are {number}.", number = number);
    FieldRefusal::new("skills", "text.too_many_skills", sentence)
}

/// The text of a list of skills that a program gives one by one: [`parse_skills`] reads as many as there were.
///
/// # Errors
/// `text.skill_comma` for one that would be read as two, `text.empty` for one that would be read as none, more than 15.
pub fn skills_text(skills: &[String]) -> Result<String, FieldRefusal> {
    if skills.len() > SKILLS_MAX {
        return Err(too_many_skills(skills.len()));
    }
    if skills.iter().any(|skill| !has_visible(skill)) {
        return Err(FieldRefusal::new("skills", "text.empty", "One of these skills is empty. Leave it out."));
    }
    if skills.iter().any(|skill| skill.contains([',', '\n'])) {
        let sentence = "A skill has no comma and no line break in it. Give each skill as an entry of its own.";
        return Err(FieldRefusal::new("skills", "text.skill_comma", sentence));
    }
    Ok(skills.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_lines_folded() {
        assert_eq!(JobTitle::parse("  Rust \t engineer\r\nwanted ").unwrap().as_str(), "Rust engineer wanted");
        assert_eq!(MessageText::parse("a\r\nb\u{202e}").unwrap().as_str(), "a\nb");
        assert_eq!(
            JobTitle::parse("a                b").unwrap_err().code,
            "text.too_short",
            "measured as it is shown"
        );
        let lines = "a\r\n".repeat(1_000);
        assert!(Note::parse(&lines).is_ok(), "a line end is one character");
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!(Skill::parse(&"é".repeat(40)).is_ok());
        assert_eq!(Skill::parse(&"é".repeat(41)).unwrap_err().code, "text.too_long");
        assert_eq!(JobTitle::parse("   ").unwrap_err().code, "text.empty");
        assert_eq!(JobTitle::parse("short").unwrap_err().code, "text.too_short");
    }

    #[test]
    fn a_text_with_nothing_to_see_is_empty() {
        for text in ["\u{200b}", "\u{ad}", "\u{2800}\u{2800}", "\u{3164}", "\u{feff} \u{2060}"] {
            let many = text.repeat(20);
            assert_eq!(PersonName::parse(&many).unwrap_err().code, "text.empty", "{text:?}");
            assert_eq!(JobTitle::parse(&many).unwrap_err().code, "text.empty", "{text:?}");
            assert_eq!(MessageText::parse(&many).unwrap_err().code, "text.empty", "{text:?}");
            assert_eq!(Overview::parse(&many).unwrap().as_str(), "", "{text:?}");
        }
        assert_eq!(JobTitle::parse("Ru\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}st").unwrap_err().code, "text.too_short");
        assert_eq!(PersonName::parse("An\u{200b}a\u{3164}Lind").unwrap().as_str(), "Ana Lind");
    }

    #[test]
    fn control_characters_are_named_and_refused() {
        for text in ["a\0b", "ab\u{1b}[31m", "a\u{7f}b", "a\u{80}b"] {
            let refused = [MessageText::parse(text).unwrap_err(), Memo::parse(text).unwrap_err()];
            assert_eq!(refused.map(|refused| refused.code), ["text.control"; 2], "{text:?}");
        }
        assert!(Memo::parse("a\0b").unwrap_err().sentence.to_string().contains("U+0000"));
        assert_eq!(parse_skills("Rust,S\0QL").unwrap_err().code, "text.control");
    }

    #[test]
    fn a_skill_of_a_list_stays_one() {
        let list = |skills: &[&str]| skills_text(&skills.iter().map(|skill| (*skill).to_owned()).collect::<Vec<_>>());
        assert_eq!(list(&["a,b"]).unwrap_err().code, "text.skill_comma");
        assert_eq!(list(&["a\nb"]).unwrap_err().code, "text.skill_comma");
        assert_eq!(list(&["Rust", " "]).unwrap_err().code, "text.empty");
        assert_eq!(list(&["Rust"; 16]).unwrap_err().code, "text.too_many_skills");
        assert_eq!(parse_skills(&list(&["Rust", "Sea charts"]).unwrap()).unwrap().len(), 2);
    }

    #[test]
    fn skills_are_counted_once() {
        let skills = parse_skills("Rust, rust\nSQL,,").unwrap();
        assert_eq!(skills.iter().map(Skill::as_str).collect::<Vec<_>>(), ["Rust", "SQL"]);
        let many: Vec<String> = (0..16).map(|n| format!("skill {n}")).collect();
        assert_eq!(parse_skills(&many.join(",")).unwrap_err().code, "text.too_many_skills");
        assert_eq!(parse_skills(&"a,".repeat(60)).unwrap().len(), 1);
        assert_eq!(parse_skills(&"a,".repeat(61)).unwrap_err().code, "text.too_many_skills");
    }
}

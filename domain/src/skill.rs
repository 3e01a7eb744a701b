//! What somebody can do, beside what is asked for.

use serde::{Deserialize, Serialize};

/// The skills that are asked for, parted by whether somebody names them too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillMatch {
    /// Asked for, and named by this person; as the asking side spells them, in its order.
    pub has: Vec<String>,
    /// Asked for, and not named by this person; in the same way.
    pub lacks: Vec<String>,
    /// This person names no skills at all, so nothing is known of what they can do.
    pub names_none: bool,
}

impl SkillMatch {
    /// Compares by name; upper and lower case are the same.
    ///
    /// ```
    /// use domain::skill::SkillMatch;
    /// let found = SkillMatch::of(vec!["Rust".into(), "SQL".into()], &["rust".into()]);
    /// assert_eq!((found.has, found.lacks), (vec!["Rust".to_owned()], vec!["SQL".to_owned()]));
    /// ```
    pub fn of(asked: Vec<String>, own: &[String]) -> Self {
        let own: Vec<String> = own.iter().map(|skill| skill.to_lowercase()).collect();
        let (has, lacks) = asked.into_iter().partition(|skill| own.contains(&skill.to_lowercase()));
        Self { has, lacks, names_none: own.is_empty() }
    }

    /// How many are asked for.
    pub const fn asked(&self) -> usize {
        self.has.len() + self.lacks.len()
    }
}

#[cfg(test)]
mod tests {
    use super::SkillMatch;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_order_and_the_spelling_are_those_of_who_asks() {
        let found = SkillMatch::of(words("SQL Rust ÉCRITURE Leptos"), &words("écriture RUST Go"));
        assert_eq!((found.has.clone(), found.lacks.clone()), (words("Rust ÉCRITURE"), words("SQL Leptos")));
        assert_eq!(found.asked(), 4);
    }

    #[test]
    fn nothing_asked_and_nothing_named_match_nothing() {
        assert_eq!(SkillMatch::of(Vec::new(), &words("Rust")), SkillMatch::default());
        let nothing_named = SkillMatch::of(words("Rust"), &[]);
        assert_eq!((nothing_named.lacks, nothing_named.names_none), (words("Rust"), true));
    }
}

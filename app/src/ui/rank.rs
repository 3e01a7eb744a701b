//! Finding by typing: which entries fit the letters so far, the best first. And the arrow keys of a list of them.

/// How many entries a list shows at once.
pub const SHOWN_MAX: usize = 8;

/// How badly a name (or the words that mean the same) fits what was typed: 0 is best, nothing when it does not fit.
/// Every typed word must be found, in any order.
pub fn fit(name: &str, keywords: &str, typed: &str) -> Option<u32> {
    let (name, keywords) = (name.to_lowercase(), keywords.to_lowercase());
    typed
        .to_lowercase()
        .split_whitespace()
        .map(|word| fit_of_word(&name, &keywords, word))
        .try_fold(0, |sum, one| Some(sum + one?))
}

fn fit_of_word(name: &str, keywords: &str, word: &str) -> Option<u32> {
    let begins = |text: &str| text.split(|sign: char| !sign.is_alphanumeric()).any(|part| part.starts_with(word));
    if name.starts_with(word) {
        Some(0)
    } else if begins(name) {
        Some(1)
    } else if begins(keywords) {
        Some(2)
    } else if name.contains(word) {
        Some(3)
    } else if keywords.contains(word) {
        Some(4)
    } else {
        None
    }
}

/// The places of the entries that fit, best first, those that fit alike in their own order; at most [`SHOWN_MAX`].
pub fn ranked<'a>(entries: impl Iterator<Item = (&'a str, &'a str)>, typed: &str) -> Vec<usize> {
    let mut found: Vec<(u32, usize)> = entries
        .enumerate()
        .filter_map(|(place, (name, keywords))| Some((fit(name, keywords, typed)?, place)))
        .collect();
    found.sort_unstable();
    found.into_iter().take(SHOWN_MAX).map(|(_, place)| place).collect()
}

/// Where an arrow key leads in a list of so many: down from the end begins anew. Nothing for other keys.
pub fn step(active: Option<usize>, count: usize, key: &str) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match (key, active) {
        ("ArrowDown", None) => Some(0),
        ("ArrowDown", Some(place)) => Some(if place >= last { 0 } else { place + 1 }),
        ("ArrowUp", None | Some(0)) => Some(last),
        ("ArrowUp", Some(place)) => Some((place - 1).min(last)),
        (_, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> Vec<&'static str> {
        const ENTRIES: [(&str, &str); 6] = [
            ("Home", "start"),
            ("Find work", "jobs search"),
            ("Post a job", "hire new"),
            ("Messages", "chat inbox"),
            ("Wallet", "money payouts withdraw"),
            ("Homework rules", ""),
        ];
        ranked(ENTRIES.into_iter(), typed).into_iter().map(|place| ENTRIES[place].0).collect()
    }

    #[test]
    fn the_start_of_a_name_comes_before_the_start_of_a_word_and_before_other_words() {
        assert_eq!(names("ho"), ["Home", "Homework rules"]);
        assert_eq!(names("work"), ["Find work", "Homework rules"]);
        assert_eq!(names("job"), ["Post a job", "Find work"]);
        assert_eq!(names("money"), ["Wallet"]);
        assert_eq!(names("allet"), ["Wallet"]);
    }

    #[test]
    fn every_typed_word_must_be_found_in_any_order_and_case() {
        assert_eq!(names("JOB post"), ["Post a job"]);
        assert_eq!(names("job wallet"), Vec::<&str>::new());
    }

    #[test]
    fn nothing_typed_shows_the_first_entries_in_their_order() {
        assert_eq!(names("  ")[..2], ["Home", "Find work"]);
        let many = (0..20).map(|_| ("same", ""));
        assert_eq!(ranked(many, ""), (0..SHOWN_MAX).collect::<Vec<_>>());
    }

    #[test]
    fn arrow_keys_go_round() {
        assert_eq!(step(None, 3, "ArrowDown"), Some(0));
        assert_eq!(step(Some(2), 3, "ArrowDown"), Some(0));
        assert_eq!(step(Some(0), 3, "ArrowUp"), Some(2));
        assert_eq!(step(None, 3, "ArrowUp"), Some(2));
        assert_eq!(step(Some(5), 3, "ArrowUp"), Some(2));
        assert_eq!(step(Some(1), 3, "x"), None);
        assert_eq!(step(None, 0, "ArrowDown"), None);
    }
}

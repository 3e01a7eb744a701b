//! Numbers as people type them: with a point or a comma before the decimals, and with or without separators of thousands.
//! Whatever can be meant in two ways is not guessed.

/// What may stand between groups of thousands.
const GROUP_SEPARATORS: [char; 7] = [',', '.', ' ', '\u{a0}', '\u{202f}', '’', '\''];
/// What may stand before the decimals.
const DECIMAL_SEPARATORS: [char; 2] = ['.', ','];

/// A typed number, in digits alone.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// It means one thing.
    One {
        /// Before the decimals.
        whole: String,
        /// After them; as many as were typed.
        fraction: String,
    },
    /// `1,030`: the part behind the only separator may be thousands or decimals.
    Two {
        /// Before the separator.
        whole: String,
        /// The three digits behind it.
        fraction: String,
    },
}

/// Reads a number of a currency with so many decimals; `None` for anything else than a number.
pub(super) fn read(text: &str, decimals: usize) -> Option<Typed> {
    let one = |whole: String, fraction: &str| Some(Typed::One { whole, fraction: fraction.to_owned() });
    let Some((before, behind, separator)) = split_at_last_separator(text) else {
        return is_digits(text).then(|| Typed::One { whole: text.to_owned(), fraction: String::new() });
    };
    if !is_digits(behind) {
        return None;
    }
    let (may_group, may_divide) = (ungrouped(text), DECIMAL_SEPARATORS.contains(&separator));
    match (ungrouped_by_another(before, separator), may_group) {
        // `1.030,50`, `12,50`: another separator groups what stands before, or nothing does.
        (Some(whole), None) if may_divide => one(whole, behind),
        // `1 030`, `1,030,000`: a blank divides no decimals, and neither does what stands there twice.
        (None, Some(whole)) => one(whole, ""),
        (Some(_), Some(whole)) if !may_divide || decimals == 0 => one(whole, ""),
        // `1.500` is how we write the decimals of a currency that has three.
        (Some(whole), Some(_)) if separator == '.' && decimals == 3 => one(whole, behind),
        (Some(whole), Some(_)) => Some(Typed::Two { whole, fraction: behind.to_owned() }),
        (Some(_) | None, None) => None,
    }
}

fn split_at_last_separator(text: &str) -> Option<(&str, &str, char)> {
    let (place, separator) = text.char_indices().rfind(|(_, c)| GROUP_SEPARATORS.contains(c))?;
    Some((&text[..place], &text[place + separator.len_utf8()..], separator))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The whole part before a decimal separator; `None` when that separator stands in it, too.
fn ungrouped_by_another(text: &str, separator: char) -> Option<String> {
    if is_digits(text) {
        return Some(text.to_owned());
    }
    if text.contains(separator) { None } else { ungrouped(text) }
}

/// Removes one kind of separator where it stands at every third digit; `None` for anything else. A group of thousands does
/// not begin with a zero.
fn ungrouped(text: &str) -> Option<String> {
    let separator = text.chars().find(|c| GROUP_SEPARATORS.contains(c))?;
    let groups: Vec<&str> = text.split(separator).collect();
    let (first, rest) = groups.split_first()?;
    let grouped = first.len() <= 3 && !first.starts_with('0') && rest.iter().all(|group| group.len() == 3);
    (grouped && groups.iter().all(|group| is_digits(group))).then(|| groups.concat())
}

#[cfg(test)]
mod tests;

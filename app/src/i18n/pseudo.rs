//! A pseudo-locale for tests: the English texts with an accent on every letter, longer by a third, read from the right.
//!
//! A text on a page that still has a plain letter in it stands outside the message layer; a layout that breaks under it
//! would break under a real language. Its code is the one that others use for such a language (region `XB`).

use super::format::Format;
use super::language::{Language, Texts};

/// See the file's head.
pub static PSEUDO: Language = Language {
    code: "ar-XB",
    name: "Ļöñğĕṙ Ļåñĝûåĝé",
    from_the_right: true,
    public: false,
    plural: |n| if n == 1 { "one" } else { "other" },
    texts: Texts::Made(accented),
    format: Format {
        decimal: "·",
        group: "’",
        currency_behind: true,
        weekdays: ["Ṁöñ", "Ţûé", "Ŵéð", "Ţĥû", "Ƒŕî", "Šåţ", "Šûñ"],
        months: ["Ĵåñ", "Ƒéƀ", "Ṁåŕ", "Åþŕ", "Ṁåý", "Ĵûñ", "Ĵûļ", "Åûĝ", "Šéþ", "Öçţ", "Ñöṽ", "Ðéç"],
        day: "{year} {month} {day} {weekday}",
        moment: "{day} · {clock} {zone}",
        utc: "ÛŢÇ",
        share: "%{number}",
    },
};

/// One accented letter for every plain one.
const LETTERS: [(&str, &str); 2] = [
    ("abcdefghijklmnopqrstuvwxyz", "åƀçðéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýž"),
    ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ"),
];

fn accented(english: &str) -> String {
    let mut out = String::with_capacity(english.len() * 3);
    let (mut inside, mut letters) = (false, 0_usize);
    for sign in english.chars() {
        match sign {
            '{' => inside = true,
            '}' => inside = false,
            _ => {}
        }
        let twin = LETTERS.iter().find_map(|(plain, twins)| twins.chars().nth(plain.find(sign)?));
        match twin {
            Some(twin) if !inside => {
                letters += 1;
                out.push(twin);
            }
            Some(_) | None => out.push(sign),
        }
    }
    // Real languages are longer than English, short texts most of all.
    let more = if letters == 0 && !english.is_empty() { 1 } else { letters.div_ceil(3).min(24) };
    out.extend(std::iter::repeat_n('~', more));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_gets_its_accent_and_placeholders_none() {
        assert_eq!(accented("Pay {amount} by {due}."), "Þåý {amount} ƀý {due}.~~");
        assert_eq!(accented(""), "");
        for (plain, twins) in LETTERS {
            assert_eq!(plain.chars().count(), twins.chars().count());
            assert!(twins.chars().all(|twin| !twin.is_ascii()));
        }
    }
}

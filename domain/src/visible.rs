//! Characters that nobody sees. A text of nothing else is empty, and inside of a text they go, except where a script or an
//! emoji needs them: two texts that look the same should be the same.

/// A browser only shows what would become of a text; the server decides, and the tables weigh some kilobytes.
const IN_BROWSER: bool = cfg!(target_arch = "wasm32");

/// Most marks in a row that one visible character keeps: the flag of Scotland has six.
const MARKS_MAX: usize = 8;

/// Whether a character leaves no mark on a page: the property Default_Ignorable_Code_Point of Unicode 17, and blanks that
/// are no white space to Unicode. Control characters are another matter: they are refused.
pub(crate) fn is_invisible(c: char) -> bool {
    !IN_BROWSER
        && matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
            // Annotations, the blank pattern of Braille, and fillers of music and of Khitan.
            | '\u{fff9}'..='\u{fffb}' | '\u{2800}' | '\u{1d159}' | '\u{16fe4}'
        )
}

/// Whether anything of a text can be seen.
pub(crate) fn has_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_invisible(c))
}

/// A text without what nobody sees. Lines end as in Unix, and blanks of other scripts that look like blanks are blanks.
///
/// Marks that order a line from right to left stay in a text that has such letters. Joiners, variants and tags stay behind a
/// character that they can belong to.
pub(crate) fn cleaned(text: &str) -> String {
    if IN_BROWSER {
        return text.to_owned();
    }
    let ordered = text.chars().any(is_from_the_right);
    let mut clean = String::with_capacity(text.len());
    let mut marks = MARKS_MAX;
    let mut before = '\0';
    for c in text.chars() {
        match c {
            '\n' if before == '\r' => {}
            '\r' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\u{2800}' | '\u{3164}' | '\u{ffa0}' => clean.push(' '),
            '\u{200e}' | '\u{200f}' | '\u{61c}' => {
                if ordered {
                    clean.push(c);
                }
            }
            mark if is_mark(mark) => {
                if marks < MARKS_MAX {
                    clean.push(mark);
                    marks += 1;
                }
            }
            invisible if is_invisible(invisible) => {}
            visible => {
                clean.push(visible);
                // What emoji for keys are made of; no other ASCII has a variant.
                let takes_marks = !visible.is_ascii() || matches!(visible, '0'..='9' | '#' | '*');
                marks = if takes_marks && !visible.is_whitespace() { 0 } else { MARKS_MAX };
            }
        }
        before = c;
    }
    clean
}

/// Joiners of scripts and emoji, variants, and the tags of which flags are made.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// Letters of scripts that run from right to left: Hebrew, Arabic and their kin.
fn is_from_the_right(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    ) && !is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};

    #[test]
    fn what_unicode_calls_ignorable_is_invisible() {
        let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        let more = ['\u{fff9}', '\u{fffa}', '\u{fffb}', '\u{2800}', '\u{1d159}', '\u{16fe4}'];
        for c in '\0'..=char::MAX {
            assert_eq!(is_invisible(c), ignorable.contains(c) || more.contains(&c), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn a_text_without_anything_to_see_is_told_from_one_with() {
        for text in
            ["", " \n", "\u{200b}", "\u{ad}\u{ad}", "\u{2800}", "\u{3164} \u{ffa0}", "\u{feff}\u{2060}", "\u{e0041}"]
        {
            assert!(!has_visible(text), "{text:?}");
        }
        for text in ["a", "\u{200b}.", "❤\u{fe0f}", "\u{301}"] {
            assert!(has_visible(text), "{text:?}");
        }
    }

    #[test]
    fn what_nobody_sees_goes_and_what_a_script_needs_stays() {
        for (text, clean) in [
            ("An\u{200b}a Li\u{ad}nd\u{feff}", "Ana Lind"),
            ("a\u{202e}b\u{2066}c\u{2069}", "abc"),
            ("one\r\ntwo\rthree\u{2028}four\n\nfive", "one\ntwo\nthree\nfour\n\nfive"),
            ("⠓⠑\u{2800}⠓", "⠓⠑ ⠓"),
            // Joiners in Persian and Malayalam, hearts on fire, keys, flags, variants of a name's letter in Japanese.
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("ന\u{d4d}\u{200d}", "ന\u{d4d}\u{200d}"),
            ("❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3}", "❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3}"),
            (
                "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
                "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            ),
            ("葛\u{e0100}城", "葛\u{e0100}城"),
            ("שלום C++\u{200f}", "שלום C++\u{200f}"),
            // And none of them where they do nothing.
            ("A\u{200d}na\u{200f} \u{fe0f}Lind", "Ana Lind"),
        ] {
            assert_eq!(cleaned(text), clean, "{text:?}");
        }
        let hidden: String = "❤".chars().chain(std::iter::repeat_n('\u{e0061}', 500)).collect();
        assert_eq!(cleaned(&hidden).chars().count(), 1 + MARKS_MAX, "nobody hides a letter behind a heart");
    }
}

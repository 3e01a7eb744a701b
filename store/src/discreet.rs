//! What is written for those who look after the instance names nobody: mail servers and databases quote addresses in what
//! they say, and it ends up in logs and beside the work that failed.

use std::borrow::Cow;

/// What stands where an address was.
const SOMEBODY: &str = "(address)";

/// The text without mail addresses. One pass; text without an `@` is given back as it is.
pub fn discreet(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        let kept = before.trim_end_matches(is_of_address);
        // An `@` that stands alone is a word like others, and so are many: what follows is not looked through for each.
        if kept.len() == before.len() {
            let alone = after.trim_start_matches('@');
            said.push_str(&rest[..rest.len() - alone.len()]);
            rest = alone;
            continue;
        }
        let next = after.trim_start_matches(|c| is_of_address(c) || c == '@');
        let is_address = next.len() < after.len();
        said.push_str(if is_address { kept } else { before });
        said.push_str(if is_address { SOMEBODY } else { "@" });
        rest = if is_address { next } else { after };
    }
    said.push_str(rest);
    Cow::Owned(said)
}

/// Letters of an address, and of how others write one: in other scripts, as a path, percent-encoded.
fn is_of_address(c: char) -> bool {
    !(c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\'' | '`' | ',' | ';' | ':' | '='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_go_and_the_rest_stays() {
        for (said, discreetly) in [
            ("plain", "plain"),
            ("550 5.1.1 <ana.lind@example.org>: no such user", "550 5.1.1 <(address)>: no such user"),
            ("to=ana@example.org, from='bo+x@münchen.example'", "to=(address), from='(address)'"),
            ("Key (email_key)=(ana@example.org) already exists", "Key (email_key)=((address)) already exists"),
            ("{\"to\":\"ana@example.org\"}", "{\"to\":\"(address)\"}"),
            ("ana@example.org", "(address)"),
            ("ana@b@example.org!", "(address)"),
            ("alone @ here, and @ the end @", "alone @ here, and @ the end @"),
            ("@name and name@", "@name and name@"),
            (",@@@@a b", ",@@@@a b"),
        ] {
            assert_eq!(discreet(said), discreetly, "{said}");
        }
    }
}

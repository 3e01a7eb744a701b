//! Addresses of the same page with another parameter: the next page of a list, another order.

/// `address` with the parameter `name` set to `value`, or without it when that is empty; the others stay.
///
/// ```text
/// with_parameter("/jobs?words=tide&after=b", "after", "c") == "/jobs?words=tide&after=c"
/// ```
pub fn with_parameter(address: &str, name: &str, value: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let of_name = |pair: &&str| pair.split('=').next() == Some(name);
    let mut pairs: Vec<String> =
        query.split('&').filter(|pair| !pair.is_empty() && !of_name(pair)).map(str::to_owned).collect();
    if !value.is_empty() {
        pairs.push(format!("{name}={}", encoded(value)));
    }
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// A value as it may stand in an address (RFC 3986, section 2.3: what is unreserved stays).
pub fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{encoded, with_parameter};

    #[test]
    fn a_search_survives_its_address() {
        assert_eq!(encoded("tide gauge & Ünï"), "tide%20gauge%20%26%20%C3%9Cn%C3%AF");
    }

    #[test]
    fn a_cursor_joins_the_rest_of_the_address() {
        assert_eq!(with_parameter("/jobs", "after", "ab1"), "/jobs?after=ab1");
        assert_eq!(with_parameter("/jobs?words=tide", "after", "ab1"), "/jobs?words=tide&after=ab1");
        assert_eq!(with_parameter("/jobs?after=old&words=tide", "after", "new"), "/jobs?words=tide&after=new");
        assert_eq!(with_parameter("/jobs?after=old", "after", ""), "/jobs");
        assert_eq!(with_parameter("/jobs?afterwards=1", "after", "a/b c&d"), "/jobs?afterwards=1&after=a%2Fb%20c%26d");
    }
}

//! Which pieces of the WASM go into one file.
//!
//! The splitter makes one piece for each set of pages that share some code: many small ones. A page would need dozens of
//! requests, and small files compress badly. In one file, a page also loads what it does not need. So both are given a
//! price in bytes, and files are put together as long as that is cheaper over all pages.

use std::collections::BTreeSet;

/// What a file costs a page besides its bytes: a request, its start in the browser, a worse compression.
const FILE: i64 = 2_500;

/// What strangers load, by the names that features give their pages (`page!` in `app/src/runtime/chunk.rs`). Somebody who
/// comes for the first time, with nothing kept, waits for these, so a byte in them counts as so many elsewhere.
const FIRST_SEEN: [&str; 5] = ["account_", "commands_", "job_find_", "job_show_", "profile_show_"];
const FIRST_SEEN_WEIGHT: i64 = 10;
const WEIGHT: i64 = 2;
/// The page of all parts exists in sandboxes only; nobody who works waits for it.
const ASIDE: &str = "gallery_";
const ASIDE_WEIGHT: i64 = 1;

/// Pieces that come together, and the pages that load them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Names of the pieces.
    pub pieces: Vec<String>,
    /// Names of the pages.
    pub pages: BTreeSet<String>,
    /// Bytes on the wire, about.
    pub size: i64,
}

/// Puts pieces together as long as that saves something over all pages, the best two first.
pub fn plan(pieces: Vec<Part>) -> Vec<Part> {
    let mut parts = pieces;
    while let Some((one, other)) = best(&parts) {
        // `one` comes before `other`, so its place stays.
        let joined = parts.remove(other);
        let Some(part) = parts.get_mut(one) else { break };
        part.pieces.extend(joined.pieces);
        part.pages.extend(joined.pages);
        part.size += joined.size;
    }
    parts
}

fn best(parts: &[Part]) -> Option<(usize, usize)> {
    let pairs = parts.iter().enumerate().flat_map(|(place, one)| {
        let later = parts.iter().enumerate().skip(place + 1);
        later.map(move |(next, other)| (loss(one, other), place, next))
    });
    pairs.filter(|(loss, _, _)| *loss < 0).min().map(|(_, one, other)| (one, other))
}

fn weight(page: &str) -> i64 {
    if FIRST_SEEN.iter().any(|name| page.starts_with(name)) {
        FIRST_SEEN_WEIGHT
    } else if page.starts_with(ASIDE) {
        ASIDE_WEIGHT
    } else {
        WEIGHT
    }
}

/// What all pages together lose when two parts become one file; below nothing they win.
fn loss(one: &Part, other: &Part) -> i64 {
    let all = |part: &Part| part.pages.iter().map(|page| weight(page)).sum::<i64>();
    let both: i64 = one.pages.intersection(&other.pages).map(|page| weight(page)).sum();
    (all(one) - both) * other.size + (all(other) - both) * one.size - FILE * both
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, pages: &[&str], size: i64) -> Part {
        let pages = pages.iter().map(|page| (*page).to_owned()).collect();
        Part { pieces: vec![name.to_owned()], pages, size }
    }

    fn names(parts: &[Part]) -> Vec<Vec<&str>> {
        parts.iter().map(|part| part.pieces.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn what_the_same_pages_need_comes_together() {
        let parts = plan(vec![part("a", &["x", "y"], 90_000), part("b", &["x", "y"], 80_000)]);
        assert_eq!(names(&parts), [["a", "b"]]);
        assert_eq!((parts[0].size, parts[0].pages.len()), (170_000, 2));
    }

    #[test]
    fn what_other_pages_need_stays_apart_unless_it_is_smaller_than_a_request() {
        let (big, small) = (part("big", &["y", "z"], 40_000), part("small", &["x", "y"], 300));
        let own = part("own", &["x"], 30_000);
        assert_eq!(names(&plan(vec![own.clone(), big.clone()])), [["own"], ["big"]]);
        // A few bytes that y loads for nothing cost less than one more file for x, but 30 kB do not.
        assert_eq!(names(&plan(vec![own, small, big])), [["own"], ["small"], ["big"]]);
        let few = [part("few", &["x", "y"], 300), part("fewer", &["x", "y", "z"], 200)];
        assert_eq!(names(&plan(few.to_vec())), [["few", "fewer"]]);
    }

    #[test]
    fn who_comes_first_loads_less_for_the_sake_of_others() {
        let (few, more) = (part("few", &["x", "job_show_1"], 400), part("more", &["x", "y"], 700));
        assert_eq!(names(&plan(vec![few.clone(), part("more", &["x"], 700)])), [["few"], ["more"]]);
        let few = Part { pages: ["x".to_owned(), "z".to_owned()].into(), ..few };
        assert_eq!(names(&plan(vec![few, more])), [["few", "more"]]);
    }

    #[test]
    fn pages_that_share_nothing_share_no_file() {
        let parts = plan(vec![part("a", &["x"], 1), part("b", &["y"], 1)]);
        assert_eq!(names(&parts), [["a"], ["b"]]);
    }
}

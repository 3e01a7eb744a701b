//! Which split modules of the WASM go into one file.
//!
//! The splitter makes one module for each set of pages that share some code: many small ones. A page would need dozens of
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
/// The page of all components exists in sandboxes only; nobody who works waits for it.
const ASIDE: &str = "gallery_";
const ASIDE_WEIGHT: i64 = 1;

/// Split modules that come together, and the pages that load them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Names of the split modules.
    pub splits: Vec<String>,
    /// Names of the pages.
    pub pages: BTreeSet<String>,
    /// Bytes on the wire, about.
    pub size: i64,
}

/// Puts split modules together as long as that saves something over all pages, the best two first.
pub fn plan(splits: Vec<Chunk>) -> Vec<Chunk> {
    let mut chunks = splits;
    while let Some((one, other)) = best(&chunks) {
        // `one` comes before `other`, so its place stays.
        let joined = chunks.remove(other);
        let Some(chunk) = chunks.get_mut(one) else { break };
        chunk.splits.extend(joined.splits);
        chunk.pages.extend(joined.pages);
        chunk.size += joined.size;
    }
    chunks
}

fn best(chunks: &[Chunk]) -> Option<(usize, usize)> {
    let pairs = chunks.iter().enumerate().flat_map(|(place, one)| {
        let later = chunks.iter().enumerate().skip(place + 1);
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

/// What all pages together lose when two chunks become one file; below nothing they win.
fn loss(one: &Chunk, other: &Chunk) -> i64 {
    let all = |chunk: &Chunk| chunk.pages.iter().map(|page| weight(page)).sum::<i64>();
    let both: i64 = one.pages.intersection(&other.pages).map(|page| weight(page)).sum();
    (all(one) - both) * other.size + (all(other) - both) * one.size - FILE * both
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &str, pages: &[&str], size: i64) -> Chunk {
        let pages = pages.iter().map(|page| (*page).to_owned()).collect();
        Chunk { splits: vec![name.to_owned()], pages, size }
    }

    fn names(chunks: &[Chunk]) -> Vec<Vec<&str>> {
        chunks.iter().map(|chunk| chunk.splits.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn what_the_same_pages_need_comes_together() {
        let chunks = plan(vec![chunk("a", &["x", "y"], 90_000), chunk("b", &["x", "y"], 80_000)]);
        assert_eq!(names(&chunks), [["a", "b"]]);
        assert_eq!((chunks[0].size, chunks[0].pages.len()), (170_000, 2));
    }

    #[test]
    fn what_other_pages_need_stays_apart_unless_it_is_smaller_than_a_request() {
        let (big, small) = (chunk("big", &["y", "z"], 40_000), chunk("small", &["x", "y"], 300));
        let own = chunk("own", &["x"], 30_000);
        assert_eq!(names(&plan(vec![own.clone(), big.clone()])), [["own"], ["big"]]);
        // A few bytes that y loads for nothing cost less than one more file for x, but 30 kB do not.
        assert_eq!(names(&plan(vec![own, small, big])), [["own"], ["small"], ["big"]]);
        let few = [chunk("few", &["x", "y"], 300), chunk("fewer", &["x", "y", "z"], 200)];
        assert_eq!(names(&plan(few.to_vec())), [["few", "fewer"]]);
    }

    #[test]
    fn who_comes_first_loads_less_for_the_sake_of_others() {
        let (few, more) = (chunk("few", &["x", "job_show_1"], 400), chunk("more", &["x", "y"], 700));
        assert_eq!(names(&plan(vec![few.clone(), chunk("more", &["x"], 700)])), [["few"], ["more"]]);
        let few = Chunk { pages: ["x".to_owned(), "z".to_owned()].into(), ..few };
        assert_eq!(names(&plan(vec![few, more])), [["few", "more"]]);
    }

    #[test]
    fn pages_that_share_nothing_share_no_file() {
        let chunks = plan(vec![chunk("a", &["x"], 1), chunk("b", &["y"], 1)]);
        assert_eq!(names(&chunks), [["a"], ["b"]]);
    }
}

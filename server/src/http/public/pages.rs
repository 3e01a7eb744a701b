//! The public pages that this process keeps, all of one moment, and how one is answered.

use crate::clock::Stopwatch;
use axum::{
    body::{Body, Bytes},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::nonce::Nonce;
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    io::Write as _,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

/// Another process may have changed something that this one does not hear of.
const KEPT_FOR: Duration = Duration::from_secs(1);
const BYTES_MAX: usize = 8 * 1024 * 1024;
const PAGE_BYTES_MAX: usize = 512 * 1024;
/// The level at which brotli is worth its time while somebody waits.
const BROTLI_QUALITY: u32 = 5;
const BROTLI_BUFFER: usize = 4096;
const BROTLI_WINDOW: u32 = 20;

/// The scripts of a page without nonce, as sources of a policy. An extension of its answer.
#[derive(Debug, Clone)]
pub struct Scripts(pub Arc<str>);

/// The pages that are kept.
#[derive(Debug)]
pub struct Pages {
    age_max: Duration,
    kept: Mutex<Kept>,
}

impl Default for Pages {
    fn default() -> Self {
        Self { age_max: KEPT_FOR, kept: Mutex::default() }
    }
}

/// All pages of one moment. The next moment begins with none.
#[derive(Debug, Default)]
struct Kept {
    since: Option<(u64, Stopwatch)>,
    bytes: usize,
    pages: HashMap<String, Arc<Page>>,
}

/// One page without its nonce.
#[derive(Debug)]
pub(super) struct Page {
    headers: HeaderMap,
    html: Bytes,
    scripts: Arc<str>,
    tag: HeaderValue,
    brotli: OnceLock<Option<Bytes>>,
}

impl Pages {
    pub(super) fn find(&self, key: &str, changes: u64) -> Option<Arc<Page>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let holds = kept.since.is_some_and(|(since, watch)| since == changes && watch.elapsed() < self.age_max);
        if !holds {
            *kept = Kept { since: Some((changes, Stopwatch::start())), ..Kept::default() };
        }
        kept.pages.get(key).cloned()
    }

    pub(super) fn put(&self, key: String, changes: u64, page: Arc<Page>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let is_of_this_moment = kept.since.is_some_and(|(since, _)| since == changes);
        if is_of_this_moment && kept.bytes + page.html.len() <= BYTES_MAX && page.html.len() <= PAGE_BYTES_MAX {
            kept.bytes += page.html.len();
            kept.pages.insert(key, page);
        }
    }
}

impl Page {
    /// The page without its nonce; none when that cannot be taken out.
    pub(super) fn new(html: &Bytes, nonce: &Nonce, headers: &HeaderMap) -> Option<Self> {
        let (html, scripts) = without_nonce(std::str::from_utf8(html).ok()?, nonce.as_ref())?;
        let mut headers = headers.clone();
        headers.remove(header::CONTENT_LENGTH);
        let digest = Sha256::digest(html.as_bytes());
        let tag = format!("W/\"{}\"", STANDARD.encode(&digest[..12]));
        Some(Self {
            headers,
            html: html.into(),
            scripts: scripts.into(),
            tag: HeaderValue::from_str(&tag).ok()?,
            brotli: OnceLock::new(),
        })
    }

    pub(super) fn answer(&self, asked: &HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        *response.headers_mut() = self.headers.clone();
        response.headers_mut().insert(header::ETAG, self.tag.clone());
        response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
        response.extensions_mut().insert(Scripts(Arc::clone(&self.scripts)));
        if asked.get(header::IF_NONE_MATCH).is_some_and(|known| *known == self.tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        let brotli = takes_brotli(asked).then(|| self.brotli.get_or_init(|| compressed(&self.html)).clone()).flatten();
        if brotli.is_some() {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        *response.body_mut() = Body::from(brotli.unwrap_or_else(|| self.html.clone()));
        response
    }
}

fn takes_brotli(asked: &HeaderMap) -> bool {
    let encodings = asked.get(header::ACCEPT_ENCODING).and_then(|list| list.to_str().ok()).unwrap_or_default();
    encodings.split(',').any(|encoding| encoding.trim() == "br")
}

fn compressed(html: &Bytes) -> Option<Bytes> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), BROTLI_BUFFER, BROTLI_QUALITY, BROTLI_WINDOW);
    writer.write_all(html).ok()?;
    Some(writer.into_inner().into())
}

/// Takes the nonce out of each tag and gives the hashes of the scripts that carried it. None when the nonce stands
/// anywhere else, or on a style: then only the nonce itself makes the page work.
fn without_nonce(html: &str, nonce: &str) -> Option<(String, String)> {
    let mark = format!(" nonce=\"{nonce}\"");
    let mut plain = String::with_capacity(html.len());
    let mut hashes: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(&mark) {
        let (before, after) = (&rest[..at], &rest[at + mark.len()..]);
        let tag = &before[before.rfind('<')?..];
        let attributes = &after[..after.find('>')?];
        let has_address = [tag, attributes].iter().any(|part| part.contains(" src="));
        if tag.starts_with("<script") && !has_address {
            let script = &after[attributes.len() + 1..];
            let script = &script[..script.find("</script")?];
            let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes())));
            if !hashes.contains(&hash) {
                hashes.push(hash);
            }
        } else if tag.starts_with("<style") {
            return None;
        }
        plain.push_str(before);
        rest = after;
    }
    plain.push_str(rest);
    (!plain.contains(nonce)).then(|| (plain, hashes.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_named_by_their_hashes_and_only_those_that_carried_the_nonce() {
        let html = concat!(
            r#"<link rel="preload" nonce="N1" href="/a"><script nonce="N1">one()</script><script>evil()</script>"#,
            r#"<script src="/b.js" nonce="N1" defer></script><script nonce="N1">one()</script>"#,
        );
        let (plain, hashes) = without_nonce(html, "N1").unwrap();
        assert_eq!(
            plain,
            concat!(
                r#"<link rel="preload" href="/a"><script>one()</script><script>evil()</script>"#,
                r#"<script src="/b.js" defer></script><script>one()</script>"#,
            )
        );
        let one = format!("'sha256-{}'", STANDARD.encode(Sha256::digest("one()")));
        assert_eq!(hashes, one, "the one script once, and nothing that came without a nonce");
    }

    #[test]
    fn a_page_that_needs_its_nonce_is_not_kept() {
        assert_eq!(without_nonce(r#"<style nonce="N1">a{}</style>"#, "N1"), None);
        assert_eq!(without_nonce(r#"<script nonce="N1">var n = "N1"</script>"#, "N1"), None);
        assert_eq!(without_nonce(r#"<p data-n="N1">x</p>"#, "N1"), None);
    }

    #[test]
    fn pages_of_another_moment_are_gone() {
        let page = || Arc::new(Page::new(&Bytes::from_static(b"<p>x</p>"), &Nonce::new(), &HeaderMap::new()).unwrap());
        let pages = Pages::default();
        assert!(pages.find("a", 1).is_none());
        pages.put("a".to_owned(), 1, page());
        assert!(pages.find("a", 1).is_some());
        assert!(pages.find("a", 2).is_none(), "something was committed");
        pages.put("a".to_owned(), 1, page());
        assert!(pages.find("a", 2).is_none(), "rendered before something was committed");
        pages.put("a".to_owned(), 2, page());
        assert!(pages.find("a", 2).is_some());
        let at_once_old = Pages { age_max: Duration::ZERO, ..pages };
        assert!(at_once_old.find("a", 2).is_none(), "its time is over");
    }

    #[test]
    fn brotli_is_sent_to_those_who_read_it() {
        let mut asked = HeaderMap::new();
        assert!(!takes_brotli(&asked));
        asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, deflate, br, zstd"));
        assert!(takes_brotli(&asked));
        asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, br;q=0"));
        assert!(!takes_brotli(&asked));
    }
}

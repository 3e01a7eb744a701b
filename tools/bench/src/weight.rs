//! How heavy the home page is over the wire: what the first paint needs, and everything that a first visit loads.

use crate::Result;
use crate::client::{Connection, Wish};
use crate::process::Running;
use crate::table::{Budget, Row, kilobytes};
use std::collections::BTreeSet;
use std::path::Path;

const FIRST_PAINT_BYTES_MAX: f64 = 30_000.0;
const FIRST_VISIT_BYTES_MAX: f64 = 300_000.0;

/// Asks for the home page and for all that belongs to it, as a browser that knows brotli does.
///
/// # Errors
/// Something that the page names is not there, or text comes without compression.
pub async fn measure(server: &Running, site: &Path) -> Result<Vec<Row>> {
    let mut connection = Connection::open(server.address).await?;
    connection.get_ok("/", Wish::PLAIN).await?;
    let html = String::from_utf8_lossy(connection.body()).into_owned();
    let page = weigh(&mut connection, "/").await?;
    let mut paint = page;
    let mut all = page;
    for path in parts(&html, site)? {
        let bytes = weigh(&mut connection, &path).await?;
        all += bytes;
        if has_extension(&path, "css") {
            paint += bytes;
        }
    }
    Ok(vec![
        row("home page, first paint (HTML, CSS; brotli)", paint, FIRST_PAINT_BYTES_MAX),
        row("home page, everything of a first visit", all, FIRST_VISIT_BYTES_MAX),
    ])
}

fn row(what: &str, bytes: f64, limit: f64) -> Row {
    Row {
        what: what.to_owned(),
        ours: kilobytes(bytes),
        beside: format!("{} allowed", kilobytes(limit)),
        ratio: Some(bytes / limit),
        noisy: false,
        budget: Budget::AtMost(1.0),
    }
}

async fn weigh(connection: &mut Connection, path: &str) -> Result<f64> {
    let headers = connection.get_ok(path, Wish::BROTLI).await?;
    let is_compressed =
        headers.get(http::header::CONTENT_ENCODING).is_some_and(|encoding| encoding == Wish::BROTLI.encoding);
    let is_text = path == "/" || ["css", "js", "wasm"].iter().any(|extension| has_extension(path, extension));
    if is_text && !is_compressed {
        return Err(format!("{path} came without brotli: build the site with `cargo xtask run`").into());
    }
    Ok(f64::from(u32::try_from(connection.body().len())?))
}

/// What the page names, and what those files load in turn: the script loads the WASM, the style the fonts. The built
/// site knows their names.
fn parts(html: &str, site: &Path) -> Result<BTreeSet<String>> {
    let mut parts = named(html);
    for folder in ["pkg", "fonts"] {
        let Ok(entries) = std::fs::read_dir(site.join(folder)) else { continue };
        for entry in entries {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if is_on_first_visit(&name) {
                parts.insert(format!("/{folder}/{name}"));
            }
        }
    }
    if !parts.iter().any(|path| has_extension(path, "wasm")) {
        return Err(format!("no WASM in {}: build the site with `cargo xtask run`", site.display()).into());
    }
    Ok(parts)
}

/// Paths of files of this server in the page's `href` and `src`.
fn named(html: &str) -> BTreeSet<String> {
    let values = ["href=\"", "src=\""].into_iter().flat_map(|attribute| html.split(attribute).skip(1));
    let paths = values.filter_map(|rest| rest.split(['"', '#', '?']).next());
    paths
        .filter(|path| path.starts_with('/') && path.rsplit('/').next().is_some_and(|name| name.contains('.')))
        .map(str::to_owned)
        .collect()
}

/// Parts of other pages load later; a font's further character sets load only for texts that need them.
fn is_on_first_visit(name: &str) -> bool {
    ["js", "wasm", "css", "woff2"].iter().any(|extension| has_extension(name, extension))
        && !name.starts_with("part_")
        && !name.contains("latin-ext")
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_a_page_names_are_found_and_pages_are_not() {
        let html = r##"<link rel="icon" href="/favicon.svg"><a href="/jobs">x</a><use href="/icons.svg#plus"></use>
            <script src="/pkg/a.js?v=1"></script><a href="https://example.org/x.html">y</a>"##;
        assert_eq!(named(html).into_iter().collect::<Vec<_>>(), ["/favicon.svg", "/icons.svg", "/pkg/a.js"]);
    }

    #[test]
    fn a_first_visit_loads_no_parts_of_later_pages() {
        let names = [
            "guildhall.0123.css",
            "guildhall.js",
            "guildhall.wasm",
            "part_1.wasm",
            "a-latin-ext.woff2",
            "a-latin.woff2",
            "guildhall.js.br",
        ];
        let kept: Vec<_> = names.into_iter().filter(|name| is_on_first_visit(name)).collect();
        assert_eq!(kept, ["guildhall.0123.css", "guildhall.js", "guildhall.wasm", "a-latin.woff2"]);
    }
}

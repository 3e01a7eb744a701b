//! The script that loads the chunks, in the place of the splitter's own: for each page, the files to start.

use crate::plan::Chunk;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// The two helpers of the splitter's script that the new one goes on using.
const HELPERS: [&str; 2] = ["function makeLoad(", "function wrapAsyncCb("];

/// The splitter's script, up to where its list of split modules begins.
///
/// # Errors
/// It is not written as it was when this was.
pub fn head(script: &str) -> Result<&str, String> {
    let is_list = |line: &str| ["/*", "const __", "export const"].iter().any(|start| line.starts_with(start));
    let mut end = 0;
    for line in script.split_inclusive('\n') {
        if is_list(line) {
            break;
        }
        end += line.len();
    }
    let head = script.get(..end).unwrap_or_default();
    match HELPERS.iter().find(|helper| !head.contains(**helper)) {
        Some(helper) => Err(format!("the splitter's script has no `{helper}…` any more")),
        None => Ok(head),
    }
}

/// The new script. `files` are the names of the chunks, in their order.
pub fn write(head: &str, chunks: &[Chunk], files: &[String]) -> String {
    let mut script = head.to_owned();
    script += "const part = (file) => makeLoad(() => {\n    const src = fetch(new URL(file, import.meta.url));\n    \
               return async (imports) => WebAssembly.instantiateStreaming(src, imports);\n}, []);\n";
    for (number, file) in files.iter().enumerate() {
        script += &format!("const part{number} = part(\"./{file}\");\n");
    }
    let mut pages: Vec<&String> = chunks.iter().flat_map(|chunk| &chunk.pages).collect();
    pages.sort();
    pages.dedup();
    for page in pages {
        let needed = chunks.iter().enumerate().filter(|(_, chunk)| chunk.pages.contains(page));
        let starts: Vec<String> = needed.map(|(number, _)| format!("part{number}()")).collect();
        let starts = starts.join(", ");
        script += &format!("export const __wasm_split_load_{page} = wrapAsyncCb(() => Promise.all([{starts}]));\n");
    }
    script
}

/// A script as short as `minifier` (esbuild) makes it; what others call by name keeps its name.
///
/// # Errors
/// The minifier is missing, or the script is none.
pub fn short(minifier: &OsStr, script: &str) -> Result<String, String> {
    minified(minifier, &[], script)
}

/// A script and all that it imports, as one short script.
///
/// # Errors
/// The minifier is missing, or something that is imported is.
pub fn bound(minifier: &OsStr, script: &Path) -> Result<String, String> {
    minified(minifier, &["--bundle".as_ref(), "--format=esm".as_ref(), script.as_os_str()], "")
}

/// A style sheet with all that it imports, as one short one. Browsers get it as it is written: layers, nesting and
/// `light-dark()` are known to all that the pages support.
///
/// # Errors
/// The bundler is missing, or something that is imported is.
pub fn style(bundler: &OsStr, sheet: &Path) -> Result<String, String> {
    // Typefaces keep the addresses that they have on the site.
    minified(bundler, &["--bundle".as_ref(), "--external:/fonts/*".as_ref(), sheet.as_os_str()], "")
}

fn minified(minifier: &OsStr, how: &[&OsStr], script: &str) -> Result<String, String> {
    let fault = |error: std::io::Error| format!("{}: {error}", minifier.display());
    let mut command = Command::new(minifier);
    command.args(["--minify", "--log-level=warning"]).args(how).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = command.spawn().map_err(fault)?;
    // Closed at the end of the statement: the minifier begins when it has all.
    running.stdin.take().map_or(Ok(()), |mut input| input.write_all(script.as_bytes())).map_err(fault)?;
    let ended = running.wait_with_output().map_err(fault)?;
    match ended.status.success() {
        true => String::from_utf8(ended.stdout).map_err(|error| error.to_string()),
        false => Err(format!("{} failed", minifier.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minifier_that_fails_or_is_missing_is_said() {
        assert_eq!(
            short("cat-that-is-not-there".as_ref(), "go();").unwrap_err().split(':').next(),
            Some("cat-that-is-not-there")
        );
        assert_eq!(short("false".as_ref(), "").unwrap_err(), "false failed");
        assert_eq!(short("echo".as_ref(), "").unwrap(), "--minify --log-level=warning\n");
        let whole = bound("echo".as_ref(), Path::new("boot.js")).unwrap();
        assert_eq!(whole, "--minify --log-level=warning --bundle --format=esm boot.js\n");
    }

    const OLD: &str = "import { initSync } from \"./guildhall.AAAA.js\";\n\nfunction wrapAsyncCb(callee) {\n    return callee;\n}\n\
        function makeLoad(fetcher, deps) {\n    const loader = 1;\n}\n/* home, jobs */\nconst __chunk_6 = makeLoad(() => {}, []);\n\
        export const __wasm_split_load_home = wrapAsyncCb(makeLoad(() => {}, [__chunk_6]));\n";

    fn chunk(pages: &[&str]) -> Chunk {
        Chunk { splits: Vec::new(), pages: pages.iter().map(|page| (*page).to_owned()).collect(), size: 0 }
    }

    #[test]
    fn each_page_starts_its_chunks() {
        let files = ["part_0.A.wasm".to_owned(), "part_1.B.wasm".to_owned()];
        let script = write(head(OLD).unwrap(), &[chunk(&["home", "jobs"]), chunk(&["jobs"])], &files);
        assert!(script.starts_with("import { initSync }") && !script.contains("__chunk_6"), "{script}");
        for line in [
            "const part1 = part(\"./part_1.B.wasm\");",
            "export const __wasm_split_load_home = wrapAsyncCb(() => Promise.all([part0()]));",
            "export const __wasm_split_load_jobs = wrapAsyncCb(() => Promise.all([part0(), part1()]));",
        ] {
            assert!(script.lines().any(|each| each == line), "{line} in\n{script}");
        }
    }

    #[test]
    fn another_kind_of_script_is_not_guessed_at() {
        let fault = head(&OLD.replace("makeLoad", "load")).unwrap_err();
        assert!(fault.contains("makeLoad"), "{fault}");
    }
}

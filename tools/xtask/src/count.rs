//! Counts of passed and failed tests, read from what cargo's and Playwright's runners print.

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl Count {
    /// Adds up every `test result: ok. 3 passed; 0 failed; …` of cargo and the closing lines of Playwright
    /// (`  12 passed (3.4s)`, `  1 failed`). A test that did not run has not passed.
    pub fn read(log: &str) -> Self {
        let mut count = Self::default();
        for line in log.lines() {
            if let Some(result) = line.trim().strip_prefix("test result: ") {
                count.passed += number_before(result, " passed;");
                count.failed += number_before(result, " failed;");
            } else {
                count.add_playwright(line);
            }
        }
        count
    }

    fn add_playwright(&mut self, line: &str) {
        let Some((number, rest)) = line.trim().split_once(' ') else {
            return;
        };
        // The summary is indented by two; a page's own text at the start of a line is not a result.
        let (true, Ok(number)) = (line.starts_with("  "), number.parse::<u64>()) else {
            return;
        };
        if rest == "passed" || rest.starts_with("passed (") {
            self.passed += number;
        } else if ["failed", "flaky", "interrupted", "did not run"].contains(&rest) {
            self.failed += number;
        }
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().filter(|before| before.len() < text.len());
    before.and_then(|before| before.rsplit(' ').next()?.parse().ok()).unwrap_or(0)
}

/// How many failures of a step are shown, and how much of each.
const SHOWN_MAX: usize = 10;
const LINES_OF_EACH_MAX: usize = 30;

/// What a log says of each failed test, from the line that names it: `  1) tests/a.spec.ts:3:1 › it` of Playwright,
/// `---- a::it stdout ----` of cargo. The line reporter writes it where it happened, far above the end. First a line
/// for each, because a tool that shows a log often cuts it.
pub fn failures(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let titles: String = lines.iter().filter(|line| is_failure(line)).map(|line| title(line)).collect();
    let begins: Vec<usize> =
        (0..lines.len()).filter(|&at| lines.get(at).is_some_and(|line| is_failure(line))).collect();
    let ends = begins.iter().skip(1).copied().chain([lines.len()]);
    let shown = begins.iter().zip(ends).take(SHOWN_MAX);
    let text = |(&begin, end): (&usize, usize)| {
        let block = lines.get(begin..end.min(begin + LINES_OF_EACH_MAX)).unwrap_or_default();
        block.join("\n").trim_end().to_owned() + "\n"
    };
    titles + &shown.map(text).collect::<String>()
}

/// `    FAILED: tests/a.spec.ts:3:1 › it`
fn title(line: &str) -> String {
    let name =
        line.trim().trim_start_matches("---- ").trim_end_matches(" stdout ----").trim_end_matches('─').trim_end();
    let name = name.split_once(") ").filter(|(number, _)| number.parse::<u32>().is_ok()).map_or(name, |(_, name)| name);
    format!("    FAILED: {name}\n")
}

fn is_failure(line: &str) -> bool {
    let of_playwright = line.strip_prefix("  ").and_then(|line| line.split_once(") "));
    let is_number = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    of_playwright.is_some_and(|(number, test)| is_number(number) && test.contains(" › "))
        || (line.starts_with("---- ") && line.ends_with(" stdout ----"))
}

#[cfg(test)]
mod tests {
    use super::{Count, LINES_OF_EACH_MAX, SHOWN_MAX, failures};

    #[test]
    fn cargo_prints_one_result_for_each_binary() {
        let log = "running 3 tests\ntest a ... ok\n\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
                   test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n";
        assert_eq!(Count::read(log), Count { passed: 4, failed: 2 });
    }

    #[test]
    fn playwright_prints_its_counts_at_the_end() {
        let log = "Running 5 tests using 2 workers\n  1 failed\n    [chromium] › a.spec.ts:3:1 › it\n  1 did not run\n  3 passed (4.5s)\n";
        assert_eq!(Count::read(log), Count { passed: 3, failed: 2 });
    }

    #[test]
    fn other_numbers_do_not_count() {
        assert_eq!(Count::read("12 passed through\n3 failed\n  4 skipped\n"), Count::default());
    }

    #[test]
    fn each_failure_is_shown_from_its_name_on() {
        let log = "[1/9] tests/a.spec.ts:1:1 › fine\n  1) tests/a.spec.ts:3:1 › it ───\n\n    Error: no\n\n[2/9] tests/b.spec.ts:1:1 › b\n\
                   ---- store::it stdout ----\npanicked at a.rs\n";
        let shown = failures(log);
        let titles = "    FAILED: tests/a.spec.ts:3:1 › it\n    FAILED: store::it\n";
        assert!(shown.starts_with(&format!("{titles}  1) tests/a.spec.ts:3:1 › it ───\n\n    Error: no")), "{shown}");
        assert!(shown.ends_with("---- store::it stdout ----\npanicked at a.rs\n"), "{shown}");
        assert_eq!(failures("all is well\n  3 passed (1s)\n"), "");
    }

    #[test]
    fn long_and_many_failures_are_cut() {
        let one = format!("---- a stdout ----\n{}", "line\n".repeat(100));
        let shown = failures(&one.repeat(20));
        assert_eq!(shown.matches("stdout").count(), SHOWN_MAX);
        assert_eq!(shown.matches("FAILED: a\n").count(), 20);
        assert_eq!(shown.lines().count(), 20 + SHOWN_MAX * LINES_OF_EACH_MAX);
    }
}

//! Counts of passed and failed tests, read from what cargo's and Playwright's runners print.

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl Count {
    /// Adds up every `test result: ok. 3 passed; 0 failed; …` of cargo and the closing lines of Playwright
    /// (`  12 passed (3.4s)`, `  1 failed`). A test that did not run, or passed only on repetition, has not passed.
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

#[cfg(test)]
mod tests {
    use super::Count;

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
}

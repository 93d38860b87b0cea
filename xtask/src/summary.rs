//! The last lines of a test run: how many passed, failed and were skipped, and why.

use crate::{command::Outcome, failure::Failure};

/// Counts over all test runners that were run.
#[derive(Debug, Default)]
pub struct Summary {
    passed: usize,
    failed: usize,
    skipped: usize,
    /// A runner failed although it counted no failed test: something did not build, or crashed.
    broken: bool,
    reasons: Vec<String>,
}

impl Summary {
    /// Adds what a runner printed.
    pub fn add(&mut self, outcome: &Outcome) {
        let before = self.failed;
        // At the start of a line: a failed test's own output, shown again, is indented.
        let is_nextest = |line: &&String| line.trim_start().starts_with("Summary [");
        let is_cargo = |line: &&String| line.starts_with("test result: ");
        let nextest = outcome.lines.iter().filter(is_nextest);
        for line in nextest.chain(outcome.lines.iter().filter(is_cargo)) {
            self.passed += count(line, &["passed"]);
            self.failed += count(line, &["failed", "timed out"]);
            self.skipped += count(line, &["skipped", "ignored"]);
        }
        self.broken |= !outcome.success && self.failed == before;
    }

    /// Adds the tests that said themselves that they can't run here: a line each. Their runner
    /// counted them as passed.
    pub fn skip<'a>(&mut self, reasons: impl Iterator<Item = &'a str>) {
        let before = self.reasons.len();
        self.reasons.extend(reasons.map(str::to_owned));
        let skipped = self.reasons.len() - before;
        self.passed = self.passed.saturating_sub(skipped);
        self.skipped += skipped;
    }

    /// Adds what could not be tested in the way it should be, and why.
    pub fn lack(&mut self, reason: &str) {
        self.reasons.push(reason.to_owned());
        self.skipped += 1;
    }

    /// Prints the summary. Fails if a test failed, or, with `strict`, was skipped.
    pub fn tell(&self, strict: bool) -> Result<(), Failure> {
        println!();
        if !self.reasons.is_empty() {
            println!("Skipped:");
            self.reasons
                .iter()
                .for_each(|reason| println!("  {reason}"));
        }
        println!(
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        );
        let verdict = if self.broken {
            "a test runner broke off: see above"
        } else if self.failed > 0 {
            "tests failed: see above"
        } else if self.passed == 0 {
            "no test was run"
        } else if strict && self.skipped > 0 {
            "tests were skipped, which CI does not allow: see above"
        } else {
            return Ok(());
        };
        Err(Failure::Tests(verdict.to_owned()))
    }
}

/// The number before one of these words.
fn count(line: &str, words: &[&str]) -> usize {
    let parts = line.split([',', ';', '.', ':']);
    parts
        .filter_map(|part| {
            let (number, word) = part.trim().split_once(' ')?;
            // nextest adds remarks in parentheses.
            let word = word.split(" (").next()?;
            words
                .contains(&word)
                .then(|| number.parse::<usize>().ok())?
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str], success: bool) -> Summary {
        let mut summary = Summary::default();
        summary.add(&Outcome {
            success,
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        });
        summary
    }

    fn counts(summary: &Summary) -> (usize, usize, usize) {
        (summary.passed, summary.failed, summary.skipped)
    }

    #[test]
    fn the_lines_of_both_runners_are_understood() {
        let nextest = "     Summary [   0.345s] 13 tests run: 10 passed (1 slow), 2 failed, \
             1 timed out, 4 skipped";
        assert_eq!(counts(&of(&[nextest], false)), (10, 3, 4));
        let cargo = [
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 6 filtered out",
            "    test result: FAILED. 0 passed; 9 failed; 0 ignored",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored",
        ];
        assert_eq!(counts(&of(&cargo, false)), (4, 2, 1));
    }

    #[test]
    fn what_skipped_itself_did_not_pass_and_ci_minds() {
        let mut summary = of(&["test result: ok. 3 passed; 0 failed"], true);
        assert!(summary.tell(true).is_ok());
        summary.skip(["the_window: no Xvfb"].into_iter());
        assert_eq!(counts(&summary), (2, 0, 1));
        summary.lack("the sanitizer: none");
        assert_eq!(counts(&summary), (2, 0, 2));
        assert!(summary.tell(false).is_ok());
        assert!(summary.tell(true).is_err());
    }

    #[test]
    fn a_runner_that_breaks_off_is_a_failure() {
        assert!(
            of(&["error: could not compile"], false)
                .tell(false)
                .is_err()
        );
        assert!(of(&[], true).tell(false).is_err(), "no test at all");
    }
}

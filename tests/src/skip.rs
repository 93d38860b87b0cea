//! How a test says that it can't run here.
//!
//! A test that needs an absent part of the system calls [`skip`] and returns. It then counts as
//! skipped in the summary of `cargo xtask test`, not as passed; where `CI` is set, that summary
//! fails.

use std::{fs::OpenOptions, io::Write as _, thread};

/// The environment variable that names the file to which skips are appended, a line each.
pub const LIST: &str = "QUATRAIN_SKIPPED";

/// Says that the running test is skipped, and why. The caller returns right after.
pub fn skip(reason: &str) {
    let current = thread::current();
    let test = current.name().unwrap_or("a test");
    println!("SKIPPED: {test}: {reason}");
    let Some(list) = std::env::var_os(LIST) else {
        return;
    };
    let line = format!("{test}: {}\n", reason.replace('\n', " "));
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&list)
        .and_then(|mut file| file.write_all(line.as_bytes()));
    if let Err(error) = written {
        eprintln!("{}: {error}", list.display());
    }
}

/// The value, or a skip with the reason why there is none, and `return` from the test.
#[macro_export]
macro_rules! need {
    ($part:expr) => {
        match $part {
            Ok(part) => part,
            Err(reason) => {
                $crate::skip::skip(&reason.to_string());
                return;
            }
        }
    };
}

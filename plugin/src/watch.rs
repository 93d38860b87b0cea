//! Watches over the audio thread, in tests alone: at the first thing inside that may wait, the
//! process ends with a report of who did it.
//!
//! The feature `realtime-sanitizer` brings LLVM's RealtimeSanitizer; `cargo xtask test` switches it
//! on, which knows where the Rust toolchain keeps the library. Allocations are watched by the
//! framework, in every build with debug assertions. Without both this is nothing, and costs
//! nothing.

/// Watched as long as it lives.
pub(crate) struct Watch {
    #[cfg(feature = "realtime-sanitizer")]
    _sanitizer: rtsan_standalone::ScopedSanitizeRealtime,
}

/// From here on the calling thread plays the audio thread's part.
pub(crate) fn begin() -> Watch {
    Watch {
        #[cfg(feature = "realtime-sanitizer")]
        _sanitizer: rtsan_standalone::ScopedSanitizeRealtime::default(),
    }
}

/// In a test that has no framework around: `part` is watched as the framework and
/// [`begin`] watch the plugin's `process`.
#[cfg(test)]
pub(crate) fn watched<T>(part: impl FnOnce() -> T) -> T {
    let _watch = begin();
    #[cfg(debug_assertions)]
    return nice_assert_no_alloc::assert_no_alloc(part);
    #[cfg(not(debug_assertions))]
    part()
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use std::{
        env,
        hint::black_box,
        process::{Command, Output},
    };

    use super::watched;

    /// Set in the process that is to die.
    const VICTIM: &str = "QUATRAIN_VICTIM";

    /// Does `part` on a watched thread, in a process of its own which runs the same test again;
    /// gives how that ended.
    fn fate(test: &str, part: fn()) -> Output {
        if env::var_os(VICTIM).is_some() {
            watched(part);
            println!("nobody minds");
            std::process::exit(0);
        }
        let program = env::current_exe().expect("this program");
        let mut again = Command::new(program);
        again.args([&format!("watch::tests::{test}"), "--exact", "--nocapture"]);
        again.env(VICTIM, "1").output().expect("it starts")
    }

    #[test]
    fn an_allocation_ends_the_process() {
        let fate = fate("an_allocation_ends_the_process", || {
            drop(black_box(Box::new(1)));
        });
        let words = String::from_utf8_lossy(&fate.stderr);
        assert!(!fate.status.success(), "{words}");
        let is_reported = ["memory allocation of", "RealtimeSanitizer"];
        assert!(
            is_reported.iter().any(|part| words.contains(part)),
            "{words}"
        );
    }

    #[test]
    fn what_does_not_wait_goes_on() {
        let fate = fate("what_does_not_wait_goes_on", || {
            black_box(black_box(1) + 1);
        });
        assert!(fate.status.success());
        assert!(String::from_utf8_lossy(&fate.stdout).contains("nobody minds"));
    }

    #[cfg(feature = "realtime-sanitizer")]
    #[test]
    fn a_call_that_may_wait_ends_the_process() {
        let fate = fate(
            "a_call_that_may_wait_ends_the_process",
            std::thread::yield_now,
        );
        let words = String::from_utf8_lossy(&fate.stderr);
        assert!(!fate.status.success(), "{words}");
        assert!(words.contains("RealtimeSanitizer"), "{words}");
        assert!(words.contains("sched_yield"), "{words}");
    }
}

//! A seal on a thread: from then on every system call of it is trapped, by a seccomp filter, and
//! the call that breaks the seal is named together with the functions that led there.
//!
//! Another thread looks for the breach: the sealed one can tell nobody, since that needs a call.
//! Reading the clock is none (the kernel shares it), nor is touching fresh memory.

use std::fmt;

use thiserror::Error;

/// Why a thread can't be sealed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealError {
    /// The system has no such filters, or not for this processor.
    #[error("system calls can be trapped on Linux alone, on x86-64 and ARM64")]
    Elsewhere,
    /// The kernel refused.
    #[error(
        "the kernel takes no filter of system calls ({0}): is this a container that forbids it?"
    )]
    Refused(String),
}

/// A system call of a sealed thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The call's number on this processor.
    pub number: i64,
    /// The functions that led to it, innermost first, as far as their names are known.
    pub callers: Vec<String>,
}

impl fmt::Display for Breach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "system call {}", self.number)?;
        if let Some(name) = name(self.number) {
            write!(formatter, " ({name})")?;
        }
        for caller in &self.callers {
            write!(formatter, "\n  in {caller}")?;
        }
        Ok(())
    }
}

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod filter;
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
pub use filter::{Seal, breach, exit, name};

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
mod elsewhere {
    //! Where there are no filters.

    use super::{Breach, SealError};

    /// No seal.
    pub struct Seal(());

    impl Seal {
        /// Always fails.
        ///
        /// # Errors
        /// Always.
        pub fn prepare() -> Result<Self, SealError> {
            Err(SealError::Elsewhere)
        }

        /// Always fails.
        ///
        /// # Errors
        /// Always.
        pub fn apply(&self) -> Result<(), SealError> {
            Err(SealError::Elsewhere)
        }
    }

    /// None.
    #[must_use]
    pub fn breach() -> Option<Breach> {
        None
    }

    /// Ends the process.
    pub fn exit(code: i32) -> ! {
        std::process::exit(code)
    }

    /// Unknown.
    #[must_use]
    pub fn name(_number: i64) -> Option<&'static str> {
        None
    }
}
#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
pub use elsewhere::{Seal, breach, exit, name};

//! What is wrong with a script, in words that say how to mend it.

use thiserror::Error;

/// A script can't be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {fault}")]
pub struct ScriptError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: ScriptFault,
}

/// What is wrong in a line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScriptFault {
    /// The first word is no command.
    #[error("{word:?} is no command; there are {commands}")]
    NoCommand {
        /// The word.
        word: String,
        /// All commands.
        commands: String,
    },
    /// Something else is needed where a word stands.
    #[error("{word:?} is no {what}; write for example `{example}`")]
    Unfit {
        /// The word.
        word: String,
        /// What is needed.
        what: &'static str,
        /// The command, as it may be written.
        example: &'static str,
    },
    /// The command ends where something is needed.
    #[error("after {word:?} a {what} is missing; write for example `{example}`")]
    Missing {
        /// The last word.
        word: String,
        /// What is needed.
        what: &'static str,
        /// The command, as it may be written.
        example: &'static str,
    },
    /// A number is too small or too large.
    #[error("{word:?} is out of range; {what} go from {low} to {high}")]
    OutOfRange {
        /// The number as written.
        word: String,
        /// What kind of numbers.
        what: &'static str,
        /// The least that is allowed.
        low: String,
        /// The most that is allowed.
        high: String,
    },
    /// There is no bar 0.
    #[error("{word:?} names a bar 0; the bar before 1.1 is -1.1")]
    BarZero {
        /// The place as written.
        word: String,
    },
    /// A command is complete, but the line goes on.
    #[error("{word:?} is too much for `{example}`; begin a new command with `;` or a new line")]
    TooMuch {
        /// The first word that is too much.
        word: String,
        /// The command, as it may be written.
        example: &'static str,
    },
    /// A quotation has no end.
    #[error("the text after {word:?} has no end; close it with \" on the same line")]
    OpenQuotation {
        /// What stands behind the quotation mark.
        word: String,
    },
}

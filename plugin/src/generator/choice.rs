//! Which model is to make the grooves, and when to try to open it.
//!
//! What was chosen stands in the project. It is tried once, and again when it was not installed; one
//! that is there and broken is not tried again before it is chosen anew.

use std::time::{Duration, Instant};

use inference::ModelIdentity;

use crate::memory::Memory;

/// How long to wait before looking for a model again.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// See the module's documentation.
#[derive(Default)]
pub(super) struct Choice {
    /// The moment of the memory at which it was read.
    read: Option<u64>,
    model: Option<ModelIdentity>,
    answer: Option<Answer>,
}

/// What came of trying to open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is at work.
    AtWork,
    /// It is not installed.
    Missing,
    /// It is, and can't be used.
    Broken,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing.
    Stay,
    /// Nothing but to know that the model at work is the one.
    Keep,
    /// To open it.
    Open,
}

impl Choice {
    /// Looks at what is chosen now.
    pub fn look(&mut self, memory: &Memory) {
        let revision = memory.revision();
        if self.read != Some(revision) {
            self.read = Some(revision);
            let model = memory.chosen_model();
            if model != self.model {
                self.model = model;
                self.answer = None;
            }
        }
    }

    /// What is chosen.
    pub fn model(&self) -> Option<&ModelIdentity> {
        self.model.as_ref()
    }

    /// What was tried came to this.
    pub fn is_answered(&mut self, answer: Answer) {
        self.answer = Some(answer);
    }

    /// What is to be done, while this model is at work and one was last looked for then.
    pub fn next(&self, at_work: Option<&ModelIdentity>, last_look: Option<Instant>) -> Next {
        let is_time = last_look.is_none_or(|last| last.elapsed() >= LOOK_AGAIN);
        match (self.answer, at_work) {
            (Some(Answer::AtWork | Answer::Broken), Some(_)) => Next::Stay,
            (None, Some(_)) if at_work == self.model.as_ref() => Next::Keep,
            // Somebody has just chosen.
            (None, Some(_)) => Next::Open,
            (_, _) if is_time => Next::Open,
            (_, _) => Next::Stay,
        }
    }
}

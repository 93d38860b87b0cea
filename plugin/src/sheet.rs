//! What a person wrote on the page: which parts were diced on their own, which cells are edited and
//! which locked.
//!
//! It lies beside the controls, in the project, and holds for whatever the model makes.

mod edits;
mod locked;
mod takes;

pub use edits::{Edit, Edits, Spot};
pub use locked::Locked;
pub use takes::{Part, Takes};

use std::sync::Arc;

use groove::{Drum, Groove};
use serde::{Deserialize, Serialize};

/// See the module's documentation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// Which parts have a take of their own.
    #[serde(skip_serializing_if = "Takes::are_common")]
    pub takes: Takes,
    /// What is played instead of what the model plays.
    #[serde(skip_serializing_if = "Edits::are_none")]
    pub edits: Edits,
    /// What new grooves leave as it is.
    #[serde(skip_serializing_if = "Locked::are_none")]
    pub locked: Locked,
}

impl Sheet {
    /// Whether what was made for an earlier sheet is what this one asks for, too.
    #[must_use]
    pub fn is_met_by(&self, earlier: &Self) -> bool {
        self.takes == earlier.takes && self.locked.holds_all_of(&earlier.locked)
    }

    /// Whether a drum's bar must be made anew.
    #[must_use]
    pub fn asks_anew(&self, earlier: &Self, bar: usize, drum: Drum) -> bool {
        self.takes.number(bar, drum) != earlier.takes.number(bar, drum)
            || self.locked.lets_go(&earlier.locked, bar, drum)
    }

    /// A groove with the edits over it; the same one where there are none.
    #[must_use]
    pub fn over(&self, groove: &Arc<Groove>) -> Arc<Groove> {
        let mut over = groove.clone();
        if !self.edits.are_none() {
            self.edits.lay(Arc::make_mut(&mut over));
        }
        over
    }
}

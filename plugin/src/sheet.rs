//! What a person wrote on the page: which parts were diced on their own, which cells edited.
//!
//! It lies beside the controls, in the project, and holds for whatever the model makes.

mod edits;
mod takes;

pub use edits::{Edit, Edits, Spot};
pub use takes::{Part, Takes};

use std::sync::Arc;

use groove::Groove;
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
}

impl Sheet {
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

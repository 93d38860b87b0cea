//! What a person wrote on the page: which parts were diced on their own.
//!
//! It lies beside the controls, in the project, and holds for whatever the model makes.

mod takes;

pub use takes::{Part, Takes};

use serde::{Deserialize, Serialize};

/// See the module's documentation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// Which parts have a take of their own.
    #[serde(skip_serializing_if = "Takes::are_common")]
    pub takes: Takes,
}

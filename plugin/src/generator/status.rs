//! How the generator fares, in words for the window.

use std::{sync::Arc, time::Duration};

use super::maker::About;

/// How things stand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    /// The model.
    pub model: ModelStatus,
    /// The name of a model that is being opened while another, or none, is at work.
    pub opening: Option<String>,
    /// Why the model that was chosen is not at work, with the next step.
    pub refused: Option<String>,
    /// How long the last groove took.
    pub decode_time: Option<Duration>,
    /// What went wrong with the last request, with the next step.
    pub problem: Option<String>,
    /// What the user should know about the groove that plays, e.g. that it came from a model
    /// that is not here.
    pub notice: Option<String>,
}

/// Whether there is a model.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum ModelStatus {
    /// Nobody has looked yet, or it is being opened.
    #[default]
    Opening,
    /// It works.
    Ready(Arc<About>),
    /// There is none: why, and the next step.
    Missing(String),
}

//! What a network is given, and what it answers with: the variants of GrooVAE (Gillick et al.
//! 2019; `spec.md` 2.5).

use groove::{Drum, Grid, GridError, reference::Inputs};
use serde::{Deserialize, Serialize};

use crate::error::TrainError;

/// What the network is given in place of the groove that it shall answer with. Without any of
/// these it is the groove itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Bars of a window.
    pub bars: usize,
    /// How recordings are cut into windows.
    #[serde(default)]
    pub cut: Cut,
    /// The loudest drum of each step alone, as if tapped.
    #[serde(default)]
    pub tap: bool,
    /// Hits alone, neither velocities nor offsets.
    #[serde(default)]
    pub humanize: bool,
    /// No velocities.
    #[serde(default)]
    pub fixed_velocities: bool,
    /// Drums that are missing, to be added by the network.
    #[serde(default)]
    pub add_instruments: Vec<Drum>,
    /// In training, strokes are dropped with a probability of up to this, soft ones more often.
    #[serde(default)]
    pub note_dropout: f64,
    /// Encoder and decoder are told the hits of the answer.
    #[serde(default)]
    pub hits_as_controls: bool,
}

/// How recordings are cut into windows. Both have a window every bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// Into the clips of the published data set, where a list tells tempo and meter of a
    /// recording; else by its own bars (`spec.md` 4).
    #[default]
    Published,
    /// As the reference's older drum converter cuts: hits alone matter, a window holds no empty
    /// bar, and none comes twice in a recording (`spec.md` 5).
    Rhythms,
}

impl Task {
    /// Shape of a window.
    ///
    /// # Errors
    /// If a window can't have so many bars.
    pub fn grid(&self) -> Result<Grid, GridError> {
        Grid::FOUR_BARS.with_bars(self.bars)
    }

    /// Steps of a window.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.bars * Grid::FOUR_BARS.steps_per_bar()
    }

    /// How an input is made from its answer, without chance.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        Inputs {
            note_dropout: None,
            tap: self.tap,
            humanize: self.humanize,
            fixed_velocities: self.fixed_velocities,
            add_instruments: self.add_instruments.clone(),
        }
    }

    pub(in crate::reference) fn check(&self) -> Result<(), TrainError> {
        if self.grid().is_err() {
            return Err(TrainError::NoSuchNetwork {
                needed: "task.bars that a groove can have: 1 to 4",
            });
        }
        if (0.0..=1.0).contains(&self.note_dropout) {
            Ok(())
        } else {
            Err(TrainError::NoSuchNetwork {
                needed: "task.note_dropout of 0 to 1",
            })
        }
    }
}

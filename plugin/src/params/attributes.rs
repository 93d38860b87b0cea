//! Controls of what the groove is to have more or less of, in the words of a drummer. They are
//! called the same under every model; one that knows no direction for a statistic leaves it alone.

use nice_plug::prelude::*;

use crate::direction::ATTRIBUTES;

use super::values::measure;

/// See the module's documentation. Each is in standard deviations of the training set.
#[derive(Params)]
pub struct Attributes {
    /// More strokes, or fewer.
    #[id = "attribute_density"]
    pub density: FloatParam,
    /// More strokes off the beat.
    #[id = "attribute_syncopation"]
    pub syncopation: FloatParam,
    /// Harder strokes.
    #[id = "attribute_velocity"]
    pub velocity: FloatParam,
    /// More between the hard strokes and the soft ones.
    #[id = "attribute_accent_depth"]
    pub accent_depth: FloatParam,
    /// More soft strokes between the others.
    #[id = "attribute_ghost_notes"]
    pub ghost_notes: FloatParam,
    /// Behind the beat, or ahead of it.
    #[id = "attribute_lateness"]
    pub lateness: FloatParam,
    /// Eighths long and short.
    #[id = "attribute_eighth_swing"]
    pub eighth_swing: FloatParam,
    /// More of a fill in the last bar.
    #[id = "attribute_fill"]
    pub fill: FloatParam,
}

impl Default for Attributes {
    fn default() -> Self {
        let range = FloatRange::Linear {
            min: -2.0,
            max: 2.0,
        };
        let moved = |name: &str| measure(name, 0.0, range, 2, " sd");
        Self {
            density: moved("Busyness"),
            syncopation: moved("Syncopation"),
            velocity: moved("Loudness"),
            accent_depth: moved("Accent depth"),
            ghost_notes: moved("Ghost notes"),
            lateness: moved("Lateness"),
            eighth_swing: moved("Swung eighths"),
            fill: moved("Fill size"),
        }
    }
}

impl Attributes {
    /// All of them, in the order of [`ATTRIBUTES`].
    #[must_use]
    pub fn all(&self) -> [&FloatParam; ATTRIBUTES.len()] {
        [
            &self.density,
            &self.syncopation,
            &self.velocity,
            &self.accent_depth,
            &self.ghost_notes,
            &self.lateness,
            &self.eighth_swing,
            &self.fill,
        ]
    }
}

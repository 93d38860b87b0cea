//! The parts of a network and their sizes.

use groove::Drum;
use serde::{Deserialize, Serialize};

use crate::error::TrainError;

/// A decoder writes one of 2ᵈ combinations of d drums; more drums than this have too many.
const MOST_COMBINED: usize = 12;

/// The parts of a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkConfig {
    /// Numbers of the latent, z.
    pub latents: usize,
    /// What a step of the decoder's output is.
    pub output: OutputKind,
    /// From window to latent.
    pub encoder: EncoderConfig,
    /// From latent to window.
    pub decoder: DecoderConfig,
}

/// What a step of the decoder's output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputKind {
    /// Of each drum a hit, a velocity and an offset (GrooVAE).
    Groove,
    /// One of the combinations of drums that are hit together, 2⁹ of nine drums; no velocities,
    /// no offsets (`cat-drums`).
    Combinations,
}

/// Recurrent layers that read a window both ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EncoderConfig {
    /// First layer to last: units each way.
    pub layers: Vec<usize>,
    /// How a window is read piece by piece: steps of a piece, then pieces of a larger piece, and
    /// so on; their product is the steps of a window. Empty for all steps in a row.
    #[serde(default)]
    pub levels: Vec<usize>,
}

/// Recurrent layers that write a window, led by a conductor or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecoderConfig {
    /// First layer to last: units. Each level of the conductor has the same.
    pub layers: Vec<usize>,
    /// How a window is written piece by piece, the largest pieces first: how many pieces, then how
    /// many pieces of each, at last how many steps; their product is the steps of a window.
    /// Empty for all steps in a row, without a conductor.
    #[serde(default)]
    pub levels: Vec<usize>,
    /// Whether the conductor hears how each piece ended before it leads the next.
    #[serde(default)]
    pub autoregressive: bool,
    /// Groups of drums, each with a decoder of its own. Empty for one decoder of all drums.
    #[serde(default)]
    pub parts: Vec<Vec<Drum>>,
    /// Whether each part hears all parts at the step before, and the parts that stand before it at
    /// the same step; else it hears only itself, as in the reference.
    #[serde(default)]
    pub parts_hear_each_other: bool,
}

impl DecoderConfig {
    /// The drums of each part, by their place in the kit.
    #[must_use]
    pub fn groups(&self, drums: usize) -> Vec<Vec<usize>> {
        if self.parts.is_empty() {
            return vec![(0..drums).collect()];
        }
        let places = |part: &Vec<Drum>| part.iter().map(|drum| drum.index()).collect();
        self.parts.iter().map(places).collect()
    }
}

impl NetworkConfig {
    /// Whether there is such a network over so many steps and drums.
    pub(super) fn check(&self, steps: usize, drums: usize) -> Result<(), TrainError> {
        let Self {
            encoder, decoder, ..
        } = self;
        let layers = |layers: &[usize]| !layers.is_empty() && layers.iter().all(|&size| size > 0);
        let covers = |levels: &[usize]| {
            let product = levels
                .iter()
                .try_fold(1_usize, |product, &level| product.checked_mul(level));
            levels.is_empty() || product == Some(steps)
        };
        let groups = decoder.groups(drums);
        let mut grouped: Vec<usize> = groups.concat();
        grouped.sort_unstable();
        let combined = groups.iter().all(|group| group.len() <= MOST_COMBINED);
        let wanted = [
            ("latents of at least 1", self.latents > 0),
            (
                "encoder.layers: at least one layer, none empty",
                layers(&encoder.layers),
            ),
            (
                "decoder.layers: at least one layer, none empty",
                layers(&decoder.layers),
            ),
            (
                "encoder.levels whose product is the steps of a window (16 a bar), or none",
                covers(&encoder.levels),
            ),
            (
                "decoder.levels whose product is the steps of a window (16 a bar), or none",
                covers(&decoder.levels),
            ),
            (
                "decoder.parts that have each drum of the kit once, and none empty",
                grouped.iter().copied().eq(0..drums)
                    && groups.iter().all(|group| !group.is_empty()),
            ),
            (
                "fewer drums in a part than combinations can be counted of",
                combined || self.output == OutputKind::Groove,
            ),
        ];
        match wanted.iter().find(|(_, met)| !met) {
            Some((needed, _)) => Err(TrainError::NoSuchNetwork { needed }),
            None => Ok(()),
        }
    }
}

//! What decides a run of the reference: sizes of its flat network, objective and updates.

use serde::{Deserialize, Serialize};

use super::{
    objective::{BetaSchedule, FreeBits},
    updates::{Clipping, Updates},
};
use crate::error::TrainError;

/// Sizes of the flat network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Steps of a window.
    pub steps: usize,
    /// Drums of a step: each has a hit, a velocity and an offset.
    pub drums: usize,
    /// Numbers a step that encoder and decoder are told besides; 0 for none.
    pub controls: usize,
    /// Numbers of the latent, z.
    pub latents: usize,
    /// The encoder's layers, first to last: units each way.
    pub encoder: Vec<usize>,
    /// The decoder's layers, first to last: units.
    pub decoder: Vec<usize>,
}

impl Sizes {
    /// Numbers in a step.
    #[must_use]
    pub fn width(&self) -> usize {
        3 * self.drums
    }
}

/// A network of the reference's and how it is trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceConfig {
    /// Sizes of the network.
    pub sizes: Sizes,
    /// Share of a layer's inputs that is kept in training, above 0 and at most 1.
    pub keep: f32,
    /// Divergence that costs nothing.
    pub free_bits: FreeBits,
    /// Weight of the divergence.
    pub beta: BetaSchedule,
    /// From gradients to new parameters.
    pub updates: Updates,
}

impl ReferenceConfig {
    /// `groovae_4bar`.
    #[must_use]
    pub fn groovae_4bar() -> Self {
        Self {
            sizes: Sizes {
                steps: 64,
                drums: 9,
                controls: 0,
                latents: 256,
                encoder: vec![512],
                decoder: vec![256, 256],
            },
            keep: 0.3,
            free_bits: FreeBits::Total(48.0),
            beta: BetaSchedule::Reference {
                most: 0.2,
                rate: 0.0,
            },
            updates: Updates {
                batch: 512,
                learning_rate: 1e-3,
                decay: 0.9999,
                least_learning_rate: 1e-5,
                clipping: Clipping::GlobalNorm {
                    limit: 1.0,
                    zero_from: 10_000.0,
                },
            },
        }
    }

    /// What `groovae_2bar_humanize`, `…_tap_fixed_velocity`, `…_note_dropout` and
    /// `…_add_closed_hh` have in common; they differ in their data.
    #[must_use]
    pub fn groovae_2bar() -> Self {
        let mut config = Self::groovae_4bar();
        config.sizes.steps = 32;
        config
    }

    /// `groovae_2bar_hits_control_tfds`: the hits are given, their velocities and offsets learned.
    #[must_use]
    pub fn groovae_2bar_hits_control() -> Self {
        let mut config = Self::groovae_2bar();
        config.sizes.controls = config.sizes.drums;
        config
    }

    /// Whether there is such a network.
    ///
    /// # Errors
    /// If a size is 0 or the share kept is none.
    pub fn check(&self) -> Result<(), TrainError> {
        let sizes = &self.sizes;
        let layers = |layers: &[usize]| !layers.is_empty() && layers.iter().all(|&size| size > 0);
        let wanted = [
            ("steps, drums and latents of at least 1", {
                sizes.steps > 0 && sizes.drums > 0 && sizes.latents > 0
            }),
            (
                "an encoder of at least one layer, none empty",
                layers(&sizes.encoder),
            ),
            (
                "a decoder of at least one layer, none empty",
                layers(&sizes.decoder),
            ),
            (
                "a share kept by the dropout above 0 and at most 1",
                self.keep > 0.0 && self.keep <= 1.0,
            ),
        ];
        match wanted.iter().find(|(_, met)| !met) {
            Some((needed, _)) => Err(TrainError::NoSuchNetwork { needed }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_configs_can_be_built_and_empty_ones_not() {
        for config in [
            ReferenceConfig::groovae_4bar(),
            ReferenceConfig::groovae_2bar(),
            ReferenceConfig::groovae_2bar_hits_control(),
        ] {
            config.check().unwrap();
        }
        let refused = |change: fn(&mut ReferenceConfig)| {
            let mut config = ReferenceConfig::groovae_4bar();
            change(&mut config);
            config.check().unwrap_err().to_string()
        };
        assert!(refused(|config| config.sizes.decoder = vec![]).contains("decoder"));
        assert!(refused(|config| config.sizes.encoder[0] = 0).contains("encoder"));
        assert!(refused(|config| config.sizes.latents = 0).contains("latents"));
        assert!(refused(|config| config.keep = 0.0).contains("dropout"));
        assert!(refused(|config| config.keep = f32::NAN).contains("dropout"));
    }

    #[test]
    fn a_config_is_read_as_it_is_written() {
        let config = ReferenceConfig::groovae_2bar_hits_control();
        let text = toml::to_string(&config).unwrap();
        assert!(text.contains("schedule = \"reference\""), "{text}");
        assert_eq!(toml::from_str::<ReferenceConfig>(&text).unwrap(), config);
    }
}

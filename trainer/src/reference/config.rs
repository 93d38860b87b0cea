//! What decides a run of the reference's family: data, network, objective, updates. As a TOML
//! file it is one of `trainer/configs/`.

mod network;
mod task;

use groove::Drum;
use serde::{Deserialize, Serialize};

pub use network::{DecoderConfig, EncoderConfig, NetworkConfig, OutputKind};
pub use task::{Cut, Task};

use super::{
    objective::{BetaSchedule, FreeBits},
    sampling::Sampling,
    updates::Updates,
};
use crate::error::TrainError;

/// A network of the family and how it is trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceConfig {
    /// Decides initial weights, order of the windows, noise, what is dropped.
    #[serde(default)]
    pub seed: u64,
    /// What the network is given, and what it answers with.
    pub task: Task,
    /// Its parts and their sizes.
    pub network: NetworkConfig,
    /// Share of a layer's inputs that is kept in training, above 0 and at most 1.
    pub keep: f32,
    /// How often the decoder hears its own choice in training.
    pub sampling: Sampling,
    /// Divergence that costs nothing.
    pub free_bits: FreeBits,
    /// Weight of the divergence.
    pub beta: BetaSchedule,
    /// From gradients to new parameters.
    pub updates: Updates,
}

/// All that decides the shapes of a network's matrices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Steps of a window.
    pub steps: usize,
    /// Drums of a step: each has a hit, a velocity and an offset.
    pub drums: usize,
    /// Numbers a step that encoder and decoder are told besides; 0 for none.
    pub controls: usize,
    /// The parts.
    pub network: NetworkConfig,
}

impl Layout {
    /// Numbers in a step of a groove.
    #[must_use]
    pub fn width(&self) -> usize {
        3 * self.drums
    }

    /// Numbers in a step of the encoder's input, without controls: a groove's, or of hits alone
    /// one a drum and one that stands where there is no hit.
    #[must_use]
    pub fn inputs(&self) -> usize {
        match self.network.output {
            OutputKind::Groove => self.width(),
            OutputKind::Combinations => self.drums + 1,
        }
    }

    /// Whether there is such a network.
    ///
    /// # Errors
    /// If a size is 0, or lengths or parts do not cover the window or the kit.
    pub fn check(&self) -> Result<(), TrainError> {
        let none = |needed| Err(TrainError::NoSuchNetwork { needed });
        if self.steps == 0 || self.drums == 0 {
            return none("steps and drums of at least 1");
        }
        self.network.check(self.steps, self.drums)
    }
}

impl ReferenceConfig {
    /// The shapes of its network.
    #[must_use]
    pub fn layout(&self) -> Layout {
        Layout {
            steps: self.task.steps(),
            drums: Drum::COUNT,
            controls: if self.task.hits_as_controls {
                Drum::COUNT
            } else {
                0
            },
            network: self.network.clone(),
        }
    }

    /// Whether there is such a network, and a training of it.
    ///
    /// # Errors
    /// If a size is 0, a share or rate beyond its range, or the parts do not fit each other.
    pub fn check(&self) -> Result<(), TrainError> {
        self.task.check()?;
        self.layout().check()?;
        self.sampling.check()?;
        self.updates.check()?;
        if self.keep > 0.0 && self.keep <= 1.0 {
            Ok(())
        } else {
            Err(TrainError::NoSuchNetwork {
                needed: "keep (the share kept by the dropout) above 0 and at most 1",
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::catalogue;

    fn refused(change: fn(&mut ReferenceConfig)) -> String {
        let mut config = catalogue::reference("groovae_4bar").unwrap();
        change(&mut config);
        config.check().unwrap_err().to_string()
    }

    #[test]
    fn what_can_not_be_built_is_refused() {
        assert!(refused(|config| config.network.decoder.layers = vec![]).contains("decoder"));
        assert!(refused(|config| config.network.encoder.layers[0] = 0).contains("encoder"));
        assert!(refused(|config| config.network.latents = 0).contains("latents"));
        assert!(refused(|config| config.keep = 0.0).contains("keep"));
        assert!(refused(|config| config.keep = f32::NAN).contains("keep"));
        assert!(refused(|config| config.updates.batch = 0).contains("batch"));
        assert!(refused(|config| config.task.bars = 0).contains("bars"));
        let levels = refused(|config| config.network.decoder.levels = vec![4, 15]);
        assert!(levels.contains("levels"), "{levels}");
        let levels = refused(|config| config.network.encoder.levels = vec![0, 64]);
        assert!(levels.contains("levels"), "{levels}");
        let parts = |parts: &[&[Drum]]| {
            let mut config = catalogue::reference("groovae_4bar").unwrap();
            config.network.decoder.parts = parts.iter().map(|part| part.to_vec()).collect();
            config.check()
        };
        let halves = [&Drum::ALL[..4], &Drum::ALL[4..]];
        assert!(parts(&halves).is_ok());
        assert!(parts(&halves[1..]).is_err());
        assert!(parts(&[halves[0], halves[1], halves[1]]).is_err());
        assert!(parts(&[&Drum::ALL, &[]]).is_err());
    }

    #[test]
    fn a_config_is_read_as_it_is_written() {
        let config = catalogue::reference("groovae_4bar").unwrap();
        let text = toml::to_string(&config).unwrap();
        assert!(text.contains("schedule = \"reference\""), "{text}");
        assert_eq!(toml::from_str::<ReferenceConfig>(&text).unwrap(), config);
    }
}

//! A learned prior over the latents: what a groove's latents are like, learned from those of the
//! encoded training set once the network is trained (a second stage, after Dai & Wipf, "Diagnosing
//! and enhancing VAE models", 2019).
//!
//! A normalising flow (Dinh et al., "Density estimation using Real NVP", 2017) turns the encoder's
//! latents z into numbers u that are standard normal over real grooves, and back, exactly:
//!
//! ```text
//! z of the phrase ─ whitening ─┬─────────────── couplings ─▶ u of the phrase
//!                              ▼
//! z of a bar ────── whitening ─── relation ──── couplings ─▶ u of the bar
//!                              ▲
//!                     bars before, whitened
//! ```
//!
//! It is block-triangular: a bar's latent depends on the phrase and on the bars before it alone, so
//! that other numbers for bar 4 leave bars 1 to 3 exactly as they were. All layers of a bar are the
//! same for all bars, which learn from each other what it is to repeat a bar.
//!
//! The flow knows latents, not grooves: neither encoder nor decoder, nor files of data. They are
//! brought together in [`stage`].

mod coupling;
mod dropout;
mod encoded;
pub mod fit;
mod flow;
mod relation;
pub mod stage;
mod whitening;

use crate::{
    config::{NetworkConfig, PriorConfig},
    error::TrainError,
    network::parameters::Parameters,
    run::{Checkpoint, PARAMETERS},
};

pub use coupling::kept;
pub use encoded::Posteriors;
pub use flow::{Flow, POINTS, Placed, signs};
pub use relation::pairs;
pub use whitening::Whitening;

/// The family of a prior's checkpoint.
pub const FAMILY: &str = "prior";

/// What the latents are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Numbers of the phrase, which come first.
    pub phrase: usize,
    /// Numbers of each bar.
    pub bar: usize,
    /// Bars.
    pub bars: usize,
}

impl Shape {
    /// The latents of a network.
    #[must_use]
    pub fn of(config: &NetworkConfig) -> Self {
        Self {
            phrase: config.phrase,
            bar: config.bar_latent,
            bars: config.grid.bars(),
        }
    }

    /// Numbers in all.
    #[must_use]
    pub fn latents(&self) -> usize {
        self.phrase + self.bars * self.bar
    }
}

/// A prior on the host: what a run's folder stores.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    /// What the latents are made of.
    pub shape: Shape,
    /// Sizes of the flow.
    pub config: PriorConfig,
    /// The first, linear part: of the phrase.
    pub phrase: Whitening,
    /// Of each bar.
    pub bar: Whitening,
    /// Parameters of couplings and relation.
    pub parameters: Parameters,
}

impl Prior {
    /// A prior that only whitens, as the fitting begins.
    #[must_use]
    pub fn initial(
        shape: Shape,
        config: &PriorConfig,
        (phrase, bar): (Whitening, Whitening),
        seed: u64,
    ) -> Self {
        let parameters = Parameters::initial(seed, |source| {
            flow::Layers::new(source, shape, config);
        });
        Self {
            shape,
            config: config.clone(),
            phrase,
            bar,
            parameters,
        }
    }

    /// As a checkpoint; `step` is that of the network whose latents these are.
    #[must_use]
    pub fn checkpoint(&self, step: u64) -> Checkpoint {
        Checkpoint {
            family: FAMILY.to_owned(),
            step,
            best: None,
            validated: step,
            vectors: [
                ("phrase.volume", &[self.phrase.volume][..]),
                ("bar.volume", &[self.bar.volume]),
                (PARAMETERS, self.parameters.values()),
                ("phrase.mean", &self.phrase.mean),
                ("phrase.whiten", &self.phrase.whiten.values),
                ("phrase.color", &self.phrase.color.values),
                ("bar.mean", &self.bar.mean),
                ("bar.whiten", &self.bar.whiten.values),
                ("bar.color", &self.bar.color.values),
            ]
            .map(|(name, values)| (name.to_owned(), values.to_vec()))
            .into(),
        }
    }

    /// From a checkpoint.
    ///
    /// # Errors
    /// If it belongs to a prior of other sizes, or to something else.
    pub fn restore(
        shape: Shape,
        config: &PriorConfig,
        mut checkpoint: Checkpoint,
    ) -> Result<Self, TrainError> {
        let mut whitening = |size, name: &str| {
            let mut vector = |part: &str| checkpoint.take(&format!("{name}.{part}"));
            let matrices = [vector("whiten")?, vector("color")?];
            Whitening::restore(size, vector("mean")?, matrices, &vector("volume")?)
        };
        let whitening = (
            whitening(shape.phrase, "phrase")?,
            whitening(shape.bar, "bar")?,
        );
        let initial = Self::initial(shape, config, whitening, 0);
        Ok(Self {
            parameters: initial
                .parameters
                .with_values(checkpoint.take(PARAMETERS)?)?,
            ..initial
        })
    }
}

#[cfg(test)]
mod tests;

//! Encoded grooves on the host: what a prior is fitted to.

use burn::tensor::Device;
use groove::Grid;
use rand_chacha::ChaCha8Rng;

use super::Shape;
use crate::{
    data::{
        Window,
        batch::{self, normal},
    },
    error::TrainError,
    evaluate::numbers,
    network::Network,
};

/// Grooves encoded at once.
const BATCH: usize = 256;

/// Posteriors of grooves, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Posteriors {
    /// Latents of a groove.
    pub size: usize,
    /// Means.
    pub means: Vec<f32>,
    /// Standard deviations.
    pub spreads: Vec<f32>,
}

impl Posteriors {
    /// Encodes grooves.
    ///
    /// # Errors
    /// If the device fails.
    pub fn of(
        network: &Network,
        windows: &[Window],
        grid: Grid,
        latents: usize,
        device: &Device,
    ) -> Result<Self, TrainError> {
        let mut posteriors = Self {
            size: latents,
            means: Vec::with_capacity(windows.len() * latents),
            spreads: Vec::with_capacity(windows.len() * latents),
        };
        for windows in windows.chunks(BATCH) {
            let encoded = network.encode(batch::bars(windows, grid, device));
            posteriors.means.extend(numbers(encoded.mean)?);
            posteriors.spreads.extend(numbers(encoded.spread)?);
        }
        Ok(posteriors)
    }

    /// Encodes grooves rolled by each number of whole bars, 1 and up: as many sets.
    ///
    /// # Errors
    /// If the device fails.
    pub fn rolled(
        network: &Network,
        windows: &[Window],
        grid: Grid,
        latents: usize,
        device: &Device,
    ) -> Result<Vec<Self>, TrainError> {
        let mut windows = windows.to_vec();
        (1..grid.bars())
            .map(|_| {
                windows
                    .iter_mut()
                    .for_each(|window| window.roll(grid, grid.steps_per_bar()));
                Self::of(network, &windows, grid, latents, device)
            })
            .collect()
    }

    /// Their phrases alone.
    #[must_use]
    pub fn phrases(&self, shape: Shape) -> Self {
        self.cut(shape.phrase, |groove| &groove[..shape.phrase])
    }

    /// Their bars, one after another.
    #[must_use]
    pub fn bars(&self, shape: Shape) -> Self {
        self.cut(shape.bar, |groove| &groove[shape.phrase..])
    }

    fn cut(&self, size: usize, part: impl Fn(&[f32]) -> &[f32]) -> Self {
        let cut = |values: &[f32]| {
            let grooves = values.chunks_exact(self.size.max(1));
            grooves
                .flat_map(|groove| part(groove).iter().copied())
                .collect()
        };
        Self {
            size,
            means: cut(&self.means),
            spreads: cut(&self.spreads),
        }
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.means.len() / self.size.max(1)
    }

    /// A latent for each of these, drawn from its posterior; and the mean of the logarithms of
    /// the posteriors' densities there, less the constant −½ ln 2π of each number, which the
    /// normal prior has as well.
    pub(crate) fn draw(&self, chosen: &[usize], random: &mut ChaCha8Rng) -> (Vec<f32>, f64) {
        let mut latents = Vec::with_capacity(chosen.len() * self.size);
        let mut density = 0.0;
        for &at in chosen {
            density += self.draw_one(at, &mut latents, random);
        }
        (latents, density / chosen.len().max(1) as f64)
    }

    /// Adds a latent drawn from one posterior; gives the logarithm of the density there.
    pub(super) fn draw_one(
        &self,
        at: usize,
        latents: &mut Vec<f32>,
        random: &mut ChaCha8Rng,
    ) -> f64 {
        let here = at * self.size..(at + 1) * self.size;
        let mut density = 0.0;
        for (&mean, &spread) in self.means[here.clone()].iter().zip(&self.spreads[here]) {
            let noise = normal(random);
            density -= f64::from(spread.ln() + 0.5 * noise * noise);
            latents.push(mean + spread * noise);
        }
        density
    }
}

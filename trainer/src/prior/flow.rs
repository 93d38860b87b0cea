//! The flow on a device: latents to noise, and back.

use burn::tensor::{Device, Tensor, TensorData};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Prior, Shape, Whitening,
    coupling::{Coupling, kept, row},
    dropout::Dropout,
    relation::Relation,
};
use crate::{
    config::PriorConfig,
    network::{
        Encoded,
        parameters::{Matrix, Parameters, Source},
    },
};

/// The layers that learn.
#[derive(Debug, Clone)]
pub struct Layers {
    phrase: Vec<Coupling>,
    relation: Relation,
    bars: Vec<Coupling>,
}

impl Layers {
    /// Asks the source for its parameters.
    pub fn new(source: &mut Source<'_>, shape: Shape, config: &PriorConfig) -> Self {
        let &PriorConfig {
            hidden,
            summary,
            largest_log_scale: limit,
            ..
        } = config;
        let mut couplings = |of: &str, count: usize, size: usize, summary: usize| {
            (0..count)
                .map(|number| {
                    let name = format!("{of}.{number}");
                    Coupling::new(source, &name, kept(size, number), summary, hidden, limit)
                })
                .collect()
        };
        let phrase = couplings("phrase", config.phrase_couplings, shape.phrase, 0);
        let bars = couplings("bar", config.bar_couplings, shape.bar, summary);
        Self {
            phrase,
            relation: Relation::new(source, shape, config),
            bars,
        }
    }
}

/// A prior on a device.
#[derive(Debug, Clone)]
pub struct Flow {
    shape: Shape,
    phrase: Linear,
    bar: Linear,
    layers: Layers,
    tensors: Vec<Tensor<2>>,
}

/// A whitening on a device.
#[derive(Debug, Clone)]
struct Linear {
    mean: Tensor<2>,
    whiten: Tensor<2>,
    color: Tensor<2>,
    volume: f32,
}

impl Linear {
    fn new(whitening: &Whitening, device: &Device) -> Self {
        let matrix = |matrix: &Matrix| {
            let shape = [matrix.rows, matrix.columns];
            Tensor::from_data(TensorData::new(matrix.values.clone(), shape), device)
        };
        Self {
            mean: row(whitening.mean.clone(), device),
            whiten: matrix(&whitening.whiten),
            color: matrix(&whitening.color),
            volume: whitening.volume,
        }
    }

    fn whiten(&self, latents: Tensor<2>) -> Tensor<2> {
        (latents - self.mean.clone()).matmul(self.whiten.clone())
    }

    fn color(&self, white: Tensor<2>) -> Tensor<2> {
        white.matmul(self.color.clone()) + self.mean.clone()
    }
}

/// Latents under the prior.
#[derive(Debug, Clone)]
pub struct Placed {
    /// What they are as noise, `[grooves, latents]`.
    pub noise: Tensor<2>,
    /// The logarithm of the volume's change on the way, `[grooves, 1]`.
    pub volume: Tensor<2>,
}

impl Placed {
    /// Minus the logarithm of the prior's density, less ½ ln 2π for each number; `[grooves, 1]`.
    #[must_use]
    pub fn surprise(self) -> Tensor<2> {
        (self.noise.clone() * self.noise).sum_dim(1) * 0.5 - self.volume
    }
}

impl Flow {
    /// Puts a prior on a device.
    #[must_use]
    pub fn new(prior: &Prior, device: &Device) -> Self {
        Self::with(prior, &prior.parameters, false, device)
    }

    /// The same with other parameters; with `trains`, so that they receive gradients.
    #[must_use]
    pub(super) fn with(
        prior: &Prior,
        parameters: &Parameters,
        trains: bool,
        device: &Device,
    ) -> Self {
        let mut source = Source::existing(parameters, trains, device);
        let layers = Layers::new(&mut source, prior.shape, &prior.config);
        Self {
            shape: prior.shape,
            phrase: Linear::new(&prior.phrase, device),
            bar: Linear::new(&prior.bar, device),
            layers,
            tensors: source.finish(),
        }
    }

    /// The parameters' tensors, in the order of [`Parameters::values`].
    #[must_use]
    pub fn tensors(&self) -> &[Tensor<2>] {
        &self.tensors
    }

    /// Latents as noise: `[grooves, latents]`, in the encoder's terms.
    #[must_use]
    pub fn place(&self, latents: Tensor<2>) -> Placed {
        self.place_dropping(latents, None)
    }

    /// The same with hidden numbers dropped.
    pub(super) fn place_dropping(
        &self,
        latents: Tensor<2>,
        mut dropout: Option<&mut Dropout>,
    ) -> Placed {
        let dropout = &mut dropout;
        let Shape { phrase, bar, bars } = self.shape;
        let [rows, size] = latents.dims();
        let mut of_phrase = self
            .phrase
            .whiten(latents.clone().slice([0..rows, 0..phrase]));
        let of_bars = latents.slice([0..rows, phrase..size]);
        let of_bars = self.bar.whiten(of_bars.reshape([rows * bars, bar]));
        let whitening = self.phrase.volume + bars as f32 * self.bar.volume;
        let mut volume = Tensor::<2>::zeros([rows, 1], &of_phrase.device()) + whitening;

        let known = of_bars.clone().reshape([rows, bars * bar]);
        let seen: Vec<Tensor<2>> = (0..bars)
            .map(|number| self.seen(&of_phrase, &known, number))
            .collect();
        let width = self.layers.relation.width();
        let seen = Tensor::cat(seen, 1).reshape([rows * bars, width]);
        let related = self.layers.relation.forward(seen, dropout);
        let by_groove = |change: Tensor<2>| change.reshape([rows, bars]).sum_dim(1);
        let (mut of_bars, change) = related.forward(of_bars);
        volume = volume + by_groove(change);
        for coupling in &self.layers.bars {
            let (after, change) = coupling.forward(of_bars, Some(&related.summary), dropout);
            of_bars = after;
            volume = volume + by_groove(change);
        }
        for coupling in &self.layers.phrase {
            let (after, change) = coupling.forward(of_phrase, None, dropout);
            of_phrase = after;
            volume = volume + change;
        }
        let of_bars = of_bars.reshape([rows, bars * bar]);
        Placed {
            noise: Tensor::cat(vec![of_phrase, of_bars], 1),
            volume,
        }
    }

    /// Noise as latents: the way back, bar after bar.
    #[must_use]
    pub fn latents(&self, noise: Tensor<2>) -> Tensor<2> {
        let Shape { phrase, bar, bars } = self.shape;
        let [rows, _] = noise.dims();
        let mut of_phrase = noise.clone().slice([0..rows, 0..phrase]);
        for coupling in self.layers.phrase.iter().rev() {
            of_phrase = coupling.backward(of_phrase, None);
        }
        let mut known: Option<Tensor<2>> = None;
        let mut parts = vec![self.phrase.color(of_phrase.clone())];
        for number in 0..bars {
            let before = known
                .clone()
                .unwrap_or_else(|| Tensor::zeros([rows, 0], &noise.device()));
            let related = self
                .layers
                .relation
                .forward(self.seen(&of_phrase, &before, number), &mut None);
            let start = phrase + number * bar;
            let mut here = noise.clone().slice([0..rows, start..start + bar]);
            for coupling in self.layers.bars.iter().rev() {
                here = coupling.backward(here, Some(&related.summary));
            }
            let here = related.backward(here);
            parts.push(self.bar.color(here.clone()));
            known = Some(match known {
                Some(before) => Tensor::cat(vec![before, here], 1),
                None => here,
            });
        }
        Tensor::cat(parts, 1)
    }

    /// What a bar is related to: the phrase, and the bars before it, the nearest first.
    /// `known` holds at least those, whitened.
    fn seen(&self, phrase: &Tensor<2>, known: &Tensor<2>, number: usize) -> Tensor<2> {
        let [rows, _] = phrase.dims();
        let bar = self.shape.bar;
        let before: Vec<Tensor<2>> = (0..number)
            .rev()
            .map(|at| known.clone().slice([0..rows, at * bar..(at + 1) * bar]))
            .collect();
        self.layers.relation.seen(phrase, &before)
    }

    /// Posteriors as noise, and their divergence from the prior in nats, `[grooves, 1]`.
    ///
    /// The mean goes where the mean goes. Spread and divergence are measured at [`signs`], points
    /// one spread away from the mean in all numbers at once, to this side or that: the spread is
    /// their root mean square distance, the divergence `E[log q − log p]` their mean.
    #[must_use]
    pub fn posterior(&self, posterior: &Encoded) -> (Encoded, Tensor<2>) {
        let mean = self.place(posterior.mean.clone()).noise;
        let [rows, size] = mean.dims();
        let device = mean.device();
        let mut squares = Tensor::<2>::zeros([rows, size], &device);
        let mut surprise = Tensor::<2>::zeros([rows, 1], &device);
        for signs in signs(size) {
            let point = posterior.mean.clone() + posterior.spread.clone() * row(signs, &device);
            let placed = self.place(point);
            let away = placed.noise.clone() - mean.clone();
            squares = squares + away.clone() * away;
            surprise = surprise + placed.surprise();
        }
        let points = POINTS as f32;
        let density = posterior.spread.clone().log().sum_dim(1) + 0.5 * size as f32;
        let encoded = Encoded {
            mean,
            spread: (squares / points).sqrt(),
        };
        (encoded, surprise / points - density)
    }
}

/// Points around a posterior's mean by which its spread and divergence are measured.
pub const POINTS: usize = 16;

/// Random signs, the same for ever: of each point, −1 or 1 for each latent. What is linear or
/// quadratic in the latents has over them the mean that it has over the posterior, but for chance.
#[must_use]
pub fn signs(latents: usize) -> Vec<Vec<f32>> {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let sign = |random: &mut ChaCha8Rng| if random.random::<bool>() { 1.0 } else { -1.0 };
    (0..POINTS)
        .map(|_| (0..latents).map(|_| sign(&mut random)).collect())
        .collect()
}

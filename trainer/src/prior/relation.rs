//! How a bar's latent relates to the phrase and to the bars before it: where it lies on average
//! (near a bar that it repeats, or elsewhere), and how far it strays from there.

use burn::tensor::{Tensor, activation};

use super::{
    Shape,
    coupling::row,
    dropout::{Dropout, dropped},
};
use crate::{
    config::PriorConfig,
    network::{
        layers::Dense,
        parameters::{Initial, Source},
    },
};

/// The layers of a relation; all rows whitened.
#[derive(Debug, Clone)]
pub struct Relation {
    /// A gated hidden layer (Dauphin et al. 2017): numbers, then the gates that let them through.
    hidden: Dense,
    summary: Dense,
    head: Dense,
    shape: Shape,
    relation: usize,
    limit: f32,
}

/// A bar's place, as its phrase and the bars before it have it.
#[derive(Debug, Clone)]
pub struct Related {
    /// Where it lies on average.
    shift: Tensor<2>,
    /// The logarithm of how far it strays.
    log_scale: Tensor<2>,
    /// What the couplings are told.
    pub summary: Tensor<2>,
}

impl Relation {
    /// Asks the source for its parameters; it begins by relating nothing to anything.
    pub fn new(source: &mut Source<'_>, shape: Shape, config: &PriorConfig) -> Self {
        let &PriorConfig {
            relation, summary, ..
        } = config;
        let zero = Initial::Constant(0.0);
        let heads = (shape.bars + 1) * shape.bar;
        let width = width(shape);
        Self {
            hidden: Dense::new(source, "relation.hidden", width, 2 * relation),
            summary: Dense::new(source, "relation.summary", relation, summary),
            head: Dense::with(source, "relation.head", relation, heads, zero, zero),
            shape,
            relation,
            limit: config.largest_log_scale,
        }
    }

    /// Numbers that it sees of a bar: see [`Self::seen`].
    #[must_use]
    pub fn width(&self) -> usize {
        width(self.shape)
    }

    /// What it sees of a bar: the phrase; the bars before, the nearest first, zeros in place of
    /// those that there are not; how far each two of them are from each other; which bar it is.
    #[must_use]
    pub fn seen(&self, phrase: &Tensor<2>, before: &[Tensor<2>]) -> Tensor<2> {
        let Shape { bar, bars, .. } = self.shape;
        let [rows, _] = phrase.dims();
        let device = phrase.device();
        let zeros = || Tensor::<2>::zeros([rows, bar], &device);
        let mut parts = vec![phrase.clone()];
        for lag in 0..bars.saturating_sub(1) {
            parts.push(before.get(lag).cloned().unwrap_or_else(zeros));
        }
        for (nearer, further) in pairs(bars) {
            parts.push(match (before.get(nearer), before.get(further)) {
                (Some(nearer), Some(further)) => (nearer.clone() - further.clone()).abs(),
                _ => zeros(),
            });
        }
        let which = (0..bars).map(|bar| f32::from(bar == before.len()));
        parts.push(row(which.collect(), &device).expand([rows, bars]));
        Tensor::cat(parts, 1)
    }

    /// From what it sees, `[rows, width]`.
    #[must_use]
    pub fn forward(&self, seen: Tensor<2>, dropout: &mut Option<&mut Dropout>) -> Related {
        let Shape { phrase, bar, bars } = self.shape;
        let [rows, _] = seen.dims();
        let both = self.hidden.forward(seen.clone());
        let part =
            |from: &Tensor<2>, at: usize, size: usize| from.clone().slice([0..rows, at..at + size]);
        let gates = activation::sigmoid(part(&both, self.relation, self.relation));
        let hidden = dropped(part(&both, 0, self.relation) * gates, dropout);
        let head = self.head.forward(hidden.clone());
        let mut shift = part(&head, 0, bar);
        for lag in 0..bars.saturating_sub(1) {
            let weight = part(&head, (2 + lag) * bar, bar);
            shift = shift + weight * part(&seen, phrase + lag * bar, bar);
        }
        Related {
            shift,
            log_scale: part(&head, bar, bar).tanh() * self.limit,
            summary: activation::relu(self.summary.forward(hidden)),
        }
    }
}

impl Related {
    /// Towards the noise; and the logarithm of the volume's change, `[rows, 1]`.
    #[must_use]
    pub fn forward(&self, white: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let volume = self.log_scale.clone().sum_dim(1).neg();
        let noise = (white - self.shift.clone()) * self.log_scale.clone().neg().exp();
        (noise, volume)
    }

    /// Back to whitened latents.
    #[must_use]
    pub fn backward(&self, noise: Tensor<2>) -> Tensor<2> {
        noise * self.log_scale.clone().exp() + self.shift.clone()
    }
}

/// Pairs of bars before a bar, by how far back they are, from 0.
pub fn pairs(bars: usize) -> impl Iterator<Item = (usize, usize)> {
    let lags = bars.saturating_sub(1);
    (0..lags).flat_map(move |nearer| (nearer + 1..lags).map(move |further| (nearer, further)))
}

/// Numbers that a relation sees.
fn width(shape: Shape) -> usize {
    let Shape { phrase, bar, bars } = shape;
    phrase + (bars.saturating_sub(1) + pairs(bars).count()) * bar + bars
}

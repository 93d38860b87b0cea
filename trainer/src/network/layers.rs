//! Layers without memory: dense, and layer normalisation.

use burn::tensor::{Tensor, activation};

pub use super::fused::dense::Activation;
use super::{
    fused::dense::dense,
    parameters::{Initial, Source},
};

/// `x · weight + bias`.
#[derive(Debug, Clone)]
pub struct Dense {
    weight: Tensor<2>,
    bias: Tensor<2>,
}

impl Dense {
    /// A layer from `inputs` to `outputs` numbers, its bias beginning at zero.
    pub fn new(source: &mut Source<'_>, name: &str, inputs: usize, outputs: usize) -> Self {
        Self::with(
            source,
            name,
            inputs,
            outputs,
            Initial::Glorot,
            Initial::Constant(0.0),
        )
    }

    /// A layer that begins otherwise.
    pub fn with(
        source: &mut Source<'_>,
        name: &str,
        inputs: usize,
        outputs: usize,
        weight: Initial,
        bias: Initial,
    ) -> Self {
        Self {
            weight: source.matrix(&format!("{name}.weight"), inputs, outputs, weight),
            bias: source.matrix(&format!("{name}.bias"), 1, outputs, bias),
        }
    }

    /// A layer of this `[inputs, outputs]` and this `[1, outputs]`.
    pub fn of(weight: Tensor<2>, bias: Tensor<2>) -> Self {
        Self { weight, bias }
    }

    /// `[rows, inputs]` → `[rows, outputs]`.
    pub fn forward(&self, input: Tensor<2>) -> Tensor<2> {
        self.activated(input, Activation::Linear)
    }

    /// The same, then the activation.
    pub fn activated(&self, input: Tensor<2>, activation: Activation) -> Tensor<2> {
        dense(&input, &self.weight, &self.bias, activation).unwrap_or_else(|| {
            let output = input.matmul(self.weight.clone()) + self.bias.clone();
            match activation {
                Activation::Linear => output,
                Activation::Relu => activation::relu(output),
                Activation::Tanh => output.tanh(),
            }
        })
    }
}

/// Added to the variance, so that a constant row does not divide by zero.
pub const NORM_EPSILON: f32 = 1e-5;

/// Layer normalisation of each row (Ba et al. 2016), then the rectifier.
#[derive(Debug, Clone)]
pub struct NormRelu {
    gain: Tensor<2>,
    bias: Tensor<2>,
}

impl NormRelu {
    /// A layer over rows of `size` numbers.
    pub fn new(source: &mut Source<'_>, name: &str, size: usize) -> Self {
        Self {
            gain: source.matrix(&format!("{name}.gain"), 1, size, Initial::Constant(1.0)),
            bias: source.matrix(&format!("{name}.bias"), 1, size, Initial::Constant(0.0)),
        }
    }

    /// `[rows, size]` → `[rows, size]`.
    pub fn forward(&self, input: Tensor<2>) -> Tensor<2> {
        let centered = input.clone() - input.mean_dim(1);
        let variance = (centered.clone() * centered.clone()).mean_dim(1);
        let scaled = centered / (variance + NORM_EPSILON).sqrt();
        activation::relu(scaled * self.gain.clone() + self.bias.clone())
    }
}

/// A diagonal normal distribution of each row.
#[derive(Debug, Clone)]
pub struct Normal {
    /// Means, `[rows, latents]`.
    pub mean: Tensor<2>,
    /// Standard deviations, above 0, `[rows, latents]`.
    pub spread: Tensor<2>,
}

impl Normal {
    /// Reads mean and spread from a layer of twice the latents: the first half is the mean, the
    /// softplus of the second half the spread.
    pub fn from_head(head: Tensor<2>) -> Self {
        let [rows, both] = head.dims();
        let mean = head.clone().slice([0..rows, 0..both / 2]);
        let spread = softplus(head.slice([0..rows, both / 2..both])) + LEAST_SPREAD;
        Self { mean, spread }
    }

    /// The mean moved by `noise` spreads.
    pub fn at(&self, noise: Tensor<2>) -> Tensor<2> {
        self.mean.clone() + self.spread.clone() * noise
    }
}

/// No spread is smaller: its logarithm stays finite.
pub const LEAST_SPREAD: f32 = 1e-4;

/// `ln(1 + eˣ)`, without overflow.
pub fn softplus<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    activation::relu(x.clone()) + (x.abs().neg().exp() + 1.0).log()
}

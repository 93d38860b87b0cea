//! The networks and their training as a whole, at tiny sizes.

mod gradients;
mod paths;
mod scalar;
mod training;

use burn::tensor::{Device, Tensor, TensorData};
use groove::Drum;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Choice, Dropout, Examples, Layout, Luck, Own, ReferenceNetwork,
    config::{DecoderConfig, EncoderConfig, NetworkConfig, OutputKind},
    objective::FreeBits,
    step::Weights,
};
use crate::network::parameters::Parameters;

const WINDOWS: usize = 3;

/// Two layers each way, controls, two drums.
fn flat() -> Layout {
    Layout {
        steps: 4,
        drums: 2,
        controls: 1,
        network: NetworkConfig {
            latents: 3,
            output: OutputKind::Groove,
            encoder: EncoderConfig {
                layers: vec![2, 3],
                levels: vec![],
            },
            decoder: DecoderConfig {
                layers: vec![3, 2],
                levels: vec![],
                autoregressive: false,
                parts: vec![],
                parts_hear_each_other: false,
            },
        },
    }
}

/// Every part of the family, each in a network of its own or two.
fn layouts() -> Vec<(&'static str, Layout)> {
    let changed = |change: fn(&mut Layout)| {
        let mut layout = flat();
        change(&mut layout);
        layout.check().unwrap();
        layout
    };
    let parts = || vec![vec![Drum::Snare], vec![Drum::Kick]];
    vec![
        ("flat", flat()),
        (
            "pieces read, conductor",
            changed(|layout| {
                layout.network.encoder.levels = vec![2, 2];
                layout.network.encoder.layers = vec![3];
                layout.network.decoder.levels = vec![2, 2];
                layout.network.decoder.layers = vec![3];
            }),
        ),
        (
            "three levels, without controls",
            changed(|layout| {
                layout.steps = 12;
                layout.controls = 0;
                layout.network.encoder.levels = vec![2, 3, 2];
                layout.network.encoder.layers = vec![2];
                layout.network.decoder.levels = vec![2, 3, 2];
                layout.network.decoder.layers = vec![3];
            }),
        ),
        (
            "autoregressive",
            changed(|layout| {
                layout.network.decoder.levels = vec![2, 2];
                layout.network.decoder.autoregressive = true;
            }),
        ),
        (
            "autoregressive, three levels",
            changed(|layout| {
                layout.steps = 8;
                layout.network.encoder.layers = vec![2];
                layout.network.decoder.levels = vec![2, 2, 2];
                layout.network.decoder.layers = vec![2];
                layout.network.decoder.autoregressive = true;
            }),
        ),
        (
            "parts",
            changed(|layout| {
                layout.network.decoder.parts = vec![vec![Drum::Kick], vec![Drum::Snare]];
            }),
        ),
        ("parts that hear each other, conductor", {
            let mut layout = flat();
            layout.network.decoder.levels = vec![2, 2];
            layout.network.decoder.parts = parts();
            layout.network.decoder.parts_hear_each_other = true;
            layout
        }),
        ("parts that hear each other, autoregressive", {
            let mut layout = flat();
            layout.network.decoder.levels = vec![2, 2];
            layout.network.decoder.autoregressive = true;
            layout.network.decoder.parts = parts();
            layout.network.decoder.parts_hear_each_other = true;
            layout
        }),
        (
            "combinations",
            changed(|layout| layout.network.output = OutputKind::Combinations),
        ),
        ("combinations, parts, conductor", {
            let mut layout = flat();
            layout.network.output = OutputKind::Combinations;
            layout.network.decoder.levels = vec![2, 2];
            layout.network.decoder.parts = parts();
            layout.network.decoder.parts_hear_each_other = true;
            layout
        }),
    ]
}

fn uniform<const D: usize>(seed: u64, shape: [usize; D], device: &Device) -> Tensor<D> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let count = shape.iter().product();
    let values: Vec<f32> = (0..count).map(|_| random.random_range(0.0..1.0)).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// Parameters so large that every gate is at work.
fn parameters(layout: &Layout) -> Parameters {
    let mut parameters = ReferenceNetwork::initial(layout, 0);
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for value in parameters.values_mut() {
        *value = random.random_range(-1.2..1.2);
    }
    parameters
}

fn examples(layout: &Layout, device: &Device) -> Examples {
    let Layout {
        steps,
        drums,
        controls,
        ..
    } = *layout;
    // Hits are hits; what else there is may be any number.
    let hits = uniform(8, [steps, WINDOWS, drums], device).greater_elem(0.5);
    let rest = uniform(3, [steps, WINDOWS, 2 * drums], device);
    Examples {
        inputs: uniform(2, [steps, WINDOWS, layout.inputs()], device),
        truth: Tensor::cat(vec![hits.float(), rest], 2),
        controls: (controls > 0).then(|| uniform(4, [steps, WINDOWS, controls], device)),
    }
}

fn noise(layout: &Layout, device: &Device) -> Tensor<2> {
    uniform(5, [WINDOWS, layout.network.latents], device)
}

fn dropping() -> Dropout {
    Dropout::keeping(0.6, ChaCha8Rng::seed_from_u64(6))
}

/// Dropout, and where asked for own choices heard at half of the steps: choices that no small
/// change of a probability can turn.
fn luck(layout: &Layout, hears_itself: bool, device: &Device) -> Luck {
    let noise_of_hits = uniform(7, [layout.steps, WINDOWS, layout.drums], device);
    let own = uniform(9, [layout.steps, WINDOWS, 1], device).greater_elem(0.5);
    Luck {
        noise: noise(layout, device),
        dropout: dropping(),
        own: hears_itself.then(|| Own {
            heard: own.float(),
            choice: Choice::Chance {
                noise: noise_of_hits.greater_elem(0.5).float(),
                temperature: 1.0,
            },
        }),
    }
}

fn chance(layout: &Layout, device: &Device) -> Choice {
    Choice::Chance {
        noise: uniform(7, [layout.steps, WINDOWS, layout.drums], device),
        temperature: 0.5,
    }
}

const WEIGHTS: Weights = Weights {
    free_bits: FreeBits::Total(0.1),
    beta: 1.5,
};

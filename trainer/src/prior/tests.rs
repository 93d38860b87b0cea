use burn::tensor::{Device, Tensor, TensorData};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    fit::{Fit, rate},
    *,
};
use crate::{data::batch::normal, evaluate::numbers, network::Encoded};

const SHAPE: Shape = Shape {
    phrase: 3,
    bar: 2,
    bars: 3,
};

fn config() -> PriorConfig {
    PriorConfig {
        hidden: 12,
        relation: 16,
        summary: 6,
        bar_couplings: 3,
        phrase_couplings: 2,
        steps: 60,
        batch: 32,
        learning_rate: 1e-2,
        ..PriorConfig::default()
    }
}

/// Latents that no normal distribution describes: each bar is the bar before or its opposite, as
/// one number of the phrase says.
fn posteriors(count: usize) -> Posteriors {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut means = Vec::new();
    for _ in 0..count {
        let phrase: Vec<f32> = (0..SHAPE.phrase).map(|_| normal(&mut random)).collect();
        let mut bar: Vec<f32> = (0..SHAPE.bar)
            .map(|_| if random.random() { 1.0 } else { -1.0 })
            .collect();
        means.extend_from_slice(&phrase);
        for _ in 0..SHAPE.bars {
            means.extend_from_slice(&bar);
            bar.iter_mut()
                .for_each(|number| *number *= phrase[0].signum());
        }
    }
    Posteriors {
        size: SHAPE.latents(),
        spreads: vec![0.3; means.len()],
        means,
    }
}

fn fitted() -> Prior {
    let posteriors = posteriors(200);
    let mut fit = Fit::new(&posteriors, SHAPE, &config(), 1, Device::flex()).unwrap();
    for _ in 0..config().steps {
        fit.train_step(&posteriors, &[]).unwrap();
    }
    fit.prior()
}

fn noise(rows: usize) -> Vec<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(9);
    (0..rows * SHAPE.latents())
        .map(|_| normal(&mut random))
        .collect()
}

fn tensor(values: Vec<f32>) -> Tensor<2> {
    let shape = [values.len() / SHAPE.latents(), SHAPE.latents()];
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

fn largest(one: &[f32], other: &[f32]) -> f32 {
    assert_eq!(one.len(), other.len());
    one.iter()
        .zip(other)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max)
}

#[test]
fn there_and_back_again() {
    let flow = Flow::new(&fitted(), &Device::flex());
    let noise = noise(20);
    let latents = flow.latents(tensor(noise.clone()));
    let back = numbers(flow.place(latents).noise).unwrap();
    assert!(largest(&back, &noise) < 1e-4);
}

#[test]
fn a_bar_leaves_those_before_it_as_they_were() {
    let flow = Flow::new(&fitted(), &Device::flex());
    let one = noise(1);
    let mut other = one.clone();
    let second = SHAPE.phrase + SHAPE.bar;
    other[second] += 1.0;
    let decode = |noise: &[f32]| numbers(flow.latents(tensor(noise.to_vec()))).unwrap();
    let (one, other) = (decode(&one), decode(&other));
    assert_eq!(one[..second], other[..second]);
    assert_ne!(
        one[second..second + SHAPE.bar],
        other[second..second + SHAPE.bar]
    );
    assert_ne!(one[second + SHAPE.bar..], other[second + SHAPE.bar..]);
}

#[test]
fn the_volume_is_that_of_the_jacobian() {
    let flow = Flow::new(&fitted(), &Device::flex());
    let point = noise(1);
    let size = SHAPE.latents();
    let step = 1e-2;
    // One row for each direction, forth and back.
    let mut moved = Vec::new();
    for at in 0..size {
        for sign in [1.0, -1.0] {
            let mut row = point.clone();
            row[at] += sign * step;
            moved.extend(row);
        }
    }
    let moved = numbers(flow.place(tensor(moved)).noise).unwrap();
    let jacobian = nalgebra::DMatrix::<f64>::from_fn(size, size, |from, to| {
        let (plus, minus) = (
            moved[2 * from * size + to],
            moved[(2 * from + 1) * size + to],
        );
        f64::from(plus - minus) / f64::from(2.0 * step)
    });
    let volume = numbers(flow.place(tensor(point)).volume).unwrap()[0];
    let expected = jacobian.determinant().abs().ln();
    assert!(
        (f64::from(volume) - expected).abs() < 0.02,
        "{volume} {expected}"
    );
}

#[test]
fn fitting_lowers_the_rate_below_that_of_a_normal_distribution() {
    let posteriors = posteriors(200);
    let of = |prior: &Prior| rate(prior, &posteriors, 3, &Device::flex()).unwrap();
    let begin = Fit::new(&posteriors, SHAPE, &config(), 1, Device::flex()).unwrap();
    let (normal, learned) = (of(&begin.prior()), of(&fitted()));
    assert!(learned < normal - 1.0, "{normal} {learned}");
}

#[test]
fn divergence_and_spread_agree_with_sampling() {
    let prior = fitted();
    let flow = Flow::new(&prior, &Device::flex());
    let posteriors = posteriors(200);
    let (encoded, divergence) = flow.posterior(&Encoded {
        mean: tensor(posteriors.means.clone()),
        spread: tensor(posteriors.spreads.clone()),
    });
    let found = numbers(divergence.mean()).unwrap()[0];
    let sampled = rate(&prior, &posteriors, 7, &Device::flex()).unwrap();
    assert!(
        (f64::from(found) - sampled).abs() < 0.5,
        "{found} {sampled}"
    );
    // Where the flow only whitens, spreads of 0.3 become 0.3 times the length of a column, but for
    // the chance that is in the signs.
    let size = SHAPE.phrase;
    let whiten = prior.phrase.whiten.values.clone();
    let length = |at: usize| {
        (0..size)
            .map(|row| whiten[row * size + at].powi(2))
            .sum::<f32>()
    };
    let whitening = Prior::initial(SHAPE, &config(), (prior.phrase, prior.bar), 1);
    let flow = Flow::new(&whitening, &Device::flex());
    let (exact, _) = flow.posterior(&Encoded {
        mean: tensor(posteriors.means.clone()),
        spread: tensor(posteriors.spreads.clone()),
    });
    let spread = numbers(exact.spread).unwrap();
    for (at, spread) in spread.iter().enumerate().take(size) {
        let expected = 0.3 * length(at).sqrt();
        assert!((spread / expected - 1.0).abs() < 0.4, "{spread} {expected}");
    }
    assert!(
        numbers(encoded.spread)
            .unwrap()
            .iter()
            .all(|&spread| spread > 0.0)
    );
}

#[test]
fn the_same_seed_fits_the_same_prior_and_it_survives_its_file() {
    let prior = fitted();
    assert_eq!(prior, fitted());
    let bytes = prior.checkpoint(7).to_bytes().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("prior.checkpoint");
    std::fs::write(&file, bytes).unwrap();
    let checkpoint = Checkpoint::load(&file).unwrap();
    assert_eq!(checkpoint.step, 7);
    assert_eq!(Prior::restore(SHAPE, &config(), checkpoint).unwrap(), prior);
    let other = Shape { bars: 4, ..SHAPE };
    assert!(Prior::restore(other, &config(), prior.checkpoint(7)).is_err());
}

#[test]
fn nothing_to_fit_is_an_error() {
    let none = Posteriors {
        size: SHAPE.latents(),
        means: Vec::new(),
        spreads: Vec::new(),
    };
    let refused = Fit::new(&none, SHAPE, &config(), 1, Device::flex());
    assert!(matches!(refused, Err(TrainError::NoPrior { .. })));
}

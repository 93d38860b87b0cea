//! The network and its training as a whole, at a tiny size.

use burn::tensor::{Device, Tensor, TensorData};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Choice, Dropout, Examples, FlatNetwork, ReferenceConfig, ReferenceTrainer,
    config::Sizes,
    objective::{BetaSchedule, FreeBits},
    trainer::gather,
};
use crate::{error::TrainError, evaluate::numbers, network::parameters::Parameters};

const WINDOWS: usize = 3;

/// Two layers each way, controls, every part of the objective.
fn config() -> ReferenceConfig {
    ReferenceConfig {
        sizes: Sizes {
            steps: 4,
            drums: 2,
            controls: 1,
            latents: 3,
            encoder: vec![2, 3],
            decoder: vec![3, 2],
        },
        free_bits: FreeBits::Total(0.1),
        beta: BetaSchedule::Linear {
            most: 0.7,
            steps: 0,
        },
        ..ReferenceConfig::groovae_4bar()
    }
}

fn uniform<const D: usize>(seed: u64, shape: [usize; D], device: &Device) -> Tensor<D> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let count = shape.iter().product();
    let values: Vec<f32> = (0..count).map(|_| random.random_range(0.0..1.0)).collect();
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// Parameters so large that every gate is at work.
fn parameters(config: &ReferenceConfig) -> Parameters {
    let mut parameters = FlatNetwork::initial(&config.sizes, 0);
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for value in parameters.values_mut() {
        *value = random.random_range(-0.8..0.8);
    }
    parameters
}

fn examples(config: &ReferenceConfig, device: &Device) -> Examples {
    let Sizes {
        steps, controls, ..
    } = config.sizes;
    let shape = [steps, WINDOWS, config.sizes.width()];
    Examples {
        inputs: uniform(2, shape, device),
        truth: uniform(3, shape, device),
        controls: Some(uniform(4, [steps, WINDOWS, controls], device)),
    }
}

fn noise(config: &ReferenceConfig, device: &Device) -> Tensor<2> {
    uniform(5, [WINDOWS, config.sizes.latents], device)
}

fn dropping() -> Dropout {
    Dropout::keeping(0.6, ChaCha8Rng::seed_from_u64(6))
}

/// The loss without gradients: by the composed layers, not the fused ones.
fn loss(config: &ReferenceConfig, parameters: &Parameters) -> f64 {
    let device = Device::flex();
    let network = FlatNetwork::new(&config.sizes, parameters, false, &device);
    let trainer = ReferenceTrainer::new(config.clone(), parameters, device.clone()).unwrap();
    let (examples, noise) = (examples(config, &device), noise(config, &device));
    let objective = trainer.objective(&network, examples, noise, &mut dropping());
    numbers(objective.loss).unwrap()[0].into()
}

/// What float32 leaves of a slope.
const ALLOWED: f64 = 5e-4;

#[test]
fn gradients_are_the_slopes_of_the_loss() {
    let config = config();
    let parameters = parameters(&config);
    let device = Device::flex().autodiff();
    let network = FlatNetwork::new(&config.sizes, &parameters, true, &device);
    let trainer = ReferenceTrainer::new(config.clone(), &parameters, Device::flex()).unwrap();
    let (examples, noise) = (examples(&config, &device), noise(&config, &device));
    let objective = trainer.objective(&network, examples, noise, &mut dropping());
    let mut gradients = vec![0.0; parameters.values().len()];
    gather(&network, objective.loss, &mut gradients).unwrap();

    let width = 5e-3;
    let slope = |at: usize| {
        let moved = |by: f32| {
            let mut moved = parameters.clone();
            moved.values_mut()[at] += by;
            loss(&config, &moved)
        };
        (moved(width) - moved(-width)) / (2.0 * f64::from(width))
    };
    let mut at = 0;
    for entry in parameters.entries() {
        let mut steepest = 0.0_f64;
        for _ in 0..entry.rows * entry.columns {
            let (slope, gradient) = (slope(at), f64::from(gradients[at]));
            let far = (slope - gradient).abs();
            assert!(far < ALLOWED, "{}: {slope}, {gradient}", entry.name);
            steepest = steepest.max(gradient.abs());
            at += 1;
        }
        assert!(steepest > 40.0 * ALLOWED, "{}: {steepest}", entry.name);
    }
}

#[test]
fn groovae_4bar_has_as_many_parameters_as_the_reference_counts() {
    let sizes = ReferenceConfig::groovae_4bar().sizes;
    let parameters = FlatNetwork::initial(&sizes, 0);
    assert_eq!(parameters.values().len(), 4_085_019);
    let largest = |name: &str| {
        let values = parameters.matrix(name).unwrap().values;
        values.iter().fold(0.0_f32, |most, one| most.max(one.abs()))
    };
    assert_eq!(largest("encoder/mu/bias"), 0.0);
    // Normal, 0.001: of 262,144 numbers none is beyond six deviations, some beyond three.
    assert!((0.003..0.006).contains(&largest("encoder/mu/kernel")));
    let glorot = (6.0_f32 / (256.0 + 27.0)).sqrt();
    let found = largest("decoder/output_projection/kernel");
    assert!((0.98 * glorot..=glorot).contains(&found), "{found}");
}

#[test]
fn a_decoder_hears_what_it_chose_velocities_and_offsets_unmasked() {
    let config = config();
    let device = Device::flex();
    let network = FlatNetwork::new(&config.sizes, &parameters(&config), false, &device);
    let controls = examples(&config, &device).controls;
    let z = noise(&config, &device);
    let Sizes { steps, drums, .. } = config.sizes;
    let chance = Choice::Chance {
        noise: uniform(7, [steps, WINDOWS, drums], &device),
        temperature: 0.5,
    };
    for choice in [Choice::Greedy, chance] {
        let free = network.decode(z.clone(), controls.clone(), &choice);
        let told = network.reconstruct(
            z.clone(),
            free.steps.clone(),
            controls.clone(),
            &mut Dropout::off(),
        );
        let (free_raw, told) = (numbers(free.raw).unwrap(), numbers(told).unwrap());
        assert!(
            free_raw
                .iter()
                .zip(&told)
                .all(|(a, b)| (a - b).abs() < 1e-5)
        );
        let chosen = numbers(free.steps).unwrap();
        for (step, raw) in chosen.chunks(3 * drums).zip(free_raw.chunks(3 * drums)) {
            for drum in 0..drums {
                assert!(step[drum] == 0.0 || step[drum] == 1.0);
                assert!(
                    matches!(choice, Choice::Chance { .. })
                        || (step[drum] > 0.5) == (raw[drum] > 0.0)
                );
                assert!((step[2 * drums + drum] - raw[2 * drums + drum].tanh()).abs() < 1e-5);
                assert!(step[drums + drum] > 0.0);
            }
        }
    }
}

#[test]
fn chance_and_temperature_decide_the_hits() {
    let config = config();
    let device = Device::flex();
    let network = FlatNetwork::new(&config.sizes, &parameters(&config), false, &device);
    let controls = examples(&config, &device).controls;
    let Sizes { steps, drums, .. } = config.sizes;
    let steps_of = |choice: Choice| {
        let decoded = network.decode(noise(&config, &device), controls.clone(), &choice);
        numbers(decoded.steps).unwrap()
    };
    let chance = |number: f32, temperature: f32| {
        let noise = Tensor::<3>::full([steps, WINDOWS, drums], number, &device);
        steps_of(Choice::Chance { noise, temperature })
    };
    let hits = |steps: &[f32]| -> f32 {
        let steps = steps.chunks(3 * drums);
        steps.flat_map(|step| &step[..drums]).sum()
    };
    assert_eq!(hits(&chance(0.0, 1.0)), (steps * WINDOWS * drums) as f32);
    assert_eq!(hits(&chance(1.0, 1.0)), 0.0);
    // The colder, the nearer to greedy, whatever chance says.
    assert_eq!(chance(0.1, 1e-3), steps_of(Choice::Greedy));
}

#[test]
fn training_lowers_the_loss_and_two_runs_are_the_same() {
    let mut config = config();
    config.updates.learning_rate = 1e-2;
    let run = || {
        let begin = parameters(&config);
        let mut trainer = ReferenceTrainer::new(config.clone(), &begin, Device::flex()).unwrap();
        let device = Device::flex().autodiff();
        let mut dropout = dropping();
        let steps = (0..60).map(|_| {
            let (examples, noise) = (examples(&config, &device), noise(&config, &device));
            trainer.train_step(examples, noise, &mut dropout).unwrap()
        });
        steps.collect::<Vec<_>>()
    };
    let steps = run();
    assert_eq!(steps, run());
    let mean = |steps: &[super::StepReport]| {
        steps.iter().map(|step| step.loss).sum::<f32>() / steps.len() as f32
    };
    assert!(mean(&steps[50..]) < 0.9 * mean(&steps[..10]), "{steps:?}");
    for step in steps {
        let parts = step.r_loss + step.kl_beta * step.kl_loss;
        assert!((step.loss - parts).abs() < 1e-4);
        let nats = step.kl_bits * std::f32::consts::LN_2;
        assert!(step.kl_loss <= nats + 1e-5);
    }
}

#[test]
fn a_loss_that_is_no_number_moves_nothing() {
    let config = config();
    let begin = parameters(&config);
    let mut trainer = ReferenceTrainer::new(config.clone(), &begin, Device::flex()).unwrap();
    let device = Device::flex().autodiff();
    let mut broken = examples(&config, &device);
    broken.inputs = broken.inputs * f32::NAN;
    let noise = noise(&config, &device);
    let report = trainer
        .train_step(broken, noise, &mut Dropout::off())
        .unwrap();
    assert!(report.loss.is_nan() && report.global_norm.is_nan());
    assert_eq!(trainer.parameters(), &begin);
}

#[test]
fn parameters_of_another_network_are_refused() {
    let config = config();
    let mut other = config.clone();
    other.sizes.decoder[0] += 1;
    let refused = ReferenceTrainer::new(config, &parameters(&other), Device::flex());
    assert!(matches!(refused, Err(TrainError::OtherNetwork { .. })));
}

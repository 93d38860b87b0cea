//! Steps of the training.

use burn::tensor::{Device, Tensor};

use super::{
    super::{Layout, Luck, ReferenceConfig, ReferenceNetwork, ReferenceTrainer, StepReport},
    examples, flat, layouts, luck, noise, parameters,
};
use crate::{config::catalogue, error::TrainError};

fn config() -> ReferenceConfig {
    let mut config = catalogue::reference("groovae_4bar").unwrap();
    config.updates.learning_rate = 1e-2;
    config.updates.parts = 1;
    config
}

fn trainer(layout: &Layout) -> ReferenceTrainer {
    in_parts(layout, 1)
}

fn in_parts(layout: &Layout, parts: usize) -> ReferenceTrainer {
    let mut config = config();
    config.updates.parts = parts;
    let begin = parameters(layout);
    ReferenceTrainer::of(layout.clone(), &config, &begin, Device::flex()).unwrap()
}

fn steps(trainer: &mut ReferenceTrainer, layout: &Layout, count: usize) -> Vec<StepReport> {
    let device = Device::flex().autodiff();
    let steps = (0..count).map(|_| {
        let luck = luck(layout, false, &device);
        trainer.train_step(examples(layout, &device), luck).unwrap()
    });
    steps.collect()
}

#[test]
fn the_first_parameters_are_the_references() {
    let layout = catalogue::reference("groovae_4bar").unwrap().layout();
    let parameters = ReferenceNetwork::initial(&layout, 0);
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

/// What is dropped and heard included; on several devices, too.
#[test]
fn parts_teach_what_the_whole_batch_teaches() {
    for (name, layout) in layouts() {
        let whole = steps(&mut in_parts(&layout, 1), &layout, 4);
        let parts = steps(&mut in_parts(&layout, 2), &layout, 4);
        for (whole, parts) in whole.iter().zip(&parts) {
            let near = |a: f32, b: f32| (a - b).abs() <= 1e-4 * a.abs().max(1.0);
            let same = near(whole.loss, parts.loss) && near(whole.global_norm, parts.global_norm);
            assert!(same, "{name}: {whole:?} {parts:?}");
        }
        let mut spread = in_parts(&layout, 1);
        spread.spread(vec![Device::flex(); 2]);
        assert_eq!(steps(&mut spread, &layout, 4), parts, "{name}");
    }
}

#[test]
fn training_lowers_the_loss_of_every_network_and_two_runs_are_the_same() {
    for (name, layout) in layouts() {
        let run = || steps(&mut trainer(&layout), &layout, 40);
        let steps = run();
        assert_eq!(steps, run());
        let mean = |steps: &[StepReport]| {
            steps.iter().map(|step| step.loss).sum::<f32>() / steps.len() as f32
        };
        let (first, last) = (mean(&steps[..5]), mean(&steps[35..]));
        assert!(last < 0.95 * first, "{name}: {first} {last}");
        for step in steps {
            let parts = step.r_loss + step.kl_beta * step.kl_loss;
            assert!((step.loss - parts).abs() < 1e-3);
            let errors = step.hits + step.velocities + step.offsets;
            assert!((step.r_loss - errors).abs() < 1e-3);
            let nats = step.kl_bits * std::f32::consts::LN_2;
            assert!(step.kl_loss <= nats + 1e-5);
        }
    }
}

#[test]
fn a_resumed_training_is_the_uninterrupted_one_to_the_bit() {
    let layout = flat();
    let mut whole = trainer(&layout);
    let uninterrupted = steps(&mut whole, &layout, 5);
    let mut first = trainer(&layout);
    steps(&mut first, &layout, 2);
    let second = ReferenceTrainer::of(
        layout.clone(),
        &config(),
        first.parameters(),
        Device::flex(),
    );
    let mut second = second
        .unwrap()
        .resume(first.step(), first.optimizer().clone())
        .unwrap();
    assert_eq!(steps(&mut second, &layout, 3), uninterrupted[2..]);
    assert_eq!(second.parameters(), whole.parameters());
    assert_eq!(second.optimizer(), whole.optimizer());
}

#[test]
fn a_loss_that_is_no_number_moves_nothing() {
    let layout = flat();
    let mut trainer = trainer(&layout);
    let before = trainer.parameters().clone();
    let device = Device::flex().autodiff();
    let mut broken = examples(&layout, &device);
    broken.inputs = broken.inputs * f32::NAN;
    let luck = Luck::plain(noise(&layout, &device));
    let report = trainer.train_step(broken, luck).unwrap();
    assert!(report.loss.is_nan() && report.global_norm.is_nan());
    assert_eq!(trainer.parameters(), &before);
}

#[test]
fn parameters_of_another_network_are_refused() {
    let mut other = flat();
    other.network.decoder.layers[0] += 1;
    let refused = ReferenceTrainer::of(flat(), &config(), &parameters(&other), Device::flex());
    assert!(matches!(refused, Err(TrainError::OtherNetwork { .. })));
    let nothing = crate::optimizer::Adam::new(1);
    let refused = trainer(&flat()).resume(1, nothing);
    assert!(matches!(refused, Err(TrainError::OtherNetwork { .. })));
}

#[test]
fn noise_moves_the_latents() {
    let layout = flat();
    let device = Device::flex().autodiff();
    let loss = |noise: Tensor<2>| {
        let report = trainer(&layout).measure(examples(&layout, &device), Luck::plain(noise));
        report.unwrap().loss
    };
    let noise = noise(&layout, &device);
    assert_ne!(loss(noise.clone()), loss(noise * 2.0));
}

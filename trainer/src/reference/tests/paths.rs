//! Different ways to the same numbers.

use burn::tensor::{Device, Tensor};

use super::{
    super::{Choice, Dropout, Layout, ReferenceNetwork, Told},
    WINDOWS, chance, examples, flat, layouts, noise, parameters,
};
use crate::evaluate::numbers;

fn network(layout: &Layout) -> ReferenceNetwork {
    ReferenceNetwork::new(layout, &parameters(layout), false, &Device::flex())
}

fn all(parts: Vec<Tensor<3>>) -> Vec<f32> {
    numbers(Tensor::cat(parts, 2)).unwrap()
}

fn near(a: &[f32], b: &[f32]) -> bool {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5)
}

#[test]
fn all_steps_at_once_and_one_by_one_are_the_same() {
    let device = Device::flex();
    for (name, layout) in layouts() {
        let network = network(&layout);
        let examples = examples(&layout, &device);
        let (truth, controls) = (examples.truth, examples.controls);
        let mut off = Dropout::off();
        let z = noise(&layout, &device);
        let once = network.reconstruct(z.clone(), truth.clone(), controls.clone(), &mut off);
        let told = Told::Truth(truth);
        let steps = network.write(z, &told, controls, &Choice::Greedy, &mut off);
        assert!(near(&all(once), &all(steps.raw)), "{name}");
    }
}

#[test]
fn a_decoder_hears_what_it_chose() {
    let device = Device::flex();
    for (name, layout) in layouts() {
        let network = network(&layout);
        let controls = examples(&layout, &device).controls;
        let z = noise(&layout, &device);
        for choice in [Choice::Greedy, chance(&layout, &device)] {
            let free = network.decode(z.clone(), controls.clone(), &choice);
            let told = network.reconstruct(
                z.clone(),
                free.steps.clone(),
                controls.clone(),
                &mut Dropout::off(),
            );
            assert!(near(&all(free.raw), &all(told)), "{name}");
            let chosen = numbers(free.steps).unwrap();
            for step in chosen.chunks(layout.width()) {
                let hits = &step[..layout.drums];
                assert!(hits.iter().all(|&hit| hit == 0.0 || hit == 1.0), "{name}");
            }
        }
    }
}

#[test]
fn velocities_and_offsets_are_heard_where_nothing_is_hit() {
    let device = Device::flex();
    let layout = flat();
    let controls = examples(&layout, &device).controls;
    let free = network(&layout).decode(noise(&layout, &device), controls, &Choice::Greedy);
    let drums = layout.drums;
    let (chosen, raw) = (numbers(free.steps).unwrap(), all(free.raw));
    for (step, raw) in chosen.chunks(3 * drums).zip(raw.chunks(3 * drums)) {
        for drum in 0..drums {
            assert_eq!(step[drum] > 0.5, raw[drum] > 0.0);
            assert!((step[2 * drums + drum] - raw[2 * drums + drum].tanh()).abs() < 1e-5);
            assert!(step[drums + drum] > 0.0);
        }
    }
}

#[test]
fn own_choices_are_heard_where_chance_says_so() {
    let device = Device::flex();
    for (name, layout) in layouts() {
        let network = network(&layout);
        let examples = examples(&layout, &device);
        let choice = chance(&layout, &device);
        let z = noise(&layout, &device);
        let write = |told: &Told| {
            let controls = examples.controls.clone();
            let written = network.write(z.clone(), told, controls, &choice, &mut Dropout::off());
            all(written.raw)
        };
        let either = |own: f32| {
            let own = Tensor::<3>::full([layout.steps, WINDOWS, 1], own, &device);
            let truth = examples.truth.clone();
            write(&Told::Either { truth, own })
        };
        let truth = write(&Told::Truth(examples.truth.clone()));
        let own = write(&Told::Own);
        assert_eq!(either(0.0), truth, "{name}");
        assert_ne!(own, truth, "{name}");
        if layout.network.decoder.levels.is_empty() {
            assert_eq!(either(1.0), own, "{name}");
        } else {
            // A piece begins with the truth.
            assert_ne!(either(1.0), own, "{name}");
            assert_ne!(either(1.0), truth, "{name}");
        }
    }
}

#[test]
fn one_level_as_long_as_the_window_is_flat() {
    let device = Device::flex();
    let mut leveled = flat();
    leveled.network.encoder.levels = vec![leveled.steps];
    leveled.network.decoder.levels = vec![leveled.steps];
    let run = |layout: &Layout| {
        let network = network(layout);
        let examples = examples(layout, &device);
        let mut off = Dropout::off();
        let posterior = network.encode(examples.inputs, examples.controls.clone(), &mut off);
        let raw = network.reconstruct(posterior.mean, examples.truth, examples.controls, &mut off);
        all(raw)
    };
    assert_eq!(run(&leveled), run(&flat()));
}

#[test]
fn parts_that_do_not_hear_each_other_are_strangers() {
    let device = Device::flex();
    for (name, layout) in layouts() {
        if layout.network.decoder.parts.is_empty() {
            continue;
        }
        let network = network(&layout);
        let examples = examples(&layout, &device);
        let hear_each_other = layout.network.decoder.parts_hear_each_other;
        let first = layout.network.decoder.groups(layout.drums)[0][0];
        // The second part's raw outputs, when the first part plays otherwise at the first step.
        let second = |change: f32| {
            let column = Tensor::<3>::full([1, WINDOWS, 1], change, &device);
            let truth = examples.truth.clone();
            let truth = truth.slice_assign([0..1, 0..WINDOWS, first..first + 1], column);
            let (z, controls) = (noise(&layout, &device), examples.controls.clone());
            let raw = network.reconstruct(z, truth, controls, &mut Dropout::off());
            numbers(raw[1].clone()).unwrap()
        };
        let (without, with) = (second(0.0), second(1.0));
        assert_eq!(without != with, hear_each_other, "{name}");
        let at_once = without.len() / layout.steps;
        // At the same step already: the first part stands before the second.
        assert_eq!(without[..at_once] != with[..at_once], hear_each_other);
    }
}

#[test]
fn chance_and_temperature_decide_the_hits() {
    let device = Device::flex();
    let layout = flat();
    let network = network(&layout);
    let controls = examples(&layout, &device).controls;
    let Layout { steps, drums, .. } = layout;
    let steps_of = |choice: Choice| {
        let decoded = network.decode(noise(&layout, &device), controls.clone(), &choice);
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

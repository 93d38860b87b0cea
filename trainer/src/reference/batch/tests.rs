//! What the networks are given of a groove, and what chance decides.

use groove::Tempo;

use super::*;
use crate::{config::catalogue, evaluate::numbers, testing};

/// A loud late kick with a soft hat at the first step, a snare at the third.
fn window() -> Window {
    testing::stroked(
        Tempo::DEFAULT,
        &[(0, 0, 0.9, 0.25), (0, 2, 0.4, -0.125), (2, 1, 0.5, 0.0)],
    )
}

fn config(name: &str) -> ReferenceConfig {
    let mut config = catalogue::reference(name).unwrap();
    config.task.bars = 4;
    config
}

/// The numbers of a step that are not zero, with their places.
fn step(tensor: &Tensor<3>, step: usize) -> Vec<(usize, f32)> {
    let width = tensor.dims()[2];
    let values = numbers(tensor.clone()).unwrap();
    let here = values[step * width..(step + 1) * width].iter().copied();
    here.enumerate().filter(|(_, one)| *one != 0.0).collect()
}

fn of(name: &str) -> Examples {
    examples(&[&window()], &config(name), None, &Device::flex())
}

/// The first step as it was played: kick late, hat early.
const FIRST: [(usize, f32); 6] = [
    (0, 1.0),
    (2, 1.0),
    (9, 0.9),
    (11, 0.4),
    (18, -0.5),
    (20, 0.25),
];

#[test]
fn the_answer_is_always_the_whole_groove() {
    for named in catalogue::ALL {
        if catalogue::reference(named.name).is_ok() {
            let truth = of(named.name).truth;
            assert_eq!(truth.dims(), [64, 1, 27]);
            assert_eq!(step(&truth, 0), FIRST, "{}", named.name);
            assert_eq!(step(&truth, 2), [(1, 1.0), (10, 0.5)]);
        }
    }
}

#[test]
fn each_task_gives_what_its_name_says() {
    let first = |name: &str| step(&of(name).inputs, 0);
    assert_eq!(first("groovae_4bar"), FIRST);
    assert_eq!(first("groovae_2bar_humanize"), [(0, 1.0), (2, 1.0)]);
    // The kick is the louder, and is played on the open hat, where it was.
    let tapped = [(3, 1.0), (21, -0.5)];
    assert_eq!(first("groovae_2bar_tap_fixed_velocity"), tapped);
    let without_hat = [(0, 1.0), (9, 0.9), (18, -0.5)];
    assert_eq!(first("groovae_2bar_add_closed_hh"), without_hat);
    assert_eq!(first("groovae_2bar_hits_control"), FIRST);
}

#[test]
fn controls_are_the_hits_of_the_answer() {
    let examples = of("groovae_2bar_hits_control");
    let controls = examples.controls.unwrap();
    assert_eq!(controls.dims(), [64, 1, 9]);
    assert_eq!(step(&controls, 0), [(0, 1.0), (2, 1.0)]);
    assert!(of("groovae_4bar").controls.is_none());
}

#[test]
fn a_roll_has_a_number_that_stands_for_silence() {
    let inputs = of("cat-drums_2bar_small").inputs;
    assert_eq!(inputs.dims(), [64, 1, 10]);
    assert_eq!(step(&inputs, 0), [(0, 1.0), (2, 1.0)]);
    assert_eq!(step(&inputs, 1), [(9, 1.0)]);
}

#[test]
fn strokes_are_dropped_in_training_alone_and_anew_at_each_step() {
    let config = config("groovae_2bar_tap_fixed_velocity_note_dropout");
    let dataset = testing::dataset(4);
    let windows: Vec<&Window> = dataset.windows.iter().collect();
    let device = Device::flex();
    let hits = |examples: Examples| -> f32 {
        numbers(examples.inputs)
            .unwrap()
            .iter()
            .filter(|&&one| one == 1.0)
            .sum()
    };
    let whole = hits(examples(&windows, &config, None, &device));
    let at = |step: u64| hits(training(&windows, &config, step, &device).examples);
    assert_eq!(
        whole,
        hits(validation(&windows, &config, 0, &device).examples)
    );
    let dropped: Vec<f32> = (0..5).map(at).collect();
    assert!(dropped.iter().all(|&one| one <= whole) && dropped.iter().any(|&one| one < whole));
    assert!(dropped.iter().any(|&one| one != dropped[0]));
    assert_eq!(at(3), at(3));
}

#[test]
fn own_choices_are_heard_as_the_schedule_says() {
    let mut config = config("cat-drums_2bar_small");
    let device = Device::flex();
    let window = window();
    let windows = vec![&window; 20];
    let share = |luck: Luck| {
        let heard = luck
            .own
            .map_or_else(Vec::new, |own| numbers(own.heard).unwrap());
        heard.iter().sum::<f32>() / 1_280.0
    };
    let at =
        |config: &ReferenceConfig, step: u64| share(training(&windows, config, step, &device).luck);
    // 1 − 1000 / (1000 + exp(step / 1000)): one half at 1000 · ln 1000.
    assert!(at(&config, 0) < 0.01);
    assert!((0.45..0.55).contains(&at(&config, 6_908)));
    assert_eq!(share(validation(&windows, &config, 0, &device).luck), 1.0);
    config.sampling = super::super::sampling::Sampling::Constant { rate: 0.0 };
    assert!(training(&windows, &config, 0, &device).luck.own.is_none());
    assert!(validation(&windows, &config, 0, &device).luck.own.is_none());
}

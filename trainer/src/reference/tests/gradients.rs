//! The gradients are the slopes of the loss.

use burn::tensor::Device;

use super::{
    super::{Layout, ReferenceNetwork},
    WEIGHTS, examples, layouts, luck, parameters,
};
use crate::{
    evaluate::numbers,
    network::parameters::{Parameters, gather},
};

/// How far a slope is taken.
const WIDTH: f32 = 1e-2;

/// What float32 leaves of a slope.
const ALLOWED: f64 = 4.5e-4;

/// The loss without gradients: by the composed layers, not the fused ones.
fn loss(layout: &Layout, hears_itself: bool, parameters: &Parameters) -> f64 {
    let device = Device::flex();
    let network = ReferenceNetwork::new(layout, parameters, false, &device);
    let mut luck = luck(layout, hears_itself, &device);
    let objective = WEIGHTS.objective(&network, examples(layout, &device), &mut luck);
    numbers(objective.loss).unwrap()[0].into()
}

fn check(name: &str, layout: &Layout, hears_itself: bool) {
    let parameters = parameters(layout);
    let device = Device::flex().autodiff();
    let network = ReferenceNetwork::new(layout, &parameters, true, &device);
    let mut luck = luck(layout, hears_itself, &device);
    let objective = WEIGHTS.objective(&network, examples(layout, &device), &mut luck);
    let mut gradients = vec![0.0; parameters.values().len()];
    gather(network.tensors(), objective.loss, &mut gradients).unwrap();

    let slope = |at: usize| {
        let moved = |by: f32| {
            let mut moved = parameters.clone();
            moved.values_mut()[at] += by;
            loss(layout, hears_itself, &moved)
        };
        (moved(WIDTH) - moved(-WIDTH)) / (2.0 * f64::from(WIDTH))
    };
    let mut at = 0;
    let mut wrong = Vec::new();
    for entry in parameters.entries() {
        let mut steepest = 0.0_f64;
        let count = entry.rows * entry.columns;
        // Of large matrices some numbers, of small ones all.
        for number in (0..count).step_by(count.div_ceil(40)) {
            let (slope, gradient) = (slope(at + number), f64::from(gradients[at + number]));
            if (slope - gradient).abs() > ALLOWED + 0.02 * gradient.abs() {
                wrong.push(format!("{}: {slope} {gradient}", entry.name));
            }
            steepest = steepest.max(gradient.abs());
        }
        at += count;
        // Else the comparison would say nothing.
        if steepest < 3.0 * ALLOWED {
            wrong.push(format!("{}: steepest {steepest}", entry.name));
        }
    }
    assert!(wrong.is_empty(), "{name}: {wrong:#?}");
}

#[test]
fn of_every_network() {
    layouts()
        .iter()
        .for_each(|(name, layout)| check(name, layout, false));
}

#[test]
fn of_every_network_that_hears_its_own_choices() {
    layouts()
        .iter()
        .for_each(|(name, layout)| check(name, layout, true));
}

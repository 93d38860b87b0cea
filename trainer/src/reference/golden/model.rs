//! What the network computes: posterior, reconstruction, decoding, gradients.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    Comparison, GoldenError, Quantity,
    files::{Golden, name},
    formula::Uniform,
    summary::Summary,
};
use crate::{
    evaluate::numbers,
    network::parameters::{Parameters, gather},
    reference::{Choice, Dropout, ReferenceNetwork, objective::divergence, trainer::squared_norms},
};

/// The arrays of `golden_model.npz`.
const KNOWN: [&str; 9] = [
    "x",
    "z",
    "mu",
    "sigma",
    "kl_nats",
    "r_loss",
    "teacher_forced_raw",
    "greedy_raw",
    "greedy_sample",
];

/// Compares `golden_model.npz` and `golden_model.json`.
pub fn compare(
    golden: &Golden,
    device: &Device,
    comparison: &mut Comparison,
) -> Result<(), GoldenError> {
    let sizes = &golden.layout;
    let (windows, latents) = (golden.windows, sizes.network.latents);
    let network = ReferenceNetwork::new(sizes, &golden.parameters, false, device);
    let mut off = Dropout::off();
    let z = golden.array("z", &[latents])?.values;
    match golden.model.z.as_deref().and_then(Uniform::told) {
        Some(told) => {
            let ours = told.numbers(windows * latents);
            let quantity = Quantity::array("z (by its formula)", &[windows, latents], &z, &ours);
            comparison.quantities.push(quantity);
        }
        None => {
            let note = "golden_model.json does not tell the formula of z";
            comparison.notes.push(note.into());
        }
    }
    let z = |device: &Device| {
        Tensor::<2>::from_data(TensorData::new(z.clone(), [windows, latents]), device)
    };
    let mut array = |name: &str, of_a_window: &[usize], ours: &[f32]| -> Result<(), GoldenError> {
        let theirs = golden.array(name, of_a_window)?;
        let shape: Vec<usize> = [windows].iter().chain(of_a_window).copied().collect();
        let quantity = Quantity::array(name, &shape, &theirs.values, ours);
        comparison.quantities.push(quantity);
        Ok(())
    };

    let inputs = golden.inputs(device)?;
    let posterior = network.encode(inputs.clone(), None, &mut off);
    let nats = numbers(divergence(&posterior).sum_dim(1))?;
    let (mu, sigma) = (numbers(posterior.mean)?, numbers(posterior.spread)?);
    array("mu", &[latents], &mu)?;
    array("sigma", &[latents], &sigma)?;
    array("kl_nats", &[], &nats)?;

    let raw = network.reconstruct(z(device), inputs.clone(), None, &mut off);
    let r_loss = numbers(network.against(raw.clone(), &inputs).total())?;
    let of_a_window = [sizes.steps, sizes.width()];
    array("teacher_forced_raw", &of_a_window, &by_window(raw)?)?;
    array("r_loss", &[], &r_loss)?;

    let greedy = network.decode(z(device), None, &Choice::Greedy);
    let (raw, steps) = (by_window(greedy.raw)?, by_window(vec![greedy.steps])?);
    array("greedy_raw", &of_a_window, &raw)?;
    array("greedy_sample", &of_a_window, &steps)?;

    let summary = Summary {
        golden,
        comparison,
        mu: &mu,
        sigma: &sigma,
        nats: &nats,
        r_loss: &r_loss,
        raw: &raw,
        steps: &steps,
    };
    summary.compare();
    let gradients = gradients(golden, z(&device.clone().autodiff()), device)?;
    comparison.quantities.push(gradients);
    for name in golden.arrays.names().filter(|name| !KNOWN.contains(name)) {
        let note = format!("golden_model.npz: {name:?} is nothing known, and was not compared");
        comparison.notes.push(note);
    }
    Ok(())
}

/// Squared norms of the gradients of the mean reconstruction loss given z.
fn gradients(golden: &Golden, z: Tensor<2>, device: &Device) -> Result<Quantity, GoldenError> {
    let device = device.clone().autodiff();
    let network = ReferenceNetwork::new(&golden.layout, &golden.parameters, true, &device);
    let truth = golden.inputs(&device)?;
    let raw = network.reconstruct(z, truth.clone(), None, &mut Dropout::off());
    let loss = network.against(raw, &truth).total().mean();
    let mut gradients = vec![0.0; golden.parameters.values().len()];
    gather(network.tensors(), loss, &mut gradients)?;
    let ours = squared_norms(&golden.parameters, &gradients);
    let theirs = &golden.model.decoder_gradient_squared_norms_of_mean_r_loss;
    let name = "decoder gradients, squared norms";
    Ok(norms(name, &golden.parameters, theirs, &ours))
}

/// Compares a figure for each of the parameters' matrices.
pub fn norms(
    what: &str,
    parameters: &Parameters,
    theirs: &BTreeMap<String, f64>,
    ours: &[f64],
) -> Quantity {
    let mut quantity = Quantity::new(what);
    for (entry, &ours) in parameters.entries().iter().zip(ours) {
        let name = name(entry);
        // What the file does not tell is no number.
        let theirs = theirs.get(&name).copied().unwrap_or(f64::NAN);
        quantity.figure(name, theirs, ours);
    }
    quantity
}

/// The numbers of a sequence, window by window.
fn by_window(parts: Vec<Tensor<3>>) -> Result<Vec<f32>, GoldenError> {
    let steps_first = Tensor::cat(parts, 2);
    Ok(numbers(steps_first.swap_dims(0, 1))?)
}

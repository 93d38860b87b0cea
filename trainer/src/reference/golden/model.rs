//! What the network computes: posterior, reconstruction, decoding, gradients.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    GoldenError, Quantity,
    files::{Golden, name},
    quantity::scale,
};
use crate::{
    evaluate::numbers,
    network::parameters::Parameters,
    reference::{
        Choice, Dropout, FlatNetwork, objective::divergence, outputs::Outputs, trainer::gather,
    },
};

/// Compares `golden_model.npz` and `golden_model.json`.
pub fn compare(golden: &Golden, device: &Device) -> Result<Vec<Quantity>, GoldenError> {
    let sizes = &golden.config.sizes;
    let (windows, latents) = (golden.windows, sizes.latents);
    let network = FlatNetwork::new(sizes, &golden.parameters, false, device);
    let mut off = Dropout::off();
    let z = golden.array("z", &[latents])?.values;
    let z = |device: &Device| {
        Tensor::<2>::from_data(TensorData::new(z.clone(), [windows, latents]), device)
    };
    let mut quantities = Vec::new();
    let mut array = |name: &str, of_a_window: &[usize], ours: &[f32]| -> Result<(), GoldenError> {
        let theirs = golden.array(name, of_a_window)?;
        let shape: Vec<usize> = [windows].iter().chain(of_a_window).copied().collect();
        quantities.push(Quantity::array(name, &shape, &theirs.values, ours));
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
    let r_loss = numbers(Outputs::of(raw.clone()).against(inputs).total())?;
    let of_a_window = [sizes.steps, sizes.width()];
    array("teacher_forced_raw", &of_a_window, &by_window(raw)?)?;
    array("r_loss", &[], &r_loss)?;

    let greedy = network.decode(z(device), None, &Choice::Greedy);
    let (raw, steps) = (by_window(greedy.raw)?, by_window(greedy.steps)?);
    array("greedy_raw", &of_a_window, &raw)?;
    array("greedy_sample", &of_a_window, &steps)?;

    let model = &golden.model;
    let listed = |name: &str, theirs: &[f64], ours: &[f32]| {
        let theirs: Vec<f32> = theirs.iter().map(|&one| one as f32).collect();
        Quantity::array(name, &[theirs.len()], &theirs, ours)
    };
    quantities.push(listed("r_loss_given_z", &model.r_loss_given_z, &r_loss));
    quantities.push(listed("kl_nats (json)", &model.kl_nats, &nats));
    let heads = [
        ("mu_first5", &model.mu_first5, &mu),
        ("sigma_first5", &model.sigma_first5, &sigma),
    ];
    for (name, theirs, ours) in heads {
        let each = theirs.first().map_or(0, Vec::len).min(latents);
        let ours: Vec<f32> = ours
            .chunks(latents)
            .flat_map(|window| &window[..each])
            .copied()
            .collect();
        quantities.push(listed(name, &theirs.concat(), &ours));
    }
    quantities.push(hits(golden, &raw, &steps));
    quantities.push(gradients(golden, z(&device.clone().autodiff()), device)?);
    Ok(quantities)
}

/// What the JSON tells of the greedy decoding.
fn hits(golden: &Golden, raw: &[f32], steps: &[f32]) -> Quantity {
    let sizes = &golden.config.sizes;
    let of = |numbers: &[f32]| -> Vec<f32> {
        let steps = numbers.chunks(sizes.width());
        steps
            .flat_map(|step| &step[..sizes.drums])
            .copied()
            .collect()
    };
    let mut quantity = Quantity::new("greedy hits (json)");
    let sum = of(steps).iter().map(|&hit| f64::from(hit)).sum();
    quantity.figure("greedy_hits_sum", golden.model.greedy_hits_sum, sum);
    let nearest = of(raw)
        .iter()
        .fold(f32::INFINITY, |least, logit| least.min(logit.abs()));
    // One number of greedy_raw, and as exact as they are.
    quantity.number(
        "smallest_abs_hit_logit_in_greedy",
        golden.model.smallest_abs_hit_logit_in_greedy,
        nearest.into(),
        scale(raw),
    );
    quantity
}

/// Squared norms of the gradients of the mean reconstruction loss given z.
fn gradients(golden: &Golden, z: Tensor<2>, device: &Device) -> Result<Quantity, GoldenError> {
    let device = device.clone().autodiff();
    let network = FlatNetwork::new(&golden.config.sizes, &golden.parameters, true, &device);
    let truth = golden.inputs(&device)?;
    let raw = network.reconstruct(z, truth.clone(), None, &mut Dropout::off());
    let loss = Outputs::of(raw).against(truth).total().mean();
    let mut gradients = vec![0.0; golden.parameters.values().len()];
    let ours = gather(&network, loss, &mut gradients)?;
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
fn by_window(steps_first: Tensor<3>) -> Result<Vec<f32>, GoldenError> {
    Ok(numbers(steps_first.swap_dims(0, 1))?)
}

//! Steps of the training: losses, gradients, parameters afterwards.

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    GoldenError, Quantity,
    files::{Golden, name},
    formula,
    model::norms,
    quantity::scale,
};
use crate::{
    evaluate::numbers,
    reference::{
        Dropout, Examples, FlatNetwork, ReferenceConfig, ReferenceTrainer, objective::FreeBits,
    },
};

/// How the golden steps were made, as their file tells it in words.
#[derive(Debug, PartialEq)]
struct Settings {
    free_bits: f32,
    /// Noise of the posterior: this times the formula's numbers …
    noise_scale: f64,
    /// … of this variable.
    noise_variable: u64,
}

impl Settings {
    /// Reads `free_bits 24` and `1.5*uniform(k=2000, index)`.
    fn read(text: &str) -> Option<Self> {
        let (scale, variable) = text.split_once("*uniform(k=")?;
        Some(Self {
            free_bits: leading(text.split_once("free_bits ")?.1)?.parse().ok()?,
            noise_scale: scale
                .rsplit(|sign: char| !sign.is_ascii_digit() && sign != '.')
                .next()?
                .parse()
                .ok()?,
            noise_variable: leading(variable)?.parse().ok()?,
        })
    }
}

/// The number that a text begins with.
fn leading(text: &str) -> Option<&str> {
    let inside = |sign: char| sign.is_ascii_digit() || sign == '.';
    let number = text.split(|sign: char| !inside(sign)).next()?;
    Some(number.trim_end_matches('.'))
}

/// Compares `golden_train.json`.
pub fn compare(golden: &Golden, device: &Device) -> Result<Vec<Quantity>, GoldenError> {
    let told = &golden.training;
    let settings = Settings::read(&told.what).ok_or_else(|| GoldenError::OtherNetwork {
        file: golden.training_file.clone(),
        what: "the text \"what\"".into(),
        found: format!("{:?}", told.what),
        needed: "one with \"free_bits 24\" and \"1.5*uniform(k=2000, index)\" in it".into(),
    })?;
    let config = ReferenceConfig {
        free_bits: FreeBits::Total(settings.free_bits),
        ..golden.config.clone()
    };
    let latents = config.sizes.latents;
    let noise = formula::numbers(
        settings.noise_variable,
        settings.noise_scale,
        golden.windows * latents,
    );
    let noise = |device: &Device| {
        let data = TensorData::new(noise.clone(), [golden.windows, latents]);
        Tensor::<2>::from_data(data, device)
    };
    let examples = |device: &Device| -> Result<Examples, GoldenError> {
        let inputs = golden.inputs(device)?;
        Ok(Examples {
            truth: inputs.clone(),
            inputs,
            controls: None,
        })
    };

    let learning = device.clone().autodiff();
    let mut trainer = ReferenceTrainer::new(config, &golden.parameters, device.clone())?;
    let mut quantities = Vec::new();
    let mut losses = Quantity::new("training, losses");
    let mut global = Quantity::new("training, global norms");
    for step in &told.steps {
        let place = format!("step {}", step.step);
        let report =
            trainer.train_step(examples(&learning)?, noise(&learning), &mut Dropout::off())?;
        losses.figure(&place, step.loss_before, report.loss.into());
        global.figure(&place, step.global_norm, report.global_norm.into());
        quantities.push(norms(
            &format!("training, squared gradient norms, {place}"),
            trainer.parameters(),
            &step.gradient_squared_norms,
            trainer.squared_norms(),
        ));
    }
    let network = FlatNetwork::new(&golden.config.sizes, trainer.parameters(), false, device);
    let after = trainer.objective(
        &network,
        examples(device)?,
        noise(device),
        &mut Dropout::off(),
    );
    let loss = numbers(after.loss)?.first().copied().unwrap_or(f32::NAN);
    losses.figure("after", told.loss_after, loss.into());
    quantities.splice(0..0, [losses, global]);
    quantities.extend(variables(golden, &trainer)?);
    Ok(quantities)
}

/// The parameters after the last step.
fn variables(golden: &Golden, trainer: &ReferenceTrainer) -> Result<[Quantity; 3], GoldenError> {
    let mut sums = Quantity::new("training, sums of the variables after");
    let mut magnitudes = Quantity::new("training, sums of their magnitudes");
    let mut firsts = Quantity::new("training, their first numbers");
    for entry in trainer.parameters().entries() {
        let ours = trainer.parameters().matrix(&entry.name)?.values;
        let name = name(entry);
        let Some(theirs) = golden.training.after.get(&name) else {
            sums.figure(name, f64::NAN, f64::NAN);
            continue;
        };
        let wide = || ours.iter().map(|&one| f64::from(one));
        sums.figure(&name, theirs.sum, wide().sum());
        magnitudes.figure(&name, theirs.sum_abs, wide().map(f64::abs).sum());
        let scale = scale(&ours);
        for (at, (&theirs, ours)) in theirs.first8.iter().zip(wide()).enumerate() {
            firsts.number(format!("{name}, number {at}"), theirs, ours, scale);
        }
    }
    Ok([sums, magnitudes, firsts])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_from_words() {
        let text = "dropout off (keep 1), free_bits 24 so that the KL term is active, posterior\n \
                    noise fixed: eps = float32(1.5*uniform(k=2000, index)), the same at every step.";
        let expected = Settings {
            free_bits: 24.0,
            noise_scale: 1.5,
            noise_variable: 2_000,
        };
        assert_eq!(Settings::read(text), Some(expected));
        assert_eq!(Settings::read("free_bits 24, noise as it came"), None);
    }
}

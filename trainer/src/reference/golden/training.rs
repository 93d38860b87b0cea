//! Steps of the training: losses, gradients, parameters afterwards.

use burn::tensor::{Device, Tensor, TensorData};

use super::{
    Comparison, GoldenError, Quantity,
    files::{Golden, Training, name},
    formula::{Uniform, leading},
    model::norms,
    quantity::scale,
};
use crate::{
    evaluate::numbers,
    reference::{Examples, Luck, ReferenceConfig, ReferenceTrainer, objective::FreeBits},
};

/// How the golden steps were made, as their file tells it in words.
#[derive(Debug, PartialEq)]
struct Settings {
    free_bits: f32,
    /// Noise of the posterior.
    noise: Uniform,
}

impl Settings {
    /// Reads `free_bits 24` and `1.5*uniform(k=2000, index)`.
    fn read(words: &str) -> Option<Self> {
        let text: String = words.split_whitespace().collect();
        Some(Self {
            free_bits: leading(text.split_once("free_bits")?.1)?.parse().ok()?,
            noise: Uniform::told(words)?,
        })
    }

    /// What the README tells.
    const USUAL: Self = Self {
        free_bits: 24.0,
        noise: Uniform {
            variable: 2_000,
            scale: 1.5,
        },
    };
}

/// Compares `golden_train.json`.
pub fn compare(
    golden: &Golden,
    told: &Training,
    device: &Device,
    comparison: &mut Comparison,
) -> Result<(), GoldenError> {
    let settings = Settings::read(&told.what).unwrap_or_else(|| {
        let Settings { free_bits, noise } = Settings::USUAL;
        comparison.notes.push(format!(
            "golden_train.json does not tell its free bits and noise: {free_bits} bits and \
             {noise} were taken"
        ));
        Settings::USUAL
    });
    let config = ReferenceConfig {
        free_bits: FreeBits::Total(settings.free_bits),
        ..golden.config.clone()
    };
    let latents = golden.layout.network.latents;
    let noise = settings.noise.numbers(golden.windows * latents);
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
    let mut trainer = ReferenceTrainer::new(&config, &golden.parameters, device.clone())?;
    let mut quantities = Vec::new();
    let mut losses = Quantity::new("training, losses");
    let mut global = Quantity::new("training, global norms");
    for step in &told.steps {
        let place = format!("step {}", step.step);
        let report = trainer.train_step(examples(&learning)?, Luck::plain(noise(&learning)))?;
        losses.figure(&place, step.loss_before, report.loss.into());
        global.figure(&place, step.global_norm, report.global_norm.into());
        quantities.push(norms(
            &format!("training, squared gradient norms, {place}"),
            trainer.parameters(),
            &step.gradient_squared_norms,
            trainer.squared_norms(),
        ));
    }
    let network = trainer.network();
    let mut luck = Luck::plain(noise(device));
    let weights = trainer.weights();
    let after = weights.objective(&network, examples(device)?, &mut luck);
    let loss = numbers(after.loss)?.first().copied().unwrap_or(f32::NAN);
    losses.figure("after", told.loss_after, loss.into());
    quantities.splice(0..0, [losses, global]);
    comparison.quantities.extend(quantities);
    comparison.quantities.extend(variables(told, &trainer)?);
    Ok(())
}

/// The parameters after the last step.
fn variables(told: &Training, trainer: &ReferenceTrainer) -> Result<[Quantity; 3], GoldenError> {
    let mut sums = Quantity::new("training, sums of the variables after");
    let mut magnitudes = Quantity::new("training, sums of their magnitudes");
    let mut firsts = Quantity::new("training, their first numbers");
    for entry in trainer.parameters().entries() {
        let ours = trainer.parameters().matrix(&entry.name)?.values;
        let name = name(entry);
        let Some(theirs) = told.after.get(&name) else {
            sums.figure(name, f64::NAN, f64::NAN);
            continue;
        };
        let wide = || ours.iter().map(|&one| f64::from(one));
        let scale = scale(&ours);
        // The size of a sum of numbers of both signs.
        let of_sums = scale * (ours.len() as f64).sqrt();
        sums.number(&name, theirs.sum, wide().sum(), of_sums);
        magnitudes.figure(&name, theirs.sum_abs, wide().map(f64::abs).sum());
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
        assert_eq!(Settings::read(text), Some(Settings::USUAL));
        let other = Settings::read("free_bits = 7.5. eps = 2 * uniform(k=9)").unwrap();
        assert_eq!(other.free_bits, 7.5);
        assert_eq!((other.noise.variable, other.noise.scale), (9, 2.0));
        assert_eq!(Settings::read("free_bits 24, noise as it came"), None);
    }
}

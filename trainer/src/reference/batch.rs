//! Batches: what the networks read, answer with and are told, and what chance decides of a step.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use burn::tensor::{Device, Tensor, TensorData};
use groove::reference::{NoteDropout, Tensor as Rows};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Choice, Dropout, Examples, Luck, Own,
    config::{Layout, OutputKind, ReferenceConfig, Task},
};
use crate::data::{
    Window,
    batch::{Purpose, normal, random},
};

/// Windows with what chance decides.
#[derive(Debug)]
pub struct Batch {
    /// The windows.
    pub examples: Examples,
    /// What chance decides.
    pub luck: Luck,
}

/// The batch of a training step: with strokes dropped from the input, where the task says so.
pub fn training(
    windows: &[&Window],
    config: &ReferenceConfig,
    step: u64,
    device: &Device,
) -> Batch {
    let mut random = random(config.seed, Purpose::Step, step);
    let dropped = (config.task.note_dropout > 0.0).then_some(&mut random);
    let examples = examples(windows, config, dropped, device);
    let mut luck = luck(
        windows.len(),
        config,
        config.sampling.at(step),
        &mut random,
        device,
    );
    luck.dropout = Dropout::keeping(config.keep, ChaCha8Rng::seed_from_u64(random.random()));
    Batch { examples, luck }
}

/// A batch as it is, for validation: chance depends on the index of the batch alone. Where the
/// training samples, the decoder hears itself.
pub fn validation(
    windows: &[&Window],
    config: &ReferenceConfig,
    index: u64,
    device: &Device,
) -> Batch {
    let mut random = random(config.seed, Purpose::Validation, index);
    let own = config.sampling.in_validation();
    Batch {
        examples: examples(windows, config, None, device),
        luck: luck(windows.len(), config, own, &mut random, device),
    }
}

/// Windows as they are: no strokes are dropped unless there is a generator that says which.
pub fn examples(
    windows: &[&Window],
    config: &ReferenceConfig,
    mut dropped: Option<&mut ChaCha8Rng>,
    device: &Device,
) -> Examples {
    let layout = config.layout();
    let rows: Vec<Vec<f32>> = windows.iter().map(|window| rows(window, &layout)).collect();
    let inputs: Vec<Vec<f32>> = rows
        .iter()
        .map(|rows| inputs(rows, &config.task, &layout, dropped.as_deref_mut()))
        .collect();
    let controls = (layout.controls > 0).then(|| controls(&rows, &layout, device));
    Examples {
        inputs: steps_first(&inputs, layout.inputs(), device),
        truth: steps_first(&rows, layout.width(), device),
        controls,
    }
}

fn controls(rows: &[Vec<f32>], layout: &Layout, device: &Device) -> Tensor<3> {
    let hits = |rows: &Vec<f32>| -> Vec<f32> {
        let steps = rows.chunks(layout.width());
        steps
            .flat_map(|step| &step[..layout.drums])
            .copied()
            .collect()
    };
    let hits: Vec<Vec<f32>> = rows.iter().map(hits).collect();
    steps_first(&hits, layout.controls, device)
}

/// What a window says, step by step: hits, velocities, offsets in half steps, positive early.
fn rows(window: &Window, layout: &Layout) -> Vec<f32> {
    let drums = layout.drums;
    let mut rows = Vec::with_capacity(layout.steps * layout.width());
    for step in 0..layout.steps {
        let here = step * drums..(step + 1) * drums;
        rows.extend_from_slice(&window.hits[here.clone()]);
        rows.extend_from_slice(&window.velocities[here.clone()]);
        // Subtracting from zero keeps a minus away from it.
        rows.extend(window.offsets[here].iter().map(|offset| 0.0 - 2.0 * offset));
    }
    rows
}

/// What the encoder is given in place of a window.
fn inputs(
    rows: &[f32],
    task: &Task,
    layout: &Layout,
    dropped: Option<&mut ChaCha8Rng>,
) -> Vec<f32> {
    let mut how = task.inputs();
    how.note_dropout = dropped.map(|random| NoteDropout {
        highest: task.note_dropout,
        seed: random.random(),
        piece: 0,
    });
    let rows: Vec<f32> = if how == groove::reference::Inputs::default() {
        rows.to_vec()
    } else {
        how.of(&Rows::from_f32(rows)).to_f32().collect()
    };
    match layout.network.output {
        OutputKind::Groove => rows,
        OutputKind::Combinations => {
            let steps = rows.chunks(layout.width());
            steps
                .flat_map(|step| {
                    let hits = &step[..layout.drums];
                    let silent = hits.iter().all(|&hit| hit == 0.0);
                    hits.iter().copied().chain([f32::from(silent)])
                })
                .collect()
        }
    }
}

/// Sequences of so many numbers a step, `[steps, batch, width]`.
fn steps_first(windows: &[Vec<f32>], width: usize, device: &Device) -> Tensor<3> {
    let steps = windows.first().map_or(0, |window| window.len() / width);
    let mut values = Vec::with_capacity(windows.len() * steps * width);
    for step in 0..steps {
        for window in windows {
            values.extend_from_slice(&window[step * width..(step + 1) * width]);
        }
    }
    let data = TensorData::new(values, [steps, windows.len(), width]);
    Tensor::from_data(data, device)
}

/// Noise of the latents, and where the decoder hears itself: with this probability.
fn luck(
    windows: usize,
    config: &ReferenceConfig,
    own: f64,
    random: &mut ChaCha8Rng,
    device: &Device,
) -> Luck {
    let layout = config.layout();
    let latents = layout.network.latents;
    let noise = (0..windows * latents).map(|_| normal(random)).collect();
    let noise = TensorData::new(noise, [windows, latents]);
    let mut luck = Luck::plain(Tensor::from_data(noise, device));
    if own > 0.0 {
        let shape = [layout.steps, windows, 1];
        let count = layout.steps * windows;
        let heard: Vec<f32> = (0..count)
            .map(|_| f32::from(random.random_bool(own.min(1.0))))
            .collect();
        luck.own = Some(Own {
            heard: Tensor::from_data(TensorData::new(heard, shape), device),
            choice: chance(windows, &layout, 1.0, random, device),
        });
    }
    luck
}

/// Choices by chance.
pub fn chance(
    windows: usize,
    layout: &Layout,
    temperature: f32,
    random: &mut ChaCha8Rng,
    device: &Device,
) -> Choice {
    let shape = [layout.steps, windows, layout.drums];
    let count = shape.iter().product();
    let noise: Vec<f32> = (0..count).map(|_| random.random()).collect();
    Choice::Chance {
        noise: Tensor::from_data(TensorData::new(noise, shape), device),
        temperature,
    }
}

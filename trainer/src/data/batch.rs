//! Batches: which grooves a step of the training sees, and how they lie in memory.

use std::ops::Range;

use burn::tensor::{Device, Tensor, TensorData};
use groove::Grid;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Dataset, augment::augment, order::Order, window::Window};
use crate::{
    config::{Config, NetworkConfig},
    loss::Targets,
    network::Latents,
};

/// A batch on a device.
#[derive(Debug)]
pub struct Batch {
    /// Number of grooves.
    pub grooves: usize,
    /// What the encoder sees; see [`crate::network::Network::read`].
    pub bars: Tensor<2>,
    /// What each step of the decoder is told.
    pub told: Tensor<3>,
    /// The truth.
    pub targets: Targets,
    /// Noise of the latents.
    pub noise: Latents,
}

/// What chance is for, so that one use never shifts another.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    // Numbered, as they decide what is drawn.
    /// A step of the training.
    Step = 1,
    /// A batch of a validation.
    Validation = 2,
}

/// A generator that depends on nothing but its arguments: a resumed run needs no saved state.
pub(crate) fn random(seed: u64, purpose: Purpose, index: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream((purpose as u64 + 1) << 48 | index);
    random
}

/// The windows of a step, counted from 0: passes follow each other, each in its own order; what
/// does not fill a batch is left out of the pass.
#[must_use]
pub fn chosen(seed: u64, batch: usize, step: u64, dataset: &Dataset) -> Vec<usize> {
    let steps_per_pass = dataset.steps_per_pass(batch);
    let (pass, at) = (step / steps_per_pass, step % steps_per_pass);
    let order = Order::new(seed, pass, dataset.windows.len());
    let first = at as usize * batch;
    (first..first + batch)
        .map_while(|place| order.at(place))
        .collect()
}

/// Where a training stands; both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Step of the run.
    pub step: u64,
    /// Pass over the grooves.
    pub pass: u64,
}

/// A batch in memory, with everything that chance decides about it: the same whether it is read
/// whole or in parts.
#[derive(Debug, Clone)]
pub struct Prepared {
    grooves: Vec<Window>,
    /// For each step of each groove, whether the encoder sees it.
    seen: Vec<bool>,
    /// For each step of a bar, each groove and each bar of it, whether the decoder hears the step
    /// before.
    heard: Vec<bool>,
    /// `[grooves, phrase]`.
    phrase_noise: Vec<f32>,
    /// `[grooves × bars, bar latent]`.
    bar_noise: Vec<f32>,
}

/// The batch of a training step: augmented, with parts of input and feedback dropped.
#[must_use]
pub fn training(windows: &[Window], chosen: &[usize], config: &Config, moment: Moment) -> Prepared {
    let mut random = random(config.seed, Purpose::Step, moment.step);
    let grid = config.network.grid;
    let grooves: Vec<Window> = chosen
        .iter()
        .map(|&at| {
            let mut window = windows[at].clone();
            let other = &windows[random.random_range(0..windows.len())];
            if config.augment.applies(moment.pass) {
                augment(&mut window, other, grid, &config.augment, &mut random);
            }
            window
        })
        .collect();
    let steps = grooves.len() * grid.steps();
    let mut kept = |drop: f64| (0..steps).map(|_| !random.random_bool(drop)).collect();
    let seen = kept(config.optimizer.input_drop);
    let heard = kept(config.optimizer.feedback_drop);
    Prepared::new(grooves, seen, heard, &config.network, &mut random)
}

/// A batch as it is, for validation: the noise depends on the index of the batch alone.
#[must_use]
pub fn validation(grooves: &[Window], config: &Config, index: u64, device: &Device) -> Batch {
    let mut random = random(config.seed, Purpose::Validation, index);
    let all = vec![true; grooves.len() * config.network.grid.steps()];
    let grooves = grooves.to_vec();
    let whole = 0..grooves.len();
    Prepared::new(grooves, all.clone(), all, &config.network, &mut random).part(
        whole,
        &config.network,
        device,
    )
}

/// The encoder's input alone, `[grooves × bars, bar width]`.
#[must_use]
pub fn bars(grooves: &[Window], grid: Grid, device: &Device) -> Tensor<2> {
    let width = grid.steps_per_bar() * 3 * grid.drums();
    let data = TensorData::new(
        encoder_input(grooves, grid),
        [grooves.len() * grid.bars(), width],
    );
    Tensor::from_data(data, device)
}

/// So many things in parts of about the same size, none of them empty.
pub(crate) fn ranges(things: usize, parts: usize) -> Vec<Range<usize>> {
    let parts = parts.clamp(1, things.max(1));
    (0..parts)
        .map(|part| part * things / parts..(part + 1) * things / parts)
        .collect()
}

impl Prepared {
    fn new(
        grooves: Vec<Window>,
        seen: Vec<bool>,
        heard: Vec<bool>,
        config: &NetworkConfig,
        random: &mut ChaCha8Rng,
    ) -> Self {
        let mut noise = |count: usize| (0..count).map(|_| normal(random)).collect();
        Self {
            phrase_noise: noise(grooves.len() * config.phrase),
            bar_noise: noise(grooves.len() * config.grid.bars() * config.bar_latent),
            grooves,
            seen,
            heard,
        }
    }

    /// Number of grooves.
    #[must_use]
    pub fn grooves(&self) -> usize {
        self.grooves.len()
    }

    /// The grooves alone, changed as the training changes them.
    #[must_use]
    pub fn into_grooves(self) -> Vec<Window> {
        self.grooves
    }

    /// The ranges of so many parts of about the same size, none of them empty.
    #[must_use]
    pub fn ranges(&self, parts: usize) -> Vec<Range<usize>> {
        ranges(self.grooves.len(), parts)
    }

    /// Puts a part of the grooves on a device.
    #[must_use]
    pub fn part(&self, range: Range<usize>, config: &NetworkConfig, device: &Device) -> Batch {
        let grid = config.grid;
        let (drums, steps, bars) = (grid.drums(), grid.steps_per_bar(), grid.bars());
        let grooves = &self.grooves[range.clone()];
        let rows = grooves.len() * bars;
        let matrix = |values: Vec<f32>, rows: usize, columns: usize| {
            Tensor::<2>::from_data(TensorData::new(values, [rows, columns]), device)
        };
        let target = |part: fn(&Window) -> &[f32], scale: f32| {
            matrix(by_step(grooves, grid, part, scale), steps * rows, drums)
        };
        let noise = |all: &[f32], columns: usize| {
            let here = range.start * columns..range.end * columns;
            all[here].to_vec()
        };

        let mut input = encoder_input(grooves, grid);
        let seen = &self.seen[range.start * grid.steps()..];
        for (step, seen) in input.chunks_exact_mut(3 * drums).zip(seen) {
            if !seen {
                step.fill(0.0);
            }
        }
        let width = 3 * drums + steps;
        let mut told = feedback(grooves, grid);
        let all = self.grooves.len() * bars;
        for (step, told) in told.chunks_exact_mut(rows.max(1) * width).enumerate() {
            let heard = &self.heard[step * all + range.start * bars..];
            for (row, heard) in told.chunks_exact_mut(width).zip(heard) {
                if !heard {
                    row[..3 * drums].fill(0.0);
                }
            }
        }
        let phrase = noise(&self.phrase_noise, config.phrase);
        let bar = noise(&self.bar_noise, bars * config.bar_latent);
        Batch {
            grooves: grooves.len(),
            noise: Latents {
                phrase: matrix(phrase, grooves.len(), config.phrase),
                bars: matrix(bar, rows, config.bar_latent),
            },
            bars: matrix(input, rows, config.bar_width()),
            told: Tensor::from_data(TensorData::new(told, [steps, rows, width]), device),
            targets: Targets {
                hits: target(|window| &window.hits, 1.0),
                velocities: target(|window| &window.velocities, 1.0),
                offsets: target(|window| &window.offsets, 2.0),
            },
        }
    }
}

/// Groove by groove, step by step: hits, velocities, offsets in half steps.
fn encoder_input(grooves: &[Window], grid: Grid) -> Vec<f32> {
    let drums = grid.drums();
    let mut numbers = Vec::with_capacity(grooves.len() * grid.cells() * 3);
    for window in grooves {
        for step in (0..grid.cells()).step_by(drums) {
            let here = step..step + drums;
            numbers.extend_from_slice(&window.hits[here.clone()]);
            numbers.extend_from_slice(&window.velocities[here.clone()]);
            numbers.extend(window.offsets[here].iter().map(|offset| 2.0 * offset));
        }
    }
    numbers
}

/// Step of the bar first, then groove by groove, bar by bar.
fn by_step(grooves: &[Window], grid: Grid, part: fn(&Window) -> &[f32], scale: f32) -> Vec<f32> {
    let (drums, steps) = (grid.drums(), grid.steps_per_bar());
    let mut numbers = Vec::with_capacity(grooves.len() * grid.cells());
    for step in 0..steps {
        for window in grooves {
            for bar in 0..grid.bars() {
                let start = (bar * steps + step) * drums;
                let cells = &part(window)[start..start + drums];
                numbers.extend(cells.iter().map(|number| number * scale));
            }
        }
    }
    numbers
}

/// What each step hears: the step before in the same bar (nothing at the first), and its own
/// place in the bar.
fn feedback(grooves: &[Window], grid: Grid) -> Vec<f32> {
    let (drums, steps) = (grid.drums(), grid.steps_per_bar());
    let width = 3 * drums + steps;
    let mut numbers = vec![0.0; steps * grooves.len() * grid.bars() * width];
    let mut rows = numbers.chunks_exact_mut(width);
    for step in 0..steps {
        for window in grooves {
            for bar in 0..grid.bars() {
                let Some(row) = rows.next() else {
                    return numbers;
                };
                row[3 * drums + step] = 1.0;
                if step == 0 {
                    continue;
                }
                let before = (bar * steps + step - 1) * drums;
                let before = before..before + drums;
                row[..drums].copy_from_slice(&window.hits[before.clone()]);
                row[drums..2 * drums].copy_from_slice(&window.velocities[before.clone()]);
                let offsets = row[2 * drums..3 * drums].iter_mut();
                offsets
                    .zip(&window.offsets[before])
                    .for_each(|(to, from)| *to = 2.0 * from);
            }
        }
    }
    numbers
}

/// A standard normal number (Box and Muller 1958).
pub(crate) fn normal(random: &mut ChaCha8Rng) -> f32 {
    let radius = (-2.0 * (1.0 - random.random::<f32>()).ln()).sqrt();
    radius * (std::f32::consts::TAU * random.random::<f32>()).cos()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{evaluate::numbers, testing};

    #[test]
    fn a_step_is_told_the_step_before_it_in_its_bar() {
        let config = testing::config();
        let windows = testing::dataset(2).windows;
        let batch = validation(&windows, &config, 0, &Device::flex());
        let told = numbers(batch.told).unwrap();
        let hits = numbers(batch.targets.hits).unwrap();
        let offsets = numbers(batch.targets.offsets).unwrap();
        let (drums, steps, rows) = (9, 16, 8);
        let width = 3 * drums + steps;
        for step in 0..steps {
            for row in 0..rows {
                let told = &told[(step * rows + row) * width..][..width];
                assert_eq!(told[3 * drums + step], 1.0, "it knows where it is");
                assert_eq!(told[3 * drums..].iter().sum::<f32>(), 1.0);
                if step == 0 {
                    assert!(told[..3 * drums].iter().all(|&number| number == 0.0));
                } else {
                    let before = ((step - 1) * rows + row) * drums;
                    assert_eq!(told[..drums], hits[before..before + drums]);
                    assert_eq!(told[2 * drums..3 * drums], offsets[before..before + drums]);
                }
            }
        }
        // Row 5 is the second bar of the second groove.
        let cell = (16 + 3) * 9 + 1;
        assert_eq!(hits[(3 * rows + 5) * drums + 1], windows[1].hits[cell]);
        assert_eq!(
            offsets[(3 * rows + 5) * drums + 1],
            2.0 * windows[1].offsets[cell]
        );
    }

    #[test]
    fn parts_are_what_the_whole_is() {
        let config = testing::config();
        let windows = testing::dataset(7).windows;
        let chosen = [3, 0, 5, 6, 2];
        let moment = Moment { step: 4, pass: 0 };
        let batch = training(&windows, &chosen, &config, moment);
        let device = Device::flex();
        let tensors = |range: Range<usize>| {
            let part = batch.part(range, &config.network, &device);
            [
                part.bars,
                part.noise.phrase,
                part.noise.bars,
                part.targets.hits,
                part.targets.offsets,
            ]
            .map(|tensor| numbers(tensor).unwrap())
        };
        let told = |range| batch.part(range, &config.network, &device).told;
        let ranges = batch.ranges(2);
        assert_eq!(ranges, [0..2, 2..5]);
        assert_eq!(batch.ranges(9).len(), 5);
        let whole = tensors(0..5);
        let parts = ranges.clone().into_iter().map(tensors).collect::<Vec<_>>();
        for at in 0..3 {
            let joined = [&parts[0][at][..], &parts[1][at][..]].concat();
            assert_eq!(joined, whole[at]);
        }
        for at in 3..5 {
            // Steps first: 8 rows of the first part, then 12 of the second.
            let first = parts[0][at].chunks(8 * 9);
            let steps = first.zip(parts[1][at].chunks(12 * 9));
            let joined: Vec<f32> = steps.flat_map(|(a, b)| [a, b].concat()).collect();
            assert_eq!(joined, whole[at]);
        }
        let joined = Tensor::cat(ranges.into_iter().map(told).collect(), 1);
        assert_eq!(numbers(joined).unwrap(), numbers(told(0..5)).unwrap());
    }

    #[test]
    fn every_groove_comes_once_in_a_pass_and_passes_differ() {
        let dataset = testing::dataset(50);
        let step = |step| chosen(1, 10, step, &dataset);
        let pass = |pass: u64| {
            (0..5)
                .flat_map(|at| step(5 * pass + at))
                .collect::<Vec<_>>()
        };
        let mut first = pass(0);
        assert_ne!(first, pass(1));
        assert_eq!(first, pass(0));
        first.sort_unstable();
        assert_eq!(first, (0..50).collect::<Vec<_>>());
        assert_eq!(chosen(1, 80, 3, &dataset).len(), 50, "fewer than a batch");
    }
}

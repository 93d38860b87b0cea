//! A part of the kit: which drums it has, and what its decoder hears, says and is told to have
//! missed.
//!
//! All parts speak of the same cells, `[steps, batch, 3 × drums]`: hits, velocities, offsets. A
//! decoder of combinations hears and says only which drums are hit together.

use burn::tensor::{Device, Int, Tensor, TensorData, activation};

use super::{
    config::{Layout, OutputKind},
    outputs::{Outputs, Reconstruction, by_window},
};
use crate::network::LEAST_TEMPERATURE;

/// The velocity of what has none: 80 of 127, as the reference writes it.
const PLAIN_VELOCITY: f32 = 80.0 / 127.0;

/// Some drums of the kit, or all.
#[derive(Debug, Clone)]
pub struct Part {
    /// By their place in the kit.
    drums: Vec<usize>,
    /// Drums of the kit.
    kit: usize,
    output: OutputKind,
}

/// How a step's hits are chosen. One is made for a whole decoding, so its size costs nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone)]
pub enum Choice {
    /// A hit where it is more probable than not; of combinations the most probable.
    Greedy,
    /// By chance.
    Chance {
        /// Uniform in 0–1, `[steps, batch, drums]`: a hit where it is below the probability. A
        /// combination is chosen by the number of its part's first drum.
        noise: Tensor<3>,
        /// Divides the logits; below 1 the probable becomes more so.
        temperature: f32,
    },
}

impl Choice {
    /// The noise of a step, `[1, batch, drums]`, and the temperature; `None` where it is greedy.
    pub fn at(&self, step: usize) -> Option<(Tensor<3>, f32)> {
        match self {
            Self::Greedy => None,
            Self::Chance { noise, temperature } => {
                let [_, batch, drums] = noise.dims();
                let here = noise.clone().slice([step..step + 1, 0..batch, 0..drums]);
                Some((here, temperature.max(LEAST_TEMPERATURE)))
            }
        }
    }
}

impl Part {
    /// The parts of a network.
    pub fn all(layout: &Layout) -> Vec<Self> {
        let groups = layout.network.decoder.groups(layout.drums);
        let part = |drums| Self {
            drums,
            kit: layout.drums,
            output: layout.network.output,
        };
        groups.into_iter().map(part).collect()
    }

    /// Numbers that are heard of a step, and that are said of one.
    pub fn heard(&self) -> usize {
        match self.output {
            OutputKind::Groove => 3 * self.drums.len(),
            OutputKind::Combinations => self.combinations(),
        }
    }

    fn combinations(&self) -> usize {
        1 << self.drums.len()
    }

    /// The cells of its own drums, `[steps, batch, 3 × own drums]`, out of those of the kit.
    pub fn cells(&self, kit: Tensor<3>) -> Tensor<3> {
        self.chosen(kit, 3)
    }

    /// Own columns of so many kinds of numbers a drum.
    fn chosen(&self, kit: Tensor<3>, kinds: usize) -> Tensor<3> {
        if self.drums.iter().copied().eq(0..self.kit) {
            return kit;
        }
        let columns: Vec<i64> = (0..kinds)
            .flat_map(|kind| {
                self.drums
                    .iter()
                    .map(move |drum| (kind * self.kit + drum) as i64)
            })
            .collect();
        let columns = integers(columns, &kit.device());
        kit.select(2, columns)
    }

    /// Puts the cells of all parts together to those of the kit.
    pub fn kit(parts: &[Self], cells: Vec<Tensor<3>>) -> Tensor<3> {
        let kit = parts.first().map_or(0, |part| part.kit);
        let mut found = vec![0_i64; 3 * kit];
        let mut at = 0;
        for part in parts {
            for kind in 0..3 {
                for drum in &part.drums {
                    found[kind * kit + drum] = at;
                    at += 1;
                }
            }
        }
        let cells = Tensor::cat(cells, 2);
        if found.iter().copied().eq(0..at) {
            return cells;
        }
        let columns = integers(found, &cells.device());
        cells.select(2, columns)
    }

    /// What a decoder hears of its own cells, `[steps, batch, heard]`.
    pub fn hear(&self, cells: Tensor<3>) -> Tensor<3> {
        match self.output {
            OutputKind::Groove => cells,
            OutputKind::Combinations => {
                let numbers = self.numbers(cells);
                self.one_hot(numbers)
            }
        }
    }

    /// Compares what was said with the truth, both of this part alone.
    pub fn against(&self, said: Tensor<3>, truth: Tensor<3>) -> Reconstruction {
        match self.output {
            OutputKind::Groove => Outputs::of(said).against(truth),
            OutputKind::Combinations => {
                let likelihood = activation::log_softmax(said, 2) * self.hear(truth);
                let hits = by_window(likelihood.neg());
                Reconstruction {
                    velocities: hits.zeros_like(),
                    offsets: hits.zeros_like(),
                    hits,
                }
            }
        }
    }

    /// Chooses the cells of a step, `[1, batch, 3 × own drums]`: `said` is `[1, batch, said]`,
    /// `chance` the kit's as [`Choice::at`] gives it.
    pub fn choose(&self, said: Tensor<3>, chance: Option<(Tensor<3>, f32)>) -> Tensor<3> {
        let chance = chance.map(|(noise, temperature)| (self.chosen(noise, 1), temperature));
        match self.output {
            OutputKind::Groove => {
                let outputs = Outputs::of(said);
                let hits = match chance {
                    None => outputs.logits.clone().greater_elem(0.0).float(),
                    Some((noise, temperature)) => {
                        let sharp = outputs.logits.clone() / temperature;
                        noise.lower(activation::sigmoid(sharp)).float()
                    }
                };
                Tensor::cat(vec![hits, outputs.velocities(), outputs.offsets()], 2)
            }
            OutputKind::Combinations => {
                let numbers = match chance {
                    None => said.argmax(2).float(),
                    Some((noise, temperature)) => self.drawn(said / temperature, noise),
                };
                self.cells_of(numbers)
            }
        }
    }

    /// The number of a combination by chance, `[1, batch, 1]`: how many stand wholly below the
    /// noise of the first drum, when all lie side by side from 0 to 1.
    fn drawn(&self, logits: Tensor<3>, noise: Tensor<3>) -> Tensor<3> {
        let [steps, batch, count] = logits.dims();
        let ends = activation::softmax(logits, 2).cumsum(2);
        let noise = noise
            .slice([0..steps, 0..batch, 0..1])
            .expand([steps, batch, count]);
        let below = ends.lower_equal(noise).float().sum_dim(2);
        // Rounding may leave the last end below the noise.
        below.clamp_max((count - 1) as f32)
    }

    /// The numbers of the combinations that are hit, `[steps, batch, 1]`: a power of two a drum.
    fn numbers(&self, cells: Tensor<3>) -> Tensor<3> {
        let [steps, batch, _] = cells.dims();
        let drums = self.drums.len();
        let hits = cells.slice([0..steps, 0..batch, 0..drums]);
        let powers: Vec<f32> = (0..drums).map(|drum| (1_u32 << drum) as f32).collect();
        let powers = Tensor::<3>::from_data(TensorData::new(powers, [1, 1, drums]), &hits.device());
        (hits * powers).sum_dim(2)
    }

    fn one_hot(&self, numbers: Tensor<3>) -> Tensor<3> {
        let [steps, batch, _] = numbers.dims();
        let count = self.combinations();
        let all: Vec<f32> = (0..count).map(|number| number as f32).collect();
        let all = Tensor::<3>::from_data(TensorData::new(all, [1, 1, count]), &numbers.device());
        let shape = [steps, batch, count];
        numbers.expand(shape).equal(all.expand(shape)).float()
    }

    fn cells_of(&self, numbers: Tensor<3>) -> Tensor<3> {
        let [steps, batch, _] = numbers.dims();
        let (count, drums) = (self.combinations(), self.drums.len());
        let device = numbers.device();
        let bits = (0..count).flat_map(|number| (0..drums).map(move |drum| (number >> drum) & 1));
        let bits: Vec<f32> = bits.map(|bit| bit as f32).collect();
        let bits = Tensor::<2>::from_data(TensorData::new(bits, [count, drums]), &device);
        let one_hot = self.one_hot(numbers).reshape([steps * batch, count]);
        let hits = one_hot.matmul(bits).reshape([steps, batch, drums]);
        let velocities = hits.clone() * PLAIN_VELOCITY;
        let offsets = hits.zeros_like();
        Tensor::cat(vec![hits, velocities, offsets], 2)
    }
}

fn integers(numbers: Vec<i64>, device: &Device) -> Tensor<1, Int> {
    let count = numbers.len();
    Tensor::from_data(TensorData::new(numbers, [count]), device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::numbers;

    fn part(drums: &[usize], kit: usize, output: OutputKind) -> Part {
        Part {
            drums: drums.to_vec(),
            kit,
            output,
        }
    }

    fn tensor(values: &[f32], shape: [usize; 3]) -> Tensor<3> {
        Tensor::from_data(TensorData::new(values.to_vec(), shape), &Device::flex())
    }

    #[test]
    fn a_kit_taken_apart_is_put_together_again() {
        let values: Vec<f32> = (0..24).map(|one| one as f32).collect();
        let kit = tensor(&values, [2, 1, 12]);
        let parts = [
            part(&[3, 1], 4, OutputKind::Groove),
            part(&[0, 2], 4, OutputKind::Groove),
        ];
        let cells: Vec<_> = parts.iter().map(|part| part.cells(kit.clone())).collect();
        let own = numbers(cells[0].clone()).unwrap();
        assert_eq!(own[..6], [3.0, 1.0, 7.0, 5.0, 11.0, 9.0]);
        assert_eq!(numbers(Part::kit(&parts, cells)).unwrap(), values);
    }

    #[test]
    fn a_combination_is_a_power_of_two_a_drum() {
        let part = part(&[0, 1, 2], 3, OutputKind::Combinations);
        // Kick and third drum: 1 + 4.
        let cells = tensor(&[1.0, 0.0, 1.0, 0.4, 0.0, 0.9, 0.1, 0.0, 0.2], [1, 1, 9]);
        let heard = numbers(part.hear(cells.clone())).unwrap();
        assert_eq!(heard, [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let said = tensor(&[0.1, -0.4, 0.3, 0.0, 1.0, 0.5, -1.0, 0.2], [1, 1, 8]);
        let found = part.against(said.clone(), cells);
        let exponentials = numbers(said.clone()).unwrap().into_iter().map(f32::exp);
        let expected = exponentials.sum::<f32>().ln() - 0.5;
        assert!((numbers(found.hits).unwrap()[0] - expected).abs() < 1e-6);
        // The fifth is the most probable: the third drum alone, as loud as the reference writes.
        let greedy = numbers(part.choose(said, None)).unwrap();
        let loud = 80.0 / 127.0;
        assert_eq!(greedy, [0.0, 0.0, 1.0, 0.0, 0.0, loud, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn chance_chooses_combinations_by_their_probability() {
        let part = part(&[0, 1], 2, OutputKind::Combinations);
        let probabilities = [0.1_f32, 0.2, 0.3, 0.4];
        let said = tensor(&probabilities.map(f32::ln), [1, 1, 4]);
        let number = |noise: f32, temperature: f32| {
            let chance = Some((tensor(&[noise, 0.0], [1, 1, 2]), temperature));
            let cells = numbers(part.choose(said.clone(), chance)).unwrap();
            cells[0] + 2.0 * cells[1]
        };
        let found = [0.05, 0.15, 0.29, 0.31, 0.59, 0.61, 0.999_999_9].map(|at| number(at, 1.0));
        assert_eq!(found, [0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0]);
        assert_eq!(number(0.05, 0.05), 3.0, "the colder, the nearer to greedy");
    }

    #[test]
    fn the_error_of_all_is_the_sum_over_the_parts() {
        let values: Vec<f32> = (0..24).map(|at| f32::from(at % 5 == 0)).collect();
        let truth = tensor(&values, [2, 1, 12]);
        let said: Vec<f32> = (0..24).map(|one| (one as f32 * 0.7).sin()).collect();
        let said = tensor(&said, [2, 1, 12]);
        let all = part(&[0, 1, 2, 3], 4, OutputKind::Groove);
        let whole = numbers(all.against(said.clone(), truth.clone()).total()).unwrap()[0];
        let sum: f32 = [[2, 0], [1, 3]]
            .map(|drums| {
                let part = part(&drums, 4, OutputKind::Groove);
                let (said, truth) = (part.cells(said.clone()), part.cells(truth.clone()));
                numbers(part.against(said, truth).total()).unwrap()[0]
            })
            .iter()
            .sum();
        assert!((whole - sum).abs() < 1e-5, "{whole} {sum}");
    }
}

//! The same networks once more, number by number in float64: as `spec.md` tells them, without
//! tensors.

use burn::tensor::{Device, Tensor};

use super::{
    super::{Dropout, Layout, ReferenceNetwork, config::OutputKind},
    WINDOWS, examples, layouts, noise, parameters,
};
use crate::{evaluate::numbers, network::parameters::Parameters};

type Numbers = Vec<f64>;
type Sequence = Vec<Numbers>;

/// A layer's memory: cell and output.
#[derive(Clone)]
struct Memory {
    cell: Numbers,
    output: Numbers,
}

struct Scalar<'a> {
    parameters: &'a Parameters,
    layout: &'a Layout,
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

impl Scalar<'_> {
    fn dense(&self, scope: &str, input: &[f64]) -> Numbers {
        let kernel = self.parameters.matrix(&format!("{scope}/kernel")).unwrap();
        let bias = self.parameters.matrix(&format!("{scope}/bias")).unwrap();
        assert_eq!(kernel.rows, input.len(), "{scope}");
        (0..kernel.columns)
            .map(|column| {
                let weights = kernel.values.iter().skip(column).step_by(kernel.columns);
                let products = weights.zip(input).map(|(&a, b)| f64::from(a) * b);
                f64::from(bias.values[column]) + products.sum::<f64>()
            })
            .collect()
    }

    /// A step of one layer.
    fn lstm(&self, scope: &str, input: &[f64], memory: &mut Memory) -> Numbers {
        let heard: Numbers = input.iter().chain(&memory.output).copied().collect();
        let gates = self.dense(&format!("{scope}/lstm_cell"), &heard);
        let units = memory.cell.len();
        for unit in 0..units {
            let [input, candidate, forget, output] =
                [0, 1, 2, 3].map(|gate| gates[gate * units + unit]);
            memory.cell[unit] =
                sigmoid(input) * candidate.tanh() + sigmoid(forget + 1.0) * memory.cell[unit];
            memory.output[unit] = sigmoid(output) * memory.cell[unit].tanh();
        }
        memory.output.clone()
    }

    fn stack(&self, scope: &str, input: &[f64], memories: &mut [Memory]) -> Numbers {
        let mut signal = input.to_vec();
        for (at, memory) in memories.iter_mut().enumerate() {
            signal = self.lstm(
                &format!("{scope}/multi_rnn_cell/cell_{at}"),
                &signal,
                memory,
            );
        }
        signal
    }

    fn begin(&self, scope: &str, embedding: &[f64]) -> Vec<Memory> {
        let states = self.dense(scope, embedding).into_iter().map(f64::tanh);
        let mut states = states.collect::<Numbers>().into_iter();
        let mut next = |units: usize| states.by_ref().take(units).collect::<Numbers>();
        let units = &self.layout.network.decoder.layers;
        units
            .iter()
            .map(|&units| Memory {
                cell: next(units),
                output: next(units),
            })
            .collect()
    }

    /// What is read of a piece: both ways, layer by layer.
    fn read(&self, scope: &str, piece: &[Numbers]) -> Numbers {
        let mut sequence = piece.to_vec();
        for (at, &units) in self.layout.network.encoder.layers.iter().enumerate() {
            let way = |way: &str, order: Vec<usize>| {
                let scope =
                    format!("{scope}/cell_{at}/bidirectional_rnn/{way}/multi_rnn_cell/cell_0");
                let zeros = vec![0.0; units];
                let mut memory = Memory {
                    cell: zeros.clone(),
                    output: zeros,
                };
                let mut said = vec![vec![]; order.len()];
                for step in order {
                    said[step] = self.lstm(&scope, &sequence[step], &mut memory);
                }
                said
            };
            let steps = sequence.len();
            let onward = way("fw", (0..steps).collect());
            let backward = way("bw", (0..steps).rev().collect());
            let both = onward.into_iter().zip(backward);
            sequence = both.map(|(a, b)| [a, b].concat()).collect();
        }
        let half = sequence[0].len() / 2;
        [&sequence[sequence.len() - 1][..half], &sequence[0][half..]].concat()
    }

    fn encode(&self, inputs: Sequence) -> [Numbers; 2] {
        let levels = &self.layout.network.encoder.levels;
        let mut sequence = inputs;
        if levels.is_empty() {
            sequence = vec![self.read("encoder", &sequence)];
        }
        for (at, &length) in levels.iter().enumerate() {
            let scope = format!("encoder/hierarchical_level_{at}");
            let pieces = sequence.chunks(length);
            sequence = pieces.map(|piece| self.read(&scope, piece)).collect();
        }
        assert_eq!(sequence.len(), 1);
        let spread = self.dense("encoder/sigma", &sequence[0]);
        let spread = spread.into_iter().map(|x| (1.0 + x.exp()).ln()).collect();
        [self.dense("encoder/mu", &sequence[0]), spread]
    }

    /// What a part hears of its drums in a step.
    fn heard(&self, group: &[usize], step: &[f64]) -> Numbers {
        let drums = self.layout.drums;
        match self.layout.network.output {
            OutputKind::Groove => {
                let kinds = [0, 1, 2].into_iter();
                kinds
                    .flat_map(|kind| group.iter().map(move |drum| step[kind * drums + drum]))
                    .collect()
            }
            OutputKind::Combinations => {
                let hits = group.iter().enumerate();
                let number: usize = hits
                    .map(|(at, &drum)| usize::from(step[drum] > 0.5) << at)
                    .sum();
                (0..1 << group.len())
                    .map(|at| f64::from(at == number))
                    .collect()
            }
        }
    }

    /// What each part says at each step while it hears the truth.
    fn decode(&self, latents: &[f64], truth: &Sequence, controls: &Sequence) -> Sequence {
        let mut said = vec![];
        self.descend(0, latents, truth, controls, &mut said);
        said
    }

    fn descend(
        &self,
        level: usize,
        embedding: &[f64],
        truth: &Sequence,
        controls: &Sequence,
        said: &mut Sequence,
    ) -> Numbers {
        let decoder = &self.layout.network.decoder;
        if level + 1 >= decoder.levels.len().max(1) {
            return self.piece(embedding, truth, controls, said);
        }
        let scope = format!("decoder/hierarchical_level_{level}");
        let mut memories = self.begin(&format!("{scope}/initial_state"), embedding);
        let mut ended: Option<Numbers> = None;
        for _ in 0..decoder.levels[level] {
            let input = if decoder.autoregressive {
                let rows = self
                    .parameters
                    .matrix(&format!("{scope}/multi_rnn_cell/cell_0/lstm_cell/kernel"));
                let width = rows.unwrap().rows - decoder.layers[0] - embedding.len();
                let ended = ended.unwrap_or_else(|| vec![0.0; width]);
                [ended, embedding.to_vec()].concat()
            } else {
                vec![0.0]
            };
            let leads = self.stack(&scope, &input, &mut memories);
            ended = Some(self.descend(level + 1, &leads, truth, controls, said));
        }
        flat(&[memories])
    }

    fn piece(
        &self,
        embedding: &[f64],
        truth: &Sequence,
        controls: &Sequence,
        said: &mut Sequence,
    ) -> Numbers {
        let decoder = &self.layout.network.decoder;
        let groups = decoder.groups(self.layout.drums);
        let scope = |part: usize| {
            let led = if decoder.levels.len() > 1 {
                "core_decoder/"
            } else {
                ""
            };
            let of_part = format!("core_decoder_{part}/");
            let of_part = if groups.len() > 1 { &of_part } else { "" };
            format!("{led}{of_part}decoder")
        };
        let mut memories: Vec<Vec<Memory>> = (0..groups.len())
            .map(|part| self.begin(&format!("{}/z_to_initial_state", scope(part)), embedding))
            .collect();
        let pieces = decoder.levels.iter().rev().skip(1).product::<usize>();
        for _ in 0..self.layout.steps / pieces {
            let step = said.len();
            let heard_before = |group: &Vec<usize>| match step {
                0 => vec![0.0; self.heard(group, &truth[0]).len()],
                _ => self.heard(group, &truth[step - 1]),
            };
            let mut all = vec![];
            for (part, group) in groups.iter().enumerate() {
                let mut input = vec![];
                if decoder.parts_hear_each_other {
                    groups
                        .iter()
                        .for_each(|one| input.extend(heard_before(one)));
                    let earlier = groups[..part].iter();
                    earlier.for_each(|one| input.extend(self.heard(one, &truth[step])));
                } else {
                    input.extend(heard_before(group));
                }
                input.extend(embedding);
                input.extend(&controls[step]);
                let signal = self.stack(&scope(part), &input, &mut memories[part]);
                all.extend(self.dense(&format!("{}/output_projection", scope(part)), &signal));
            }
            said.push(all);
        }
        flat(&memories)
    }
}

/// Layer by layer: the cells of all parts, then their outputs.
fn flat(parts: &[Vec<Memory>]) -> Numbers {
    let mut numbers = vec![];
    for layer in 0..parts[0].len() {
        parts
            .iter()
            .for_each(|part| numbers.extend(&part[layer].cell));
        parts
            .iter()
            .for_each(|part| numbers.extend(&part[layer].output));
    }
    numbers
}

/// One window of a tensor, steps first.
fn window(tensor: Tensor<3>, window: usize) -> Sequence {
    let [_, windows, width] = tensor.dims();
    let values = numbers(tensor).unwrap();
    let steps = values.chunks(windows * width);
    steps
        .map(|step| {
            let own = &step[window * width..(window + 1) * width];
            own.iter().map(|&one| f64::from(one)).collect()
        })
        .collect()
}

fn near(name: &str, tensors: &[f64], scalar: &[f64]) {
    assert_eq!(tensors.len(), scalar.len(), "{name}");
    for (a, b) in tensors.iter().zip(scalar) {
        assert!((a - b).abs() < 1e-5, "{name}: {a} {b}");
    }
}

#[test]
fn every_network_is_what_it_is_number_by_number() {
    let device = Device::flex();
    for (name, layout) in layouts() {
        let parameters = parameters(&layout);
        let network = ReferenceNetwork::new(&layout, &parameters, false, &device);
        let examples = examples(&layout, &device);
        let mut off = Dropout::off();
        let controls = examples.controls;
        let posterior = network.encode(examples.inputs.clone(), controls.clone(), &mut off);
        let z = noise(&layout, &device);
        let truth = examples.truth;
        let raw = network.reconstruct(z.clone(), truth.clone(), controls.clone(), &mut off);
        let raw = Tensor::cat(raw, 2);
        for at in 0..WINDOWS {
            let scalar = Scalar {
                parameters: &parameters,
                layout: &layout,
            };
            let row = |rows: &Tensor<2>| {
                let width = rows.dims()[1];
                window(rows.clone().reshape([1, WINDOWS, width]), at).concat()
            };
            let controls = match &controls {
                Some(controls) => window(controls.clone(), at),
                None => vec![vec![]; layout.steps],
            };
            let inputs = window(examples.inputs.clone(), at);
            let inputs = inputs.into_iter().zip(&controls);
            let inputs = inputs.map(|(a, b)| [a, b.clone()].concat()).collect();
            let [mean, spread] = scalar.encode(inputs);
            near(name, &row(&posterior.mean), &mean);
            near(name, &row(&posterior.spread), &spread);
            let said = scalar.decode(&row(&z), &window(truth.clone(), at), &controls);
            near(name, &window(raw.clone(), at).concat(), &said.concat());
        }
    }
}

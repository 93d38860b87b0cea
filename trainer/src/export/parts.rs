//! Parts that both graphs have: dense layers, one step of a recurrence, the conductor.

use super::graph::{Graph, Value};
use crate::{
    config::NetworkConfig,
    error::TrainError,
    network::{
        layers::LEAST_SPREAD,
        parameters::{Matrix, Parameters},
    },
};

/// A network on its way into a graph.
pub struct Parts<'a> {
    /// The graph.
    pub graph: &'a mut Graph,
    /// The weights.
    pub parameters: &'a Parameters,
    /// The sizes.
    pub config: &'a NetworkConfig,
}

/// State of a recurrence.
pub struct Memory {
    /// What it says.
    pub output: Value,
    /// What it keeps.
    pub cell: Value,
}

/// A normal distribution.
pub struct Normal {
    /// Its mean.
    pub mean: Value,
    /// Its standard deviation.
    pub spread: Value,
}

/// What the conductor says, bars along axis 1.
pub struct Lead {
    /// `[batch, bars, context]`.
    pub contexts: Value,
    /// `[batch, bars, bar latent]`.
    pub prior: Normal,
}

/// Rows of a matrix.
pub fn rows(matrix: &Matrix, start: usize, end: usize) -> Matrix {
    let values = matrix.values[start * matrix.columns..end * matrix.columns].to_vec();
    Matrix {
        rows: end - start,
        columns: matrix.columns,
        values,
    }
}

impl Parts<'_> {
    /// A dense layer over the last axis.
    pub fn dense(&mut self, name: &str, input: &Value) -> Result<Value, TrainError> {
        let weight = self.parameters.matrix(&format!("{name}.weight"))?;
        let bias = self.parameters.matrix(&format!("{name}.bias"))?;
        let weight = self.graph.matrix(&weight);
        let bias = self.graph.constant(&bias.values, &[bias.columns]);
        let product = self.graph.matmul(input, &weight);
        Ok(self.graph.add(&product, &bias))
    }

    /// Mean and spread along an axis that holds both.
    pub fn normal(&mut self, head: &Value, axis: i64, latents: usize) -> Normal {
        let mean = self.graph.slice(head, axis, 0, latents);
        let raw = self.graph.slice(head, axis, latents, 2 * latents);
        let soft = self.graph.each("Softplus", &raw);
        let least = self.graph.number(LEAST_SPREAD);
        let spread = self.graph.add(&soft, &least);
        Normal { mean, spread }
    }

    /// The state that a dense layer begins with.
    pub fn begin(&mut self, name: &str, input: &Value, size: usize) -> Result<Memory, TrainError> {
        let head = self.dense(name, input)?;
        let squashed = self.graph.each("Tanh", &head);
        Ok(Memory {
            output: self.graph.slice(&squashed, 1, 0, size),
            cell: self.graph.slice(&squashed, 1, size, 2 * size),
        })
    }

    /// The conductor over the bars: `[batch, phrase]` → contexts and priors.
    pub fn lead(&mut self, phrase: &Value) -> Result<Lead, TrainError> {
        let NetworkConfig {
            grid,
            conductor: size,
            context,
            bar_latent,
            ..
        } = *self.config;
        let kernel = self.parameters.matrix("conductor.kernel")?;
        let memory_kernel = self.graph.matrix(&rows(&kernel, grid.bars(), kernel.rows));
        let shared = self.dense("conductor.share", phrase)?;
        let mut memory = self.begin("conductor.begin", phrase, size)?;
        let mut outputs = Vec::with_capacity(grid.bars());
        for bar in 0..grid.bars() {
            let position = rows(&kernel, bar, bar + 1);
            let position = self.graph.constant(&position.values, &[4 * size]);
            let heard = self.graph.matmul(&memory.output, &memory_kernel);
            let gates = self.graph.add(&heard, &shared);
            let gates = self.graph.add(&gates, &position);
            memory = cell(self.graph, &gates, Some(&memory.cell), size);
            outputs.push(self.graph.reshape(&memory.output, &[-1, 1, size as i64]));
        }
        let outputs: Vec<&Value> = outputs.iter().collect();
        let outputs = self.graph.concat(&outputs, 1);

        let weight = self.parameters.matrix("context.weight")?;
        let bias = self.parameters.matrix("context.bias")?;
        let from_conductor = self.graph.matrix(&rows(&weight, 0, size));
        let from_phrase = self.graph.matrix(&rows(&weight, size, weight.rows));
        let bias = self.graph.constant(&bias.values, &[context]);
        let phrase = self.graph.matmul(phrase, &from_phrase);
        let phrase = self.graph.add(&phrase, &bias);
        let phrase = self.graph.reshape(&phrase, &[-1, 1, context as i64]);
        let conducted = self.graph.matmul(&outputs, &from_conductor);
        let contexts = self.graph.add(&conducted, &phrase);
        let contexts = self.graph.each("Relu", &contexts);

        let prior = self.dense("prior", &outputs)?;
        Ok(Lead {
            contexts,
            prior: self.normal(&prior, 2, bar_latent),
        })
    }
}

/// One step of a recurrence from its gates, `[batch, 4 × size]`; without a cell it begins at rest.
pub fn cell(graph: &mut Graph, gates: &Value, before: Option<&Value>, size: usize) -> Memory {
    let sigmoids = graph.slice(gates, 1, 0, 3 * size);
    let sigmoids = graph.each("Sigmoid", &sigmoids);
    let candidate = graph.slice(gates, 1, 3 * size, 4 * size);
    let candidate = graph.each("Tanh", &candidate);
    let input = graph.slice(&sigmoids, 1, 0, size);
    let forget = graph.slice(&sigmoids, 1, size, 2 * size);
    let output = graph.slice(&sigmoids, 1, 2 * size, 3 * size);
    let fresh = graph.mul(&input, &candidate);
    let cell = match before {
        None => fresh,
        Some(before) => {
            let kept = graph.mul(&forget, before);
            graph.add(&kept, &fresh)
        }
    };
    let squashed = graph.each("Tanh", &cell);
    Memory {
        output: graph.mul(&output, &squashed),
        cell,
    }
}

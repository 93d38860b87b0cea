//! The learned prior in a graph: latents to noise in the encoder, noise to latents in the decoder.
//!
//! The same sums as [`crate::prior::Flow`] has, bar after bar in both directions. What a coupling
//! does not look at or does not change has weights of zero here; what a bar has none of (bars
//! before the first) is left out of the products.

use super::{
    graph::{Graph, Value},
    parts::rows,
};
use crate::{
    error::TrainError,
    network::parameters::{Matrix, Parameters},
    prior::{POINTS, Prior, Shape, Whitening, kept, pairs, signs},
};

/// The flow's weights as constants of a graph.
pub struct Flow {
    shape: Shape,
    relation: usize,
    limit: f32,
    phrase: Linear,
    bar: Linear,
    phrase_couplings: Vec<Coupling>,
    /// The relation's hidden layer, as each bar needs it.
    hidden: Vec<Dense>,
    summary: Dense,
    head: Dense,
    bar_couplings: Vec<Coupling>,
}

/// Posteriors under the prior.
pub struct Posterior {
    /// `[batch, latents]`.
    pub mean: Value,
    /// `[batch, latents]`.
    pub spread: Value,
    /// `[batch, 1]`.
    pub divergence: Value,
}

struct Linear {
    mean: Value,
    whiten: Value,
    color: Value,
    volume: f32,
}

struct Dense {
    weight: Value,
    bias: Value,
}

struct Coupling {
    hidden: Dense,
    second: Dense,
    head: Dense,
    size: usize,
}

/// What scales and shifts some numbers.
struct Terms {
    log_scale: Value,
    shift: Value,
}

impl Dense {
    fn of(graph: &mut Graph, weight: &Matrix, bias: &[f32]) -> Self {
        Self {
            weight: graph.matrix(weight),
            bias: graph.constant(bias, &[bias.len()]),
        }
    }

    fn named(graph: &mut Graph, parameters: &Parameters, name: &str) -> Result<Self, TrainError> {
        let (weight, bias) = layer(parameters, name)?;
        Ok(Self::of(graph, &weight, &bias))
    }

    fn forward(&self, graph: &mut Graph, input: &Value) -> Value {
        let product = graph.matmul(input, &self.weight);
        graph.add(&product, &self.bias)
    }
}

impl Linear {
    fn new(graph: &mut Graph, whitening: &Whitening) -> Self {
        Self {
            mean: graph.constant(&whitening.mean, &[whitening.mean.len()]),
            whiten: graph.matrix(&whitening.whiten),
            color: graph.matrix(&whitening.color),
            volume: whitening.volume,
        }
    }

    fn whiten(&self, graph: &mut Graph, latents: &Value) -> Value {
        let away = graph.sub(latents, &self.mean);
        graph.matmul(&away, &self.whiten)
    }

    fn color(&self, graph: &mut Graph, white: &Value) -> Value {
        let colored = graph.matmul(white, &self.color);
        graph.add(&colored, &self.mean)
    }
}

impl Coupling {
    fn new(
        graph: &mut Graph,
        parameters: &Parameters,
        name: &str,
        kept: &[f32],
    ) -> Result<Self, TrainError> {
        let (mut weight, bias) = layer(parameters, &format!("{name}.hidden"))?;
        let columns = weight.columns;
        for (row, kept) in weight.values.chunks_exact_mut(columns).zip(kept) {
            row.iter_mut().for_each(|weight| *weight *= kept);
        }
        let hidden = Dense::of(graph, &weight, &bias);
        let second = Dense::named(graph, parameters, &format!("{name}.second"))?;
        let (mut weight, mut bias) = layer(parameters, &format!("{name}.head"))?;
        let changed = || kept.iter().chain(kept).map(|kept| 1.0 - kept);
        let columns = weight.columns;
        for row in weight.values.chunks_exact_mut(columns) {
            row.iter_mut()
                .zip(changed())
                .for_each(|(weight, changed)| *weight *= changed);
        }
        bias.iter_mut()
            .zip(changed())
            .for_each(|(bias, changed)| *bias *= changed);
        Ok(Self {
            hidden,
            second,
            head: Dense::of(graph, &weight, &bias),
            size: kept.len(),
        })
    }

    fn terms(
        &self,
        graph: &mut Graph,
        numbers: &Value,
        summary: Option<&Value>,
        limit: f32,
    ) -> Terms {
        let seen = match summary {
            Some(summary) => graph.concat(&[numbers, summary], 1),
            None => numbers.clone(),
        };
        let hidden = self.hidden.forward(graph, &seen);
        let hidden = graph.each("Relu", &hidden);
        let hidden = self.second.forward(graph, &hidden);
        let hidden = graph.each("Relu", &hidden);
        let head = self.head.forward(graph, &hidden);
        let log_scale = graph.slice(&head, 1, 0, self.size);
        Terms {
            log_scale: limited(graph, &log_scale, limit),
            shift: graph.slice(&head, 1, self.size, 2 * self.size),
        }
    }
}

impl Terms {
    /// Towards the noise.
    fn forward(&self, graph: &mut Graph, numbers: &Value) -> Value {
        let away = graph.sub(numbers, &self.shift);
        let scale = graph.each("Exp", &self.log_scale);
        graph.div(&away, &scale)
    }

    /// Back to the latents.
    fn backward(&self, graph: &mut Graph, noise: &Value) -> Value {
        let scale = graph.each("Exp", &self.log_scale);
        let scaled = graph.mul(noise, &scale);
        graph.add(&scaled, &self.shift)
    }
}

impl Flow {
    /// Puts the weights into a graph.
    pub fn new(graph: &mut Graph, prior: &Prior) -> Result<Self, TrainError> {
        let (shape, parameters) = (prior.shape, &prior.parameters);
        let phrase = Linear::new(graph, &prior.phrase);
        let bar = Linear::new(graph, &prior.bar);
        let mut couplings = |of: &str, count: usize, size: usize| {
            (0..count)
                .map(|number| {
                    let name = format!("{of}.{number}");
                    Coupling::new(graph, parameters, &name, &kept(size, number))
                })
                .collect::<Result<Vec<_>, _>>()
        };
        let phrase_couplings = couplings("phrase", prior.config.phrase_couplings, shape.phrase)?;
        let bar_couplings = couplings("bar", prior.config.bar_couplings, shape.bar)?;
        let (weight, bias) = layer(parameters, "relation.hidden")?;
        let hidden = (0..shape.bars)
            .map(|number| {
                let (weight, bias) = hidden(&weight, &bias, shape, number);
                Dense::of(graph, &weight, &bias)
            })
            .collect();
        Ok(Self {
            shape,
            relation: prior.config.relation,
            limit: prior.config.largest_log_scale,
            phrase,
            bar,
            phrase_couplings,
            hidden,
            summary: Dense::named(graph, parameters, "relation.summary")?,
            head: Dense::named(graph, parameters, "relation.head")?,
            bar_couplings,
        })
    }

    /// How a bar relates to the phrase and to the bars before it, the nearest first; and what its
    /// couplings are told.
    fn related(&self, graph: &mut Graph, phrase: &Value, before: &[&Value]) -> (Terms, Value) {
        let bar = self.shape.bar;
        let mut seen = vec![phrase.clone()];
        seen.extend(before.iter().map(|&before| before.clone()));
        for (nearer, further) in pairs(self.shape.bars) {
            if let (Some(nearer), Some(further)) = (before.get(nearer), before.get(further)) {
                let difference = graph.sub(nearer, further);
                seen.push(graph.each("Abs", &difference));
            }
        }
        let seen: Vec<&Value> = seen.iter().collect();
        let seen = match seen[..] {
            [alone] => alone.clone(),
            _ => graph.concat(&seen, 1),
        };
        let both = self.hidden[before.len()].forward(graph, &seen);
        let numbers = graph.slice(&both, 1, 0, self.relation);
        let gates = graph.slice(&both, 1, self.relation, 2 * self.relation);
        let gates = graph.each("Sigmoid", &gates);
        let hidden = graph.mul(&numbers, &gates);
        let summary = self.summary.forward(graph, &hidden);
        let summary = graph.each("Relu", &summary);
        let head = self.head.forward(graph, &hidden);
        let mut shift = graph.slice(&head, 1, 0, bar);
        let log_scale = graph.slice(&head, 1, bar, 2 * bar);
        let log_scale = limited(graph, &log_scale, self.limit);
        for (lag, before) in before.iter().enumerate() {
            let weight = graph.slice(&head, 1, (2 + lag) * bar, (3 + lag) * bar);
            let share = graph.mul(&weight, before);
            shift = graph.add(&shift, &share);
        }
        (Terms { log_scale, shift }, summary)
    }

    /// Latents, `[rows, latents]`, as noise; and minus the logarithm of the prior's density there,
    /// less ½ ln 2π for each number, `[rows, 1]`.
    fn place(&self, graph: &mut Graph, latents: &Value) -> (Value, Value) {
        let Shape { phrase, bar, bars } = self.shape;
        let limit = self.limit;
        let of_phrase = graph.slice(latents, 1, 0, phrase);
        let phrase_white = self.phrase.whiten(graph, &of_phrase);
        let mut parts = vec![phrase_white.clone()];
        let mut log_scales = Vec::new();
        for coupling in &self.phrase_couplings {
            let terms = coupling.terms(graph, &parts[0], None, limit);
            parts[0] = terms.forward(graph, &parts[0]);
            log_scales.push(terms.log_scale);
        }
        let mut known: Vec<Value> = Vec::new();
        for number in 0..bars {
            let start = phrase + number * bar;
            let here = graph.slice(latents, 1, start, start + bar);
            let white = self.bar.whiten(graph, &here);
            let before: Vec<&Value> = known.iter().rev().collect();
            let (terms, summary) = self.related(graph, &phrase_white, &before);
            let mut noise = terms.forward(graph, &white);
            log_scales.push(terms.log_scale);
            for coupling in &self.bar_couplings {
                let terms = coupling.terms(graph, &noise, Some(&summary), limit);
                noise = terms.forward(graph, &noise);
                log_scales.push(terms.log_scale);
            }
            parts.push(noise);
            known.push(white);
        }
        let parts: Vec<&Value> = parts.iter().collect();
        let noise = graph.concat(&parts, 1);
        let log_scales: Vec<&Value> = log_scales.iter().collect();
        let log_scales = graph.concat(&log_scales, 1);
        let width =
            phrase * self.phrase_couplings.len() + bars * bar * (1 + self.bar_couplings.len());
        let log_scale = total(graph, &log_scales, width);
        let squares = graph.mul(&noise, &noise);
        let squares = total(graph, &squares, self.shape.latents());
        let half = graph.number(0.5);
        let surprise = graph.mul(&squares, &half);
        let surprise = graph.add(&surprise, &log_scale);
        let volume = graph.number(self.phrase.volume + bars as f32 * self.bar.volume);
        (noise, graph.sub(&surprise, &volume))
    }

    /// Noise, `[batch, latents]`, as latents.
    pub fn latents(&self, graph: &mut Graph, noise: &Value) -> Value {
        let Shape { phrase, bar, bars } = self.shape;
        let mut of_phrase = graph.slice(noise, 1, 0, phrase);
        for coupling in self.phrase_couplings.iter().rev() {
            let terms = coupling.terms(graph, &of_phrase, None, self.limit);
            of_phrase = terms.backward(graph, &of_phrase);
        }
        let mut known: Vec<Value> = Vec::new();
        let mut parts = vec![self.phrase.color(graph, &of_phrase)];
        for number in 0..bars {
            let before: Vec<&Value> = known.iter().rev().collect();
            let (related, summary) = self.related(graph, &of_phrase, &before);
            let start = phrase + number * bar;
            let mut here = graph.slice(noise, 1, start, start + bar);
            for coupling in self.bar_couplings.iter().rev() {
                let terms = coupling.terms(graph, &here, Some(&summary), self.limit);
                here = terms.backward(graph, &here);
            }
            let here = related.backward(graph, &here);
            parts.push(self.bar.color(graph, &here));
            known.push(here);
        }
        let parts: Vec<&Value> = parts.iter().collect();
        graph.concat(&parts, 1)
    }

    /// Posteriors, `[batch, latents]` both, under the prior.
    pub fn posterior(&self, graph: &mut Graph, mean: &Value, spread: &Value) -> Posterior {
        let size = self.shape.latents();
        let by_point = [-1, 1, size as i64];
        let means = graph.reshape(mean, &by_point);
        let spreads = graph.reshape(spread, &by_point);
        let signs = graph.constant(&signs(size).concat(), &[1, POINTS, size]);
        let away = graph.mul(&spreads, &signs);
        let points = graph.add(&means, &away);
        let points = graph.concat(&[&means, &points], 1);
        let points = graph.reshape(&points, &[-1, size as i64]);
        let (noise, surprise) = self.place(graph, &points);

        let noise = graph.reshape(&noise, &[-1, POINTS as i64 + 1, size as i64]);
        let center = graph.slice(&noise, 1, 0, 1);
        let around = graph.slice(&noise, 1, 1, POINTS + 1);
        let away = graph.sub(&around, &center);
        let squares = graph.mul(&away, &away);
        let variance = graph.mean(&squares, 1);
        let spread_of_noise = graph.each("Sqrt", &variance);

        let surprise = graph.reshape(&surprise, &[-1, POINTS as i64 + 1]);
        let surprise = graph.slice(&surprise, 1, 1, POINTS + 1);
        let surprise = graph.mean(&surprise, 1);
        let logs = graph.each("Log", spread);
        let density = total(graph, &logs, size);
        let half = graph.number(0.5 * size as f32);
        let density = graph.add(&density, &half);
        let flat = [-1, size as i64];
        Posterior {
            mean: graph.reshape(&center, &flat),
            spread: graph.reshape(&spread_of_noise, &flat),
            divergence: graph.sub(&surprise, &density),
        }
    }
}

fn layer(parameters: &Parameters, name: &str) -> Result<(Matrix, Vec<f32>), TrainError> {
    let weight = parameters.matrix(&format!("{name}.weight"))?;
    let bias = parameters.matrix(&format!("{name}.bias"))?;
    Ok((weight, bias.values))
}

fn limited(graph: &mut Graph, raw: &Value, limit: f32) -> Value {
    let limit = graph.number(limit);
    let squashed = graph.each("Tanh", raw);
    graph.mul(&squashed, &limit)
}

/// Sum over the last axis of `size`, `[rows, 1]`: as a product with ones.
fn total(graph: &mut Graph, value: &Value, size: usize) -> Value {
    let ones = graph.constant(&vec![1.0; size], &[size, 1]);
    graph.matmul(value, &ones)
}

/// The relation's hidden layer as a bar needs it that has so many bars before it: without the rows
/// of what it does not see, and with the row that says which bar it is in the bias.
fn hidden(weight: &Matrix, bias: &[f32], shape: Shape, number: usize) -> (Matrix, Vec<f32>) {
    let Shape { phrase, bar, bars } = shape;
    let lags = bars.saturating_sub(1);
    let mut seen = rows(weight, 0, phrase + number * bar);
    let mut take = |start: usize| {
        let more = rows(weight, start, start + bar);
        seen.values.extend(more.values);
        seen.rows += more.rows;
    };
    let first = phrase + lags * bar;
    for (at, (_, further)) in pairs(bars).enumerate() {
        if further < number {
            take(first + at * bar);
        }
    }
    let which = first + pairs(bars).count() * bar + number;
    let which = rows(weight, which, which + 1);
    let bias = bias.iter().zip(&which.values).map(|(a, b)| a + b).collect();
    (seen, bias)
}

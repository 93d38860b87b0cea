//! The encoder as a graph: grooves in their own units → posterior of all latents, under the
//! learned prior where there is one.

use super::{
    graph::{Graph, Size, Value},
    parts::{Memory, Parts, cell, rows},
    prior::Flow,
};
use crate::{
    config::NetworkConfig,
    error::TrainError,
    network::{layers::NORM_EPSILON, parameters::Parameters},
    prior::Prior,
};

/// The file's bytes.
pub fn encoder(
    parameters: &Parameters,
    config: &NetworkConfig,
    prior: Option<&Prior>,
) -> Result<Vec<u8>, TrainError> {
    let mut graph = Graph::new("encoder");
    let (bars, steps, drums) = (config.grid.bars(), config.grid.steps(), config.grid.drums());
    let shape = [Size::Named("batch"), Size::Fixed(steps), Size::Fixed(drums)];
    let hits = graph.input("hits", &shape);
    let velocities = graph.input("velocities", &shape);
    let offsets = graph.input("offsets", &shape);
    let two = graph.number(2.0);
    let halves = graph.mul(&offsets, &two);
    let steps = graph.concat(&[&hits, &velocities, &halves], 2);
    let input = graph.reshape(&steps, &[-1, config.bar_width() as i64]);

    let mut parts = Parts {
        graph: &mut graph,
        parameters,
        config,
    };
    let hidden = parts.dense("bar.hidden", &input)?;
    let hidden = norm_relu(&mut parts, "bar.hidden_norm", &hidden)?;
    let embeddings = parts.dense("bar.embedding", &hidden)?;
    let embeddings = norm_relu(&mut parts, "bar.embedding_norm", &embeddings)?;
    let width = config.bar_embedding as i64;
    let by_groove = parts.graph.reshape(&embeddings, &[-1, bars as i64, width]);

    let onward = over_bars(&mut parts, "bars.onward", &embeddings, false)?;
    let backward = over_bars(&mut parts, "bars.backward", &embeddings, true)?;
    let mut seen = Vec::new();
    for (bar, (onward, backward)) in onward.into_iter().zip(backward).enumerate() {
        let embedding = parts.graph.slice(&by_groove, 1, bar, bar + 1);
        seen.push(parts.graph.reshape(&embedding, &[-1, width]));
        seen.extend([onward, backward]);
    }
    let seen: Vec<&Value> = seen.iter().collect();
    let seen = parts.graph.concat(&seen, 1);
    let hidden = parts.dense("phrase.hidden", &seen)?;
    let hidden = parts.graph.each("Relu", &hidden);
    let head = parts.dense("phrase.head", &hidden)?;
    let phrase = parts.normal(&head, 1, config.phrase);

    let lead = parts.lead(&phrase.mean)?;
    let seen = parts.graph.concat(&[&by_groove, &lead.contexts], 2);
    let hidden = parts.dense("posterior.hidden", &seen)?;
    let hidden = parts.graph.each("Relu", &hidden);
    let head = parts.dense("posterior.head", &hidden)?;
    let posterior = parts.normal(&head, 2, config.bar_latent);

    let flat = [-1, (bars * config.bar_latent) as i64];
    let distance = graph.sub(&posterior.mean, &lead.prior.mean);
    let noise = graph.div(&distance, &lead.prior.spread);
    let noise = graph.reshape(&noise, &flat);
    let spread = graph.div(&posterior.spread, &lead.prior.spread);
    let spread = graph.reshape(&spread, &flat);
    let mean = graph.concat(&[&phrase.mean, &noise], 1);
    let spread = graph.concat(&[&phrase.spread, &spread], 1);
    let shape = [Size::Named("batch"), Size::Fixed(config.latents())];
    let (mean, spread) = match prior {
        None => (mean, spread),
        Some(prior) => {
            let flow = Flow::new(&mut graph, prior)?;
            let found = flow.posterior(&mut graph, &mean, &spread);
            let one = [Size::Named("batch"), Size::Fixed(1)];
            graph.output("divergence", &found.divergence, &one);
            (found.mean, found.spread)
        }
    };
    graph.output("mean", &mean, &shape);
    graph.output("spread", &spread, &shape);
    Ok(graph.into_bytes())
}

/// Layer normalisation and rectifier, from operations that every runtime has.
fn norm_relu(parts: &mut Parts<'_>, name: &str, input: &Value) -> Result<Value, TrainError> {
    let gain = parts.parameters.matrix(&format!("{name}.gain"))?;
    let bias = parts.parameters.matrix(&format!("{name}.bias"))?;
    let graph = &mut *parts.graph;
    let gain = graph.constant(&gain.values, &[gain.columns]);
    let bias = graph.constant(&bias.values, &[bias.columns]);
    let mean = graph.mean_last(input);
    let centered = graph.sub(input, &mean);
    let square = graph.mul(&centered, &centered);
    let variance = graph.mean_last(&square);
    let epsilon = graph.number(NORM_EPSILON);
    let variance = graph.add(&variance, &epsilon);
    let deviation = graph.each("Sqrt", &variance);
    let scaled = graph.div(&centered, &deviation);
    let scaled = graph.mul(&scaled, &gain);
    let shifted = graph.add(&scaled, &bias);
    Ok(graph.each("Relu", &shifted))
}

/// The outputs of a recurrence over the bars, in the order of time, each `[batch, size]`.
fn over_bars(
    parts: &mut Parts<'_>,
    name: &str,
    embeddings: &Value,
    reverse: bool,
) -> Result<Vec<Value>, TrainError> {
    let NetworkConfig {
        grid,
        bars: size,
        bar_embedding,
        ..
    } = *parts.config;
    let bars = grid.bars();
    let kernel = parts.parameters.matrix(&format!("{name}.kernel"))?;
    let mut fixed = rows(&kernel, bar_embedding, bar_embedding + bars);
    let bias = parts.parameters.matrix(&format!("{name}.bias"))?;
    for row in fixed.values.chunks_exact_mut(4 * size) {
        row.iter_mut()
            .zip(&bias.values)
            .for_each(|(number, bias)| *number += bias);
    }
    let graph = &mut *parts.graph;
    let fixed = graph.constant(&fixed.values, &[1, bars, 4 * size]);
    let input_kernel = graph.matrix(&rows(&kernel, 0, bar_embedding));
    let memory_kernel = graph.matrix(&rows(&kernel, bar_embedding + bars, kernel.rows));
    let heard = graph.matmul(embeddings, &input_kernel);
    let heard = graph.reshape(&heard, &[-1, bars as i64, 4 * size as i64]);
    let heard = graph.add(&heard, &fixed);
    let mut memory: Option<Memory> = None;
    let mut outputs = Vec::with_capacity(bars);
    for at in 0..bars {
        let bar = if reverse { bars - 1 - at } else { at };
        let here = graph.slice(&heard, 1, bar, bar + 1);
        let mut gates = graph.reshape(&here, &[-1, 4 * size as i64]);
        if let Some(memory) = &memory {
            let remembered = graph.matmul(&memory.output, &memory_kernel);
            gates = graph.add(&gates, &remembered);
        }
        let next = cell(
            graph,
            &gates,
            memory.as_ref().map(|memory| &memory.cell),
            size,
        );
        outputs.push(next.output.clone());
        memory = Some(next);
    }
    if reverse {
        outputs.reverse();
    }
    Ok(outputs)
}

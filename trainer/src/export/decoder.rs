//! The decoder as a graph: latents and noise → grooves. The bars run side by side through a scan
//! over the steps of a bar.

use super::{
    graph::{Graph, Size, Value},
    parts::{Parts, cell, rows},
    prior::Flow,
};
use crate::{
    config::NetworkConfig,
    error::TrainError,
    network::{LEAST_TEMPERATURE, parameters::Parameters},
    prior::Prior,
};

/// The file's bytes.
pub fn decoder(
    parameters: &Parameters,
    config: &NetworkConfig,
    prior: Option<&Prior>,
) -> Result<Vec<u8>, TrainError> {
    let NetworkConfig {
        grid,
        phrase,
        bar_latent,
        context,
        decoder: size,
        ..
    } = *config;
    let (bars, steps, drums) = (grid.bars(), grid.steps_per_bar(), grid.drums());
    let (width, all) = (config.step_width(), config.latents());
    let mut graph = Graph::new("decoder");
    let latents = graph.input("latents", &[Size::Named("batch"), Size::Fixed(all)]);
    let by_cell = [
        Size::Named("batch"),
        Size::Fixed(grid.steps()),
        Size::Fixed(drums),
    ];
    let noise = graph.input("noise", &by_cell);
    let temperature = graph.input("temperature", &[Size::Named("batch"), Size::Fixed(1)]);

    let latents = match prior {
        None => latents,
        Some(prior) => Flow::new(&mut graph, prior)?.latents(&mut graph, &latents),
    };

    // The bars' latents, from the phrase and from noise.
    let of_phrase = graph.slice(&latents, 1, 0, phrase);
    let of_bars = graph.slice(&latents, 1, phrase, all);
    let of_bars = graph.reshape(&of_bars, &[-1, bars as i64, bar_latent as i64]);
    let mut parts = Parts {
        graph: &mut graph,
        parameters,
        config,
    };
    let lead = parts.lead(&of_phrase)?;
    let moved = parts.graph.mul(&of_bars, &lead.prior.spread);
    let of_bars = parts.graph.add(&moved, &lead.prior.mean);
    let seen = parts.graph.concat(&[&lead.contexts, &of_bars], 2);
    let seen = parts
        .graph
        .reshape(&seen, &[-1, (context + bar_latent) as i64]);

    // What does not change from step to step, out of the loop.
    let memory = parts.begin("steps.begin", &seen, size)?;
    let shared = parts.dense("steps.share", &seen)?;
    let hidden = parts.dense("path.hidden", &seen)?;
    let hidden = parts.graph.each("Relu", &hidden);
    let path = parts.dense("path.steps", &hidden)?;
    let path = by_step(&mut graph, &path, steps, width);

    // noise < sigmoid(logit / temperature), solved for the logit: in the loop one comparison.
    let least = graph.number(LEAST_TEMPERATURE);
    let temperature = graph.max(&temperature, &least);
    let temperature = graph.reshape(&temperature, &[-1, 1, 1]);
    let one = graph.number(1.0);
    let rest = graph.sub(&one, &noise);
    let odds = graph.div(&noise, &rest);
    let logits = graph.each("Log", &odds);
    let thresholds = graph.mul(&logits, &temperature);
    let thresholds = by_step(&mut graph, &thresholds, steps, drums);

    let kernel = parameters.matrix("steps.kernel")?;
    let positions = rows(&kernel, width, width + steps);
    let positions = graph.constant(&positions.values, &[steps, 1, 4 * size]);
    let silence = silence(&mut graph, &seen, context + bar_latent, width);
    let body = body(parameters, config)?;
    let states = [&silence, &memory.output, &memory.cell, &shared];
    let found = graph.scan(body, &states, &[&path, &thresholds, &positions], 4);

    let outputs: Vec<Value> = found
        .iter()
        .map(|value| by_groove(&mut graph, value, grid.steps(), drums))
        .collect();
    let tempered = graph.div(&outputs[0], &temperature);
    let probabilities = graph.each("Sigmoid", &tempered);
    graph.output("probabilities", &probabilities, &by_cell);
    graph.output("hits", &outputs[1], &by_cell);
    graph.output("velocities", &outputs[2], &by_cell);
    let half = graph.number(0.5);
    let offsets = graph.mul(&outputs[3], &half);
    graph.output("offsets", &offsets, &by_cell);
    Ok(graph.into_bytes())
}

/// One step of all bars. States: what the step before was, output, cell, the gates' constant
/// share. Slices: the dense path, thresholds of the logits, the place in the bar.
fn body(parameters: &Parameters, config: &NetworkConfig) -> Result<Graph, TrainError> {
    let (size, drums, width) = (config.decoder, config.grid.drums(), config.step_width());
    let mut graph = Graph::new("step");
    let row = |size: usize| [Size::Open, Size::Fixed(size)];
    let told = graph.input("step.told", &row(width));
    let output = graph.input("step.output", &row(size));
    let before = graph.input("step.cell", &row(size));
    let shared = graph.input("step.shared", &row(4 * size));
    let path = graph.input("step.path", &row(width));
    let thresholds = graph.input("step.thresholds", &row(drums));
    let position = graph.input("step.position", &[Size::Fixed(1), Size::Fixed(4 * size)]);

    let kernel = parameters.matrix("steps.kernel")?;
    let mut heard = rows(&kernel, 0, width);
    let remembered = rows(&kernel, width + config.grid.steps_per_bar(), kernel.rows);
    heard.values.extend(remembered.values);
    heard.rows += remembered.rows;
    let kernel = graph.matrix(&heard);
    let both = graph.concat(&[&told, &output], 1);
    let gates = graph.matmul(&both, &kernel);
    let gates = graph.add(&gates, &shared);
    let gates = graph.add(&gates, &position);
    let memory = cell(&mut graph, &gates, Some(&before), size);

    let weight = graph.matrix(&parameters.matrix("steps.output")?);
    let raw = graph.matmul(&memory.output, &weight);
    let raw = graph.add(&raw, &path);
    let logits = graph.slice(&raw, 1, 0, drums);
    let hits = graph.greater(&logits, &thresholds);
    let velocities = graph.slice(&raw, 1, drums, 2 * drums);
    let velocities = graph.each("Sigmoid", &velocities);
    let halves = graph.slice(&raw, 1, 2 * drums, width);
    let halves = graph.each("Tanh", &halves);
    let struck_velocities = graph.mul(&velocities, &hits);
    let struck_halves = graph.mul(&halves, &hits);
    let told = graph.concat(&[&hits, &struck_velocities, &struck_halves], 1);

    graph.output("step.told.next", &told, &row(width));
    graph.output("step.output.next", &memory.output, &row(size));
    graph.output("step.cell.next", &memory.cell, &row(size));
    graph.output("step.shared.next", &shared, &row(4 * size));
    graph.output("step.logits", &logits, &row(drums));
    graph.output("step.hits", &hits, &row(drums));
    graph.output("step.velocities", &velocities, &row(drums));
    graph.output("step.halves", &halves, &row(drums));
    Ok(graph)
}

/// `[batch × …]` → `[steps of a bar, batch × bars, width]`.
fn by_step(graph: &mut Graph, value: &Value, steps: usize, width: usize) -> Value {
    let rows = graph.reshape(value, &[-1, steps as i64, width as i64]);
    graph.transpose(&rows, &[1, 0, 2])
}

/// `[steps of a bar, batch × bars, drums]` → `[batch, steps, drums]`.
fn by_groove(graph: &mut Graph, value: &Value, steps: usize, drums: usize) -> Value {
    let rows = graph.transpose(value, &[1, 0, 2]);
    graph.reshape(&rows, &[-1, steps as i64, drums as i64])
}

/// What the first step is told, zeros, as many rows as `like` has. A product with zeros, since the
/// embedded runtime takes no Expand before a recurrence.
fn silence(graph: &mut Graph, like: &Value, columns: usize, width: usize) -> Value {
    let zeros = graph.constant(&vec![0.0; columns * width], &[columns, width]);
    graph.matmul(like, &zeros)
}

//! `quatrain speed`: how fast a network trains on this machine.

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use trainer::{
    DeviceList,
    config::{self, Family},
    family,
    speed::{grooves_of_chance, measure},
};

/// Arguments of `quatrain speed`.
#[derive(Args)]
pub struct Arguments {
    /// Configuration: a name that `quatrain configs` lists, or a TOML file
    #[arg(long, value_name = "NAME", default_value = "quatrain_4bar")]
    config: String,
    /// Grooves in a step; without it as the configuration says
    #[arg(long)]
    batch: Option<usize>,
    /// Parts of a batch, a thread each; without it as the configuration says
    #[arg(long)]
    parts: Option<usize>,
    /// Where to compute: cpu, cuda:0 (or another number), wgpu, auto; or several with commas
    #[arg(long, default_value = "cpu")]
    devices: DeviceList,
    /// Steps measured
    #[arg(long, default_value_t = 20)]
    steps: usize,
    /// Steps before them that do not count
    #[arg(long, default_value_t = 2)]
    warm: usize,
    /// Grooves to choose from, made by chance: their number should not matter
    #[arg(long, default_value_t = 1_000)]
    grooves: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was measured; times in seconds a step.
#[derive(Serialize)]
struct Measured {
    batch: usize,
    steps: usize,
    seconds: f64,
    median_seconds: f64,
    least_seconds: f64,
    /// On all processors together; only where the system tells.
    cpu_seconds: Option<f64>,
}

/// Trains on grooves of chance, and says how long a step took.
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut config = config::find(&arguments.config)?;
    let group = match config.family() {
        Family::Quatrain => "optimizer",
        Family::Reference => "updates",
    };
    let settings = [
        ("batch", arguments.batch.map(|batch| batch.max(1))),
        ("parts", arguments.parts),
    ];
    let settings = settings
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{group}.{name}={}", value?)));
    config.set(&settings.collect::<Vec<_>>())?;
    let devices = arguments.devices.open()?;
    let Some(first) = devices.first().cloned() else {
        anyhow::bail!("no device");
    };
    let mut learner = family::begin(config, first)?;
    let (batch, grid) = (learner.batch(), learner.grid());
    learner.spread(devices)?;
    let dataset = grooves_of_chance(grid, arguments.grooves.max(batch));
    measure(learner.as_mut(), &dataset, arguments.warm, 0)?;
    let before = cpu_seconds();
    let steps = arguments.steps.max(1);
    let speed = measure(learner.as_mut(), &dataset, 0, steps)?;
    let cpu = before.zip(cpu_seconds());
    let measured = Measured {
        batch,
        steps,
        seconds: 1.0 / speed.steps_per_second(),
        median_seconds: speed.median.as_secs_f64(),
        least_seconds: speed.least.as_secs_f64(),
        cpu_seconds: cpu.map(|(before, after)| (after - before) / steps as f64),
    };
    if arguments.json {
        println!("{}", serde_json::to_string(&measured)?);
    } else {
        println!(
            "{:.2} steps/s of {batch} grooves: {:.3} s the median, {:.3} s the quickest",
            speed.steps_per_second(),
            measured.median_seconds,
            measured.least_seconds
        );
    }
    Ok(())
}

/// Time that this process has spent on processors, where Linux tells: user and system time are the
/// 14th and 15th field of its statistics, in hundredths of a second.
fn cpu_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = text.rsplit_once(')')?.1;
    let mut fields = after_name.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some((ticks()? + ticks()?) as f64 / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn time_on_the_processor_grows() {
        let before = cpu_seconds().unwrap();
        let mut number = 1_u64;
        while cpu_seconds().unwrap() <= before {
            number = std::hint::black_box(number.wrapping_mul(3));
        }
    }
}

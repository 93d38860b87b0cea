//! Trains from the command line: `train DATA RUN [PASSES] [--resume]`.

use std::error::Error;

use trainer::{DeviceChoice, TrainOptions, train};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, run, ..] = arguments.as_slice() else {
        return Err("usage: train DATA RUN [PASSES] [--resume]".into());
    };
    let mut options = TrainOptions::new(data.into(), run.into());
    options.device = DeviceChoice::Cpu;
    options.resume = arguments.iter().any(|argument| argument == "--resume");
    options.passes = arguments
        .get(2)
        .and_then(|passes| passes.parse().ok())
        .unwrap_or(12.0);
    options.command = format!("quatrain train DATA --out RUN --passes {}", options.passes);
    let summary = train(&options)?;
    println!(
        "{} steps, {:.2} passes: {}",
        summary.steps, summary.passes, summary.scores
    );
    Ok(())
}

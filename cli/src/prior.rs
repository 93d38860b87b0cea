//! `quatrain prior RUN --data DATA`: fit the prior over the latents of a run's best network.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use trainer::{
    DeviceChoice,
    prior::stage::{PriorOptions, fit_prior},
};

/// Arguments of `quatrain prior`.
#[derive(Args)]
pub struct Arguments {
    /// Folder of the run
    run: PathBuf,
    /// Folder of the dataset the run was trained on
    #[arg(long)]
    data: PathBuf,
    /// Steps of the fit, instead of the run's own number; 0 for no learned prior at all
    #[arg(long)]
    steps: Option<u64>,
    /// Where to compute: cpu, cuda:0 (or another number), or auto
    #[arg(long, default_value = "auto")]
    device: DeviceChoice,
    /// No progress bar
    #[arg(long, short)]
    quiet: bool,
}

/// Fits a prior anew, keeps it in the run's folder, and says how good it is.
pub fn run(arguments: &Arguments) -> Result<()> {
    let summary = fit_prior(&PriorOptions {
        run: arguments.run.clone(),
        data: arguments.data.clone(),
        device: arguments.device,
        quiet: arguments.quiet,
        steps: arguments.steps,
    })?;
    println!(
        "validation: {:.2} nats a groove under the prior of step {}, {:.2} under a normal distribution",
        summary.rate, summary.step, summary.normal
    );
    Ok(())
}

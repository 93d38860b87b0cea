//! `quatrain compare-golden DIR`: the reference's network and training beside ours, number by
//! number.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use trainer::{DeviceChoice, reference::golden};

/// Arguments of `quatrain compare-golden`.
#[derive(Args)]
pub struct Arguments {
    /// Folder of golden_model.json, golden_model.npz and golden_train.json
    folder: PathBuf,
    /// Where to compute: cpu, cuda:0 (or another number), or auto
    #[arg(long, default_value = "cpu")]
    device: DeviceChoice,
}

/// Compares each quantity; fails if one differs.
pub fn run(arguments: &Arguments) -> Result<()> {
    let device = arguments.device.open()?;
    let comparison = golden::compare(&arguments.folder, &device)?;
    let (mut numbers, mut differences) = (0, 0);
    for quantity in &comparison.quantities {
        println!("{quantity}");
        for difference in &quantity.differences {
            println!("  {difference}");
        }
        numbers += quantity.numbers;
        differences += quantity.differences.len();
    }
    for note in &comparison.notes {
        println!("{note}");
    }
    if differences > 0 {
        bail!(
            "{differences} of {numbers} numbers differ from the reference's by more than {:e}",
            golden::TOLERANCE
        );
    }
    println!(
        "all {numbers} numbers are the reference's, within {:e} of their size, \
         or of their array's root mean square where that is larger",
        golden::TOLERANCE
    );
    Ok(())
}

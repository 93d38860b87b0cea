//! `quatrain compare-golden DIR`: the reference's network and training beside ours, number by
//! number.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use trainer::{DeviceChoice, device::found, reference::golden};

/// Arguments of `quatrain compare-golden`.
#[derive(Args)]
pub struct Arguments {
    /// Folder of golden_model.json, golden_model.npz and golden_train.json
    folder: PathBuf,
    /// Where to compute: cpu, cuda:0 (or another number), wgpu, or auto; several with commas between
    /// them; or all, for every device that is to be had
    #[arg(long, default_value = "cpu", value_name = "DEVICES")]
    device: String,
}

/// What a comparison came to.
#[derive(Default)]
struct Outcome {
    numbers: usize,
    differences: usize,
}

/// Compares each quantity on each device; fails if one differs.
pub fn run(arguments: &Arguments) -> Result<()> {
    let all = arguments.device == "all";
    let devices: Vec<DeviceChoice> = if all {
        found().into_iter().map(|found| found.choice).collect()
    } else {
        let names = arguments.device.split(',').map(str::trim);
        names.map(str::parse).collect::<Result<_, _>>()?
    };
    let mut outcome = Outcome::default();
    let mut told = Vec::new();
    for device in devices {
        match device.open() {
            Err(error) if all => println!("{device}: left out; {error}"),
            opened => {
                println!("{device}:");
                let found = compare(&arguments.folder, &opened?)?;
                outcome.numbers += found.numbers;
                outcome.differences += found.differences;
                told.push(device.to_string());
            }
        }
    }
    let Outcome {
        numbers,
        differences,
    } = outcome;
    if differences > 0 {
        bail!(
            "{differences} of {numbers} numbers differ from the reference's by more than {:e}",
            golden::TOLERANCE
        );
    }
    println!(
        "all {numbers} numbers are the reference's on {}, within {:e} of their size, \
         or of their array's root mean square where that is larger",
        told.join(" and "),
        golden::TOLERANCE
    );
    Ok(())
}

fn compare(folder: &Path, device: &trainer::device::Device) -> Result<Outcome> {
    let comparison = golden::compare(folder, device).context("nothing was compared")?;
    let mut outcome = Outcome::default();
    for quantity in &comparison.quantities {
        println!("{quantity}");
        for difference in &quantity.differences {
            println!("  {difference}");
        }
        outcome.numbers += quantity.numbers;
        outcome.differences += quantity.differences.len();
    }
    for note in &comparison.notes {
        println!("{note}");
    }
    Ok(outcome)
}

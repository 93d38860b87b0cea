//! `quatrain compare-reference DIR`: our numbers beside the reference's, every difference shown.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use groove::reference::compare;

/// Arguments of `quatrain compare-reference`.
#[derive(Args)]
pub struct Arguments {
    /// Folder of the reference's tables, tensors and notes
    folder: PathBuf,
    /// Folder of the Groove MIDI Dataset they were made from; without it the folder `groove-midi`
    /// beside the reference's
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// Compares each file of the folder that can be compared; fails if a number differs.
pub fn run(arguments: &Arguments) -> Result<()> {
    let data = match &arguments.data {
        Some(data) => data.clone(),
        None => beside(&arguments.folder),
    };
    if !data.is_dir() {
        bail!(
            "{} is no folder; name that of the Groove MIDI Dataset with --data",
            data.display()
        );
    }
    let contents = compare::contents(&arguments.folder)?;
    if contents.files.is_empty() {
        bail!(
            "{} holds nothing to compare: no windows_*.csv, training_*.csv, tensors_*.npz or \
             roundtrip.json",
            arguments.folder.display()
        );
    }
    let (mut numbers, mut differences) = (0, 0);
    for (file, settings) in &contents.files {
        let compared = compare::compare(file, settings, &data)?;
        println!("{compared}");
        for difference in &compared.differences {
            println!("  {difference}");
        }
        numbers += compared.numbers;
        differences += compared.differences.len();
    }
    println!(
        "not compared (models, text): {}",
        contents.others.join(", ")
    );
    if differences > 0 {
        bail!("{differences} of {numbers} numbers differ from the reference's");
    }
    println!("all {numbers} numbers are the reference's");
    Ok(())
}

fn beside(folder: &Path) -> PathBuf {
    // A folder named `.` or `reference/` has its neighbours above its real place.
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    real.parent().unwrap_or(Path::new("..")).join("groove-midi")
}

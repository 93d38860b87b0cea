//! Exports from the command line: `export RUN MODEL_FOLDER DATA`.

use std::error::Error;

use trainer::{DeviceChoice, ExportOptions, export};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run, folder, data] = arguments.as_slice() else {
        return Err("usage: export RUN MODEL_FOLDER DATA".into());
    };
    let mut options = ExportOptions::new(run.into(), folder.into(), data.into());
    options.device = DeviceChoice::Cpu;
    let summary = export(&options)?;
    println!("{}", summary.scores);
    for agreement in summary.agreements {
        println!(
            "{}: largest difference {:.1e}",
            agreement.provider, agreement.difference
        );
    }
    Ok(())
}

//! `quatrain devices`: where a training can compute on this machine.

use anyhow::Result;
use clap::Args;

/// Arguments of `quatrain devices`.
#[derive(Args)]
pub struct Arguments {}

/// Lists the devices, as `--device` wants them; of those that are not there, why.
pub fn run(_: &Arguments) -> Result<()> {
    for found in trainer::device::found() {
        let choice = found.choice.to_string();
        match found.state {
            Ok(name) => println!("{choice:<8} {name}"),
            Err(why) => println!("{choice:<8} -- {why}"),
        }
    }
    Ok(())
}

//! `measure PLUGIN.clap [--blocks N] [--moves N] [--seconds N]`: opens a built plugin in the small
//! CLAP host and measures, in blocks of 64 samples at 48 kHz: what a block costs, how long a moved
//! control takes to be heard, and whether anything falls behind under 60 moves a second. Tells it
//! as JSON.
//!
//! `cargo xtask figures` runs it on the bundle that users get.

mod cost;
mod flood;
mod pace;
mod probe;
mod response;

use std::{path::PathBuf, process::ExitCode, thread, time::Duration};

use whole_system::{
    HostError,
    clap_host::{ClapHost, Stage},
};

const USAGE: &str = "usage: measure PLUGIN.clap [--blocks N] [--moves N] [--seconds N]";

/// Samples in a block.
const FRAMES: u32 = 64;

type Error = Box<dyn std::error::Error>;

struct Arguments {
    plugin: PathBuf,
    /// Blocks of each kind whose cost is taken.
    blocks: usize,
    /// Moves whose response is awaited.
    moves: usize,
    /// How long the flood lasts.
    seconds: u32,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = std::ffi::OsString>) -> Option<Self> {
        let mut arguments = Self {
            plugin: words.next()?.into(),
            blocks: 4_000,
            moves: 200,
            seconds: 60,
        };
        while let Some(word) = words.next() {
            let number = words.next()?.into_string().ok()?;
            match word.to_str()? {
                "--blocks" => arguments.blocks = number.parse().ok()?,
                "--moves" => arguments.moves = number.parse().ok()?,
                "--seconds" => arguments.seconds = number.parse().ok()?,
                _ => return None,
            }
        }
        Some(arguments)
    }
}

/// Lets an audio thread do something with the plugin while this one looks after the rest.
fn perform<T: Send>(
    host: &mut ClapHost,
    audio: impl FnOnce(&mut Stage) -> Result<T, HostError> + Send,
) -> Result<T, HostError> {
    let mut stage = host.enter_stage()?;
    let (stage, result) = thread::scope(|scope| {
        let audio = scope.spawn(move || {
            pace::take_precedence();
            let result = audio(&mut stage);
            (stage, result)
        });
        while !audio.is_finished() {
            host.tend();
            thread::sleep(Duration::from_millis(1));
        }
        match audio.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    });
    host.leave_stage(stage);
    result
}

fn run(arguments: &Arguments) -> Result<serde_json::Value, Error> {
    let mut host = ClapHost::open(&arguments.plugin)?;
    let probe = probe::Probe::find(&mut host)?;
    let response = response::measure(&mut host, &probe, arguments.moves)?;
    let flood = flood::measure(&mut host, &probe, arguments.seconds)?;
    let cost = cost::measure(&mut host, arguments.blocks)?;
    Ok(serde_json::json!({"cost": cost, "response": response, "flood": flood}))
}

fn main() -> ExitCode {
    let Some(arguments) = Arguments::parse(std::env::args_os().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    match run(&arguments) {
        Ok(figures) => {
            println!("{figures}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("measure: {}: {error}", arguments.plugin.display());
            ExitCode::FAILURE
        }
    }
}

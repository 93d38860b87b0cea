//! `window PLUGIN --facts`: opens the plugin's window in a host's, on the display that
//! `DISPLAY` names, and tells as JSON which sizes it has, and who has the keyboard when.
//!
//! `window PLUGIN --switch`: chooses the second of the installed models there while the transport
//! rolls, and tells what was heard meanwhile.
//!
//! `window PLUGIN [--openings N] [--seconds N]`: opens the plugin's window again and again in
//! a host's, on the display that `DISPLAY` names, and tells as JSON how long it takes until
//! something is seen, what is left behind when it is closed, and what an open window costs in
//! which nothing happens.

#[cfg(target_os = "linux")]
mod facts;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod switch;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

const USAGE: &str = "usage: window PLUGIN (--facts | --switch | [--openings N] [--seconds N])";

/// What is to be done with the window.
enum Task {
    /// To be looked at.
    Facts,
    /// To choose another model in it.
    Switch,
    /// To be opened so many times, and to stand for so many seconds.
    Measure(usize, u64),
}

fn parse(mut words: impl Iterator<Item = std::ffi::OsString>) -> Option<(PathBuf, Task)> {
    let plugin = words.next()?.into();
    let (mut times, mut seconds) = (100, 10);
    while let Some(word) = words.next() {
        if word == "--facts" {
            return Some((plugin, Task::Facts));
        }
        if word == "--switch" {
            return Some((plugin, Task::Switch));
        }
        let number = words.next()?.into_string().ok()?;
        match word.to_str()? {
            "--openings" => times = number.parse().ok().filter(|times| *times > 0)?,
            "--seconds" => seconds = number.parse().ok()?,
            _ => return None,
        }
    }
    Some((plugin, Task::Measure(times, seconds)))
}

#[cfg(target_os = "linux")]
fn run(plugin: &Path, task: &Task) -> Result<String, measure::Error> {
    let told = match task {
        Task::Facts => facts::run(plugin)?,
        Task::Switch => switch::run(plugin)?,
        Task::Measure(times, seconds) => measure::run(plugin, *times, *seconds)?,
    };
    Ok(told.to_string())
}

#[cfg(not(target_os = "linux"))]
fn run(_: &Path, _: &Task) -> Result<String, String> {
    Err("windows are looked at on Linux".to_owned())
}

fn main() -> ExitCode {
    let Some((plugin, task)) = parse(std::env::args_os().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    match run(&plugin, &task) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("window: {}: {error}", plugin.display());
            ExitCode::FAILURE
        }
    }
}

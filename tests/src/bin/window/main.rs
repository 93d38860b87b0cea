//! `window PLUGIN --facts`: opens the plugin's window in a host's and tells as JSON which sizes it
//! has, and who has the keyboard when.
//!
//! `window PLUGIN --switch`: chooses the second of the installed models there while the transport
//! rolls, and tells what was heard meanwhile.
//!
//! `window PLUGIN [--openings N] [--seconds N]`: opens the plugin's window again and again in a
//! host's and tells as JSON how long it takes until something is seen, what is left behind when it
//! is closed, and what an open window costs in which nothing happens.
//!
//! It opens on the display that `DISPLAY` names, or with `--hidden` on a screen of its own.

#[cfg(target_os = "linux")]
mod facts;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod switch;

use std::{
    env,
    error::Error,
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};

use whole_system::screen::Screen;

const USAGE: &str =
    "usage: window [--hidden] PLUGIN (--facts | --switch | [--openings N] [--seconds N])";

/// What is to be done with the window.
enum Task {
    /// To be looked at.
    Facts,
    /// To choose another model in it.
    Switch,
    /// To be opened so many times, and to stand for so many seconds.
    Measure(usize, u64),
}

fn parse(mut words: impl Iterator<Item = OsString>) -> Option<(PathBuf, Task)> {
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

/// Does the same on a hidden screen.
fn hide(words: &[OsString]) -> Result<ExitCode, Box<dyn Error>> {
    let screen = Screen::open()?;
    let mut again = screen.command(&env::current_exe()?);
    // With one arena everything that the process allocates is counted.
    let status = again.args(words).env("MALLOC_ARENA_MAX", "1").status()?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn main() -> ExitCode {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    if let Some((first, rest)) = words.split_first()
        && first == "--hidden"
    {
        return hide(rest).unwrap_or_else(|error| {
            eprintln!("window: {error}");
            ExitCode::FAILURE
        });
    }
    let Some((plugin, task)) = parse(words.into_iter()) else {
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

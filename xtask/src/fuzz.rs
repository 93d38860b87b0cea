//! `cargo xtask fuzz`: strange bytes for every reader, by libFuzzer, on the stable compiler.
//!
//! cargo-fuzz does the same with sanitizers, which only a nightly compiler has. Safe Rust needs
//! them little: what is looked for here are panics, overflows, broken invariants, and memory or
//! time without bound.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use clap::{Args, ValueEnum};

use crate::{command, failure::Failure, files, workspace::Workspace};

/// Arguments of `cargo xtask fuzz`.
#[derive(Args)]
pub struct Arguments {
    /// What to feed; all in turn if none is named
    #[arg(value_enum)]
    target: Option<Target>,
    /// How long to feed each
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
}

/// What is fed: the programs in `fuzz/targets`.
#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Target {
    Midi,
    Tfrecord,
    NoteSequence,
    DrumMap,
    Script,
}

impl Target {
    fn program(self) -> &'static str {
        match self {
            Self::Midi => "midi",
            Self::Tfrecord => "tfrecord",
            Self::NoteSequence => "note_sequence",
            Self::DrumMap => "drum_map",
            Self::Script => "script",
        }
    }

    /// Folders of files to begin with.
    fn seeds(self) -> &'static [&'static str] {
        match self {
            Self::Midi => &["groove/tests/hostile/files/midi", "tests/fixtures"],
            Self::Tfrecord => &["groove/tests/hostile/files/tfrecord"],
            Self::NoteSequence => &["groove/tests/hostile/files/note-sequence"],
            Self::DrumMap => &["groove/tests/hostile/files/drum-map", "groove/maps"],
            Self::Script => &["tests/scripts"],
        }
    }
}

/// Instruments every crate, so that libFuzzer sees which way its bytes took.
const INSTRUMENTS: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// More memory than this, or more time for one input, is a failure.
const MOST_MEGABYTES: u32 = 512;
const MOST_SECONDS: u32 = 10;

/// Builds and runs the targets, and fails at the first input that breaks one.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Failure> {
    let chosen = arguments.target.as_ref().map(std::slice::from_ref);
    let targets = chosen.unwrap_or(Target::value_variants());
    let programs = build(workspace)?;
    for &target in targets {
        feed(&programs, target, arguments.minutes)?;
    }
    Ok(())
}

/// Builds all targets; gives the folder they are in.
fn build(workspace: &Workspace) -> Result<PathBuf, Failure> {
    // Named, the machine's own kind too, so that build scripts go without the instruments.
    let machine = machine()?;
    let built = workspace.target.join("fuzz");
    let mut cargo = command::cargo();
    cargo
        .args(["build", "--release", "--manifest-path", "fuzz/Cargo.toml"])
        .args(["--target", &machine, "--target-dir"])
        .arg(&built)
        .env("RUSTFLAGS", INSTRUMENTS);
    command::run(&mut cargo)?;
    Ok(built.join(machine).join("release"))
}

fn machine() -> Result<String, Failure> {
    let about = command::output(Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::Output {
        program: "rustc -vV",
        reason: "it names no host".to_owned(),
    })
}

fn feed(programs: &Path, target: Target, minutes: f64) -> Result<(), Failure> {
    let name = target.program();
    // What it finds worth keeping stays for the next run; what breaks it, until it is mended.
    let corpus = Path::new("fuzz/corpus").join(name);
    let broken = Path::new("fuzz/artifacts").join(name);
    files::folder(&corpus)?;
    files::folder(&broken)?;
    let mut fuzzer = Command::new(programs.join(name));
    fuzzer
        .arg(corpus)
        .args(target.seeds())
        .arg(format!("-max_total_time={}", (minutes * 60.0).ceil()))
        .arg(format!("-rss_limit_mb={MOST_MEGABYTES}"))
        .arg(format!("-timeout={MOST_SECONDS}"))
        .arg(format!("-artifact_prefix={}/", broken.display()))
        .args(["-print_final_stats=1", "-verbosity=0"]);
    command::run(&mut fuzzer).inspect_err(|_| {
        let (folder, program) = (broken.display(), programs.join(name));
        eprintln!("\nInputs that break {name} are in {folder}.");
        eprintln!("See one again: {} FILE", program.display());
    })
}

//! `self-check PLUGIN.clap`: opens a built plugin in the small CLAP host, plays four bars of its
//! groove at 120, looks whether every note is right, draws them and writes them as MIDI.
//!
//! `cargo xtask install` ends with it; `--json` gives timings and notes for programs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use groove::{Cell, Drum, DrumMap, Grid, Groove, Offset, Step, Tempo, Velocity};
use whole_system::{
    Host,
    clap_host::ClapHost,
    host::{play, settled_groove},
    mock_host::Performance,
    notes::Recording,
    score,
    script::{FOUR_BARS, Script},
    transport::{Activation, Block, Call},
};

/// How long the plugin may take to make its first groove.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait for a groove from the model before what plays without one is taken.
const MODEL_PATIENCE: Duration = Duration::from_secs(5);

const USAGE: &str = "usage: self-check PLUGIN.clap [--midi FILE] [--state FILE] [--json]";

#[derive(Default)]
struct Arguments {
    plugin: PathBuf,
    /// Where the notes are written.
    midi: Option<PathBuf>,
    /// A project's state that is loaded first.
    state: Option<PathBuf>,
    json: bool,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = std::ffi::OsString>) -> Option<Self> {
        let mut arguments = Self::default();
        while let Some(word) = words.next() {
            match word.to_str() {
                Some("--midi") => arguments.midi = Some(words.next()?.into()),
                Some("--state") => arguments.state = Some(words.next()?.into()),
                Some("--json") => arguments.json = true,
                _ if arguments.plugin.as_os_str().is_empty() => arguments.plugin = word.into(),
                _ => return None,
            }
        }
        (!arguments.plugin.as_os_str().is_empty()).then_some(arguments)
    }
}

/// What was found out.
struct Report {
    name: String,
    /// From before its activation to its first note.
    first_note: Duration,
    /// The groove in the plugin's state; none where it plays without a model.
    groove: Option<Box<Groove>>,
    heard: Recording,
}

type Error = Box<dyn std::error::Error>;

fn check(arguments: &Arguments) -> Result<Report, Error> {
    let mut host = ClapHost::open(&arguments.plugin)?;
    let first_note = if let Some(file) = &arguments.state {
        host.load(&fs::read(file)?)?;
        Duration::ZERO
    } else {
        first_note(&mut host)?
    };
    let groove = settled_groove(&mut host, MODEL_PATIENCE).ok();
    let script: Script = FOUR_BARS.parse()?;
    let heard = play(&mut host, &script)?;
    if let Some(disorder) = heard.disorder() {
        return Err(format!("the notes are out of order: {disorder:?}").into());
    }
    if heard.beginnings().next().is_none() {
        return Err("no note was heard".into());
    }
    if let Some(groove) = &groove {
        let expected = score::expected(groove, DrumMap::general_midi(), &script);
        score::compare(&heard, &expected)?;
    }
    Ok(Report {
        name: host.description().name.clone(),
        first_note,
        groove,
        heard,
    })
}

/// Rolls until the first note is heard.
fn first_note(host: &mut ClapHost) -> Result<Duration, Error> {
    let calls = Performance::of(&"play 4 bars".parse()?).calls();
    // The plugin is active, and stays so.
    let blocks: Vec<Call> = calls
        .into_iter()
        .filter(|call| matches!(call, Call::Process(_)))
        .collect();
    let activated = host.activated();
    while activated.elapsed() < PATIENCE {
        for block in &blocks {
            if host
                .play(std::slice::from_ref(block))?
                .beginnings()
                .next()
                .is_some()
            {
                let waited = activated.elapsed();
                host.play(&[Block::stopped(0, 512).into()])?;
                return Ok(waited);
            }
            thread::sleep(Duration::from_micros(200));
        }
    }
    Err(format!("no note within {} s of its activation", PATIENCE.as_secs()).into())
}

/// The notes that were heard, laid on the grid again.
fn heard_groove(heard: &Recording) -> Groove {
    let grid = Grid::FOUR_BARS;
    let step_samples =
        grid.step_length().0 * Tempo::DEFAULT.beat_seconds() * Activation::USUAL.sample_rate;
    let mut groove = Groove::empty(grid);
    let drum_of = |key| {
        Drum::ALL
            .into_iter()
            .find(|&drum| DrumMap::general_midi().key(drum) == key)
    };
    for (sample, key, velocity) in heard.beginnings() {
        let Some(drum) = drum_of(key) else { continue };
        let exact = sample as f64 / step_samples;
        let line = exact.round();
        let offset = Offset::new((exact - line) as f32);
        let cell = Cell::stroke(Velocity::from_midi(velocity), offset);
        groove.set(Step(line as usize), drum, cell);
    }
    groove
}

fn tell(report: &Report) {
    let notes = report.heard.beginnings().count();
    println!("{} in a CLAP host, four bars at 120:\n", report.name);
    println!("{}", groove::picture::text(&heard_groove(&report.heard)));
    match &report.groove {
        Some(_) => println!("{notes} notes, each on its sample, each with its end."),
        None => println!("{notes} notes, each with its end. No model: this is the starter groove."),
    }
    if report.first_note > Duration::ZERO {
        println!(
            "First note {} ms after activation.",
            report.first_note.as_millis()
        );
    }
}

fn json(report: &Report) -> serde_json::Value {
    let notes: Vec<(u64, u8, u8)> = report
        .heard
        .beginnings()
        .map(|(sample, key, velocity)| (sample, key.get(), velocity.get()))
        .collect();
    serde_json::json!({
        "name": report.name,
        "first_note_ms": report.first_note.as_secs_f64() * 1e3,
        "from_model": report.groove.is_some(),
        "notes": notes,
    })
}

fn write_midi(file: &Path, report: &Report) -> Result<(), Error> {
    // What the plugin meant, where it is known; else what was heard.
    let heard = heard_groove(&report.heard);
    let groove = report.groove.as_deref().unwrap_or(&heard);
    groove::midi::write(file, &[groove], DrumMap::general_midi(), Tempo::DEFAULT)?;
    Ok(())
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    let report = check(arguments)?;
    if arguments.json {
        println!("{}", json(&report));
    } else {
        tell(&report);
    }
    if let Some(file) = &arguments.midi {
        write_midi(file, &report)?;
        println!("Written to {}", file.display());
    }
    Ok(())
}

fn main() -> ExitCode {
    let Some(arguments) = Arguments::parse(std::env::args_os().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    let start = Instant::now();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let after = start.elapsed().as_secs();
            eprintln!(
                "self-check: {}: {error} (after {after} s)",
                arguments.plugin.display()
            );
            ExitCode::FAILURE
        }
    }
}

//! `sealed PLUGIN.clap [--break]`: opens a built plugin in the small CLAP host and lets an audio
//! thread process, under a seal that no system call passes, what hosts do in a hurry, while the
//! generator on its own thread makes grooves. Tells as JSON what came of it.
//!
//! With `--break` the audio thread then makes a system call of its own, to show that one is found.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use whole_system::{
    Host as _,
    clap_host::{ClapHost, Cue, Stage},
    host::settled_groove,
    scenes::{self, Controls},
    seal::{self, Seal},
};

/// How long the plugin may take to make its first groove.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the audio thread plays under its seal.
const TIME: Duration = Duration::from_secs(4);
/// From one block to the next, at least: in real time the generator has its time, too.
const PACE: Duration = Duration::from_micros(40);
/// How many blocks are made ready; they are played again and again.
const CUES: usize = 20_000;
/// How long to wait for the audio thread beyond its time.
const MERCY: Duration = Duration::from_secs(30);

const USAGE: &str = "usage: sealed PLUGIN.clap [--break]";

type Error = Box<dyn std::error::Error>;

/// What the audio thread leaves for others to read.
#[derive(Default)]
struct Tally {
    blocks: AtomicU64,
    notes: AtomicU64,
    is_done: AtomicBool,
}

/// The sealed part. Never returns: under its seal a thread can't end.
fn play_sealed(mut stage: Stage, cues: &[Cue], seal: &Seal, must_break: bool, tally: &Tally) -> ! {
    // A parameter that moves makes the framework ask for the thread's identity, which a thread
    // that std did not make is given at the first asking, with an allocation.
    let is_sealed = stage.play(&cues[0]).is_ok() && seal.apply().is_ok();
    let began = Instant::now();
    let mut due = began;
    for cue in cues.iter().cycle().take_while(|_| is_sealed) {
        match stage.play(cue) {
            Ok(notes) => tally
                .notes
                .fetch_add(notes.count() as u64, Ordering::Relaxed),
            Err(_) => break,
        };
        tally.blocks.fetch_add(1, Ordering::Relaxed);
        due += PACE;
        while Instant::now() < due {
            std::hint::spin_loop();
        }
        if began.elapsed() > TIME {
            break;
        }
    }
    if must_break {
        thread::yield_now();
    }
    tally.is_done.store(true, Ordering::Release);
    loop {
        std::hint::spin_loop();
    }
}

fn run(plugin: &Path, must_break: bool) -> Result<(), Error> {
    let mut host = ClapHost::open(plugin)?;
    let before = settled_groove(&mut host, PATIENCE).ok();
    let controls = Controls {
        all: host.parameters(),
        silencing: vec![host.find("bypass")?],
    };
    let cues = scenes::hurry(&controls, 1, CUES);
    let seal = Seal::prepare()?;
    let stage = host.enter_stage()?;
    let tally = Tally::default();
    thread::scope(|scope| {
        scope.spawn(|| play_sealed(stage, &cues, &seal, must_break, &tally));
        let began = Instant::now();
        while !tally.is_done.load(Ordering::Acquire) && seal::breach().is_none() {
            if began.elapsed() > TIME + MERCY {
                eprintln!("sealed: the audio thread came to no end");
                seal::exit(1);
            }
            host.tend();
            thread::sleep(Duration::from_millis(1));
        }
        if let Some(breach) = seal::breach() {
            eprintln!("sealed: {breach}");
        }
        let after = host.state().ok().and_then(|state| state.groove());
        let verdict = serde_json::json!({
            "blocks": tally.blocks.load(Ordering::Relaxed),
            "notes": tally.notes.load(Ordering::Relaxed),
            "breach": seal::breach().map(|breach| seal::name(breach.number).unwrap_or("unknown")),
            "grooves_came": before != after,
        });
        println!("{verdict}");
        // The sealed thread spins for ever: nothing ends it but this.
        seal::exit(0)
    })
}

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let plugin = words.next().map(PathBuf::from);
    let must_break = words.next().is_some_and(|word| word == "--break");
    let Some(plugin) = plugin else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    if let Err(error) = run(&plugin, must_break) {
        eprintln!("sealed: {}: {error}", plugin.display());
    }
    ExitCode::FAILURE
}

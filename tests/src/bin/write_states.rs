//! `write-states BUNDLES FOLDER`: saves projects of the plugin as it is built, with the notes
//! that they play. Run once for each released version, into a folder of `tests/fixtures/states`;
//! what is there stays for ever, and every later version must play it.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    thread,
    time::Duration,
};

use serde_json::Value;
use whole_system::{
    Host,
    host::{open, play, settled_groove},
    script::FOUR_BARS,
    stored::{Format, Stored},
    transport::Block,
};

const PATIENCE: Duration = Duration::from_secs(60);

type Outcome = Result<(), Box<dyn Error>>;

/// A kind of project.
struct Case {
    name: &'static str,
    about: &'static str,
    has_model: bool,
    prepare: fn(&mut dyn Host) -> Outcome,
}

const CASES: [Case; 5] = [
    Case {
        name: "untouched",
        about: "opened and saved before the first block was processed: it holds no groove",
        has_model: true,
        prepare: |_| Ok(()),
    },
    Case {
        name: "fresh",
        about: "opened, played, nothing moved",
        has_model: true,
        prepare: settle,
    },
    Case {
        name: "moved",
        about: "morph, two axes, temperature and take moved",
        has_model: true,
        prepare: |host| {
            for (parameter, value) in [
                ("morph", 0.35),
                ("axis1", 0.7),
                ("axis3", 0.2),
                ("temperature", 0.8),
                ("take", 0.0123),
            ] {
                host.set(parameter, value)?;
            }
            settle(host)
        },
    },
    Case {
        name: "stored-in-a",
        about: "what was heard at morph 0.6 stored in card A, A set to stored, morph back at 0",
        has_model: true,
        prepare: |host| {
            host.set("morph", 0.6)?;
            settle(host)?;
            store_heard_in_a(host)?;
            host.set("morph", 0.0)?;
            host.set("a", 0.0)?;
            settle(host)
        },
    },
    Case {
        name: "without-model",
        about: "made where no model is installed: the built-in beat plays, no groove is held",
        has_model: false,
        prepare: |host| {
            // Long enough for the built-in beat to come.
            for _ in 0..100 {
                host.play(&[Block::stopped(0, 512).into()])?;
                thread::sleep(Duration::from_millis(10));
            }
            Ok(())
        },
    },
];

fn settle(host: &mut dyn Host) -> Outcome {
    settled_groove(host, PATIENCE)?;
    Ok(())
}

/// What the window's button does, which no host can press: through the state.
fn store_heard_in_a(host: &mut dyn Host) -> Outcome {
    let mut state = host.state()?;
    let memory = state.fields.get_mut("memory").ok_or("no memory is saved")?;
    let mut parsed: Value = serde_json::from_str(memory)?;
    parsed["a"]["kept"] = parsed["heard"].clone();
    *memory = parsed.to_string();
    host.restore(&state)?;
    Ok(())
}

fn save(case: &Case, format: Format, bundles: &Path) -> Result<Stored, Box<dyn Error>> {
    let mut host = open(&bundles.join(format!("Quatrain.{}", format.name())))?;
    (case.prepare)(host.as_mut())?;
    let saved = host.save()?;
    let script = FOUR_BARS.parse()?;
    let heard = play(host.as_mut(), &script)?;
    Stored::new(case.about, format, &saved, &heard)
}

fn run(bundles: &Path, folder: &Path, only: Option<&str>) -> Outcome {
    fs::create_dir_all(folder)?;
    for case in CASES {
        if only.is_some_and(|name| name != case.name) {
            continue;
        }
        if !case.has_model && only.is_none() {
            // Where models are is told by the environment: in a process of its own.
            let status = Command::new(std::env::current_exe()?)
                .args([bundles.as_os_str(), folder.as_os_str(), case.name.as_ref()])
                .env("QUATRAIN_MODELS", folder.join("no-models"))
                .env("QUATRAIN_HOME", folder.join("no-home"))
                .status()?;
            if !status.success() {
                return Err(format!("{} failed: {status}", case.name).into());
            }
            continue;
        }
        for format in [Format::Clap, Format::Vst3] {
            let stored = save(&case, format, bundles)?;
            let file = folder.join(format!("{}-{}.json", case.name, format.name()));
            fs::write(&file, stored.to_text())?;
            println!("{}", file.display());
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (bundles, folder, only) = match &arguments[..] {
        [bundles, folder] => (bundles, folder, None),
        [bundles, folder, only] => (bundles, folder, only.to_str()),
        _ => {
            eprintln!("usage: write-states BUNDLES FOLDER");
            return ExitCode::FAILURE;
        }
    };
    match run(bundles, folder, only) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("write-states: {error}");
            ExitCode::FAILURE
        }
    }
}

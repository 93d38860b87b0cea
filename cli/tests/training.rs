//! `quatrain train` as its user calls it, on a tiny network: killed and resumed, told what the
//! reference's flags mean here, and stopped by everything that can be wrong.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread::sleep,
    time::Duration,
};

use groove::{Drum, DrumMap, Grid, Groove, Step, Tempo, midi};
use trainer::run::Checkpoint;

/// Learns nothing, but fast.
const TINY: &str = "\
[network]
bar_hidden = 8
bar_embedding = 8
bars = 6
head = 8
phrase = 4
bar_latent = 2
conductor = 6
context = 6
path = 8
decoder = 6
[optimizer]
batch = 4
average = 0.9
";

/// A folder with drumming, a configuration, and room for runs.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// Twelve pieces to train on, three for validation.
    fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(place.path("data")).unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
        let mut list = "drummer,midi_filename,split\n".to_owned();
        for number in 0..15 {
            let fixture = ["rock", "funk", "latin", "shuffle", "fill"][number % 5];
            let split = if number < 12 { "train" } else { "validation" };
            let name = format!("{fixture}-{number}.mid");
            let from = fixtures.join(format!("{fixture}.mid"));
            fs::copy(from, place.path("data").join(&name)).unwrap();
            list += &format!("me,{name},{split}\n");
        }
        fs::write(place.path("data/info.csv"), list).unwrap();
        fs::write(place.path("tiny.toml"), TINY).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quatrain"));
        command
            .arg("train")
            .args(arguments)
            .args(["--device", "cpu"]);
        command.current_dir(self.folder.path());
        command
    }

    fn train(&self, arguments: &[&str]) -> (bool, String) {
        told(&self.command(arguments).output().unwrap())
    }

    /// Trains to a bitter end, and gives its words.
    fn refused(&self, arguments: &[&str]) -> String {
        let (success, words) = self.train(arguments);
        assert!(!success, "{words}");
        assert!(!words.contains("panicked"), "{words}");
        words
    }

    /// Where a run stands; its log without the column of seconds.
    fn outcome(&self, run: &str) -> (Checkpoint, Checkpoint, String) {
        let checkpoint = |name: &str| Checkpoint::load(&self.path(run).join(name)).unwrap();
        let log = fs::read_to_string(self.path(run).join("log.csv")).unwrap();
        let timeless = log.lines().map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells.remove(2);
            cells.join(",") + "\n"
        });
        (
            checkpoint("last.checkpoint"),
            checkpoint("best.checkpoint"),
            timeless.collect(),
        )
    }
}

fn told(output: &Output) -> (bool, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let words = text(&output.stdout) + &text(&output.stderr);
    println!("{words}");
    (output.status.success(), words)
}

const WHOLE: [&str; 7] = [
    "data",
    "--config=tiny.toml",
    "--num_steps=50",
    "--checkpoint_every=0",
    "--seed=5",
    "--quiet",
    "--out=whole",
];

/// The same run, resumed or not.
fn killed(resume: bool) -> Vec<&'static str> {
    let mut arguments = WHOLE.to_vec();
    arguments[6] = "--out=killed";
    if resume {
        arguments.push("--resume");
    }
    arguments
}

#[test]
fn a_run_killed_again_and_again_is_the_uninterrupted_one_to_the_bit() {
    let place = Place::new();
    assert!(place.train(&WHOLE).0);
    let log = place.path("killed/log.csv");
    let mut kills = 0;
    for kill_at in [7, 20, 33] {
        let resume = place.path("killed/config.toml").is_file();
        let mut child = place
            .command(&killed(resume))
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Until the log has come so far, then at once, whatever is being written.
        let last_step = || -> Option<u64> {
            let text = fs::read_to_string(&log).ok()?;
            text.lines().last()?.split(',').next()?.parse().ok()
        };
        while last_step().is_none_or(|step| step < kill_at) {
            if child.try_wait().unwrap().is_some() {
                break;
            }
            sleep(Duration::from_millis(1));
        }
        // SIGKILL.
        child.kill().unwrap();
        kills += usize::from(!child.wait().unwrap().success());
        if kill_at == 20 {
            // A disk that lied: half of the last checkpoint is gone.
            let last = place.path("killed/last.checkpoint");
            if let Ok(bytes) = fs::read(&last) {
                fs::write(&last, &bytes[..bytes.len() / 2]).unwrap();
            }
        }
    }
    assert!(
        kills >= 3,
        "only {kills} of 4 processes were killed in time"
    );
    let (success, words) = place.train(&killed(true));
    assert!(success, "{words}");
    let (whole, killed) = (place.outcome("whole"), place.outcome("killed"));
    assert_eq!(whole.2, killed.2);
    assert_eq!(whole.0, killed.0);
    assert_eq!(whole.1, killed.1);
    assert_eq!(whole.0.step, 50);
    assert!(whole.0.vectors.contains_key("average"));
}

#[test]
fn the_references_flags_are_understood_and_the_run_folder_holds_everything() {
    let place = Place::new();
    let data = place.path("data");
    let (success, words) = place.train(&[
        "--config=tiny.toml",
        "--run_dir=runs/mine",
        &format!("--examples_path={}", data.display()),
        "--num_steps=7",
        "--mode=train",
        "--checkpoints_to_keep=5",
        "--master=grpc://there",
        "--log=INFO",
    ]);
    assert!(success, "{words}");
    assert!(words.contains("7 steps"), "{words}");
    for flag in ["checkpoints_to_keep", "master"] {
        assert!(
            words.contains(&format!("--{flag} has no meaning here")),
            "{words}"
        );
    }
    let run = place.path("runs/mine");
    let record = fs::read_to_string(run.join("data.toml")).unwrap();
    assert!(
        record.contains("quatrain train --config=tiny.toml --run_dir=RUN --examples_path=DATA"),
        "{record}"
    );
    assert!(!record.contains(data.to_str().unwrap()), "{record}");
    let report = fs::read_to_string(run.join("report.html")).unwrap();
    assert!(report.contains("</html>") && report.contains("as played"));
    let names: Vec<String> = fs::read_dir(&run)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for name in [
        "config.toml",
        "log.csv",
        "last.checkpoint",
        "best.checkpoint",
    ] {
        assert!(names.iter().any(|own| own == name), "{names:?}");
    }
    assert!(
        names.iter().any(|name| name.contains("tfevents")),
        "{names:?}"
    );
    assert!(
        !names.iter().any(|name| name.ends_with(".new")),
        "{names:?}"
    );
}

#[test]
fn patience_ends_a_run_that_gets_no_better() {
    let place = Place::new();
    // So small a rate that no validation differs.
    let settings = TINY.replace(
        "average = 0.9",
        "learning_rate = 0.0\nleast_learning_rate = 0.0",
    );
    fs::write(place.path("still.toml"), settings).unwrap();
    let (success, words) = place.train(&[
        "data",
        "--config=still.toml",
        "--out=run",
        "--passes=50",
        "--patience=2",
    ]);
    assert!(success && words.contains("stopped early"), "{words}");
    assert!(words.contains("9 steps, 3.00 passes"), "{words}");
}

#[test]
fn a_loss_that_is_no_number_names_step_and_batch_and_saves_it() {
    let place = Place::new();
    let settings = TINY.replace("average = 0.9", "learning_rate = 1e30");
    fs::write(place.path("wild.toml"), settings).unwrap();
    let words = place.refused(&["data", "--config=wild.toml", "--out=run", "--quiet"]);
    for part in [
        "at step 1",
        ".mid, groove 1",
        "step-1.safetensors",
        "config.toml",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(place.path("run/step-1.safetensors").is_file());
}

#[test]
fn data_that_does_not_do_is_counted_and_answered() {
    let place = Place::new();
    // The shipped network's batch.
    let words = place.refused(&["data", "--out=run"]);
    assert!(
        words.contains("train has 12 grooves") && words.contains("takes 64"),
        "{words}"
    );
    assert!(words.contains("smaller batch"), "{words}");
    assert!(!place.path("run/config.toml").exists(), "no run was begun");

    let waltz = Grid::new(4, 3, 4, 9).unwrap();
    let mut groove = Groove::empty(waltz);
    let stroke = groove::Cell::stroke(1.0.into(), 0.0.into());
    for beat in 0..12 {
        groove.set(Step(4 * beat), Drum::Snare, stroke);
    }
    fs::create_dir(place.path("waltzes")).unwrap();
    for number in 0..30 {
        let file = place.path(&format!("waltzes/{number}.mid"));
        let tempo = Tempo::new(100.0).unwrap();
        midi::write(&file, &[&groove, &groove], DrumMap::roland(), tempo).unwrap();
    }
    let words = place.refused(&["waltzes", "--config=tiny.toml", "--out=run"]);
    assert!(
        words.contains("not in the grid's meter") && words.contains("4/4"),
        "{words}"
    );

    fs::create_dir(place.path("nothing")).unwrap();
    let words = place.refused(&["nothing", "--config=tiny.toml", "--out=run"]);
    assert!(
        words.contains("nothing") && !words.contains("--help"),
        "{words}"
    );
    let words = place.refused(&["--out=run", "--tfds_name=groove/full-midionly"]);
    assert!(words.contains("--data"), "{words}");
    let words = place.refused(&["--out=run"]);
    assert!(words.contains("quatrain train DATA --out RUN"), "{words}");
}

#[test]
fn a_folder_that_does_not_do_is_answered() {
    let place = Place::new();
    let words = place.refused(&["data", "--config=tiny.toml", "--out=run", "--resume"]);
    assert!(
        words.contains("holds no run") && words.contains("without --resume"),
        "{words}"
    );

    let train = ["data", "--config=tiny.toml", "--out=run", "--num_steps=2"];
    assert!(place.train(&train).0);
    let words = place.refused(&train);
    assert!(
        words.contains("holds a run") && words.contains("--resume"),
        "{words}"
    );

    // The run's own configuration is asked for, or none.
    fs::write(
        place.path("other.toml"),
        TINY.replace("head = 8", "head = 9"),
    )
    .unwrap();
    let resumed = ["data", "--config=other.toml", "--out=run", "--resume"];
    let words = place.refused(&resumed);
    assert!(words.contains("network.head is 8 there, 9 here"), "{words}");

    // Somebody changed the sizes of a run.
    let config = place.path("run/config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("head = 8", "head = 9")).unwrap();
    let words = place.refused(&resumed);
    assert!(
        words.contains("parameters") && words.contains("[network]"),
        "{words}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_answered_and_what_was_written_stays() {
    let place = Place::new();
    let train = |steps: &'static str, more: &[&str]| {
        let first = ["data", "--config=tiny.toml", "--out=run", "--quiet", steps];
        place.train(&[&first, more].concat())
    };
    assert!(train("--num_steps=2", &[]).0);
    // The next checkpoint meets a device that is always full.
    let beside = place.path("run/last.new");
    std::os::unix::fs::symlink("/dev/full", &beside).unwrap();
    let (success, words) = train("--num_steps=5", &["--resume"]);
    assert!(!success, "{words}");
    for part in ["last.checkpoint", "disk is full", "MB", "--resume"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    // There is room again.
    let (success, words) = train("--num_steps=5", &["--resume"]);
    assert!(success && words.contains("5 steps"), "{words}");
}

#[test]
#[cfg(unix)]
fn a_folder_without_rights_is_answered() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    let place = Place::new();
    let forbidden = place.path("forbidden");
    fs::create_dir(&forbidden).unwrap();
    let rights = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    rights(&forbidden, 0o555).unwrap();
    rights(place.folder.path(), 0o755).unwrap();
    let arguments = ["data", "--config=tiny.toml", "--out=forbidden/run"];
    let mut command = place.command(&arguments);
    if fs::write(forbidden.join("probe"), "").is_ok() {
        // Rights don't bind this user: try as nobody.
        command.uid(65_534);
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => {
            println!("SKIPPED: nobody can't run the program here ({error})");
            return;
        }
    };
    let (success, words) = told(&output);
    assert!(!success);
    assert!(
        words.contains("no right to write") && words.contains("--out"),
        "{words}"
    );
}

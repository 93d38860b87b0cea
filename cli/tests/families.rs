//! `quatrain configs`, and `quatrain train` with each of them at a size that trains in no time.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use trainer::{config::catalogue::ALL, run::Checkpoint};

/// A folder with drumming and room for runs.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.path("data")).unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
        let mut list = "midi_filename,split\n".to_owned();
        for (fixture, split) in [
            ("rock", "train"),
            ("funk", "train"),
            ("latin", "train"),
            ("shuffle", "validation"),
        ] {
            let name = format!("{fixture}.mid");
            fs::copy(fixtures.join(&name), place.path("data").join(&name)).unwrap();
            list += &format!("{name},{split}\n");
        }
        fs::write(place.path("data/info.csv"), list).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn quatrain(&self, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_quatrain"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let words = text(&output.stdout) + &text(&output.stderr);
        println!("{words}");
        (output.status.success(), words)
    }

    /// Trains at a tiny size.
    fn train(&self, config: &str, run: &str, more: &[&str]) -> (bool, String) {
        let config = format!("--config={config}");
        let run = format!("--run_dir={run}");
        let mut arguments = vec!["train", "data", &config, &run, "--device=cpu", "--quiet"];
        if config.ends_with("quatrain_4bar") {
            arguments.extend([
                "--set=network.bar_hidden=8",
                "--set=network.bar_embedding=8",
                "--set=network.head=8",
                "--set=network.path=8",
                "--set=optimizer.batch=2",
            ]);
        } else {
            arguments.push("--hparams=z_size=3,enc_rnn_size=[3],dec_rnn_size=[4],batch_size=2");
        }
        arguments.extend(more);
        self.quatrain(&arguments)
    }

    fn checkpoint(&self, run: &str) -> Checkpoint {
        Checkpoint::load(&self.path(run).join("last.checkpoint")).unwrap()
    }
}

#[test]
fn every_configuration_trains_to_its_report() {
    let place = Place::new();
    for named in ALL {
        let (success, words) = place.train(named.name, named.name, &["--num_steps=1"]);
        assert!(success, "{}: {words}", named.name);
        assert!(words.contains("1 steps"), "{words}");
        assert!(place.path(named.name).join("report.html").is_file());
        let config = fs::read_to_string(place.path(named.name).join("config.toml")).unwrap();
        let family = config.contains("family = \"reference\"");
        assert_eq!(family, named.name != "quatrain_4bar");
    }
}

#[test]
fn a_resumed_run_of_another_family_is_the_uninterrupted_one_to_the_bit() {
    let place = Place::new();
    let config = "groovae_2bar_humanize";
    assert!(place.train(config, "whole", &["--num_steps=4"]).0);
    assert!(place.train(config, "parts", &["--num_steps=2"]).0);
    let halfway = place.checkpoint("parts");
    assert!(
        place
            .train(config, "parts", &["--num_steps=4", "--resume"])
            .0
    );
    assert_ne!(place.checkpoint("parts"), halfway);
    let whole = place.checkpoint("whole");
    assert_eq!(place.checkpoint("parts").vectors, whole.vectors);
    assert_eq!((whole.step, whole.family.as_str()), (4, "reference"));

    let arguments = ["evaluate", "parts", "--data=data", "--split=validation"];
    let (success, words) = place.quatrain(&arguments);
    assert!(success && words.contains("hit F1"), "{words}");
    let (success, words) = place.quatrain(&["export", "parts", "model", "--data=data"]);
    assert!(!success && words.contains("family quatrain"), "{words}");

    // Other settings are another run.
    let (success, words) = place.train("groovae_4bar", "parts", &["--resume"]);
    assert!(!success && words.contains("task.humanize"), "{words}");
}

#[test]
fn configurations_are_listed_and_printed_with_changes() {
    let place = Place::new();
    let (success, words) = place.quatrain(&["configs"]);
    assert!(success);
    for named in ALL {
        assert!(words.contains(named.name) && words.contains(named.about()));
    }
    assert!(words.contains("4,085,019"), "{words}");

    let (_, printed) = place.quatrain(&["configs", "groovae_4bar", "--set=keep=0.5"]);
    assert!(printed.contains("keep = 0.5\n") && printed.contains("latents = 256\n"));
    // What is printed is a file that can be trained.
    fs::write(place.path("mine.toml"), printed).unwrap();
    let (success, words) = place.train("mine.toml", "mine", &["--num_steps=1"]);
    assert!(success, "{words}");
}

#[test]
fn wrong_names_and_values_are_told_the_right_ones() {
    let place = Place::new();
    let told = |arguments: &[&str]| {
        let (success, words) = place.quatrain(arguments);
        assert!(!success, "{words}");
        words
    };
    let words = told(&["configs", "groovae_4bars"]);
    assert!(words.contains("did you mean `groovae_4bar`?"), "{words}");
    let words = told(&["configs", "groovae_4bar", "--set=network.latnets=3"]);
    assert!(words.contains("did you mean `network.latents`?"), "{words}");
    let words = told(&["configs", "groovae_4bar", "--set=network.latents=few"]);
    assert!(words.contains("network.latents was 256"), "{words}");
    let words = place.train("hierarchical_4bar", "run", &["--set=task.bars=2"]);
    assert!(!words.0 && words.1.contains("decoder.levels") | words.1.contains("encoder.levels"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_fault() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_quatrain"))
        .args(["configs", "quatrain_4bar"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

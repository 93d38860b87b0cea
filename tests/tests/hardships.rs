//! Bad input and absent parts: the plugin opens, plays what its state holds, and crashes nobody.
//! Each hardship is put on a host in a process of its own, through its environment.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use groove::DrumMap;
use serde::Deserialize;
use whole_system::{
    Host,
    clap_host::ClapHost,
    host::{play, settled_groove},
    need, parts, score,
    script::{FOUR_BARS, Script},
    state::SavedState,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// What `self-check --json` tells of the host it runs.
#[derive(Deserialize)]
struct Report {
    from_model: bool,
    notes: Vec<(u64, u8, u8)>,
}

/// A host in a process of its own.
struct Hardship {
    host: Command,
    place: tempfile::TempDir,
}

impl Hardship {
    fn on(plugin: &Path) -> Self {
        let place = tempfile::tempdir().unwrap();
        let mut host = Command::new(env!("CARGO_BIN_EXE_self-check"));
        host.arg(plugin).arg("--json");
        Self { host, place }
    }

    /// The host's models are in a folder of this name, which is empty at first.
    fn without_model(mut self) -> Self {
        self.host
            .env("QUATRAIN_MODELS", self.place.path().join("no-models"));
        self.host
            .env("QUATRAIN_HOME", self.place.path().join("no-home"));
        self
    }

    fn with_variable(mut self, name: &str, value: &Path) -> Self {
        self.host.env(name, value);
        self
    }

    fn with_state(mut self, state: &[u8]) -> Self {
        let file = self.place.path().join("state");
        fs::write(&file, state).unwrap();
        self.host.arg("--state").arg(file);
        self
    }

    fn play(mut self) -> Report {
        let output = self.host.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {errors}", output.status);
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// A project of a host in which everything is in order, and the notes it plays.
fn project(plugin: &Path) -> (Vec<u8>, Vec<(u64, u8, u8)>) {
    let mut host = ClapHost::open(plugin).unwrap();
    host.set("morph", 0.35).unwrap();
    let groove = settled_groove(&mut host, PATIENCE).unwrap();
    let script: Script = FOUR_BARS.parse().unwrap();
    let heard = play(&mut host, &script).unwrap();
    let expected = score::expected(&groove, DrumMap::general_midi(), &script);
    score::compare(&heard, &expected).unwrap();
    let notes = heard
        .beginnings()
        .map(|(sample, key, velocity)| (sample, key.get(), velocity.get()));
    (host.save().unwrap(), notes.collect())
}

#[test]
fn without_a_model_a_project_plays_the_notes_it_holds() {
    let plugin = need!(parts::clap());
    need!(parts::model());
    let (state, notes) = project(&plugin);
    let report = Hardship::on(&plugin)
        .without_model()
        .with_state(&state)
        .play();
    assert_eq!(report.notes, notes);
}

#[test]
fn without_a_model_a_new_instance_plays_something() {
    let plugin = need!(parts::clap());
    let report = Hardship::on(&plugin).without_model().play();
    assert!(!report.from_model);
    assert!(report.notes.len() > 16, "{} notes", report.notes.len());
}

#[test]
fn a_home_that_is_no_folder_harms_nobody() {
    let plugin = need!(parts::clap());
    let file = tempfile::NamedTempFile::new().unwrap();
    let report = Hardship::on(&plugin)
        .without_model()
        .with_variable("QUATRAIN_HOME", file.path())
        .play();
    assert!(!report.notes.is_empty());
}

#[test]
fn without_onnx_runtime_the_embedded_runtime_plays_the_same_hits() {
    let plugin = need!(parts::clap());
    need!(parts::model());
    let usual = Hardship::on(&plugin).play();
    let nowhere = Path::new("/nowhere/libonnxruntime.so");
    let embedded = Hardship::on(&plugin)
        .with_variable(parts::RUNTIME, nowhere)
        .play();
    assert!(embedded.from_model);
    let hits = |report: &Report| {
        let mut hits: Vec<(u64, u8)> = report
            .notes
            .iter()
            .map(|&(sample, key, _)| ((sample + 3_000) / 6_000, key))
            .collect();
        hits.sort_unstable();
        hits
    };
    assert_eq!(hits(&embedded), hits(&usual));
}

/// A copy of the model in which one file is shorter than it should be.
fn torn_model(place: &Path, model: &Path, torn: &str) -> PathBuf {
    let models = place.join("models");
    let copy = models.join("torn");
    fs::create_dir_all(&copy).unwrap();
    for entry in fs::read_dir(model).unwrap() {
        let entry = entry.unwrap();
        let mut bytes = fs::read(entry.path()).unwrap();
        if entry.file_name() == torn {
            bytes.truncate(bytes.len() / 2);
        }
        fs::write(copy.join(entry.file_name()), bytes).unwrap();
    }
    models
}

#[test]
fn a_torn_model_is_as_good_as_none() {
    let plugin = need!(parts::clap());
    let model = need!(parts::model());
    for torn in ["card.toml", "decoder.onnx", "axes.safetensors"] {
        let place = tempfile::tempdir().unwrap();
        let models = torn_model(place.path(), &model, torn);
        let report = Hardship::on(&plugin)
            .without_model()
            .with_variable(parts::MODELS, &models)
            .play();
        assert!(!report.from_model, "{torn}");
        assert!(!report.notes.is_empty(), "{torn}");
    }
}

/// A state as CLAP holds it: its length, then the JSON.
fn clap_state(json: &str) -> Vec<u8> {
    let mut state = (json.len() as u64).to_le_bytes().to_vec();
    state.extend_from_slice(json.as_bytes());
    state
}

#[test]
fn states_that_are_none_are_refused_and_the_groove_plays_on() {
    let plugin = need!(parts::clap());
    let mut host = ClapHost::open(&plugin).unwrap();
    let script: Script = FOUR_BARS.parse().unwrap();
    let whole = host.save().unwrap();
    let states: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"no state at all".to_vec(),
        whole[..whole.len() / 2].to_vec(),
        clap_state("{"),
        clap_state("[1, 2]"),
        clap_state(r#"{"version": 3, "params": [], "fields": 0}"#),
    ];
    for state in states {
        assert!(
            host.load(&state).is_err(),
            "{:?}",
            String::from_utf8_lossy(&state)
        );
    }
    let heard = play(&mut host, &script).unwrap();
    assert_eq!(heard.disorder(), None);
}

#[test]
fn damaged_memories_are_survived() {
    let plugin = need!(parts::clap());
    let mut host = ClapHost::open(&plugin).unwrap();
    let script: Script = FOUR_BARS.parse().unwrap();
    for memory in [
        "",
        "torn",
        "null",
        "{}",
        r#"{"version": 99}"#,
        r#"{"version": 1, "heard": 7}"#,
    ] {
        let json = serde_json::json!({
            "version": "0.1.0",
            "params": {"morph": {"f32": 7.5}, "unknown": {"bool": true}},
            "fields": {"memory": memory},
        });
        host.load(&clap_state(&json.to_string())).unwrap();
        let heard = play(&mut host, &script).unwrap();
        assert_eq!(heard.disorder(), None, "{memory}");
        let saved = SavedState::from_clap(&host.save().unwrap()).unwrap();
        assert!(saved.fields.contains_key("memory"));
    }
}

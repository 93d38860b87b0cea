//! The plugin's window in a host's: its sizes, whose the keys are, and that nothing is left behind
//! when it is closed.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};
use whole_system::{need, parts};

/// What one opening may leave behind: Mesa 22's library for EGL keeps about 10 KiB each time, a
/// keyboard map would be 30 to 70.
const THE_DRIVERS_KB: u64 = 24;

/// Runs `window` on a screen of its own, and gives what it told.
fn window(plugin: &Path, arguments: &[&str]) -> Value {
    run(plugin, |command| command.args(arguments))
}

fn run(plugin: &Path, prepare: impl FnOnce(&mut Command) -> &mut Command) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_window"));
    command.arg("--hidden").arg(plugin);
    let output = prepare(&mut command).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a host sees of the window.
fn facts(plugin: &Path) {
    need!(parts::program("Xvfb"));
    let facts = window(plugin, &["--facts"]);
    let expected = json!({
        "natural": [1000, 700],
        "chosen": [1250, 875],
        "resized": [1250, 900],
        "reopened": [1250, 900],
        "restored": [1250, 900],
        "smallest": [750, 525],
        "finer": { "host": [2000, 1400], "plugin": [2000, 1400] },
        "keys": {
            "the_hosts_at_first": true,
            "taken_by_a_click": true,
            "kept_while_wanted": true,
            "given_back_by_escape": true,
            "the_hosts_at_last": true,
        },
        "gestures": { "x": true, "y": true },
        "dropped": { "is_taken": true, "is_in_the_project": true },
        "beside": { "still_works": true },
    });
    assert_eq!(facts, expected);
}

#[test]
fn clap_its_size_is_kept_files_drop_on_it_and_the_host_gets_the_keys_that_nothing_wants() {
    facts(&need!(parts::clap()));
}

#[test]
fn vst3_its_size_is_kept_files_drop_on_it_and_the_host_gets_the_keys_that_nothing_wants() {
    facts(&need!(parts::vst3()));
}

/// Opens it again and again.
fn openings(plugin: &Path) {
    need!(parts::program("Xvfb"));
    let times = 40;
    let told = window(
        plugin,
        &["--openings", &times.to_string(), "--seconds", "1"],
    );
    let openings = &told["openings"];
    for what in ["threads", "files"] {
        let held: Vec<u64> = serde_json::from_value(openings[what].clone()).unwrap();
        assert!(held.last() <= held.first(), "{what}: {told}");
    }
    let held: Vec<u64> = serde_json::from_value(openings["in_use_kb"].clone()).unwrap();
    let left = held.last().unwrap().saturating_sub(held[0]);
    assert!(left < times * THE_DRIVERS_KB, "memory: {told}");
}

#[test]
fn clap_opened_and_closed_again_and_again_it_leaves_nothing_behind() {
    openings(&need!(parts::clap()));
}

#[test]
fn vst3_opened_and_closed_again_and_again_it_leaves_nothing_behind() {
    openings(&need!(parts::vst3()));
}

/// A folder with two models, the shipped one and one of another name.
fn two_models(model: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (place, name) in [("first", "Quatrain 4 Bar"), ("second", "Second Model")] {
        let place = folder.path().join(place);
        fs::create_dir(&place).unwrap();
        for file in model.read_dir().unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), place.join(file.file_name())).unwrap();
        }
        let card = place.join("card.toml");
        let text = fs::read_to_string(&card).unwrap();
        fs::write(&card, text.replace("Quatrain 4 Bar", name)).unwrap();
    }
    folder
}

/// Switches from the first of two models to the second while the transport rolls.
fn switched(plugin: &Path) {
    need!(parts::program("Xvfb"));
    let models = two_models(&need!(parts::model()));
    let mut told = run(plugin, |command| {
        command
            .arg("--switch")
            .env("QUATRAIN_MODELS", models.path())
    });
    let fewest = told["fewest_notes"].take();
    assert!(
        fewest.as_u64() > Some(20),
        "only {fewest} notes in four bars"
    );
    let expected = json!({
        "before": "Quatrain 4 Bar",
        "chosen": "Second Model",
        "after": "Second Model",
        "fewest_notes": null,
        "dropped": { "is_taken": true, "is_in_the_project": true },
        "slots_stay": true,
    });
    assert_eq!(told, expected);
}

#[test]
fn clap_plays_on_while_another_model_is_chosen() {
    switched(&need!(parts::clap()));
}

#[test]
fn vst3_plays_on_while_another_model_is_chosen() {
    switched(&need!(parts::vst3()));
}

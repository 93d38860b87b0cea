//! Projects of released versions, which every later version must play as they were saved: in both
//! formats, with the model and without. What each project is, its file says.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use serde::Deserialize;
use whole_system::{
    Host,
    clap_host::ClapHost,
    host::{play, settled_groove},
    need, parts,
    script::FOUR_BARS,
    stored::{Format, Stored, notes},
    transport::Block,
    vst3_host::Vst3Host,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// What `self-check --json` tells of the host it runs.
#[derive(Deserialize)]
struct Report {
    notes: Vec<(u64, u8, u8)>,
}

/// All projects of all versions, with the files' names.
fn projects() -> Vec<(String, Stored)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/states");
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().path())
    };
    let versions = entries(&folder).filter(|entry| entry.is_dir());
    let mut files: Vec<PathBuf> = versions.flat_map(|version| entries(&version)).collect();
    files.sort();
    assert!(files.len() >= 10, "the first version's states are missing");
    files
        .into_iter()
        .map(|file| (file.display().to_string(), Stored::read(&file).unwrap()))
        .collect()
}

/// What four bars from the song's start sound like after the project was loaded.
fn heard_after(host: &mut dyn Host, project: &Stored, format: Format) -> Vec<(u64, u8, u8)> {
    host.load(&project.bytes(format)).unwrap();
    if project.holds_a_groove() {
        settled_groove(host, PATIENCE).unwrap();
    } else {
        // A model comes when it is open, without one the built-in beat after a moment.
        for _ in 0..100 {
            host.play(&[Block::stopped(0, 512).into()]).unwrap();
            thread::sleep(Duration::from_millis(10));
        }
        let _ = settled_groove(host, Duration::from_secs(10));
    }
    let script = FOUR_BARS.parse().unwrap();
    let heard = play(host, &script).unwrap();
    assert_eq!(heard.disorder(), None);
    notes(&heard)
}

/// A project plays the notes that were heard when it was saved; one that holds no groove plays
/// something.
fn assert_plays(file: &str, project: &Stored, heard: &[(u64, u8, u8)]) {
    if project.holds_a_groove() {
        assert_eq!(heard, project.notes, "{file}: {}", project.about);
    } else {
        assert!(heard.len() > 16, "{file}: {} notes", heard.len());
    }
}

#[test]
fn clap_plays_the_projects_of_every_version() {
    let plugin = need!(parts::clap());
    for (file, project) in projects() {
        let mut host = ClapHost::open(&plugin).unwrap();
        let heard = heard_after(&mut host, &project, Format::Clap);
        assert_plays(&file, &project, &heard);
    }
}

#[test]
fn vst3_plays_the_projects_of_every_version() {
    let plugin = need!(parts::vst3());
    for (file, project) in projects() {
        let mut host = Vst3Host::open(&plugin).unwrap();
        let heard = heard_after(&mut host, &project, Format::Vst3);
        assert_plays(&file, &project, &heard);
    }
}

#[test]
fn without_a_model_they_play_too() {
    let plugin = need!(parts::clap());
    let place = tempfile::tempdir().unwrap();
    let state = place.path().join("state");
    for (file, project) in projects() {
        fs::write(&state, project.bytes(Format::Clap)).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_self-check"))
            .arg(&plugin)
            .args(["--json", "--state"])
            .arg(&state)
            .env("QUATRAIN_MODELS", place.path().join("no-models"))
            .env("QUATRAIN_HOME", place.path().join("no-home"))
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{file}: {errors}");
        let report: Report = serde_json::from_slice(&output.stdout).unwrap();
        assert_plays(&file, &project, &report.notes);
    }
}

/// Loading one project after another leaves nothing of the first.
#[test]
fn a_project_loaded_over_another_plays_its_own_notes() {
    let plugin = need!(parts::clap());
    let mut host = ClapHost::open(&plugin).unwrap();
    let projects = projects();
    let holding = || {
        projects
            .iter()
            .filter(|(_, project)| project.holds_a_groove())
    };
    for (file, project) in holding().chain(holding()) {
        let heard = heard_after(&mut host, project, Format::Clap);
        assert_plays(file, project, &heard);
    }
}

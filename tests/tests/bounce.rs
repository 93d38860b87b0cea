//! Same project, same notes: rendered offline once and again, played in time, opened where there is
//! no model. Compared byte for byte, as tables of all notes.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use whole_system::{
    Host,
    clap_host::ClapHost,
    host::{play, settled_groove},
    mock_host::Performance,
    need,
    notes::Recording,
    parts,
    script::Script,
    state::SavedState,
    transport::{Call, SAMPLE_RATE},
};

use support::{Open, clap, vst3};

const PATIENCE: Duration = Duration::from_secs(60);

/// The morph is automated, with an axis and the take. Each move comes three beats before the next
/// bar, which is an age for the generator.
const AUTOMATION: &str = "
    tempo 120
    play 5 beats
    set morph 0.4; play 4 beats
    set morph 0.7; set axis1 0.8; play 4 beats
    set morph 0.2; set take 0.0123; play 4 beats
    set temperature 0.9; play 7 beats";

/// Everything that a project can hold beside its groove: a travel, its pieces, slots, fills.
const EVERYTHING: &str = "
    blocks 64 441 1 1024
    play 9 bars
    set slot = \"C\"; play 2 bars
    set slot = \"A\"; play 2 bars
    set slot = \"Live\"; set fill 1; play 6 beats
    set fill 0; set density 0.8; set swing = \"60 %\"; play 10 beats";

fn script(text: &str) -> Script {
    text.parse().unwrap()
}

/// The memory that a project holds, once there is nothing left to be made for it.
fn whole_project(host: &mut dyn Host) -> SavedState {
    let began = Instant::now();
    loop {
        settled_groove(host, PATIENCE).unwrap();
        let state = host.state().unwrap();
        let memory = state.memory().unwrap();
        if memory["fill"].is_object() && memory["b"]["now"].is_object() {
            return state;
        }
        assert!(began.elapsed() < PATIENCE, "it never has all it needs");
        thread::sleep(Duration::from_millis(10));
    }
}

/// A project in which something is moved.
fn project(plugin: &Path, settings: &str) -> SavedState {
    let mut host = ClapHost::open(plugin).unwrap();
    settled_groove(&mut host, PATIENCE).unwrap();
    play(&mut host, &script(settings)).unwrap();
    whole_project(&mut host)
}

/// What is heard, as a table.
fn table(heard: &Recording) -> Vec<u8> {
    assert!(heard.beginnings().count() > 50, "hardly a note");
    assert_eq!(heard.disorder(), None);
    let mut table = Vec::new();
    heard.write_csv(&mut table).unwrap();
    table
}

/// Opens the plugin anew with a project and renders it.
fn bounce(open: Open, plugin: &Path, project: &SavedState, text: &str) -> Vec<u8> {
    let mut host = open(plugin);
    host.restore(project).unwrap();
    let text = format!("offline on\n{text}");
    table(&play(host.as_mut(), &script(&text)).unwrap())
}

/// Opens the plugin anew with a project and plays it as fast as time goes.
fn play_in_time(plugin: &Path, project: &SavedState, text: &str) -> Vec<u8> {
    let mut host = ClapHost::open(plugin).unwrap();
    host.restore(project).unwrap();
    whole_project(&mut host);
    let mut heard = Recording::default();
    let began = Instant::now();
    for call in Performance::of(&script(text)).calls() {
        if let Call::Process(block) = &call {
            let due = Duration::from_secs_f64(block.start as f64 / SAMPLE_RATE);
            thread::sleep(due.saturating_sub(began.elapsed()));
        }
        heard.notes.extend(host.play(&[call]).unwrap().notes);
    }
    table(&heard)
}

#[test]
fn bounces_are_equal_to_each_other_and_to_playing() {
    let plugin = need!(parts::clap());
    need!(parts::model());
    let project = project(&plugin, "set change_at = \"Next bar\"; stop 1 beats");
    let first = bounce(clap, &plugin, &project, AUTOMATION);
    assert!(first == bounce(clap, &plugin, &project, AUTOMATION));
    assert!(first == play_in_time(&plugin, &project, AUTOMATION));
    let still = AUTOMATION.replace("set morph", "set feel");
    assert!(
        first != bounce(clap, &plugin, &project, &still),
        "the automation has no effect"
    );
}

#[test]
fn a_path_is_bounced_as_it_is_heard() {
    let (in_clap, in_vst3) = (need!(parts::clap()), need!(parts::vst3()));
    need!(parts::model());
    let settings = "set change_at = \"Next bar\"; set attribute_density 0.7";
    let project = |path| {
        let text = format!("{settings}; set path = {path:?}; stop 1 beats");
        project(&in_clap, &text)
    };
    let around = project("8 bars");
    let text = "blocks 512; play 17 bars";
    let first = bounce(clap, &in_clap, &around, text);
    assert!(first == bounce(vst3, &in_vst3, &around, text));
    assert!(first == play_in_time(&in_clap, &around, text));
    assert!(
        first != bounce(clap, &in_clap, &project("Off"), text),
        "the path has no effect"
    );
}

#[test]
fn in_both_formats_bounces_are_the_same() {
    let (in_clap, in_vst3) = (need!(parts::clap()), need!(parts::vst3()));
    need!(parts::model());
    let project = project(&in_clap, "set change_at = \"Next beat\"; stop 1 beats");
    let text = format!("blocks 512\n{AUTOMATION}");
    assert!(bounce(clap, &in_clap, &project, &text) == bounce(vst3, &in_vst3, &project, &text));
}

/// A project with a travel, and with what is heard in slot C, which is not what plays later.
fn project_with_everything(plugin: &Path) -> SavedState {
    let mut state = project(plugin, "set morph 0.5; set take 0.05; stop 1 beats");
    let mut memory = state.memory().unwrap();
    memory["slots"]["C"] = memory["heard"].clone();
    let text = memory.to_string();
    state.fields.insert("memory".to_owned(), text);
    let mut host = ClapHost::open(plugin).unwrap();
    host.restore(&state).unwrap();
    let settings = "set morph 0; set take 0; set travel = \"A to B\"; set change_at = \"Next bar\"";
    play(&mut host, &script(&format!("{settings}; stop 1 beats"))).unwrap();
    whole_project(&mut host)
}

#[test]
fn where_there_is_no_model_everything_plays_as_it_was_stored() {
    let plugin = need!(parts::clap());
    need!(parts::model());
    let project = project_with_everything(&plugin);
    let here = bounce(clap, &plugin, &project, EVERYTHING);
    assert!(here == bounce(clap, &plugin, &project, EVERYTHING));
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str| place.path().join(name);
    fs::write(file("state"), project.to_clap().unwrap()).unwrap();
    fs::write(file("script"), EVERYTHING).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_host"))
        .arg(&plugin)
        .arg("--script")
        .arg(file("script"))
        .arg("--csv")
        .arg(file("table"))
        .arg("--state")
        .arg(file("state"))
        .env("QUATRAIN_MODELS", file("no-models"))
        .env("QUATRAIN_HOME", file("no-home"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(here == fs::read(file("table")).unwrap());
}

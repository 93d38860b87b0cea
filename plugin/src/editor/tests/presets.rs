//! Presets, the two sides and the models, by what a person sees and clicks.

use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::*;
use crate::{
    compare::Side,
    editor::view::View,
    preset::{Mark, Owner},
};

/// A window whose user's presets are in a folder of the test's own.
fn bench() -> (TempDir, Bench) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bench = Bench::new();
    bench.shared.library = Library::at(Places {
        presets: Some(folder.path().to_owned()),
        models: Some(folder.path().join("models")),
    });
    bench.view = View::default();
    bench.told();
    (folder, bench)
}

/// Draws frames until something is so.
fn wait(bench: &mut Bench, what: &str, is_so: impl Fn(&Bench) -> bool) {
    let began = Instant::now();
    while !is_so(bench) {
        assert!(began.elapsed() < Duration::from_secs(20), "never: {what}");
        std::thread::sleep(Duration::from_millis(1));
        bench.frame(Vec::new(), Modifiers::NONE);
    }
}

fn preset(bench: &Bench) -> Option<Arc<Mark>> {
    bench.shared.memory.shown().preset
}

fn is_playing(bench: &Bench, name: &str) -> bool {
    preset(bench).is_some_and(|mark| mark.title.name == name)
}

fn open(bench: &mut Bench) {
    bench.click_on("Presets");
    wait(bench, "the list", |bench| bench.find("Pocket").is_some());
}

fn type_text(bench: &mut Bench, text: &str) {
    bench.frame(vec![Event::Text(text.to_owned())], Modifiers::NONE);
}

#[test]
fn a_click_on_a_preset_plays_it_and_is_one_step_back() {
    let (_folder, mut bench) = bench();
    bench.click_on("Bypass");
    open(&mut bench);
    bench.told();
    bench.click_on("Pocket");
    wait(&mut bench, "it plays", |bench| is_playing(bench, "Pocket"));
    assert_eq!((bench.params.a.value(), bench.params.d.value()), (0, 0));
    assert!(bench.params.bypass.value(), "the surroundings stay");
    assert!(bench.told().contains(&Told::Begin(bench.params.a.as_ptr())));
    let state = bench.shared.memory.snapshot().state;
    assert_eq!(
        state.request,
        Some(bench.params.request()),
        "it plays as stored"
    );
    assert!(preset(&bench).is_some_and(|mark| !mark.is_changed));
    // Another control is a change of it.
    let revision = bench.shared.memory.revision();
    bench.click(on_map(0.9, 0.9));
    bench.frame(Vec::new(), Modifiers::NONE);
    assert!(preset(&bench).is_some_and(|mark| mark.is_changed));
    bench.click_on("Undo");
    assert!(preset(&bench).is_some_and(|mark| !mark.is_changed));
    bench.click_on("Undo");
    assert_eq!((preset(&bench), bench.params.a.value()), (None, 1));
    bench.click_on("Redo");
    assert!(is_playing(&bench, "Pocket") && bench.params.a.value() == 0);
    assert!(preset(&bench).is_some_and(|mark| !mark.is_changed));
    assert!(bench.shared.memory.revision() > revision);
    bench.told();
}

#[test]
fn arrow_keys_and_arrows_go_through_what_is_shown() {
    let (_folder, mut bench) = bench();
    open(&mut bench);
    bench.click_on("funk");
    bench.frame(Vec::new(), Modifiers::NONE);
    assert!(bench.find("Pocket").is_some() && bench.find("Velvet").is_none());
    bench.click_on("Loose Change");
    wait(&mut bench, "it plays", |bench| {
        is_playing(bench, "Loose Change")
    });
    bench.key(Key::ArrowDown, Modifiers::NONE);
    wait(&mut bench, "the next", |bench| is_playing(bench, "Pocket"));
    bench.key(Key::ArrowUp, Modifiers::NONE);
    wait(&mut bench, "the one before", |bench| {
        is_playing(bench, "Loose Change")
    });
    bench.click_on("Next preset");
    wait(&mut bench, "the next", |bench| is_playing(bench, "Pocket"));
    bench.click_on("Previous preset");
    wait(&mut bench, "the one before", |bench| {
        is_playing(bench, "Loose Change")
    });
    bench.click_on("Close");
    bench.frame(Vec::new(), Modifiers::NONE);
    assert!(bench.find("Pocket").is_none());
    bench.told();
}

#[test]
fn what_is_saved_is_there_and_replacing_is_asked_for() {
    let (folder, mut bench) = bench();
    open(&mut bench);
    bench.click_on("Name of the preset");
    type_text(&mut bench, "Mine");
    bench.click_on("Save");
    let file = folder.path().join("Mine.quatrain");
    wait(&mut bench, "it is saved", |bench| is_playing(bench, "Mine"));
    assert!(file.exists() && preset(&bench).is_some_and(|mark| mark.owner == Owner::User));
    let before = std::fs::read(&file).expect("it is there");
    bench.click(on_map(0.7, 0.4));
    bench.frame(Vec::new(), Modifiers::NONE);
    assert!(preset(&bench).is_some_and(|mark| mark.is_changed));
    bench.click_on("Save");
    wait(&mut bench, "the question", |bench| {
        bench.find("Replace").is_some()
    });
    assert_eq!(std::fs::read(&file).expect("it is there"), before);
    bench.click_on("Replace");
    wait(&mut bench, "it is saved", |bench| {
        preset(bench).is_some_and(|mark| !mark.is_changed)
    });
    assert_ne!(std::fs::read(&file).expect("it is there"), before);
    bench.told();
}

#[test]
fn a_torn_preset_is_told_and_nothing_is_lost() {
    let (folder, mut bench) = bench();
    std::fs::write(folder.path().join("Torn.quatrain"), "{").expect("a file");
    open(&mut bench);
    bench.click_on("User");
    wait(&mut bench, "the file", |bench| bench.find("Torn").is_some());
    let before = bench.shared.memory.snapshot().state;
    bench.told();
    bench.click_on("Torn");
    bench.frame(Vec::new(), Modifiers::NONE);
    assert!(
        bench
            .view
            .told()
            .is_some_and(|words| words.contains("Torn"))
    );
    assert_eq!(bench.shared.memory.snapshot().state, before);
    assert_eq!(bench.told(), []);
}

#[test]
fn search_takes_words_and_enter_plays_the_first() {
    let (_folder, mut bench) = bench();
    open(&mut bench);
    bench.click_on("Search presets");
    type_text(&mut bench, "reggae room");
    bench.frame(Vec::new(), Modifiers::NONE);
    assert!(bench.find("Dub Plate").is_some() && bench.find("Pocket").is_none());
    type_text(&mut bench, " of nobody");
    bench.frame(Vec::new(), Modifiers::NONE);
    assert!(bench.find("Dub Plate").is_none());
    bench.click_on("Next preset");
    assert!(
        bench
            .view
            .told()
            .is_some_and(|words| words.contains("filters"))
    );
    // By the keys alone.
    bench.click_on("Search presets");
    bench.key(Key::A, Modifiers::COMMAND);
    type_text(&mut bench, "velvet");
    bench.key(Key::Enter, Modifiers::NONE);
    wait(&mut bench, "it plays", |bench| is_playing(bench, "Velvet"));
    bench.told();
}

#[test]
fn the_two_sides_hold_parameters_too() {
    let mut bench = Bench::new();
    bench.click(on_map(0.5, 0.5));
    bench.frame(Vec::new(), Modifiers::NONE);
    bench.click_on("Side B");
    assert_eq!(bench.shared.memory.shown().side, Side::B);
    assert_near(puck(&bench), (0.5, 0.5));
    bench.time += 5.0;
    bench.click(on_map(0.25, 0.75));
    bench.frame(Vec::new(), Modifiers::NONE);
    bench.click_on("Side A");
    assert_eq!(bench.shared.memory.shown().side, Side::A);
    assert_near(puck(&bench), (0.5, 0.5));
    bench.click_on("Side B");
    assert_near(puck(&bench), (0.25, 0.75));
    bench.click_on("Copy B to A");
    bench.click_on("Side A");
    assert_near(puck(&bench), (0.25, 0.75));
    for _ in 0..2 {
        bench.click_on("Undo");
    }
    assert_eq!(bench.shared.memory.shown().side, Side::B);
    bench.click_on("Side A");
    assert_near(puck(&bench), (0.5, 0.5));
    bench.told();
}

#[test]
fn the_model_panel_chooses_among_what_is_installed() {
    let mut bench = Bench::new();
    bench.shared.library = Library::at(Places {
        presets: None,
        models: Some(models()),
    });
    bench.click_on("Model");
    wait(&mut bench, "the list", |bench| {
        bench.find("Quatrain 4 Bar").is_some()
    });
    bench.click_on("Quatrain 4 Bar");
    let chosen = bench.shared.memory.chosen_model();
    assert!(chosen.is_some_and(|model| model.name == "Quatrain 4 Bar"));
    bench.click_on("Undo");
    assert_eq!(bench.shared.memory.chosen_model(), None);
    bench.told();
}

/// The folder of the repository's models.
fn models() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../models")
}

//! Files that the generator reads, with a model and without.

use std::path::PathBuf;

use groove::{DrumMap, Tempo};

use super::*;
use crate::{
    files::{Aim, Done, Errand, Taken},
    player::Slot,
    starter::starter,
    state::Made,
};

/// A file with the starter in it, and its folder, which goes with it.
fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("funk.mid");
    let map = DrumMap::general_midi();
    groove::midi::write(&file, &[&starter()], map, Tempo::DEFAULT).expect("it can be written");
    (folder, file)
}

/// What comes of a file.
fn take(instance: &Instance, file: PathBuf) -> Result<Taken, String> {
    let shared = instance.generator.shared();
    shared.files.ask(Errand::Take {
        file,
        slot: Slot::B,
        aim: Aim::Corner(Corner::B),
        maps: vec![DrumMap::general_midi().clone()],
    });
    shared.nudge();
    let began = Instant::now();
    loop {
        if let Some(Done::Taken { slot, aim, result }) = shared.files.take_done() {
            assert_eq!((slot, aim), (Slot::B, Aim::Corner(Corner::B)));
            assert!(!shared.files.are_busy());
            return result.map_err(|error| error.to_string());
        }
        assert!(began.elapsed() < Duration::from_secs(20), "never done");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_file_at_a_corner_is_placed_by_the_model_and_plays_as_it_is_from_its_slot() {
    let (_folder, file) = file();
    let (mut player_end, deliverer) = bridge::build();
    let instance = Instance::new(Some("one"), Memory::new(deliverer));
    instance.settle();
    let taken = take(&instance, file).expect("a groove");
    assert_eq!((&*taken.name, taken.remarks.len()), ("funk", 0));
    // MIDI's 0.9 is 114 of 127; an early first stroke has no time before the file's start.
    let velocity = Velocity::from_midi(groove::MidiVelocity::new(114));
    assert_eq!(taken.made.latent, Latent(vec![velocity.get(), 1.0]));
    assert_eq!(taken.made.model.name, "one");
    instance
        .memory()
        .put(Slot::B, taken.made.clone(), &taken.name);
    instance.set(Request::new(100, 0, 1.0, [0.0; AXES], 0.5, 0));
    assert_eq!(instance.settle(), velocity);
    let state = instance.memory().snapshot().state;
    assert_eq!(state.slots[1], Some(taken.made));
    assert_eq!(
        state.live[0].groove.stroke_count(),
        40,
        "as the model plays it"
    );
    let mut player = Player::new(64);
    player_end.exchange(&mut player);
    let from_slot = Settings {
        slot: Some(Slot::B),
        ..Settings::default()
    };
    assert_eq!(velocity_with(&mut player, &from_slot), Some(114));
}

#[test]
fn without_a_model_a_file_is_a_groove_and_later_one_finds_its_place() {
    let (_folder, file) = file();
    let instance = Instance::new(None, Memory::default());
    instance.settle();
    let taken = take(&instance, file).expect("a groove");
    assert!(taken.made.latent.is_empty() && taken.made.model.name.is_empty());
    let groove = taken.made.groove.clone();
    instance.memory().put(Slot::B, taken.made, &taken.name);
    let stored = instance.memory().written();

    let memory = Memory::default();
    memory.load(stored);
    assert_eq!(memory.shown().error, None);
    assert_eq!(memory.shown().names.get(Slot::B), Some("funk"));
    assert_eq!(
        memory.snapshot().state.slots[1],
        Some(Made::unplaced((*groove).clone()))
    );
    let instance = Instance::new(Some("one"), memory);
    instance.set(Request::new(100, 0, 1.0, [0.0; AXES], 0.5, 0));
    assert_eq!(instance.settle(), groove.cell(Step(0), Drum::Kick).velocity);
}

#[test]
fn what_is_no_file_is_told_and_nothing_else_happens() {
    let instance = Instance::new(Some("one"), Memory::default());
    let before = instance.settle();
    let error = take(&instance, "/nowhere/funk.mid".into()).expect_err("there is none");
    assert!(error.contains("funk.mid can't be read"), "{error}");
    assert_eq!(instance.settle(), before);
}

/// What comes of dice for a slot.
fn dice(instance: &Instance, number: u16) -> Result<Made, String> {
    let shared = instance.generator.shared();
    shared.files.ask(Errand::Dice {
        slot: Slot::C,
        number,
        temperature: inference::Temperature::new(0.5),
    });
    shared.nudge();
    let began = Instant::now();
    loop {
        if let Some(Done::Diced { slot, result, .. }) = shared.files.take_done() {
            assert_eq!(slot, Slot::C);
            return result.map_err(|error| error.to_string());
        }
        assert!(began.elapsed() < Duration::from_secs(20), "never done");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_slot_is_diced_by_the_model_and_the_same_number_is_the_same_groove() {
    let instance = Instance::new(Some("one"), Memory::default());
    let before = instance.settle();
    let made = dice(&instance, 7).expect("a groove");
    assert_eq!(made.model.name, "one");
    assert_eq!(dice(&instance, 7), Ok(made.clone()));
    assert_ne!(dice(&instance, 8), Ok(made));
    assert_eq!(instance.settle(), before, "what plays stays");
}

#[test]
fn without_a_model_no_slot_is_diced_and_it_is_told() {
    let instance = Instance::new(None, Memory::default());
    instance.settle();
    let error = dice(&instance, 7).expect_err("nobody makes one");
    assert!(error.contains("no model"), "{error}");
}

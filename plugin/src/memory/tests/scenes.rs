//! Presets, the two of a comparison, another model: each one step that can be undone.

use super::*;
use crate::{
    compare::Side,
    history::{Hand, Way},
    params::{Controls, Setting},
    preset::{Mark, Owner, Title},
};

/// What plays at the start, for a listener.
fn hears(here: &mut Listened) -> Option<u8> {
    here.hears(0, None)
}

fn mark(name: &str) -> Mark {
    Mark {
        title: Title {
            name: name.into(),
            ..Title::default()
        },
        owner: Owner::User,
        is_changed: false,
    }
}

fn playing(velocity: u8) -> State {
    State {
        live: vec![made(velocity)],
        request: Some(request()),
        ..State::default()
    }
}

fn setting(morph: f32) -> Setting {
    Setting::of(&Controls::default()).with_number("morph", morph)
}

fn is_changed(memory: &Memory) -> Option<bool> {
    memory.shown().preset.map(|preset| preset.is_changed)
}

fn done(memory: &Memory) {
    memory.frame_over(Hand::LetsGo);
}

fn undo(memory: &Memory) {
    let _ = memory.step(Way::Back, |_| 0.0);
    memory.forget_open();
}

#[test]
fn a_preset_plays_at_once_and_is_one_step_back() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    here.memory.keep(slot(7));
    done(&here.memory);
    here.memory.take_preset(playing(20), mark("Pocket"));
    here.memory.arrived();
    done(&here.memory);
    assert_eq!(hears(&mut here), Some(20));
    assert_eq!(here.hears(0, Some(slot(7))), None);
    assert_eq!(is_changed(&here.memory), Some(false));
    here.memory.keep(slot(1));
    assert_eq!(is_changed(&here.memory), Some(true));
    done(&here.memory);
    undo(&here.memory);
    assert_eq!(is_changed(&here.memory), Some(false));
    undo(&here.memory);
    assert_eq!(
        (hears(&mut here), is_changed(&here.memory)),
        (Some(10), None)
    );
    assert_eq!(here.hears(0, Some(slot(7))), Some(10));
    let _ = here.memory.step(Way::Forth, |_| 0.0);
    assert_eq!(hears(&mut here), Some(20));
}

#[test]
fn parameters_on_their_way_to_a_preset_are_no_change_of_it_and_later_ones_are() {
    let controls = Controls::default();
    let param = nice_plug::prelude::Param::as_ptr(&controls.morph);
    let memory = Memory::default();
    memory.take_preset(playing(20), mark("Pocket"));
    memory.note_param(param, 0.0);
    memory.arrived();
    done(&memory);
    assert_eq!(is_changed(&memory), Some(false));
    memory.note_param(param, 0.5);
    done(&memory);
    assert_eq!(is_changed(&memory), Some(true));
    memory.mark(mark("Saved"));
    assert_eq!(is_changed(&memory), Some(false));
}

#[test]
fn a_preset_leaves_the_projects_model_and_other_side() {
    let memory = Memory::default();
    let model = made(1).model;
    memory.choose_model(model.clone());
    memory.change_sides(setting(0.0), None);
    let other = memory.other();
    assert!(other.1.is_some());
    memory.take_preset(playing(20), mark("Pocket"));
    assert_eq!(memory.chosen_model(), Some(model));
    assert_eq!(memory.other(), other);
}

#[test]
fn two_sides_are_apart_and_go_to_and_fro_and_back() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    // The second begins as the first.
    here.memory.change_sides(setting(0.1), None);
    done(&here.memory);
    assert_eq!(
        (hears(&mut here), here.memory.shown().side),
        (Some(10), Side::B)
    );
    assert!(here.answer(&[20]));
    let (side, first) = here.memory.other();
    let first = first.expect("the one that was left");
    assert_eq!((side, &first.setting), (Side::A, &setting(0.1)));
    here.memory
        .change_sides(setting(0.2), Some(first.state.clone()));
    here.memory.arrived();
    done(&here.memory);
    assert_eq!(
        (hears(&mut here), here.memory.shown().side),
        (Some(10), Side::A)
    );
    let second = here.memory.other().1.expect("the one that was left");
    assert_eq!(second.setting, setting(0.2));
    assert_eq!(second.state.live, [made(20)]);
    here.memory.copy_to_other(setting(0.1));
    done(&here.memory);
    let copy = here.memory.other().1.expect("a copy");
    assert_eq!(
        (&copy.setting, &copy.state.live),
        (&setting(0.1), &vec![made(10)])
    );
    undo(&here.memory);
    assert_eq!(here.memory.other().1, Some(second));
    undo(&here.memory);
    assert_eq!(
        (hears(&mut here), here.memory.shown().side),
        (Some(20), Side::B)
    );
    // All of it is in the project.
    let (state, error) = State::read(here.memory.written());
    assert_eq!((state, error), (here.memory.snapshot().state, None));
}

#[test]
fn sides_remember_whether_their_presets_were_changed() {
    let memory = Memory::default();
    memory.take_preset(playing(20), mark("Pocket"));
    memory.arrived();
    memory.change_sides(setting(0.0), None);
    assert_eq!(is_changed(&memory), Some(false));
    memory.keep(slot(3));
    let first = memory.other().1.expect("the one that was left");
    memory.change_sides(setting(0.0), Some(first.state.clone()));
    assert_eq!(is_changed(&memory), Some(false));
    let second = memory.other().1.expect("the one that was left");
    assert!(
        second
            .state
            .preset
            .as_ref()
            .is_some_and(|mark| mark.is_changed)
    );
}

#[test]
fn another_model_makes_the_groove_stale_and_nothing_else() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    here.memory.keep(slot(0));
    let before = here.memory.snapshot();
    here.memory.choose_model(made(1).model);
    let after = here.memory.snapshot();
    assert!(after.revision > before.revision && after.ground > before.ground);
    assert!(after.made_for.is_none() && !after.is_as_loaded);
    assert_eq!(after.state.slots, before.state.slots);
    assert_eq!(hears(&mut here), Some(10));
    // The same again is nothing new.
    here.memory.choose_model(made(1).model);
    assert_eq!(here.memory.revision(), after.revision);
    done(&here.memory);
    undo(&here.memory);
    assert_eq!(here.memory.chosen_model(), None);
}

//! What is stored is what was; what is torn, strange or from the future is told.

use groove::{Cell, Drum, Grid, Offset, Step, Velocity};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    compare::Side,
    params::{AXES, Controls, Setting},
    preset::{Owner, Title},
    request::{Length, Locks, Travel, Way},
    scene::Scene,
    sheet::{Edit, Part},
};

fn made(velocity: f32) -> Made {
    let mut groove = Groove::empty(Grid::FOUR_BARS);
    for step in [0, 5, 63] {
        let mut cell = Cell::stroke(Velocity::new(velocity), Offset::new(-0.123));
        cell.probability = 0.9.into();
        groove.set(Step(step), Drum::Snare, cell);
    }
    let mut silent = Cell::stroke(Velocity::new(0.3), Offset::new(0.1));
    (silent.hit, silent.probability) = (false, 0.25.into());
    groove.set(Step(7), Drum::Kick, silent);
    let model = ModelIdentity {
        name: "Rehearsal".into(),
        sha256: "ab".repeat(32),
    };
    Made {
        model,
        latent: Latent(vec![0.1, -2.5]),
        groove: Arc::new(groove),
    }
}

fn request() -> Request {
    let mut locks = Locks::default();
    locks.bars[1] = true;
    let travel = Travel {
        way: Way::ToB,
        bars: Length::Eight,
    };
    Request::new(0, 7, 0.25, [0.1; AXES], 0.7, 3)
        .with_travel(travel)
        .with_locks(locks)
}

fn state() -> State {
    let mut slots = [const { None }; Slot::COUNT];
    slots[0] = Some(made(0.1));
    slots[15] = Some(made(0.2));
    State {
        request: Some(request()),
        live: vec![made(0.7), made(0.8)],
        fill: Some(made(0.9)),
        slots,
        names: {
            let mut names = Names::default();
            names.set(Slot::A, "Verse");
            names.set(Slot::B, "nothing in it yet");
            names
        },
        corners: [0.3, 0.4, 0.5, 0.6].map(|velocity| Some(made(velocity))),
        sheet: Arc::new(sheet()),
        path: Arc::new(Path::default().with((0.1, 0.2)).with((0.9, 0.123))),
        ..State::default()
    }
}

fn sheet() -> Sheet {
    let mut sheet = Sheet::default();
    sheet
        .takes
        .set(Part::Drum(Drum::Ride), 9_999, &Locks::default());
    let groove = Groove::empty(Grid::FOUR_BARS);
    let edit = Edit {
        hit: true,
        velocity: Velocity::new(0.123_456_7),
        offset: Offset::new(-0.3),
        second: None,
    };
    sheet.edits.set(&[&groove], (Step(63), Drum::Crash), edit);
    sheet
        .locked
        .toggle(Grid::FOUR_BARS, (Step(12), Drum::OpenHat));
    sheet
}

fn is_damaged(error: Option<StateError>, plays: bool) -> bool {
    matches!(error, Some(StateError::Damaged { groove_plays, .. }) if groove_plays == plays)
}

#[test]
fn what_is_stored_is_what_was() {
    for state in [state(), State::default()] {
        let text = state.write().to_string();
        let value = serde_json::from_str(&text).expect("our own text");
        assert_eq!(State::read(value), (state, None));
    }
}

#[test]
fn the_first_versions_states_are_states_with_fewer_fields() {
    let plain = Request::new(0, 7, 0.25, [0.1; AXES], 0.7, 3);
    let mut first = json!({
        "version": 1,
        "request": plain,
        "heard": made(0.7),
        "a": { "kept": made(0.1), "now": made(0.1) },
        "b": { "kept": null, "now": made(0.4) },
    });
    // It knew nothing of what is not struck.
    let cells = first.pointer_mut("/heard/groove").expect("it is heard");
    cells.as_object_mut().expect("a groove").remove("silent");
    let (read, error) = State::read(first);
    assert_eq!(error, None);
    assert_eq!(read.request, Some(plain));
    let strokes = |made: &Made| made.groove.stroke_count();
    assert_eq!(read.live.iter().map(strokes).collect::<Vec<_>>(), [3]);
    assert_eq!(read.slots[0], Some(made(0.1)));
    assert_eq!(read.slots[1], None);
    assert_eq!(read.corners, [Some(made(0.1)), Some(made(0.4)), None, None]);
}

#[test]
fn a_slots_key_plays_what_is_in_it_else_what_its_corner_shows() {
    let state = state();
    let slot = |number| Slot::new(number).expect("there are sixteen");
    assert_eq!(state.in_slot(slot(0)), state.slots[0].as_ref());
    assert_eq!(state.in_slot(slot(3)), state.corners[3].as_ref());
    assert_eq!(state.in_slot(slot(15)), state.slots[15].as_ref());
    assert_eq!(state.in_slot(slot(4)), None);
}

#[test]
fn states_from_before_the_map_had_four_corners_lack_the_lower_two() {
    let mut value = state().write();
    let fields = value.as_object_mut().expect("a state");
    fields.remove("c");
    fields.remove("d");
    let request = value["request"].as_object_mut().expect("a request");
    for name in ["c", "d", "map_y"] {
        request.remove(name);
    }
    let mut expected = state();
    expected.corners[2..].fill(None);
    assert_eq!(State::read(value), (expected, None));
}

#[test]
fn the_second_versions_states_know_no_path_and_no_attributes() {
    let mut value = state().write();
    value["version"] = 2.into();
    value.as_object_mut().expect("a state").remove("path");
    let (read, error) = State::read(value);
    assert_eq!(error, None);
    let path = Arc::new(Path::default());
    assert_eq!(read, State { path, ..state() });
}

#[test]
fn a_torn_path_costs_no_more_than_itself() {
    let mut value = state().write();
    value["path"] = json!([[0.5, 3.0]]);
    let (read, error) = State::read(value);
    let path = Arc::new(Path::default());
    assert_eq!(read, State { path, ..state() });
    assert!(is_damaged(error, true));
}

#[test]
fn the_future_is_told_and_its_grooves_play() {
    let mut value = state().write();
    value["version"] = 7.into();
    value["a"] = "something new".into();
    let (read, error) = State::read(value);
    assert_eq!(read.live, state().live);
    assert_eq!(read.slots[15], Some(made(0.2)));
    assert_eq!(
        error,
        Some(StateError::Newer {
            found: 7,
            groove_plays: true
        })
    );
}

#[test]
fn a_torn_field_costs_no_more_than_itself() {
    let mut value = state().write();
    value["b"]["now"] = 5.into();
    let (read, error) = State::read(value);
    let mut expected = state();
    expected.corners[1] = None;
    assert_eq!(read, expected);
    let words = error.expect("it is told").to_string();
    assert!(
        words.contains("b.now") && words.contains("still plays"),
        "{words}"
    );
}

#[test]
fn a_torn_stroke_is_left_out_of_its_groove() {
    let mut value = state().write();
    value["heard"]["groove"]["strokes"][0]["step"] = 4_000.into();
    let (read, error) = State::read(value);
    assert_eq!(read.live[0].groove.stroke_count(), 2);
    assert_eq!(read.live[1], made(0.8));
    assert_eq!(
        read.request, None,
        "it is to be made anew where that is possible"
    );
    assert!(is_damaged(error, true));
}

#[test]
fn where_the_first_piece_is_lost_the_others_play() {
    let mut value = state().write();
    value["heard"]["groove"] = "gone".into();
    let (read, error) = State::read(value);
    assert_eq!(read.live, [made(0.8)]);
    assert!(is_damaged(error, true));
}

#[test]
fn what_is_no_state_is_told() {
    for value in [json!("half a te"), json!([]), json!(7), json!({})] {
        let (read, error) = State::read(value);
        assert_eq!(read, State::default());
        assert!(is_damaged(error, false));
    }
    assert_eq!(State::read(Value::Null), (State::default(), None));
}

#[test]
fn too_many_pieces_are_cut_off_and_told() {
    let mut value = state().write();
    value["pieces"] = vec![json!(made(0.5)); 40].into();
    let (read, error) = State::read(value);
    assert_eq!(read.live.len(), crate::player::MOST_PIECES);
    assert!(is_damaged(error, true));
}

fn any_json() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        "version",
        "heard",
        "pieces",
        "fill",
        "slots",
        "a",
        "b",
        "c",
        "[A-P]",
        "kept",
        "now",
        "groove",
        "grid",
        "strokes",
        "silent",
        "latent",
        "model",
        "request",
        "sheet",
        "takes",
        "edits",
        "locked",
        "cells",
        "path",
        "[a-z]{0,4}"
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..6).prop_map(Value::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn anything_is_read_without_a_panic(value in any_json()) {
        let (state, _) = State::read(value);
        prop_assert_eq!(State::read(state.write()), (state, None));
    }

    #[test]
    fn a_state_with_a_changed_spot_still_plays(
        spot in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = state().write().to_string().into_bytes();
        let spot = spot.index(bytes.len());
        bytes[spot] = byte;
        if let Ok(value) = serde_json::from_slice::<Value>(&bytes) {
            let (read, _) = State::read(value);
            // One spot can lie in one groove alone, or in the name of a field.
            let strokes = |state: &State| -> usize {
                state.live.iter().map(|made| made.groove.stroke_count()).sum()
            };
            prop_assert!(strokes(&read) > 0);
        }
    }
}

#[test]
fn the_other_scene_is_stored_too_and_its_damage_told() {
    let other = Scene {
        setting: Setting::of(&Controls::default()).with_number("swing", 0.6),
        state: state(),
    };
    let mark = Mark {
        title: Title {
            name: "Pocket".into(),
            ..Title::default()
        },
        owner: Owner::Factory,
        is_changed: true,
    };
    let state = State {
        model: Some(made(0.1).model),
        preset: Some(Arc::new(mark)),
        compare: Compare {
            side: Side::B,
            other: Some(Arc::new(other)),
        },
        ..state()
    };
    let mut value = state.write();
    assert_eq!(State::read(value.clone()), (state, None));
    value["compare"]["other"]["memory"]["heard"]["latent"] = json!("torn");
    let (read, error) = State::read(value.clone());
    assert!(is_damaged(error, true));
    let other = read.compare.other.expect("the rest of it can be read");
    assert!(other.state.live.len() == 1 && other.state.slots[15].is_some());
    value["compare"] = json!({"side": "c", "other": {"params": 7}});
    let (read, error) = State::read(value);
    assert!(is_damaged(error, true) && read.compare == Compare::default());
}

#[test]
fn what_is_done_to_a_state_shows_on_its_preset() {
    let mut state = state();
    state.touch();
    assert_eq!(state.preset, None);
    let mark = Mark {
        title: Title::default(),
        owner: Owner::User,
        is_changed: false,
    };
    state.preset = Some(Arc::new(mark));
    let before = state.clone();
    state.touch();
    assert!(state.preset.is_some_and(|preset| preset.is_changed));
    assert!(before.preset.is_some_and(|preset| !preset.is_changed));
}

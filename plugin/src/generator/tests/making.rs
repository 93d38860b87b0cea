//! What is made for a request: locks, travels, fills, corners, and what a newer one overtakes.

use super::*;
use crate::{
    bridge::Report,
    direction::ATTRIBUTES,
    history::{Hand, Way},
    player::{Playhead, Slot, Source},
    request::{self, Length, Locks, Outline, Round, Travel},
    sheet::{Edit, Part},
};

/// The MIDI velocities of the kick on each bar's first beat, in all pieces.
fn bars(instance: &Instance) -> Vec<f32> {
    let live = instance.memory().snapshot().state.live;
    let bars = live.iter().flat_map(|made| {
        let velocity = |bar: usize| made.groove.cell(Step(16 * bar), Drum::Kick).velocity.get();
        (0..4).map(velocity).collect::<Vec<_>>()
    });
    bars.collect()
}

fn travel(way: request::Way, bars: Length) -> Request {
    setting(0.0, 0).with_travel(Travel { way, bars })
}

#[test]
fn each_bar_of_a_travel_is_decoded_at_its_own_place() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.set(travel(request::Way::ToB, Length::Eight));
    instance.settle();
    let heard = bars(&instance);
    assert_eq!(heard.len(), 8);
    // The fake's ends are at 0.1 and 0.5, and its way is nearly straight.
    assert_eq!((heard[0], heard[7]), (0.1, 0.5));
    assert!(heard.is_sorted() && heard[3] < heard[4], "{heard:?}");
    instance.set(travel(request::Way::ThereAndBack, Length::Two));
    instance.settle();
    assert_eq!(bars(&instance), [0.1, 0.5, 0.5, 0.1]);
}

#[test]
fn the_map_has_a_groove_at_each_corner_and_all_four_in_the_middle() {
    let instance = Instance::new(Some("one"), Memory::default());
    let heard = |x, y| {
        instance.set(setting(x, 0).with_map(300, 700, y));
        instance.settle().get()
    };
    assert_eq!((heard(0.0, 0.0), heard(1.0, 0.0)), (0.1, 0.5));
    assert_eq!((heard(0.0, 1.0), heard(1.0, 1.0)), (0.3, 0.7));
    let (above, middle, below) = (heard(0.5, 0.0), heard(0.5, 0.5), heard(0.5, 1.0));
    assert!(above < middle && middle < below, "{above} {middle} {below}");
}

/// Waits until all of the map's tiles are made; gives what plays at each place.
fn tiles(instance: &Instance, first: f32) -> Vec<f32> {
    let began = Instant::now();
    loop {
        let tiles = instance.generator.shared().tiles();
        let velocity = |groove: &Groove| groove.cell(Step(0), Drum::Kick).velocity.get();
        let heard: Vec<f32> = tiles.all().map(|(_, groove)| velocity(groove)).collect();
        if heard.len() == TILES * TILES && heard[0] == first {
            return heard;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{heard:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn the_maps_tiles_are_made_for_who_looks_and_made_anew_when_a_corner_changes() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.set(setting(0.3, 0).with_map(300, 700, 0.2));
    instance.settle();
    let heard = tiles(&instance, 0.1);
    let last = TILES * TILES - 1;
    assert_eq!((heard[TILES - 1], heard[last]), (0.5, 0.7));
    assert_eq!(heard[last + 1 - TILES], 0.3);
    // A tile is what plays with the puck on it.
    instance.set(setting(0.5, 0).with_map(300, 700, 0.5));
    assert_eq!(instance.settle().get(), heard[last / 2]);
    let before = instance.generator.shared().tiles().change;
    instance.set(setting(0.9, 0).with_map(300, 700, 0.1));
    instance.settle();
    instance
        .memory()
        .keep(Slot::new(7).expect("there are sixteen"));
    instance.settle();
    assert_eq!(instance.generator.shared().tiles().change, before);
    instance.set(Request::new(200, 500, 0.9, [0.0; AXES], 0.5, 0).with_map(300, 700, 0.1));
    tiles(&instance, 0.2);
}

#[test]
fn a_stored_corner_lies_where_its_groove_does() {
    let memory = Memory::default();
    memory.load(project());
    let instance = Instance::new(Some("one"), memory);
    instance.memory().copy(Slot::B, Slot::D);
    instance.set(setting(1.0, 0).with_map(3, 0, 1.0));
    assert_eq!(instance.settle().get(), 0.5);
}

#[test]
fn a_travel_goes_along_the_row_where_the_puck_is() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.set(travel(request::Way::ToB, Length::Two).with_map(300, 700, 1.0));
    instance.settle();
    assert_eq!(bars(&instance), [0.3, 0.7, 0.3, 0.7]);
}

#[test]
fn each_bar_of_a_path_is_decoded_at_its_own_place() {
    let instance = Instance::new(Some("one"), Memory::default());
    let map = setting(0.0, 0).with_map(300, 700, 0.0);
    instance.set(map.with_path(Round::Four));
    instance.settle();
    // Where nobody has drawn it goes along the edge: A, B, D, C.
    assert_eq!(bars(&instance), [0.1, 0.5, 0.7, 0.3]);
    instance.set(map.with_path(Round::Eight));
    instance.settle();
    let heard = bars(&instance);
    assert_eq!((heard.len(), heard[0], heard[2]), (8, 0.1, 0.5));
    assert!(heard[0] < heard[1] && heard[1] < heard[2], "{heard:?}");
    // Where the puck is does not matter.
    let decoded = instance.decoded.load(Ordering::Relaxed);
    let elsewhere = Request::new(100, 500, 0.7, [0.0; AXES], 0.5, 0).with_map(300, 700, 0.6);
    instance.set(elsewhere.with_path(Round::Eight));
    instance.settle();
    assert_eq!(instance.decoded.load(Ordering::Relaxed), decoded);
}

#[test]
fn a_drawn_path_is_heard_at_once_and_undone_to_the_bit() {
    let instance = Instance::new(Some("one"), Memory::default());
    let map = setting(0.0, 0).with_map(300, 700, 0.0);
    let memory = instance.memory();
    instance.set(map);
    instance.settle();
    let decoded = instance.decoded.load(Ordering::Relaxed);
    // While none is asked for a new one costs nothing.
    memory.set_path(Outline::Falling.path());
    memory.frame_over(Hand::LetsGo);
    instance.settle();
    assert_eq!(instance.decoded.load(Ordering::Relaxed), decoded);
    instance.set(map.with_path(Round::Four));
    instance.settle();
    let falling = bars(&instance);
    assert_eq!((falling[0], falling[2], falling[1]), (0.1, 0.7, falling[3]));
    memory.set_path(Outline::Rising.path());
    memory.frame_over(Hand::LetsGo);
    instance.settle();
    let rising = bars(&instance);
    assert_eq!((rising[0], rising[2]), (0.3, 0.5));
    let _ = memory.step(Way::Back, |_| 0.0);
    instance.settle();
    assert_eq!(bars(&instance), falling);
    let _ = memory.step(Way::Forth, |_| 0.0);
    instance.settle();
    assert_eq!(bars(&instance), rising);
    // A project has both in it, the path and what came of it.
    let other = Memory::default();
    other.load(memory.written());
    let other = Instance::at(map.with_path(Round::Four), Some("one"), other);
    other.settle();
    assert_eq!(bars(&other), rising);
    assert_eq!(other.decoded.load(Ordering::Relaxed), 0, "nothing to make");
}

#[test]
fn what_the_groove_is_to_have_more_of_moves_its_place() {
    let instance = Instance::new(Some("one"), Memory::default());
    let mut attributes = [0.0; ATTRIBUTES.len()];
    (attributes[0], attributes[7]) = (1.5, -0.5);
    instance.set(setting(0.0, 0).with_attributes(attributes));
    assert!((instance.settle().get() - 0.2).abs() < 1e-6);
}

#[test]
fn the_longest_travel_is_made_in_sixteen_pieces_from_the_one_that_plays_on() {
    let (mut player_end, deliverer) = bridge::build();
    let instance = Instance::new(Some("one"), Memory::new(deliverer));
    instance.settle();
    // The player is in the last of the sixteen.
    player_end.report(&Report {
        playhead: Some(Playhead {
            source: Source::Live,
            in_bar: Beats(0.0),
            bar: 61,
            is_complete: true,
        }),
        ..Report::default()
    });
    instance.decoded_pieces.lock().clear();
    instance.set(travel(request::Way::ThereAndBack, Length::ThirtyTwo));
    instance.settle();
    assert_eq!(instance.memory().snapshot().state.live.len(), 16);
    let first = instance.decoded_pieces.lock()[0].clone();
    // Of the way back to A the last bars: towards 0.1.
    assert!(first.is_sorted_by(|one, next| one > next), "{first:?}");
    assert_eq!(first.last(), Some(&0.1));
    let mut player = Player::new(64);
    player_end.exchange(&mut player);
    assert_eq!(first_velocity(&mut player), Some(13));
}

#[test]
fn locked_bars_stay_bit_by_bit_and_open_ones_change() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.settle();
    let before = bars(&instance);
    let mut locks = Locks::default();
    (locks.bars[0], locks.bars[2]) = (true, true);
    instance.set(setting(1.0, 0).with_locks(locks));
    instance.settle();
    let after = bars(&instance);
    assert_eq!((after[0], after[2]), (before[0], before[2]));
    assert_eq!((after[1], after[3]), (0.5, 0.5));
    // Opened again, all of it is what was asked for.
    instance.set(setting(1.0, 0));
    instance.settle();
    assert_eq!(bars(&instance), [0.5; 4]);
}

#[test]
fn a_fill_goes_with_every_answer_and_is_kept() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.set(setting(1.0, 0));
    instance.settle();
    let state = instance.memory().snapshot().state;
    let fill = state.fill.expect("the fake knows of one");
    assert_eq!(fill.groove.cell(Step(0), Drum::Kick).velocity.get(), 0.55);
    let decoded = instance.decoded.load(Ordering::Relaxed);
    // A project that has it is not asked for it again.
    let memory = Memory::default();
    memory.load(instance.memory().written());
    let again = Instance::at(setting(1.0, 0), Some("one"), memory);
    again.settle();
    assert_eq!(again.decoded.load(Ordering::Relaxed), 0, "after {decoded}");
}

#[test]
fn a_project_without_a_fill_gets_one_and_plays_as_stored() {
    let mut project = project();
    project["fill"] = serde_json::Value::Null;
    let memory = Memory::default();
    memory.load(project);
    let instance = Instance::at(setting(1.0, 0), Some("one"), memory);
    assert_eq!(instance.settle().get(), 0.5);
    let state = instance.memory().snapshot().state;
    assert!(state.fill.is_some());
    assert_eq!(instance.decoded.load(Ordering::Relaxed), 1);
}

#[test]
fn the_corners_grooves_are_in_their_slots() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.settle();
    let in_slot = |slot| {
        let state = instance.memory().snapshot().state;
        let made = state.in_slot(slot).cloned().expect("it was dreamt");
        made.groove.cell(Step(0), Drum::Kick).velocity.get()
    };
    assert_eq!((in_slot(Slot::A), in_slot(Slot::B)), (0.1, 0.5));
    assert_eq!((in_slot(Slot::C), in_slot(Slot::D)), (0.003, 0.004));
    instance.memory().keep(Slot::B);
    instance.set(Request::new(100, 0, 0.0, [0.0; AXES], 0.5, 0));
    instance.settle();
    assert_eq!(in_slot(Slot::B), 0.1);
}

#[test]
fn storing_what_another_model_made_changes_nothing_that_is_heard() {
    let memory = Memory::default();
    memory.load(project());
    let instance = Instance::at(setting(1.0, 0), Some("other"), memory);
    instance.settle();
    instance
        .memory()
        .keep(Slot::new(5).expect("there are sixteen"));
    instance.settle();
    assert_eq!(instance.decoded.load(Ordering::Relaxed), 0);
    assert_eq!(instance.memory().snapshot().state.live[0].model.name, "one");
}

#[test]
fn a_stored_groove_whose_place_is_torn_comes_back_by_its_groove() {
    let mut project = project();
    project["b"]["kept"]["latent"] = serde_json::json!([0.3]);
    let memory = Memory::default();
    memory.load(project);
    let instance = Instance::new(Some("one"), memory);
    instance.set(Request::new(100, 0, 1.0, [0.0; AXES], 0.5, 1));
    assert_eq!(instance.settle().get(), 0.5);
}

/// What was begun and left must not be taken for the answer to what is asked for again.
#[test]
fn going_back_before_an_answer_is_whole_brings_the_first_groove_back() {
    let (mut player_end, deliverer) = bridge::build();
    let instance = Instance::new(Some("one"), Memory::new(deliverer));
    let mut player = Player::new(64);
    for round in 0..200 {
        instance.set(setting(1.0, 0));
        std::thread::sleep(Duration::from_micros(50 * (round % 40)));
        instance.set(setting(0.0, 0));
        assert_eq!(instance.settle().get(), 0.1);
        player.interrupt();
        player_end.exchange(&mut player);
        assert_eq!(first_velocity(&mut player), Some(13), "round {round}");
    }
}

/// An hour of a project's life in a second: whatever is moved, edited, diced, locked, undone, kept,
/// cleared and loaded, the player ends up with what is shown.
#[test]
fn the_player_has_what_is_shown_after_any_history() {
    let (mut player_end, deliverer) = bridge::build();
    let instance = Instance::new(Some("one"), Memory::new(deliverer));
    let mut player = Player::new(64);
    let mut project = instance.memory().written();
    let mut number = 1_u64;
    for _ in 0..300 {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let (what, which) = (number >> 60, (number >> 50) as usize % 16);
        let memory = instance.memory();
        let slot = Slot::new(which).expect("there are sixteen");
        match what {
            0..=3 => instance.set(setting(which as f32 / 15.0, 0)),
            4 => {
                let mut edit = Edit::of(&Cell::default()).toggled();
                edit.velocity = Velocity::new(which as f32 / 15.0);
                memory.edit((Step(0), Drum::Kick), edit);
            }
            5 => memory.roll(Part::Bar(0), which as u16, &Locks::default()),
            6 => memory.toggle_lock((Step(0), Drum::Kick)),
            7 => {
                let way = if which < 10 { Way::Back } else { Way::Forth };
                let _ = memory.step(way, |_| 0.0);
            }
            8..=10 => memory.keep(slot),
            11 | 12 => memory.clear(slot),
            13 => project = memory.written(),
            14 => memory.load(project.clone()),
            _ => instance.set(travel(request::Way::ToB, Length::Four)),
        }
        memory.frame_over(Hand::LetsGo);
        player_end.exchange(&mut player);
    }
    let shown = instance.settle().to_midi().get();
    player_end.exchange(&mut player);
    player.interrupt();
    assert_eq!(first_velocity(&mut player), Some(shown));
    let state = instance.memory().snapshot().state;
    for slot in Slot::all() {
        player.interrupt();
        let settings = Settings {
            slot: Some(slot),
            ..Settings::default()
        };
        let expected = state.in_slot(slot).map(|made| {
            let velocity = made.groove.cell(Step(0), Drum::Kick).velocity;
            velocity.to_midi().get()
        });
        assert_eq!(
            velocity_with(&mut player, &settings),
            expected,
            "slot {slot}"
        );
    }
}

/// What plays, piece by piece.
fn rolled(instance: &Instance) -> Vec<Groove> {
    let live = instance.memory().snapshot().state.live;
    live.iter().map(|made| (*made.groove).clone()).collect()
}

/// Which bars of which drums differ between two grooves.
fn changed(before: &Groove, after: &Groove) -> Vec<(usize, Drum)> {
    let mut changed = Vec::new();
    for bar in 0..4 {
        for drum in Drum::ALL {
            let mut steps = (16 * bar..16 * (bar + 1)).map(Step);
            if steps.any(|step| before.cell(step, drum) != after.cell(step, drum)) {
                changed.push((bar, drum));
            }
        }
    }
    changed
}

#[test]
fn a_bar_or_a_drum_diced_alone_leaves_all_else_bit_by_bit() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.settle();
    let before = rolled(&instance);
    let open = Locks::default();
    instance.memory().roll(Part::Bar(3), 7, &open);
    instance.settle();
    let after = rolled(&instance);
    let fourth = Drum::ALL.map(|drum| (3, drum));
    assert_eq!(changed(&before[0], &after[0]), fourth);
    instance
        .memory()
        .roll(Part::Drum(Drum::ClosedHat), 9, &open);
    instance.settle();
    let hats = (0..4).map(|bar| (bar, Drum::ClosedHat));
    assert_eq!(
        changed(&after[0], &rolled(&instance)[0]),
        hats.collect::<Vec<_>>()
    );
    // Given back to the common take, all of it is as it was.
    instance.memory().roll(Part::Bar(3), 0, &open);
    instance
        .memory()
        .roll(Part::Drum(Drum::ClosedHat), 0, &open);
    instance.settle();
    assert_eq!(rolled(&instance), before);
}

#[test]
fn what_was_diced_alone_keeps_its_take_wherever_the_sliders_go_and_in_the_project() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.memory().roll(Part::Bar(1), 7, &Locks::default());
    instance.set(setting(1.0, 0));
    instance.settle();
    let there = rolled(&instance);
    let common = Instance::new(Some("one"), Memory::default());
    common.set(setting(1.0, 0));
    common.settle();
    let second = Drum::ALL.map(|drum| (1, drum));
    assert_eq!(changed(&rolled(&common)[0], &there[0]), second);
    let memory = Memory::default();
    memory.load(instance.memory().written());
    let again = Instance::at(setting(1.0, 0), Some("one"), memory);
    again.settle();
    assert_eq!(again.decoded.load(Ordering::Relaxed), 0);
    again.memory().roll(Part::Bar(1), 0, &Locks::default());
    again.settle();
    assert_eq!(rolled(&again), rolled(&common));
}

#[test]
fn what_another_model_made_stays_where_it_is_not_diced() {
    let memory = Memory::default();
    memory.load(project());
    let instance = Instance::at(setting(1.0, 0), Some("other"), memory);
    instance.settle();
    let before = rolled(&instance);
    instance.memory().roll(Part::Bar(2), 5, &Locks::default());
    instance.settle();
    let third = Drum::ALL.map(|drum| (2, drum));
    assert_eq!(changed(&before[0], &rolled(&instance)[0]), third);
}

#[test]
fn a_travel_is_diced_in_all_of_its_pieces() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.set(travel(request::Way::ToB, Length::Eight));
    instance.settle();
    let before = rolled(&instance);
    instance.memory().roll(Part::Bar(0), 5, &Locks::default());
    instance.settle();
    let first = Drum::ALL.map(|drum| (0, drum));
    for (before, after) in before.iter().zip(rolled(&instance)) {
        assert_eq!(changed(before, &after), first);
    }
}

/// What is undone comes back bit by bit, though locks make it depend on what was heard before.
#[test]
fn an_undone_step_brings_the_very_groove_back() {
    let instance = Instance::new(Some("one"), Memory::default());
    let mut locks = Locks::default();
    locks.bars[0] = true;
    instance.settle();
    let asked = setting(1.0, 0).with_locks(locks);
    instance.set(asked);
    instance.settle();
    let before = rolled(&instance);
    let memory = instance.memory();
    memory.roll(Part::Drum(Drum::Snare), 3, &Locks::default());
    memory.frame_over(Hand::LetsGo);
    instance.settle();
    let after = rolled(&instance);
    assert_ne!(after, before);
    let decoded = instance.decoded.load(Ordering::Relaxed);
    assert!(memory.step(Way::Back, |_| 0.0).is_empty());
    instance.settle();
    assert_eq!(rolled(&instance), before);
    assert!(memory.step(Way::Forth, |_| 0.0).is_empty());
    instance.settle();
    assert_eq!(rolled(&instance), after);
    assert_eq!(
        instance.decoded.load(Ordering::Relaxed),
        decoded,
        "nothing to make"
    );
}

#[test]
fn a_locked_cell_stays_bit_by_bit_until_it_is_opened() {
    let instance = Instance::new(Some("one"), Memory::default());
    instance.settle();
    let before = rolled(&instance);
    let spot = (Step(16), Drum::Kick);
    instance.memory().toggle_lock(spot);
    instance.set(setting(1.0, 0));
    instance.settle();
    let locked = rolled(&instance);
    assert_eq!(
        locked[0].cell(spot.0, spot.1),
        before[0].cell(spot.0, spot.1)
    );
    assert_eq!(bars(&instance), [0.5, 0.1, 0.5, 0.5]);
    // The bar around it is diced, the locked cell is not.
    instance.memory().roll(Part::Bar(1), 3, &Locks::default());
    instance.settle();
    assert_eq!(bars(&instance), [0.5, 0.1, 0.5, 0.5]);
    assert_ne!(rolled(&instance), locked);
    // Opened, it is what was asked for, and nothing else changes.
    instance.memory().roll(Part::Bar(1), 0, &Locks::default());
    instance.settle();
    assert_eq!(rolled(&instance), locked);
    instance.memory().toggle_lock(spot);
    instance.settle();
    assert_eq!(bars(&instance), [0.5; 4]);
    assert_eq!(
        changed(&locked[0], &rolled(&instance)[0]),
        [(1, Drum::Kick)]
    );
}

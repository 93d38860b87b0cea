//! The map: the puck by pointer and keys, and what is stored in the corners.

use super::*;

#[test]
fn dragging_the_puck_is_one_gesture_of_x_and_one_of_y() {
    let mut bench = Bench::new();
    bench.drag(on_map(0.0, 0.0), on_map(0.5, 0.75), Modifiers::NONE);
    let told = bench.told();
    assert!(told.len() > 10);
    for param in [&bench.params.morph, &bench.params.map_y] {
        let begun = told
            .iter()
            .filter(|one| **one == Told::Begin(param.as_ptr()));
        assert_eq!(begun.count(), 1);
    }
    assert_near(puck(&bench), (0.5, 0.75));
}

#[test]
fn shift_is_fine_and_a_double_click_resets() {
    let mut bench = Bench::new();
    bench.drag(on_map(0.0, 0.0), on_map(0.8, 0.4), Modifiers::SHIFT);
    assert_near(puck(&bench), (0.08, 0.04));
    bench.drag(on_map(0.08, 0.04), on_map(0.5, 0.5), Modifiers::NONE);
    bench.time += 5.0;
    bench.click(on_map(0.5, 0.5));
    bench.click(on_map(0.5, 0.5));
    assert_eq!(puck(&bench), (0.0, 0.0));
    bench.told();
}

#[test]
fn a_press_beside_the_puck_takes_it_there_and_one_on_it_holds_it() {
    let mut bench = Bench::new();
    bench.click(on_map(0.75, 0.5));
    let there = puck(&bench);
    assert_near(there, (0.75, 0.5));
    assert_eq!(bench.told().len(), 6);
    bench.time += 5.0;
    bench.click(on_map(0.75, 0.5) + vec2(6.0, -6.0));
    assert_eq!(puck(&bench), there);
    assert_eq!(bench.told(), []);
}

#[test]
fn arrow_keys_move_the_puck_as_the_screen_lies() {
    let mut bench = Bench::new();
    let key = |key| key_event(key, true, Modifiers::NONE);
    bench.click(on_map(0.5, 0.5));
    bench.time += 5.0;
    // It has the focus from the next frame on.
    bench.frame(Vec::new(), Modifiers::NONE);
    for one in [
        Key::ArrowRight,
        Key::ArrowDown,
        Key::ArrowDown,
        Key::ArrowLeft,
    ] {
        bench.frame(vec![key(one)], Modifiers::NONE);
    }
    assert_near(puck(&bench), (0.5, 0.6));
    bench.frame(vec![key(Key::ArrowUp)], Modifiers::SHIFT);
    assert_near(puck(&bench), (0.5, 0.595));
    for _ in 0..30 {
        bench.frame(vec![key(Key::ArrowLeft)], Modifiers::NONE);
    }
    assert_near(puck(&bench), (0.0, 0.595));
    bench.told();
}

#[test]
fn a_slot_dragged_onto_a_corner_is_stored_there() {
    let mut bench = Bench::new();
    let layout = Layout::new(window());
    let revision = bench.shared.memory.revision();
    let request = bench.params.request();
    assert!(bench.shared.memory.answer(revision, request, vec![made()]));
    bench
        .shared
        .memory
        .keep(Slot::new(15).expect("there are sixteen"));
    let last = pos2(layout.slots.right() - 10.0, layout.slots.center().y);
    let corner_d = layout.map.right_bottom() - vec2(30.0, 20.0);
    bench.drag(last, corner_d, Modifiers::NONE);
    assert_eq!(bench.params.d.value(), 0);
    assert_eq!(bench.params.playing.slot.value(), 0, "it is not chosen");
    let state = bench.shared.memory.snapshot().state;
    assert!(state.slots[3].is_some() && state.corners[3].is_some());
    bench.told();
}

#[test]
fn storing_in_a_corner_keeps_what_is_heard() {
    let mut bench = Bench::new();
    let revision = bench.shared.memory.revision();
    let request = bench.params.request();
    assert!(bench.shared.memory.answer(revision, request, vec![made()]));
    // The window sees it in the next frame.
    bench.frame(Vec::new(), Modifiers::NONE);
    let map = Layout::new(window()).map;
    bench.click(map.left_bottom() + vec2(30.0, -18.0));
    assert_eq!(bench.params.c.value(), 0);
    assert_eq!(puck(&bench), (0.0, 1.0));
    assert!(bench.shared.memory.snapshot().state.slots[2].is_some());
    bench.told();
}

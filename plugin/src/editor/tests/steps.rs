//! Undo and redo.

use super::*;

#[test]
fn all_that_is_done_in_the_window_is_undone_and_redone() {
    let mut bench = bench_with_starter();
    let morph = |bench: &Bench| bench.params.morph.value();
    let edits = |bench: &Bench| bench.shared.memory.shown().sheet.edits.count();
    bench.drag(on_map(0.0, 0.0), on_map(0.5, 0.0), Modifiers::NONE);
    let there = morph(&bench);
    bench.drag(on_map(0.5, 0.0), on_map(0.8, 0.0), Modifiers::NONE);
    let place = on_page(3, Drum::Snare);
    bench.drag(place, place - vec2(0.0, 22.0), Modifiers::NONE);
    let edited = cell(&bench, 3, Drum::Snare);
    let page = Layout::new(window()).page;
    bench.click(pos2(page_edges(page).0 - 28.0, kick_row()));
    assert!(bench.params.kit.drums[0].lock.value());

    shortcut(&mut bench, egui::Key::Z, false);
    assert!(!bench.params.kit.drums[0].lock.value() && edits(&bench) == 1);
    shortcut(&mut bench, egui::Key::Z, false);
    assert_eq!(edits(&bench), 0);
    shortcut(&mut bench, egui::Key::Z, false);
    assert_eq!(morph(&bench), there);
    shortcut(&mut bench, egui::Key::Z, false);
    shortcut(&mut bench, egui::Key::Z, false);
    assert_eq!(morph(&bench), 0.0, "and no further");
    for _ in 0..4 {
        shortcut(&mut bench, egui::Key::Z, true);
    }
    assert!((morph(&bench) - 0.8).abs() < 0.005);
    assert_eq!(cell(&bench, 3, Drum::Snare), edited);
    assert!(bench.params.kit.drums[0].lock.value());
    // Something new after an undo: there is no way forth.
    shortcut(&mut bench, egui::Key::Z, false);
    bench.click(on_page(9, Drum::Ride));
    assert!(!bench.shared.memory.shown().can_go_forth);
    bench.told();
}

#[test]
fn turns_of_the_wheel_are_one_step_and_a_hundred_are_remembered() {
    let mut bench = bench_with_starter();
    let axis = character::slider_in(Layout::new(window()).axes, 0).center();
    for _ in 0..5 {
        bench.turn_wheel(axis);
    }
    shortcut(&mut bench, egui::Key::Z, false);
    let axes = bench.params.axes();
    assert!(axes.iter().all(|axis| axis.value() == 0.0));
    for step in 0..130 {
        bench.time += 5.0;
        bench.click(on_page(step % 64, Drum::ALL[step / 64]));
    }
    let mut steps = 0;
    while bench.shared.memory.shown().can_go_back {
        shortcut(&mut bench, egui::Key::Z, false);
        steps += 1;
    }
    assert_eq!(steps, crate::history::DEPTH);
    assert_eq!(bench.shared.memory.shown().sheet.edits.count(), 30);
}

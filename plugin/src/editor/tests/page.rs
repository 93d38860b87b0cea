//! The page: strokes written, diced and locked.

use super::*;

#[test]
fn a_click_puts_a_stroke_in_or_takes_it_out_and_back() {
    let mut bench = bench_with_starter();
    let edits = |bench: &Bench| bench.shared.memory.shown().sheet.edits.count();
    for (step, drum) in [(0, Drum::Kick), (3, Drum::Crash)] {
        let before = cell(&bench, step, drum);
        bench.click(on_page(step, drum));
        assert_eq!(
            (cell(&bench, step, drum).hit, edits(&bench)),
            (!before.hit, 1)
        );
        bench.time += 5.0;
        bench.click(on_page(step, drum));
        assert_eq!(cell(&bench, step, drum).hit, before.hit);
        bench.time += 5.0;
        bench.click(on_page(step, drum));
        bench.press(on_page(step, drum), true, Modifiers::ALT);
        bench.press(on_page(step, drum), false, Modifiers::ALT);
        assert_eq!((cell(&bench, step, drum), edits(&bench)), (before, 0));
    }
}

#[test]
fn a_drag_moves_velocity_and_with_alt_timing() {
    let mut bench = bench_with_starter();
    let place = on_page(3, Drum::Snare);
    bench.drag(place, place - vec2(0.0, 22.0), Modifiers::NONE);
    let louder = cell(&bench, 3, Drum::Snare);
    assert!(louder.hit && (louder.velocity.get() - 0.95).abs() < 0.01);
    bench.drag(place, place + vec2(18.0, 0.0), Modifiers::ALT);
    let later = cell(&bench, 3, Drum::Snare);
    assert!((later.offset.get() - 0.2).abs() < 0.01);
    assert_eq!(later.velocity, louder.velocity);
    assert_eq!(bench.shared.memory.shown().sheet.edits.count(), 1);
    // All edits are taken away by the button in the corner.
    let page = Layout::new(window()).page;
    bench.click(page.left_top() + vec2(30.0, 17.0));
    assert_eq!(bench.shared.memory.shown().sheet.edits.count(), 0);
}

#[test]
fn the_keys_edit_at_the_cursor() {
    let mut bench = bench_with_starter();
    bench.click(on_page(3, Drum::Snare));
    let mut key = |key| {
        let events = [true, false].map(|pressed| key_event(key, pressed, Modifiers::NONE));
        bench.frame(events.into(), Modifiers::NONE);
    };
    use egui::Key::{ArrowRight, ArrowUp, Backspace, CloseBracket, Plus, Space};
    for one in [ArrowRight, ArrowRight, ArrowUp, Space, Plus, CloseBracket] {
        key(one);
    }
    let there = cell(&bench, 5, Drum::ClosedHat);
    let edits = bench.shared.memory.shown().sheet.edits.clone();
    let edit = edits.at((Step(5), Drum::ClosedHat)).expect("it was edited");
    assert_eq!((edit.hit, edit.velocity), (there.hit, there.velocity));
    assert!((edit.offset.get() - 0.05).abs() < 0.001 && edits.count() == 2);
    let back = key_event(Backspace, true, Modifiers::NONE);
    bench.frame(vec![back], Modifiers::NONE);
    assert_eq!(bench.shared.memory.shown().sheet.edits.count(), 1);
}

#[test]
fn heads_of_rows_and_bars_mute_solo_and_lock() {
    let mut bench = Bench::new();
    let page = Layout::new(window()).page;
    let (left, right) = page_edges(page);
    for x in [64.0, 46.0, 28.0] {
        bench.click(pos2(left - x, kick_row()));
    }
    for bar in 1..=4 {
        let x = left + (right - left) * bar as f32 / 4.0 - 11.0;
        bench.click(pos2(x, page.top() + 19.0));
    }
    let kick = &bench.params.kit.drums[0];
    assert!(kick.mute.value() && kick.solo.value() && kick.lock.value());
    assert!(bench.params.kit.bars.iter().all(|bar| bar.lock.value()));
    bench.told();
}

#[test]
fn a_bar_or_a_drum_is_diced_by_one_click_and_given_back_by_another() {
    let mut bench = Bench::new();
    let page = Layout::new(window()).page;
    let (left, right) = page_edges(page);
    let takes = |bench: &Bench| bench.shared.memory.shown().sheet.takes;
    let fourth = pos2(right - 29.0, page.top() + 19.0);
    bench.click(fourth);
    assert!((0..3).all(|bar| !takes(&bench).is_own(Part::Bar(bar))));
    assert!(takes(&bench).is_own(Part::Bar(3)));
    bench.press(fourth, true, Modifiers::ALT);
    bench.press(fourth, false, Modifiers::ALT);
    assert!(takes(&bench).are_common());
    bench.click(pos2(left - 82.0, kick_row()));
    assert!(takes(&bench).is_own(Part::Drum(Drum::Kick)));
    assert!(!takes(&bench).is_own(Part::Drum(Drum::Snare)));
    // What is locked is not diced.
    bench.click(pos2(right - 11.0, page.top() + 19.0));
    let before = takes(&bench);
    bench.click(fourth);
    assert_eq!(takes(&bench), before);
}

#[test]
fn cells_are_locked_with_shift_or_by_key_and_opened_together() {
    let mut bench = bench_with_starter();
    let locks = |bench: &Bench| bench.shared.memory.shown().sheet.locked.count();
    let place = on_page(7, Drum::ClosedHat);
    bench.press(place, true, Modifiers::SHIFT);
    bench.press(place, false, Modifiers::SHIFT);
    let sheet = bench.shared.memory.shown().sheet;
    assert!(sheet.locked.has((Step(7), Drum::ClosedHat)) && sheet.edits.are_none());
    let key = |key| key_event(key, true, Modifiers::NONE);
    bench.frame(vec![key(egui::Key::ArrowRight)], Modifiers::NONE);
    bench.frame(vec![key(egui::Key::L)], Modifiers::NONE);
    assert_eq!(locks(&bench), 2);
    let page = Layout::new(window()).page;
    bench.click(page.left_top() + vec2(30.0, 17.0));
    assert_eq!(locks(&bench), 0);
    shortcut(&mut bench, egui::Key::Z, false);
    assert_eq!(locks(&bench), 2);
}

#[test]
fn on_a_slot_the_page_changes_the_slots_own_groove() {
    let mut bench = Bench::new();
    let request = bench.params.request();
    let revision = bench.shared.memory.revision();
    assert!(bench.shared.memory.answer(revision, request, vec![made()]));
    bench.shared.memory.keep(Slot::new(15).expect("slot P"));
    bench.frame(Vec::new(), Modifiers::NONE);
    let in_slot = |bench: &Bench| {
        bench.shared.memory.shown().slots[15]
            .clone()
            .expect("slot P")
    };
    let before = in_slot(&bench);
    let strip = Layout::new(window()).slots;
    bench.click(pos2(strip.right() - 10.0, strip.center().y));
    let (step, drum) = (3, Drum::Crash);
    bench.click(on_page(step, drum));
    assert!(in_slot(&bench).cell(Step(step), drum).hit);
    assert!(bench.shared.memory.shown().sheet.edits.are_none());
    // Undone like everything else.
    shortcut(&mut bench, Key::Z, false);
    assert_eq!(in_slot(&bench), before);
}

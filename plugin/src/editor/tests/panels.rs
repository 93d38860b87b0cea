//! Each part of the window, worked by what it is called.

use egui::{Event, Key, Modifiers, Vec2, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use groove::{Drum, Step};
use nice_plug::prelude::Param as _;

use super::{
    bench::assert_whole,
    scene::{Scene, Seen},
};
use crate::{corner::Corner, editor::view::Panel, memory::Shown, player::Slot, sheet::Part};

fn shown(seen: &Seen) -> Shown {
    seen.state().shared.memory.shown()
}

const CONTROL: Modifiers = Modifiers {
    ctrl: true,
    command: true,
    ..Modifiers::NONE
};

#[test]
fn map_the_puck_goes_by_hand_and_by_keys() {
    let mut seen = Seen::new(Scene::playing());
    let pad = seen.part("Map, X").rect();
    let corner = pad.left_top() + pad.size() / 14.0;
    seen.drag_from(corner, vec2(0.0, pad.height() * 6.0 / 7.0));
    let params = &seen.state().params;
    assert!(params.morph.value() < 0.01 && params.map_y.value() > 0.99);
    seen.part("Map, X").focus();
    seen.settle();
    for key in [Key::ArrowRight, Key::ArrowRight, Key::ArrowUp] {
        seen.press(key);
    }
    let params = &seen.state().params;
    assert!((params.morph.value() - 0.1).abs() < 0.005);
    assert!((params.map_y.value() - 0.95).abs() < 0.005);
    assert!(seen.words("Map, X").contains("X 10"));
}

#[test]
fn map_corners_are_diced_stored_and_take_slots() {
    let mut seen = Seen::new(Scene::playing());
    for corner in Corner::ALL {
        let before = seen.state().params.source(corner).value();
        seen.click(&format!("Roll the dice for Groove {corner}"));
        assert_ne!(seen.state().params.source(corner).value(), before);
    }
    seen.click("Store what is heard in B");
    let params = &seen.state().params;
    assert_eq!((params.b.value(), params.morph.value()), (0, 1.0));
    let slot_b = Slot::new(1).expect("there are sixteen");
    assert!(shown(&seen).slots[slot_b.index()].is_some());

    let from = seen.part("Slot B").rect().center();
    let card = seen.part("Store what is heard in C").rect().center() - vec2(0.0, 20.0);
    seen.drag_from(from, card - from);
    assert_eq!(seen.state().params.c.value(), 0);
}

#[test]
fn slots_keep_choose_and_empty() {
    let mut seen = Seen::new(Scene::playing());
    let is_full = |seen: &Seen| shown(seen).slots[8].is_some();
    seen.click_with(Modifiers::SHIFT, "Slot I");
    assert!(is_full(&seen) && seen.state().params.playing.slot.value() == 0);
    seen.click("Slot I");
    assert_eq!(seen.state().params.playing.slot.value(), 9);
    seen.click("Live groove");
    assert_eq!(seen.state().params.playing.slot.value(), 0);
    seen.press_at("Slot I", Key::Space);
    assert_eq!(seen.state().params.playing.slot.value(), 9);
    seen.click_with(Modifiers::ALT, "Slot I");
    assert!(!is_full(&seen));
    seen.click("Undo");
    assert!(is_full(&seen));
    seen.click("Redo");
    assert!(!is_full(&seen));
}

#[test]
fn sliders_drag_step_reset_and_take_typed_values() {
    let mut seen = Seen::new(Scene::playing());
    let feel = |seen: &Seen| seen.state().params.shape.feel.value();
    let reach = seen.part("Feel").rect().width();
    let held = seen.part("Feel").rect().left_center() + vec2(reach / 1.5, 0.0);
    seen.drag_from(held, vec2(-reach / 3.0, 0.0));
    assert!((feel(&seen) - 0.5).abs() < 0.02, "{}", feel(&seen));
    let before = feel(&seen);
    seen.press_at("Feel", Key::ArrowUp);
    assert!(feel(&seen) > before);

    seen.click_with(CONTROL, "Feel");
    seen.event(Event::Text("75 %".to_owned()));
    seen.press(Key::Enter);
    let is_near = |seen: &Seen, value: f32| (feel(seen) - value).abs() < 0.001;
    assert!(
        is_near(&seen, 0.75),
        "what is typed takes the place of what stood there"
    );
    seen.click_with(CONTROL, "Feel");
    seen.event(Event::Text("20".to_owned()));
    seen.press(Key::Escape);
    assert!(is_near(&seen, 0.75), "escape leaves it");
    seen.click("Undo");
    assert!((feel(&seen) - 0.5).abs() < 0.1);

    seen.double_click("Feel");
    assert_eq!(feel(&seen), 1.0, "a double click resets");
    assert_whole(&seen.state().host.take());
}

#[test]
fn axes_and_takes_have_keys_and_dice() {
    let mut seen = Seen::new(Scene::playing());
    seen.press_at("Axis 3", Key::ArrowUp);
    assert!(seen.state().params.axis3.value() > 0.0);
    seen.press_at("Temperature", Key::ArrowDown);
    let temperature = &seen.state().params.temperature;
    assert!(temperature.value() < temperature.default_plain_value());
    seen.press_at("Roll the dice for Take", Key::Enter);
    assert_ne!(seen.state().params.take.value(), 0);
}

#[test]
fn page_locks_dice_and_strokes() {
    let mut seen = Seen::new(Scene::playing());
    // Keep bars 1 to 3, dice bar 4: the dice of a bar leave the others as they are.
    seen.click("Roll the dice for bar 4 alone");
    let takes = shown(&seen).sheet.takes;
    let own = |part| takes.is_own(part);
    assert!(own(Part::Bar(3)) && !(0..3).any(|bar| own(Part::Bar(bar))));
    // What is locked is not diced.
    for name in [
        "Kick lock",
        "Snare lock",
        "Roll the dice for the kick alone",
    ] {
        seen.click(name);
    }
    assert!(!shown(&seen).sheet.takes.is_own(Part::Drum(Drum::Kick)));
    let request = seen.state().params.request();
    let locks = request.locks();
    assert_eq!(
        locks.drums.iter().filter(|is_locked| **is_locked).count(),
        2
    );

    seen.part("Page").focus();
    seen.settle();
    for key in [Key::ArrowRight, Key::ArrowRight, Key::ArrowUp, Key::Space] {
        seen.press(key);
    }
    let sheet = shown(&seen).sheet;
    assert!(sheet.edits.at((Step(2), Drum::Snare)).is_some());
    seen.click("Take away 1 edit");
    assert!(shown(&seen).sheet.edits.are_none());
}

#[test]
fn strip_buttons_and_boxes() {
    let mut seen = Seen::new(Scene::playing());
    seen.press_at("Fill", Key::Space);
    seen.click("Audition");
    let playing = &seen.state().params.playing;
    assert!(playing.fill.value() && playing.audition.value());
    let before = seen.state().params.playing.change_at.value();
    seen.press_at("Change at", Key::ArrowUp);
    assert_ne!(seen.state().params.playing.change_at.value(), before);
    seen.drag("Note length", vec2(0.0, -60.0));
    assert!(seen.state().params.shape.note_length.value() > 1.0);
}

#[test]
fn top_bypass_and_what_opens_closes_with_escape() {
    let mut seen = Seen::new(Scene::playing());
    seen.press_at("Bypass", Key::Space);
    assert!(seen.state().params.bypass.value());
    seen.press(Key::Space);
    assert!(!seen.state().params.bypass.value(), "the focus stays");
    for (button, panel) in [
        ("No sound?", Panel::Routing),
        ("Model", Panel::Model),
        ("Presets", Panel::Presets),
    ] {
        seen.click(button);
        assert_eq!(seen.state().view.panel, Some(panel));
        seen.press(Key::Escape);
        seen.press(Key::Escape);
        assert_eq!(seen.state().view.panel, None, "{button} stays open");
    }
    assert!(seen.query_by_label_contains("MOTION").is_none());
    seen.click("Look");
    assert!(seen.query_by_label_contains("MOTION").is_some());
    seen.press(Key::Escape);
    assert!(seen.query_by_label_contains("MOTION").is_none());
}

#[test]
fn a_click_beside_everything_does_nothing() {
    let mut seen = Seen::new(Scene::playing());
    let page = seen.part("Page").rect();
    for place in [pos2(4.0, 350.0), page.right_bottom() + vec2(6.0, 6.0)] {
        seen.drag_from(place, Vec2::ZERO);
    }
    assert!(!shown(&seen).can_go_back);
}

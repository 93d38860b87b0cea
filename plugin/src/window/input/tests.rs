use baseview::dpi::PhysicalSize;
use keyboard_types::{Code, Key, Modifiers as Told, NamedKey};

use super::*;

const NO_KEYS: Told = Told::empty();

fn at(x: f64, y: f64) -> PhysicalPosition<f64> {
    PhysicalPosition::new(x, y)
}

fn moved(x: f64, y: f64) -> MouseEvent {
    MouseEvent::CursorMoved {
        position: at(x, y),
        modifiers: NO_KEYS,
    }
}

fn left(is_pressed: bool) -> MouseEvent {
    let (button, modifiers) = (MouseButton::Left, NO_KEYS);
    if is_pressed {
        MouseEvent::ButtonPressed { button, modifiers }
    } else {
        MouseEvent::ButtonReleased { button, modifiers }
    }
}

fn taken(input: &mut Input) -> RawInput {
    let size = WindowSize::from_physical(PhysicalSize::new(2000, 1400), 2.0);
    input.take(size, Instant::now(), 2048).0
}

fn input() -> Input {
    Input::new("Test", 2.0)
}

#[test]
fn places_are_told_in_points() {
    let mut input = input();
    input.mouse(&moved(300.0, 500.0));
    let raw = taken(&mut input);
    assert_eq!(raw.events, [Event::PointerMoved(pos2(150.0, 250.0))]);
    let window = Rect::from_min_size(Pos2::ZERO, vec2(1000.0, 700.0));
    assert_eq!(raw.screen_rect, Some(window));
    assert!(taken(&mut input).events.is_empty());
}

#[test]
fn a_drag_goes_on_outside_of_the_window() {
    let mut input = input();
    for event in [moved(10.0, 10.0), left(true), MouseEvent::CursorLeft] {
        input.mouse(&event);
    }
    let is_gone = |raw: &RawInput| raw.events.contains(&Event::PointerGone);
    assert!(!is_gone(&taken(&mut input)));
    input.mouse(&left(false));
    assert!(is_gone(&taken(&mut input)));
    // And in the window the pointer stays.
    input.mouse(&left(true));
    input.mouse(&left(false));
    assert!(!is_gone(&taken(&mut input)));
}

#[test]
fn files_hover_until_they_are_dropped_or_taken_away() {
    let path = std::path::PathBuf::from("/there/groove.mid");
    let data = DropData::Files(vec![path.clone()]);
    let entered = MouseEvent::DragEntered {
        position: at(40.0, 60.0),
        modifiers: NO_KEYS,
        data: data.clone(),
    };
    let dropped = MouseEvent::DragDropped {
        position: at(44.0, 60.0),
        modifiers: NO_KEYS,
        data,
    };
    let mut input = input();
    assert!(input.mouse(&entered));
    for _ in 0..2 {
        let raw = taken(&mut input);
        assert_eq!(raw.hovered_files[0].path.as_ref(), Some(&path));
        assert!(raw.dropped_files.is_empty());
    }
    assert!(input.mouse(&dropped));
    let raw = taken(&mut input);
    assert!(raw.hovered_files.is_empty());
    assert_eq!(raw.dropped_files[0].path(), path);
    assert_eq!(raw.events, [Event::PointerMoved(pos2(22.0, 30.0))]);
    assert!(taken(&mut input).dropped_files.is_empty());

    input.mouse(&entered);
    input.mouse(&MouseEvent::DragLeft);
    assert!(taken(&mut input).hovered_files.is_empty());
}

#[test]
fn nothing_can_be_dropped_that_is_no_file() {
    let entered = MouseEvent::DragEntered {
        position: at(0.0, 0.0),
        modifiers: NO_KEYS,
        data: DropData::None,
    };
    assert!(!input().mouse(&entered));
}

#[test]
fn typing_and_pasting() {
    let mut input = input();
    let typed = KeyboardEvent::key_down(Key::Character("a".to_owned()), Code::KeyA);
    input.key(&typed, || None);
    let mut pasted = KeyboardEvent::key_down(Key::Character("v".to_owned()), Code::KeyV);
    pasted.modifiers = if cfg!(target_os = "macos") {
        Told::META
    } else {
        Told::CONTROL
    };
    input.key(&pasted, || Some("12\r\n".to_owned()));
    let events = taken(&mut input).events;
    assert!(matches!(
        events[0],
        Event::Key {
            key: egui::Key::A,
            pressed: true,
            ..
        }
    ));
    assert_eq!(events[1], Event::Text("a".to_owned()));
    assert!(matches!(events[2], Event::ModifiersChanged(_)));
    assert_eq!(events[3], Event::Paste("12\n".to_owned()));
}

#[test]
fn modifiers_alone_are_told() {
    let mut input = input();
    let alt = KeyboardEvent::key_down(Key::Named(NamedKey::Alt), Code::AltLeft);
    input.key(&alt, || None);
    let events = taken(&mut input).events;
    assert!(matches!(events[0], Event::ModifiersChanged(held) if held.alt));
}

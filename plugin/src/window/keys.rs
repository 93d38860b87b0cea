//! Keys and their modifiers: the system's and the host's words in egui's.

use egui::{Key, Modifiers};
use keyboard_types::{Key as Logical, KeyState, KeyboardEvent, NamedKey};
use nice_plug::editor::{Modifiers as HostModifiers, VirtualKeyCode};

/// What a pressed key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clip {
    Cut,
    Copy,
    Paste,
}

/// The key by what is written on it; where that is no Latin letter, by its place.
pub(super) fn key(event: &KeyboardEvent) -> Option<Key> {
    let written = match &event.key {
        Logical::Character(text) => Key::from_name(text),
        // The names are those of the specification that both follow.
        Logical::Named(named) => Key::from_name(&named.to_string()),
    };
    written.or_else(|| place(event))
}

/// The key by its place on the keyboard.
pub(super) fn place(event: &KeyboardEvent) -> Option<Key> {
    Key::from_name(&event.code.to_string())
}

/// The text that a key types, if any.
pub(super) fn text(event: &KeyboardEvent, modifiers: Modifiers) -> Option<&str> {
    let Logical::Character(text) = &event.key else {
        return None;
    };
    let is_command = modifiers.ctrl || modifiers.command || modifiers.mac_cmd;
    let is_text = !text.is_empty() && !text.chars().any(char::is_control);
    (is_text && !is_command).then_some(text.as_str())
}

/// Whether the key is one of the clipboard's.
pub(super) fn clip(key: Option<Key>, modifiers: Modifiers) -> Option<Clip> {
    let is_old_way = !cfg!(target_os = "macos");
    match key? {
        Key::Cut => Some(Clip::Cut),
        Key::Copy => Some(Clip::Copy),
        Key::Paste => Some(Clip::Paste),
        Key::X if modifiers.command => Some(Clip::Cut),
        Key::C if modifiers.command => Some(Clip::Copy),
        Key::V if modifiers.command => Some(Clip::Paste),
        Key::Delete if is_old_way && modifiers.shift => Some(Clip::Cut),
        Key::Insert if is_old_way && modifiers.ctrl => Some(Clip::Copy),
        Key::Insert if is_old_way && modifiers.shift => Some(Clip::Paste),
        _ => None,
    }
}

/// The modifiers that the system tells.
pub(super) fn modifiers(told: keyboard_types::Modifiers) -> Modifiers {
    let has = |modifier| told.contains(modifier);
    with_command(Modifiers {
        alt: has(keyboard_types::Modifiers::ALT),
        ctrl: has(keyboard_types::Modifiers::CONTROL),
        shift: has(keyboard_types::Modifiers::SHIFT),
        mac_cmd: cfg!(target_os = "macos") && has(keyboard_types::Modifiers::META),
        command: false,
    })
}

/// The modifiers after a key. Some systems tell with a modifier's key what was held before it.
pub(super) fn modifiers_after(event: &KeyboardEvent) -> Modifiers {
    let mut after = modifiers(event.modifiers);
    let is_held = event.state == KeyState::Down;
    match event.key {
        Logical::Named(NamedKey::Alt) => after.alt = is_held,
        Logical::Named(NamedKey::Control) => after.ctrl = is_held,
        Logical::Named(NamedKey::Shift) => after.shift = is_held,
        Logical::Named(NamedKey::Meta) => after.mac_cmd = cfg!(target_os = "macos") && is_held,
        _ => {}
    }
    with_command(after)
}

fn with_command(modifiers: Modifiers) -> Modifiers {
    Modifiers {
        command: if cfg!(target_os = "macos") {
            modifiers.mac_cmd
        } else {
            modifiers.ctrl
        },
        ..modifiers
    }
}

/// What egui shall know of a key that the host hands over instead of letting the window have it.
pub(super) fn from_host(
    code: VirtualKeyCode,
    is_down: bool,
    told: HostModifiers,
) -> Vec<egui::Event> {
    // The names are those that egui reads, too.
    let Some(key) = Key::from_name(&format!("{code:?}")) else {
        return Vec::new();
    };
    let is_mac = cfg!(target_os = "macos");
    let command = told.contains(HostModifiers::COMMAND);
    let modifiers = Modifiers {
        alt: told.contains(HostModifiers::ALT),
        ctrl: told.contains(HostModifiers::CONTROL) || (!is_mac && command),
        shift: told.contains(HostModifiers::SHIFT),
        mac_cmd: is_mac && command,
        command,
    };
    let pressed = egui::Event::Key {
        key,
        physical_key: None,
        pressed: is_down,
        repeat: false,
        modifiers,
    };
    let mut events = vec![pressed];
    if key == Key::Space && is_down && !command {
        events.push(egui::Event::Text(" ".to_owned()));
    }
    events
}

#[cfg(test)]
mod tests {
    use keyboard_types::Code;

    use super::*;

    fn named(name: NamedKey) -> Option<Key> {
        key(&KeyboardEvent::key_down(
            Logical::Named(name),
            Code::Unidentified,
        ))
    }

    fn written(text: &str, code: Code) -> KeyboardEvent {
        KeyboardEvent::key_down(Logical::Character(text.to_owned()), code)
    }

    #[test]
    fn keys_have_their_names() {
        assert_eq!(named(NamedKey::Escape), Some(Key::Escape));
        assert_eq!(named(NamedKey::ArrowLeft), Some(Key::ArrowLeft));
        assert_eq!(named(NamedKey::Enter), Some(Key::Enter));
        assert_eq!(named(NamedKey::F2), Some(Key::F2));
        assert_eq!(named(NamedKey::PageUp), Some(Key::PageUp));
        assert_eq!(named(NamedKey::Control), None);
        assert_eq!(key(&written("z", Code::KeyY)), Some(Key::Z));
        assert_eq!(key(&written(" ", Code::Space)), Some(Key::Space));
    }

    #[test]
    fn letters_that_are_not_latin_are_found_by_their_place() {
        assert_eq!(key(&written("я", Code::KeyZ)), Some(Key::Z));
        assert_eq!(text(&written("я", Code::KeyZ), Modifiers::NONE), Some("я"));
    }

    #[test]
    fn commands_type_nothing() {
        let event = written("c", Code::KeyC);
        assert_eq!(text(&event, Modifiers::NONE), Some("c"));
        assert_eq!(text(&event, Modifiers::CTRL), None);
        assert_eq!(
            text(&written("\u{7f}", Code::Delete), Modifiers::NONE),
            None
        );
        assert_eq!(clip(Some(Key::C), Modifiers::COMMAND), Some(Clip::Copy));
        assert_eq!(clip(Some(Key::C), Modifiers::NONE), None);
    }

    #[test]
    fn a_modifiers_own_key_counts() {
        let mut event = KeyboardEvent::key_down(Logical::Named(NamedKey::Shift), Code::ShiftLeft);
        assert!(modifiers_after(&event).shift);
        event.state = KeyState::Up;
        event.modifiers = keyboard_types::Modifiers::SHIFT;
        assert!(!modifiers_after(&event).shift);
    }

    #[test]
    fn the_hosts_keys_are_understood() {
        let first = |code| {
            from_host(code, true, HostModifiers::empty())
                .into_iter()
                .next()
        };
        for (code, expected) in [
            (VirtualKeyCode::Backspace, Key::Backspace),
            (VirtualKeyCode::Return, Key::Enter),
            (VirtualKeyCode::ArrowUp, Key::ArrowUp),
            (VirtualKeyCode::Numpad3, Key::Num3),
            (VirtualKeyCode::F12, Key::F12),
        ] {
            assert!(
                matches!(first(code), Some(egui::Event::Key { key, .. }) if key == expected),
                "{code:?}"
            );
        }
        let space = from_host(VirtualKeyCode::Space, true, HostModifiers::empty());
        assert!(matches!(&space[1], egui::Event::Text(text) if text == " "));
        assert!(first(VirtualKeyCode::MediaPlay).is_none());
    }
}

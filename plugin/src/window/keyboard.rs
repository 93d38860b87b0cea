//! Whether keys are the window's or the host's. They are the window's while something in it wants
//! them: a control or field that has the focus, an open menu. Everything else is the host's: its
//! space bar starts its transport, whatever the pointer is over. Without a host all keys are ours.

use keyboard_types::{Code, Key, KeyState, KeyboardEvent, NamedKey};

/// What is to be done about the system's keyboard after a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing.
    Stay,
    /// The window asks for it.
    Take,
    /// The host gets it.
    GiveBack,
}

/// Who gets the keys.
#[derive(Debug)]
pub(super) struct Keyboard {
    is_embedded: bool,
    wants: bool,
    /// Keys whose presses were ours: so are their releases.
    held: Vec<Code>,
}

impl Keyboard {
    /// Of a window in a host's, or of one that stands alone.
    pub fn new(is_embedded: bool) -> Self {
        Self {
            is_embedded,
            wants: false,
            held: Vec::new(),
        }
    }

    /// Whether a key is ours. `has_focus` is whether the system sends them here by itself.
    pub fn is_ours(&mut self, event: &KeyboardEvent, has_focus: bool) -> bool {
        if event.state == KeyState::Up {
            let held = self.held.len();
            self.held.retain(|code| *code != event.code);
            return self.held.len() < held || !self.is_embedded;
        }
        // Tab is how somebody without a mouse comes in.
        let comes_in = has_focus && event.key == Key::Named(NamedKey::Tab);
        let is_ours = !self.is_embedded || self.wants || comes_in;
        if is_ours && !self.held.contains(&event.code) {
            self.held.push(event.code);
        }
        is_ours
    }

    /// After a frame: whether something in the window wants keys now. What the system says of the
    /// focus is no help: on X11 a window has it, too, while the pointer is over it.
    pub fn after(&mut self, wants: bool) -> Turn {
        let wanted = std::mem::replace(&mut self.wants, wants);
        match (wanted, wants) {
            _ if !self.is_embedded => Turn::Stay,
            (false, true) => Turn::Take,
            (true, false) => Turn::GiveBack,
            _ => Turn::Stay,
        }
    }

    /// The system's keyboard went elsewhere: releases won't come.
    pub fn lost(&mut self) {
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(state: KeyState, name: &str) -> KeyboardEvent {
        let key = Key::Character(name.to_owned());
        KeyboardEvent {
            state,
            ..KeyboardEvent::key_down(key, Code::Space)
        }
    }

    #[test]
    fn the_hosts_keys_stay_the_hosts() {
        let mut keyboard = Keyboard::new(true);
        let (down, up) = (key(KeyState::Down, " "), key(KeyState::Up, " "));
        assert!(!keyboard.is_ours(&down, true));
        assert!(!keyboard.is_ours(&up, true));
        assert_eq!(keyboard.after(true), Turn::Take);
        assert!(keyboard.is_ours(&down, true));
        assert_eq!(keyboard.after(true), Turn::Stay);
        assert_eq!(keyboard.after(false), Turn::GiveBack);
        // The release belongs to whom the press belonged.
        assert!(keyboard.is_ours(&up, true));
        assert!(!keyboard.is_ours(&down, true));
    }

    #[test]
    fn tab_comes_in() {
        let mut keyboard = Keyboard::new(true);
        let tab = KeyboardEvent::key_down(Key::Named(NamedKey::Tab), Code::Tab);
        assert!(!keyboard.is_ours(&tab, false));
        assert!(keyboard.is_ours(&tab, true));
    }

    #[test]
    fn alone_all_keys_are_ours() {
        let mut keyboard = Keyboard::new(false);
        assert!(keyboard.is_ours(&key(KeyState::Down, " "), false));
        assert!(keyboard.is_ours(&key(KeyState::Up, "x"), false));
        assert_eq!(keyboard.after(true), Turn::Stay);
        assert_eq!(keyboard.after(false), Turn::Stay);
    }
}

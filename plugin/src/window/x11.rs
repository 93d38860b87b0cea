//! The host's window on X11: it gets the keyboard back, and the keys that come here though they
//! are not ours. The server sends keys to the window under the pointer as long as the keyboard is
//! with one around it, and the window library keeps what it is not told to take.

use std::cell::OnceCell;

use baseview::WindowContext;
use keyboard_types::{Code, KeyState, KeyboardEvent, Modifiers};
use raw_window_handle::{HasWindowHandle as _, RawWindowHandle};
use x11rb::{
    CURRENT_TIME, NONE,
    connection::Connection as _,
    protocol::xproto::{
        ConnectionExt as _, EventMask, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, KeyButMask,
        KeyPressEvent, Window,
    },
    rust_connection::RustConnection,
};

/// The window around ours. What fails here fails in silence: the keys are then ours, as they came.
pub(super) struct HostWindow {
    ours: Option<Window>,
    server: OnceCell<Option<RustConnection>>,
}

impl HostWindow {
    /// Around this window.
    pub fn of(window: &WindowContext) -> Self {
        let handle = window.window_handle().map(|handle| handle.as_raw());
        let ours = match handle {
            Ok(RawWindowHandle::Xlib(handle)) => Window::try_from(handle.window).ok(),
            Ok(RawWindowHandle::Xcb(handle)) => Some(handle.window.get()),
            _ => None,
        };
        Self {
            ours,
            server: OnceCell::new(),
        }
    }

    /// Gives the keyboard to the host.
    pub fn give_focus(&self) {
        let _ = self.with_parent(|server, parent, _| {
            server.set_input_focus(InputFocus::PARENT, parent, CURRENT_TIME)?;
            Ok(())
        });
    }

    /// Gives a key to the host.
    pub fn pass_on(&self, event: &KeyboardEvent) {
        let Some(detail) = keycode(event.code) else {
            return;
        };
        let (response_type, mask) = match event.state {
            KeyState::Down => (KEY_PRESS_EVENT, EventMask::KEY_PRESS),
            KeyState::Up => (KEY_RELEASE_EVENT, EventMask::KEY_RELEASE),
        };
        let _ = self.with_parent(|server, parent, root| {
            let event = KeyPressEvent {
                response_type,
                detail,
                sequence: 0,
                time: CURRENT_TIME,
                root,
                event: parent,
                child: NONE,
                root_x: 0,
                root_y: 0,
                event_x: 0,
                event_y: 0,
                state: state(event.modifiers),
                same_screen: true,
            };
            server.send_event(true, parent, mask, event)?;
            Ok(())
        });
    }

    fn with_parent(
        &self,
        act: impl FnOnce(&RustConnection, Window, Window) -> Result<(), x11rb::errors::ReplyError>,
    ) -> Option<()> {
        let connect = || RustConnection::connect(None).ok().map(|(server, _)| server);
        let server = self.server.get_or_init(connect).as_ref()?;
        let tree = server.query_tree(self.ours?).ok()?.reply().ok()?;
        if tree.parent == tree.root || tree.parent == NONE {
            return None;
        }
        act(server, tree.parent, tree.root).ok()?;
        server.flush().ok()
    }
}

fn state(modifiers: Modifiers) -> KeyButMask {
    let mut state = KeyButMask::default();
    for (modifier, bit) in [
        (Modifiers::SHIFT, KeyButMask::SHIFT),
        (Modifiers::CONTROL, KeyButMask::CONTROL),
        (Modifiers::CAPS_LOCK, KeyButMask::LOCK),
        (Modifiers::ALT, KeyButMask::MOD1),
        (Modifiers::NUM_LOCK, KeyButMask::MOD2),
        (Modifiers::META, KeyButMask::MOD4),
    ] {
        if modifiers.contains(modifier) {
            state |= bit;
        }
    }
    state
}

/// The server's number of a key: the kernel's (`linux/input-event-codes.h`) plus 8.
fn keycode(code: Code) -> Option<u8> {
    let rows: [(u8, &[Code]); 7] = [
        (
            9,
            &[
                Code::Escape,
                Code::Digit1,
                Code::Digit2,
                Code::Digit3,
                Code::Digit4,
                Code::Digit5,
                Code::Digit6,
                Code::Digit7,
                Code::Digit8,
                Code::Digit9,
                Code::Digit0,
                Code::Minus,
                Code::Equal,
                Code::Backspace,
                Code::Tab,
                Code::KeyQ,
                Code::KeyW,
                Code::KeyE,
                Code::KeyR,
                Code::KeyT,
                Code::KeyY,
                Code::KeyU,
                Code::KeyI,
                Code::KeyO,
                Code::KeyP,
                Code::BracketLeft,
                Code::BracketRight,
                Code::Enter,
                Code::ControlLeft,
                Code::KeyA,
                Code::KeyS,
                Code::KeyD,
                Code::KeyF,
                Code::KeyG,
                Code::KeyH,
                Code::KeyJ,
                Code::KeyK,
                Code::KeyL,
                Code::Semicolon,
                Code::Quote,
                Code::Backquote,
                Code::ShiftLeft,
                Code::Backslash,
                Code::KeyZ,
                Code::KeyX,
                Code::KeyC,
                Code::KeyV,
                Code::KeyB,
                Code::KeyN,
                Code::KeyM,
                Code::Comma,
                Code::Period,
                Code::Slash,
                Code::ShiftRight,
                Code::NumpadMultiply,
                Code::AltLeft,
                Code::Space,
                Code::CapsLock,
                Code::F1,
                Code::F2,
                Code::F3,
                Code::F4,
                Code::F5,
                Code::F6,
                Code::F7,
                Code::F8,
                Code::F9,
                Code::F10,
            ],
        ),
        (
            79,
            &[
                Code::Numpad7,
                Code::Numpad8,
                Code::Numpad9,
                Code::NumpadSubtract,
                Code::Numpad4,
                Code::Numpad5,
                Code::Numpad6,
                Code::NumpadAdd,
                Code::Numpad1,
                Code::Numpad2,
                Code::Numpad3,
                Code::Numpad0,
                Code::NumpadDecimal,
            ],
        ),
        (94, &[Code::IntlBackslash, Code::F11, Code::F12]),
        (
            104,
            &[Code::NumpadEnter, Code::ControlRight, Code::NumpadDivide],
        ),
        (108, &[Code::AltRight]),
        (
            110,
            &[
                Code::Home,
                Code::ArrowUp,
                Code::PageUp,
                Code::ArrowLeft,
                Code::ArrowRight,
                Code::End,
                Code::ArrowDown,
                Code::PageDown,
                Code::Insert,
                Code::Delete,
            ],
        ),
        (133, &[Code::MetaLeft, Code::MetaRight, Code::ContextMenu]),
    ];
    rows.iter().find_map(|(first, codes)| {
        let at = codes.iter().position(|other| *other == code)?;
        u8::try_from(at).ok()?.checked_add(*first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_servers_numbers() {
        for (code, number) in [
            (Code::Escape, 9),
            (Code::Backspace, 22),
            (Code::KeyA, 38),
            (Code::KeyZ, 52),
            (Code::Space, 65),
            (Code::F10, 76),
            (Code::NumpadDecimal, 91),
            (Code::F12, 96),
            (Code::NumpadEnter, 104),
            (Code::Home, 110),
            (Code::Delete, 119),
        ] {
            assert_eq!(keycode(code), Some(number), "{code}");
        }
        assert_eq!(keycode(Code::BrowserHome), None);
    }
}

//! A window of a host's on X11, in which a plugin shows its own: what the plugin paints there, and
//! which keys it leaves to the host.

mod drag;

use std::time::Duration;

use thiserror::Error;
use x11rb::{
    connection::Connection as _,
    errors::{ConnectError, ConnectionError, ReplyError, ReplyOrIdError},
    protocol::{
        Event,
        xproto::{
            AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConfigureWindowAux,
            ConnectionExt as _, CreateWindowAux, EventMask, ImageFormat, InputFocus,
            KEY_PRESS_EVENT, KEY_RELEASE_EVENT, KeyButMask, KeyPressEvent, MOTION_NOTIFY_EVENT,
            PropMode, Window, WindowClass,
        },
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use crate::screen::Point;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// To the right.
    pub width: u32,
    /// Down.
    pub height: u32,
}

/// A key, by its number on every server of Linux.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The escape key.
    Escape = 9,
    /// The space bar.
    Space = 65,
    /// The arrow to the right.
    Right = 114,
}

/// Why something with the window did not work.
#[derive(Debug, Error)]
pub enum FrameError {
    /// There is no X server.
    #[error("there is no X server to be used ({0}): is DISPLAY set?")]
    Connect(#[from] ConnectError),
    /// It went away.
    #[error("the X server went away: {0}")]
    Connection(#[from] ConnectionError),
    /// It refused.
    #[error("the X server refused: {0}")]
    Reply(#[from] ReplyError),
    /// It has no more room.
    #[error("the X server makes no window: {0}")]
    Room(#[from] ReplyOrIdError),
    /// The plugin has shown nothing.
    #[error("the plugin has no window here")]
    Empty,
}

/// The host's window; it goes when dropped.
pub struct Frame {
    server: RustConnection,
    root: Window,
    window: Window,
}

impl Frame {
    /// Opens one on the display that the environment names.
    ///
    /// # Errors
    /// If there is no X server.
    pub fn open(size: Size) -> Result<Self, FrameError> {
        let (server, screen) = RustConnection::connect(None)?;
        let screen = &server.setup().roots[screen];
        let (root, visual) = (screen.root, screen.root_visual);
        let looks = CreateWindowAux::new()
            .event_mask(EventMask::KEY_PRESS)
            .background_pixel(screen.black_pixel);
        let window = server.generate_id()?;
        server
            .create_window(
                x11rb::COPY_DEPTH_FROM_PARENT,
                window,
                root,
                0,
                0,
                side(size.width),
                side(size.height),
                0,
                WindowClass::INPUT_OUTPUT,
                visual,
                &looks,
            )?
            .check()?;
        server.map_window(window)?.check()?;
        Ok(Self {
            server,
            root,
            window,
        })
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.window
    }

    /// The number of the plugin's window in it.
    ///
    /// # Errors
    /// If there is none.
    pub fn inner(&self) -> Result<u32, FrameError> {
        let tree = self.server.query_tree(self.window)?.reply()?;
        tree.children.first().copied().ok_or(FrameError::Empty)
    }

    /// The size of the plugin's window.
    ///
    /// # Errors
    /// If there is none.
    pub fn inner_size(&self) -> Result<Size, FrameError> {
        let place = self.server.get_geometry(self.inner()?)?.reply()?;
        Ok(Size {
            width: place.width.into(),
            height: place.height.into(),
        })
    }

    /// Whether the plugin painted at this place of its window: it is no longer black.
    ///
    /// # Errors
    /// If the plugin has no window here.
    pub fn is_painted(&self, at: Point) -> Result<bool, FrameError> {
        let inner = self.inner()?;
        let (x, y) = (coordinate(at.x), coordinate(at.y));
        let image = self
            .server
            .get_image(ImageFormat::Z_PIXMAP, inner, x, y, 1, 1, !0)?
            .reply();
        // It can't be looked at before it is shown.
        let pixel = image.map(|image| image.data).unwrap_or_default();
        Ok(pixel.iter().take(3).any(|byte| *byte != 0))
    }

    /// Gives it another size.
    ///
    /// # Errors
    /// If the X server refuses.
    pub fn resize(&self, size: Size) -> Result<(), FrameError> {
        let to = ConfigureWindowAux::new()
            .width(size.width)
            .height(size.height);
        self.server.configure_window(self.window, &to)?.check()?;
        Ok(())
    }

    /// Takes the keyboard, as a host's window does that is clicked.
    ///
    /// # Errors
    /// If the X server refuses.
    pub fn focus(&self) -> Result<(), FrameError> {
        let focused =
            self.server
                .set_input_focus(InputFocus::PARENT, self.window, x11rb::CURRENT_TIME);
        focused?.check()?;
        Ok(())
    }

    /// The window that has the keyboard.
    ///
    /// # Errors
    /// If the X server went away.
    pub fn focused(&self) -> Result<u32, FrameError> {
        Ok(self.server.get_input_focus()?.reply()?.focus)
    }

    /// Presses and releases a key in the plugin's window, as the server does while the pointer is
    /// over it.
    ///
    /// # Errors
    /// If the plugin has no window here.
    pub fn press(&self, key: Key) -> Result<(), FrameError> {
        let inner = self.inner()?;
        for (response_type, mask) in [
            (KEY_PRESS_EVENT, EventMask::KEY_PRESS),
            (KEY_RELEASE_EVENT, EventMask::KEY_RELEASE),
        ] {
            let event = self.touch(inner, response_type, key as u8, Point { x: 0, y: 0 });
            self.server.send_event(false, inner, mask, event)?.check()?;
        }
        Ok(())
    }

    /// Clicks at a place of the plugin's window.
    ///
    /// # Errors
    /// If the plugin has no window here.
    pub fn click(&self, at: Point) -> Result<(), FrameError> {
        let inner = self.inner()?;
        for (response_type, mask, button) in [
            (MOTION_NOTIFY_EVENT, EventMask::POINTER_MOTION, 0),
            (BUTTON_PRESS_EVENT, EventMask::BUTTON_PRESS, 1),
            (BUTTON_RELEASE_EVENT, EventMask::BUTTON_RELEASE, 1),
        ] {
            let event = self.touch(inner, response_type, button, at);
            self.server.send_event(false, inner, mask, event)?.check()?;
            // A hand takes its time, and the window looks in between.
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Keys, buttons and motion look alike to the server.
    fn touch(&self, event: Window, response_type: u8, detail: u8, at: Point) -> KeyPressEvent {
        let (x, y) = (coordinate(at.x), coordinate(at.y));
        KeyPressEvent {
            response_type,
            detail,
            sequence: 0,
            time: x11rb::CURRENT_TIME,
            root: self.root,
            event,
            child: x11rb::NONE,
            root_x: x,
            root_y: y,
            event_x: x,
            event_y: y,
            state: KeyButMask::default(),
            same_screen: true,
        }
    }

    /// Tells all programs how many pixels there are to the inch of this screen; 96 are usual.
    ///
    /// # Errors
    /// If the X server refuses.
    pub fn set_pixels_per_inch(&self, number: u16) -> Result<(), FrameError> {
        let text = format!("Xft.dpi:\t{number}\n");
        self.server
            .change_property8(
                PropMode::REPLACE,
                self.root,
                AtomEnum::RESOURCE_MANAGER,
                AtomEnum::STRING,
                text.as_bytes(),
            )?
            .check()?;
        Ok(())
    }

    /// How many keys came to the host since this was last asked.
    ///
    /// # Errors
    /// If the X server went away.
    pub fn keys(&self) -> Result<usize, FrameError> {
        let mut keys = 0;
        while let Some(event) = self.server.poll_for_event()? {
            keys += usize::from(matches!(event, Event::KeyPress(_)));
        }
        Ok(keys)
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        // The connection ends with it in any case.
        let _ = self.server.destroy_window(self.window);
        let _ = self.server.flush();
    }
}

fn coordinate(pixels: i32) -> i16 {
    i16::try_from(pixels).unwrap_or(i16::MAX)
}

fn side(pixels: u32) -> u16 {
    u16::try_from(pixels).unwrap_or(u16::MAX)
}

//! What the system tells a window, and what the window asks of it.
//!
//! The system may call back while it is asked for something (a new size, the keyboard), so that
//! nothing is borrowed then.

use std::{
    cell::{Cell, OnceCell, RefCell},
    sync::Arc,
    time::Instant,
};

use baseview::{
    DamageArea, DropEffect, Event, EventStatus, HandlerError, MouseEvent, TimerHandle,
    WindowContext, WindowEvent, WindowHandler, WindowSize,
    dpi::{LogicalSize, Size},
};
use egui::{CursorIcon, ViewportCommand};
use keyboard_types::KeyboardEvent;
use nice_plug::context::gui::GuiContext;
use parking_lot::Mutex;

use super::{
    Face,
    clipboard::Clipboard,
    cursor,
    editor::Shared,
    input::Input,
    keyboard::{Keyboard, Turn},
    keys,
    pace::{FRAME, Pace},
    painter::Painter,
    size::Extent,
    stage::{Stage, Wishes},
};

/// An open window.
pub(super) struct Handler<F: Face> {
    window: WindowContext,
    shared: Arc<Shared>,
    face: Arc<Mutex<F>>,
    stage: RefCell<Stage<F>>,
    input: RefCell<Input>,
    keyboard: RefCell<Keyboard>,
    clipboard: RefCell<Clipboard>,
    pace: RefCell<Pace>,
    cursor: Cell<CursorIcon>,
    is_damaged: Cell<bool>,
    is_embedded: bool,
    /// Whether somebody went on elsewhere in the host: the keys that follow are meant for that.
    is_left: Cell<bool>,
    /// On X11 the timer stands still without it.
    timer: OnceCell<TimerHandle>,
    #[cfg(all(target_os = "linux", feature = "standalone"))]
    access: Option<RefCell<super::access::Access>>,
    #[cfg(target_os = "linux")]
    host: Option<super::x11::HostWindow>,
}

impl<F: Face> Handler<F> {
    /// Opens the face in a new window.
    ///
    /// # Errors
    /// If nothing can be painted there.
    pub fn new(
        window: WindowContext,
        title: &str,
        face: Arc<Mutex<F>>,
        host: GuiContext,
        shared: Arc<Shared>,
        is_embedded: bool,
    ) -> Result<Self, HandlerError> {
        let painter = Painter::new(&window)?;
        let size = window.size();
        let handler = Self {
            stage: RefCell::new(Stage::new(face.clone(), host, painter)),
            input: RefCell::new(Input::new(title, size.scale_factor)),
            keyboard: RefCell::new(Keyboard::new(is_embedded)),
            clipboard: RefCell::default(),
            pace: RefCell::new(Pace::new(Instant::now())),
            cursor: Cell::new(CursorIcon::Default),
            is_damaged: Cell::new(true),
            is_embedded,
            is_left: Cell::new(false),
            timer: OnceCell::new(),
            #[cfg(all(target_os = "linux", feature = "standalone"))]
            access: (!is_embedded)
                .then(|| RefCell::new(super::access::Access::new(shared.clone()))),
            #[cfg(target_os = "linux")]
            host: is_embedded.then(|| super::x11::HostWindow::of(&window)),
            window,
            shared,
            face,
        };
        // The library takes a scale that only the host knows for 1 when it makes the window.
        let wanted = LogicalSize::<f64>::from(handler.shared.extent());
        let pixels = wanted.to_physical::<u32>(size.scale_factor);
        if pixels == size.physical {
            handler.keep(size);
        } else {
            handler.window.resize(Size::Logical(wanted))?;
        }
        let timer = handler.window.create_timer(FRAME)?;
        // It is the only one.
        let _ = handler.timer.set(timer);
        Ok(handler)
    }

    fn wake(&self) {
        self.pace.borrow_mut().wake(Instant::now());
    }

    fn keep(&self, size: WindowSize) {
        let points = size.physical.to_logical::<f64>(size.scale_factor);
        self.shared
            .keep(Extent::from(points), size.physical, size.scale_factor);
    }

    /// Draws a frame if one is due.
    fn frame(&self) -> Result<(), HandlerError> {
        let began = Instant::now();
        let is_due = self.is_damaged.get() || self.pace.borrow().is_due(began);
        if !is_due || !self.shared.is_shown() {
            return Ok(());
        }
        let Ok(mut stage) = self.stage.try_borrow_mut() else {
            return Ok(());
        };
        // Not before: the system may take the keyboard away and give it back at once.
        if self.is_left.take() {
            stage.drawing().surrender();
        }
        #[cfg(all(target_os = "linux", feature = "standalone"))]
        if let Some(access) = &self.access {
            stage.drawing().set_read(access.borrow().is_wanted());
        }
        let size = self.window.size();
        let side = stage.max_texture_side();
        let (input, answers) = self.input.borrow_mut().take(size, began, side);
        let wishes = stage.show(input, size.physical, self.is_damaged.take())?;
        drop(stage);
        let ended = Instant::now();
        let mut pace = self.pace.borrow_mut();
        pace.drawn(began, ended, wishes.delay, answers);
        drop(pace);
        self.carry_out(wishes);
        Ok(())
    }

    fn carry_out(&self, wishes: Wishes) {
        if self.cursor.replace(wishes.cursor) != wishes.cursor {
            // A pointer of the wrong shape is no reason to close.
            let _ = self.window.set_mouse_cursor(cursor::shape(wishes.cursor));
        }
        #[cfg(all(target_os = "linux", feature = "standalone"))]
        if let (Some(access), Some(tree)) = (&self.access, wishes.tree) {
            access.borrow_mut().update(tree);
        }
        if let Some(text) = wishes.copied {
            self.clipboard.borrow_mut().put(text);
        }
        for command in wishes.commands {
            match command {
                ViewportCommand::Close => self.window.request_close(),
                ViewportCommand::InnerSize(size) => {
                    let size = Extent {
                        width: size.x,
                        height: size.y,
                    };
                    // A host may refuse; then all stays as it is.
                    let _ = self
                        .window
                        .resize(Size::Logical(LogicalSize::from(size.in_range())));
                }
                _ => {}
            }
        }
        let turn = self.keyboard.borrow_mut().after(wishes.keys);
        self.shared.set_wants_keys(wishes.keys);
        match turn {
            Turn::Stay => {}
            Turn::Take => {
                let _ = self.window.focus();
            }
            Turn::GiveBack => self.give_keys_back(),
        }
    }

    #[cfg(target_os = "linux")]
    fn give_keys_back(&self) {
        if let Some(host) = &self.host {
            host.give_focus();
        }
    }

    /// Elsewhere every key that the window does not want goes to the host by itself.
    #[cfg(not(target_os = "linux"))]
    fn give_keys_back(&self) {}

    fn key(&self, event: &KeyboardEvent) -> EventStatus {
        let has_focus = self.window.has_focus();
        let is_ours = self.keyboard.borrow_mut().is_ours(event, has_focus);
        let mut input = self.input.borrow_mut();
        if is_ours {
            input.key(event, || self.clipboard.borrow_mut().text());
            return EventStatus::Captured;
        }
        input.modify(keys::modifiers_after(event));
        drop(input);
        #[cfg(target_os = "linux")]
        if let Some(host) = &self.host {
            host.pass_on(event);
        }
        EventStatus::Ignored
    }

    fn mouse(&self, event: &MouseEvent) -> EventStatus {
        let can_be_dropped = self.input.borrow_mut().mouse(event);
        if can_be_dropped {
            EventStatus::AcceptDrop(DropEffect::Copy)
        } else {
            EventStatus::Captured
        }
    }

    fn focus(&self, has_focus: bool) {
        self.input.borrow_mut().focus(has_focus);
        #[cfg(all(target_os = "linux", feature = "standalone"))]
        if let Some(access) = &self.access {
            access.borrow_mut().focus(has_focus);
        }
        if !has_focus {
            self.keyboard.borrow_mut().lost();
        }
        self.is_left.set(!has_focus && self.is_embedded);
    }
}

impl<F: Face> WindowHandler for Handler<F> {
    fn draw(&self) -> Result<(), HandlerError> {
        self.frame()
    }

    fn damage(&self, _area: DamageArea) {
        self.is_damaged.set(true);
    }

    fn resized(&self, size: WindowSize) -> Result<(), HandlerError> {
        self.keep(size);
        self.is_damaged.set(true);
        Ok(())
    }

    fn on_event(&self, event: Event) -> EventStatus {
        let status = match event {
            Event::Mouse(event) => self.mouse(&event),
            Event::Keyboard(event) => self.key(&event),
            Event::Window(WindowEvent::Focused) => {
                self.focus(true);
                EventStatus::Captured
            }
            Event::Window(WindowEvent::Unfocused) => {
                self.focus(false);
                EventStatus::Captured
            }
            _ => return EventStatus::Ignored,
        };
        self.wake();
        status
    }

    fn on_timer(&self, _timer: &TimerHandle) {
        for event in self.shared.take_events() {
            self.input.borrow_mut().push(event);
            self.wake();
        }
        let now = Instant::now();
        let must_look = self.pace.borrow_mut().looks(now);
        let is_stale = self.shared.take_stale();
        if is_stale || must_look && self.stage.try_borrow().is_ok_and(|stage| stage.is_stale()) {
            self.wake();
        }
        if !self.pace.borrow().is_due(now) && !self.is_damaged.get() {
            return;
        }
        if cfg!(target_os = "linux") {
            // X11 waits for two frames of the screen where it is asked for one.
            if self.frame().is_err() {
                self.window.request_close();
            }
        } else {
            self.window.request_redraw();
        }
    }
}

impl<F: Face> Drop for Handler<F> {
    fn drop(&mut self) {
        // A panic must not get into the host, nor stop the rest from going.
        let face = self.face.clone();
        let closed = std::panic::AssertUnwindSafe(|| face.lock().closed());
        let _ = std::panic::catch_unwind(closed);
        self.shared.closed();
    }
}

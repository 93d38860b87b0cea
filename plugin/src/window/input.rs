//! The system's events in egui's words, collected from one frame to the next.

#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc, time::Instant};

use baseview::{DropData, MouseButton, MouseEvent, ScrollDelta, WindowSize, dpi::PhysicalPosition};
use egui::{
    DroppedFile, Event, HoveredFile, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton,
    Pos2, RawInput, Rect, TouchPhase, Vec2, ViewportId, pos2, vec2,
};
use keyboard_types::{KeyState, KeyboardEvent};

use super::keys::{self, Clip};

/// What came since the last frame.
pub(super) struct Input {
    raw: RawInput,
    began: Instant,
    /// Physical pixels in a point.
    scale: f64,
    pointer: Pos2,
    modifiers: Modifiers,
    /// The buttons that are held.
    held: Vec<PointerButton>,
    /// Whether the pointer left the window with a button held: the drag goes on.
    is_outside: bool,
    /// Whether something came that egui hasn't seen.
    is_new: bool,
}

impl Input {
    /// Nothing came yet.
    pub fn new(title: &str, scale: f64) -> Self {
        let mut raw = RawInput::default();
        let viewport = raw.viewports.entry(ViewportId::ROOT).or_default();
        viewport.title = Some(title.to_owned());
        viewport.focused = Some(true);
        Self {
            raw,
            began: Instant::now(),
            scale,
            pointer: Pos2::ZERO,
            modifiers: Modifiers::NONE,
            held: Vec::new(),
            is_outside: false,
            is_new: false,
        }
    }

    /// Everything for the next frame of a window of this size, and whether anything came.
    pub fn take(
        &mut self,
        size: WindowSize,
        now: Instant,
        max_texture_side: usize,
    ) -> (RawInput, bool) {
        self.scale = size.scale_factor;
        let points = vec2(size.physical.width as f32, size.physical.height as f32)
            / size.scale_factor as f32;
        let window = Rect::from_min_size(Pos2::ZERO, points);
        let time = now.saturating_duration_since(self.began);
        self.raw.time = Some(time.as_secs_f64());
        self.raw.screen_rect = Some(window);
        self.raw.max_texture_side = Some(max_texture_side);
        let viewport = self.raw.viewports.entry(ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(size.scale_factor as f32);
        viewport.inner_rect = Some(window);
        (self.raw.take(), std::mem::take(&mut self.is_new))
    }

    /// Something that is in egui's words already.
    pub fn push(&mut self, event: Event) {
        self.raw.events.push(event);
        self.is_new = true;
    }

    /// The window has the keyboard, or lost it.
    pub fn focus(&mut self, has_focus: bool) {
        self.raw.focused = has_focus;
        if let Some(viewport) = self.raw.viewports.get_mut(&ViewportId::ROOT) {
            viewport.focused = Some(has_focus);
        }
        self.push(Event::WindowFocused(has_focus));
    }

    /// Pointer, wheel, files. Says whether a file could be dropped here.
    pub fn mouse(&mut self, event: &MouseEvent) -> bool {
        match event {
            MouseEvent::CursorMoved {
                position,
                modifiers,
            } => {
                self.modify(keys::modifiers(*modifiers));
                self.is_outside = false;
                self.point(*position);
            }
            MouseEvent::ButtonPressed { button, modifiers } => {
                self.modify(keys::modifiers(*modifiers));
                self.button(*button, true);
            }
            MouseEvent::ButtonReleased { button, modifiers } => {
                self.modify(keys::modifiers(*modifiers));
                self.button(*button, false);
            }
            MouseEvent::WheelScrolled { delta, modifiers } => {
                self.modify(keys::modifiers(*modifiers));
                self.wheel(*delta);
            }
            MouseEvent::CursorLeft if self.held.is_empty() => self.push(Event::PointerGone),
            MouseEvent::CursorLeft => self.is_outside = true,
            MouseEvent::DragEntered { position, data, .. }
            | MouseEvent::DragMoved { position, data, .. } => {
                self.point(*position);
                self.raw.hovered_files = paths(data).map(hovered).collect();
                return !self.raw.hovered_files.is_empty();
            }
            MouseEvent::DragDropped { position, data, .. } => {
                self.point(*position);
                self.raw.hovered_files.clear();
                self.raw.dropped_files.extend(paths(data).map(dropped));
                return !self.raw.dropped_files.is_empty();
            }
            MouseEvent::DragLeft => {
                self.raw.hovered_files.clear();
                self.push(Event::PointerGone);
            }
            _ => {}
        }
        false
    }

    /// A key that is the window's. `clipboard` gives what is to be pasted.
    pub fn key(&mut self, event: &KeyboardEvent, clipboard: impl FnOnce() -> Option<String>) {
        self.modify(keys::modifiers_after(event));
        let pressed = event.state == KeyState::Down;
        let key = keys::key(event);
        let clip = keys::clip(key, self.modifiers);
        if let (Some(clip), true) = (clip, pressed) {
            match clip {
                Clip::Cut => self.push(Event::Cut),
                Clip::Copy => self.push(Event::Copy),
                Clip::Paste => {
                    if let Some(text) = clipboard() {
                        self.push(Event::Paste(text.replace("\r\n", "\n")));
                    }
                }
            }
            return;
        }
        if let Some(key) = key {
            self.push(Event::Key {
                key,
                physical_key: keys::place(event),
                pressed,
                repeat: event.repeat,
                modifiers: self.modifiers,
            });
        }
        if let (Some(text), true) = (keys::text(event, self.modifiers), pressed) {
            self.push(Event::Text(text.to_owned()));
        }
    }

    /// The modifiers that are held now.
    pub fn modify(&mut self, modifiers: Modifiers) {
        if self.modifiers != modifiers {
            self.modifiers = modifiers;
            self.push(Event::ModifiersChanged(modifiers));
        }
    }

    fn point(&mut self, position: PhysicalPosition<f64>) {
        let position = position.to_logical::<f32>(self.scale);
        self.pointer = pos2(position.x, position.y);
        self.push(Event::PointerMoved(self.pointer));
    }

    fn button(&mut self, button: MouseButton, pressed: bool) {
        let button = match button {
            MouseButton::Left => PointerButton::Primary,
            MouseButton::Right => PointerButton::Secondary,
            MouseButton::Middle => PointerButton::Middle,
            MouseButton::Back => PointerButton::Extra1,
            MouseButton::Forward => PointerButton::Extra2,
            _ => return,
        };
        self.held.retain(|held| *held != button);
        if pressed {
            self.held.push(button);
        }
        self.push(Event::PointerButton {
            pos: self.pointer,
            button,
            pressed,
            modifiers: self.modifiers,
        });
        if self.held.is_empty() && std::mem::take(&mut self.is_outside) {
            self.push(Event::PointerGone);
        }
    }

    fn wheel(&mut self, delta: ScrollDelta) {
        let (unit, x, y) = match delta {
            ScrollDelta::Lines { x, y } => (MouseWheelUnit::Line, x, y),
            ScrollDelta::Pixels { x, y } => (MouseWheelUnit::Point, x, y),
        };
        self.push(Event::MouseWheel {
            unit,
            delta: Vec2::new(x, y),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: self.modifiers,
        });
    }
}

fn paths(data: &DropData) -> impl Iterator<Item = &Path> {
    let files = match data {
        DropData::Files(files) => files.as_slice(),
        _ => &[],
    };
    files.iter().map(std::path::PathBuf::as_path)
}

fn hovered(path: &Path) -> HoveredFile {
    HoveredFile {
        path: Some(path.to_owned()),
        mime: String::new(),
    }
}

fn dropped(path: &Path) -> Arc<dyn DroppedFile + Send + Sync> {
    Arc::new(Dropped(path.into()))
}

/// A file of the system's that was dropped here.
#[derive(Debug)]
struct Dropped(Box<Path>);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

//! What is drawn in a frame. A panic of the face ends here: it gets another egui, as the one it had
//! may be left in the middle of something; if that does not help, a few words stand in its place,
//! and what plays goes on.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use egui::{ClippedPrimitive, Color32, FullOutput, RawInput, RichText, Ui};
use nice_plug::context::gui::GuiContext;
use parking_lot::Mutex;

use super::Face;

/// So many frames in a row may panic.
const PATIENCE: u32 = 3;

const BROKEN: &str = "The window stopped after a fault of ours. What plays goes on.\n\
                      Close this window and open it again; the host's list of parameters works, too.";

/// A face and the egui that it draws with.
pub(super) struct Drawing<F> {
    face: Arc<Mutex<F>>,
    host: GuiContext,
    egui: egui::Context,
    /// How many of the last frames panicked.
    panics: u32,
    /// Whether there is to be a tree for screen readers.
    is_read: bool,
}

impl<F: Face> Drawing<F> {
    /// Opens the face.
    pub fn new(face: Arc<Mutex<F>>, host: GuiContext) -> Self {
        let mut drawing = Self {
            face,
            host,
            egui: egui::Context::default(),
            panics: 0,
            is_read: false,
        };
        drawing.open();
        drawing
    }

    /// Whether something that is shown changed by itself.
    pub fn is_stale(&self) -> bool {
        catch_unwind(AssertUnwindSafe(|| self.face.lock().is_stale())).unwrap_or(true)
    }

    /// Whether something in it wants keys.
    pub fn wants_keys(&self) -> bool {
        self.egui.egui_wants_keyboard_input()
            || self.egui.any_popup_open()
            || catch_unwind(AssertUnwindSafe(|| self.face.lock().wants_keys())).unwrap_or(false)
    }

    /// Lets each frame come with a tree for screen readers, or not.
    #[cfg(all(target_os = "linux", feature = "standalone"))]
    pub fn set_read(&mut self, is_read: bool) {
        if self.is_read != is_read {
            self.is_read = is_read;
            self.let_read();
        }
    }

    fn let_read(&self) {
        if self.is_read {
            self.egui.enable_accesskit();
        } else {
            self.egui.disable_accesskit();
        }
    }

    /// Lets nothing in the window have the keys.
    pub fn surrender(&self) {
        self.egui.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
    }

    fn open(&mut self) {
        let opened = catch_unwind(AssertUnwindSafe(|| {
            self.face.lock().opened(&self.egui, &self.host);
        }));
        if opened.is_err() {
            self.panics = PATIENCE;
        }
    }

    /// A frame and its triangles; nothing if it panicked.
    pub fn draw(&mut self, input: RawInput) -> Option<(FullOutput, Vec<ClippedPrimitive>)> {
        let is_broken = self.panics >= PATIENCE;
        let drawn = catch_unwind(AssertUnwindSafe(|| {
            let mut output = self.egui.run_ui(input, |ui| {
                if is_broken {
                    broken(ui);
                } else {
                    self.face.lock().draw(ui);
                }
            });
            let shapes = std::mem::take(&mut output.shapes);
            let picture = self.egui.tessellate(shapes, output.pixels_per_point);
            (output, picture)
        }));
        match drawn {
            Ok(drawn) => {
                if !is_broken {
                    self.panics = 0;
                }
                Some(drawn)
            }
            Err(_) => {
                self.panics += 1;
                self.egui = egui::Context::default();
                self.let_read();
                if self.panics < PATIENCE {
                    self.open();
                }
                None
            }
        }
    }
}

fn broken(ui: &mut Ui) {
    ui.painter().rect_filled(ui.max_rect(), 0, Color32::BLACK);
    let words = RichText::new(BROKEN).size(15.0).color(Color32::WHITE);
    ui.centered_and_justified(|ui| ui.label(words));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::accesskit::Role;

    use super::*;
    use crate::editor::headless::inert_host;

    /// A face that fails as long as it is told to.
    struct Faulty {
        faults: u32,
        opened: u32,
        drawn: u32,
    }

    impl Face for Faulty {
        fn opened(&mut self, _egui: &egui::Context, _host: &GuiContext) {
            self.opened += 1;
        }

        fn draw(&mut self, ui: &mut Ui) {
            self.drawn += 1;
            ui.label("begun");
            if self.faults > 0 {
                self.faults -= 1;
                panic!("a fault");
            }
        }

        fn is_stale(&mut self) -> bool {
            panic!("a fault")
        }

        fn wants_keys(&self) -> bool {
            panic!("a fault")
        }

        fn closed(&mut self) {}
    }

    fn faulty(faults: u32) -> (Arc<Mutex<Faulty>>, Drawing<Faulty>) {
        let face = Arc::new(Mutex::new(Faulty {
            faults,
            opened: 0,
            drawn: 0,
        }));
        let drawing = Drawing::new(face.clone(), inert_host());
        (face, drawing)
    }

    /// Draws a frame as for a screen reader; nothing if it panicked, or what is written in it.
    fn frame(drawing: &mut Drawing<Faulty>) -> Option<String> {
        drawing.is_read = true;
        drawing.let_read();
        let (mut output, picture) = drawing.draw(RawInput::default())?;
        assert!(!picture.is_empty());
        output.textures_delta.clear();
        let nodes = output.platform_output.accesskit_update?.nodes;
        let mut labels = nodes.iter().filter(|(_, node)| node.role() == Role::Label);
        Some(labels.next()?.1.value()?.to_owned())
    }

    #[test]
    fn after_a_panic_the_face_draws_with_another_egui() {
        let (face, mut drawing) = faulty(2);
        assert_eq!(frame(&mut drawing), None);
        assert_eq!(frame(&mut drawing), None);
        assert_eq!(frame(&mut drawing), Some("begun".to_owned()));
        assert_eq!(face.lock().opened, 3);
        assert!(drawing.is_stale(), "what can't tell is looked at");
        assert!(!drawing.wants_keys());
    }

    #[test]
    fn after_too_many_panics_words_stand_there_and_the_face_is_left_alone() {
        let (face, mut drawing) = faulty(u32::MAX);
        for _ in 0..PATIENCE {
            assert_eq!(frame(&mut drawing), None);
        }
        for _ in 0..2 {
            assert_eq!(frame(&mut drawing), Some(BROKEN.to_owned()));
        }
        assert_eq!(face.lock().drawn, PATIENCE);
    }

    #[test]
    fn panics_are_counted_in_a_row() {
        let (face, mut drawing) = faulty(2);
        for _ in 0..3 {
            while frame(&mut drawing).is_none() {}
            face.lock().faults = 2;
        }
        assert_eq!(face.lock().opened, 1 + 2 * 3);
    }
}

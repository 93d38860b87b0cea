//! A frame: the face is drawn, and painted if the picture differs from the one that is seen.
//!
//! A panic of the face ends here. It gets another stage, as egui may be left in the middle of
//! something; if that does not help, a few words stand in its place, and what plays goes on.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use baseview::{HandlerError, dpi::PhysicalSize};
use egui::{
    Align2, ClippedPrimitive, Color32, CursorIcon, FontId, FullOutput, OutputCommand, RawInput, Ui,
    ViewportCommand, ViewportId, accesskit::TreeUpdate, epaint::Primitive,
};
use nice_plug::context::gui::GuiContext;
use parking_lot::Mutex;

use super::{Face, painter::Painter};

/// So many frames in a row may panic.
const PATIENCE: u32 = 3;

const BROKEN: &str = "The window stopped after a fault of ours. What plays goes on.\n\
                      Close this window and open it again; the host's list of parameters works, too.";

/// What is drawn on, and what was drawn.
pub(super) struct Stage<F> {
    face: Arc<Mutex<F>>,
    host: GuiContext,
    egui: egui::Context,
    painter: Painter,
    picture: Vec<ClippedPrimitive>,
    /// Size and scale of the picture.
    seen: (PhysicalSize<u32>, f32),
    /// How many of the last frames panicked.
    panics: u32,
    /// Whether there is to be a tree for screen readers.
    is_read: bool,
}

/// What a frame wants of the window.
pub(super) struct Wishes {
    /// When the next frame shall come.
    pub delay: Duration,
    /// The pointer's shape.
    pub cursor: CursorIcon,
    /// Whether something wants keys.
    pub keys: bool,
    /// What is to be copied to the clipboard.
    pub copied: Option<String>,
    /// What screen readers shall find.
    #[cfg_attr(
        not(all(target_os = "linux", feature = "standalone")),
        expect(
            dead_code,
            reason = "screen readers read the standalone program on Linux"
        )
    )]
    pub tree: Option<TreeUpdate>,
    /// Other things.
    pub commands: Vec<ViewportCommand>,
}

impl<F: Face> Stage<F> {
    /// Opens the face.
    pub fn new(face: Arc<Mutex<F>>, host: GuiContext, painter: Painter) -> Self {
        let mut stage = Self {
            face,
            host,
            egui: egui::Context::default(),
            painter,
            picture: Vec::new(),
            seen: (PhysicalSize::default(), 0.0),
            panics: 0,
            is_read: false,
        };
        stage.open();
        stage
    }

    /// The largest texture.
    pub fn max_texture_side(&self) -> usize {
        self.painter.max_texture_side()
    }

    /// Whether something that is shown changed by itself.
    pub fn is_stale(&self) -> bool {
        catch_unwind(AssertUnwindSafe(|| self.face.lock().is_stale())).unwrap_or(true)
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

    /// Draws a frame. `is_damaged` if what is seen isn't the picture.
    ///
    /// # Errors
    /// If the surface was lost.
    pub fn show(
        &mut self,
        input: RawInput,
        size: PhysicalSize<u32>,
        is_damaged: bool,
    ) -> Result<Wishes, HandlerError> {
        let Some((mut output, picture)) = self.draw(input) else {
            return Ok(Wishes::nothing());
        };
        let scale = output.pixels_per_point;
        let mut textures = std::mem::take(&mut output.textures_delta);
        let is_seen = !is_damaged
            && textures.is_empty()
            && self.seen == (size, scale)
            && are_same(&self.picture, &picture);
        if !is_seen {
            let painted = self.painter.paint(size, scale, &picture, &mut textures);
            textures.clear();
            painted?;
            self.seen = (size, scale);
            self.picture = picture;
        }
        Ok(self.wishes(output))
    }

    fn open(&mut self) {
        let opened = catch_unwind(AssertUnwindSafe(|| {
            self.face.lock().opened(&self.egui, &self.host);
        }));
        if opened.is_err() {
            self.panics = PATIENCE;
        }
    }

    /// Nothing if it panicked.
    fn draw(&mut self, input: RawInput) -> Option<(FullOutput, Vec<ClippedPrimitive>)> {
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

    fn wishes(&self, output: FullOutput) -> Wishes {
        let mut copied = None;
        for command in output.platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                copied = Some(text);
            }
        }
        let viewport = output.viewport_output.get(&ViewportId::ROOT);
        Wishes {
            delay: viewport.map_or(Duration::MAX, |viewport| viewport.repaint_delay),
            cursor: output.platform_output.cursor_icon,
            keys: self.egui.egui_wants_keyboard_input()
                || self.egui.any_popup_open()
                || self.face.lock().wants_keys(),
            copied,
            tree: output.platform_output.accesskit_update,
            commands: viewport.map_or_else(Vec::new, |viewport| viewport.commands.clone()),
        }
    }
}

impl Wishes {
    fn nothing() -> Self {
        Self {
            delay: Duration::ZERO,
            cursor: CursorIcon::Default,
            keys: false,
            copied: None,
            tree: None,
            commands: Vec::new(),
        }
    }
}

fn broken(ui: &mut Ui) {
    let window = ui.max_rect();
    let painter = ui.painter();
    painter.rect_filled(window, 0, Color32::BLACK);
    let font = FontId::proportional(15.0);
    painter.text(
        window.center(),
        Align2::CENTER_CENTER,
        BROKEN,
        font,
        Color32::WHITE,
    );
}

/// Whether both pictures are the same. One that is painted by code of its own never is.
fn are_same(one: &[ClippedPrimitive], other: &[ClippedPrimitive]) -> bool {
    let same = |(one, other): (&ClippedPrimitive, &ClippedPrimitive)| {
        one.clip_rect == other.clip_rect
            && match (&one.primitive, &other.primitive) {
                (Primitive::Mesh(one), Primitive::Mesh(other)) => one == other,
                _ => false,
            }
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(text: &str) -> Vec<ClippedPrimitive> {
        let egui = egui::Context::default();
        let input = RawInput {
            screen_rect: Some(egui::Rect::from_min_size(
                egui::Pos2::ZERO,
                egui::vec2(200.0, 100.0),
            )),
            ..RawInput::default()
        };
        let mut output = egui.run_ui(input, |ui| {
            ui.label(text);
        });
        let shapes = std::mem::take(&mut output.shapes);
        let picture = egui.tessellate(shapes, 1.0);
        output.drop_without_applying_deltas();
        picture
    }

    #[test]
    fn only_another_picture_is_painted() {
        assert!(are_same(&picture("a groove"), &picture("a groove")));
        assert!(!are_same(&picture("a groove"), &picture("a grove")));
        assert!(!are_same(&picture("a groove"), &[]));
    }
}

//! A frame: the face is drawn, and painted if the picture differs from the one that is seen.

use std::{sync::Arc, time::Duration};

use baseview::{HandlerError, dpi::PhysicalSize};
use egui::{
    ClippedPrimitive, CursorIcon, FullOutput, OutputCommand, RawInput, ViewportCommand, ViewportId,
    accesskit::TreeUpdate, epaint::Primitive,
};
use nice_plug::context::gui::GuiContext;
use parking_lot::Mutex;

use super::{Face, drawing::Drawing, painter::Painter};

/// What is drawn on, and what was drawn.
pub(super) struct Stage<F> {
    drawing: Drawing<F>,
    painter: Painter,
    picture: Vec<ClippedPrimitive>,
    /// Size and scale of the picture.
    seen: (PhysicalSize<u32>, f32),
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
        Self {
            drawing: Drawing::new(face, host),
            painter,
            picture: Vec::new(),
            seen: (PhysicalSize::default(), 0.0),
        }
    }

    /// The largest texture.
    pub fn max_texture_side(&self) -> usize {
        self.painter.max_texture_side()
    }

    /// What is drawn.
    pub fn drawing(&mut self) -> &mut Drawing<F> {
        &mut self.drawing
    }

    /// Whether something that is shown changed by itself.
    pub fn is_stale(&self) -> bool {
        self.drawing.is_stale()
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
        let Some((mut output, picture)) = self.drawing.draw(input) else {
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
            keys: self.drawing.wants_keys(),
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

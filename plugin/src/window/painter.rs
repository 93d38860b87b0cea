//! Meshes and textures on the window's surface, by OpenGL.

use std::sync::Arc;

use baseview::{HandlerError, WindowContext, dpi::PhysicalSize, gl::GlContext};
use egui::{ClippedPrimitive, TexturesDelta};
use egui_glow::glow;
use thiserror::Error;

/// Why nothing can be painted.
#[derive(Debug, Error)]
pub(super) enum PaintError {
    /// There is no OpenGL.
    #[error("the window has no OpenGL surface: OpenGL 3.2 or newer is needed")]
    NoSurface,
    /// The system's part failed.
    #[error("OpenGL's surface does not work: {0}")]
    Surface(#[from] baseview::Error),
    /// Egui's part failed.
    #[error("OpenGL does not work: {0}")]
    Painter(String),
}

/// Paints on one window.
pub(super) struct Painter {
    surface: GlContext,
    painter: egui_glow::Painter,
}

impl Painter {
    /// For this window.
    ///
    /// # Errors
    /// If OpenGL does not work.
    pub fn new(window: &WindowContext) -> Result<Self, PaintError> {
        let surface = window.gl_context().ok_or(PaintError::NoSurface)?;
        // SAFETY: the surface is this window's, in whose thread we are, and is let go below.
        unsafe { surface.make_current() }?;
        // SAFETY: the surface is current, so its functions are those to be found.
        let gl = unsafe {
            glow::Context::from_loader_function_cstr(|name| surface.get_proc_address(name))
        };
        let painter = egui_glow::Painter::new(Arc::new(gl), "", None, true);
        // SAFETY: as above.
        unsafe { surface.make_not_current() }?;
        let painter = painter.map_err(|error| PaintError::Painter(error.to_string()))?;
        Ok(Self { surface, painter })
    }

    /// The largest texture.
    pub fn max_texture_side(&self) -> usize {
        self.painter.max_texture_side()
    }

    /// Paints a picture and shows it.
    ///
    /// # Errors
    /// If the surface was lost.
    pub fn paint(
        &mut self,
        size: PhysicalSize<u32>,
        pixels_per_point: f32,
        picture: &[ClippedPrimitive],
        textures: &mut TexturesDelta,
    ) -> Result<(), HandlerError> {
        let pixels = [size.width, size.height];
        // SAFETY: the surface is this window's, in whose thread we are, and is let go below.
        unsafe { self.surface.make_current() }?;
        self.painter.clear(pixels, [0.0, 0.0, 0.0, 1.0]);
        self.painter
            .paint_and_update_textures(pixels, pixels_per_point, picture, textures);
        let shown = self.surface.swap_buffers();
        // SAFETY: as above.
        unsafe { self.surface.make_not_current() }?;
        Ok(shown?)
    }
}

impl Drop for Painter {
    fn drop(&mut self) {
        // SAFETY: as in `paint`.
        if unsafe { self.surface.make_current() }.is_ok() {
            self.painter.destroy();
            // SAFETY: as above. The surface goes in any case.
            let _ = unsafe { self.surface.make_not_current() };
        }
    }
}

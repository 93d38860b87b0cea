//! A window without screen and host, for benchmarks and for tests from outside: its frames are made
//! as in a host's window, and whoever asks for one may paint it.

use std::sync::Arc;

use egui::{Context, FullOutput, RawInput};
use nice_plug::{
    context::{
        PluginApi,
        gui::{GuiContext, GuiContextInner},
    },
    params::internals::ParamPtr,
    prelude::PluginState,
};

use super::Window;
use crate::{generator::Generator, params::QuatrainParams, window::Face as _};

/// See the module's documentation.
pub struct Headless {
    egui: Context,
    window: Window,
}

impl Headless {
    /// Opens the window of an instance.
    #[must_use]
    pub fn open(params: Arc<QuatrainParams>, generator: Arc<Generator>) -> Self {
        let egui = Context::default();
        let mut window = Window::new(params, generator);
        window.begin(&egui, &inert_host());
        Self { egui, window }
    }

    /// Looks whether there is anything new, as a window does before a frame, and makes the frame in
    /// any case. The textures in it are for the caller to take, or to clear.
    pub fn frame(&mut self, input: RawInput) -> FullOutput {
        let Self { egui, window } = self;
        window.is_stale();
        egui.run_ui(input, |ui| window.draw(ui))
    }

    /// What makes triangles of a frame.
    #[must_use]
    pub fn egui(&self) -> &Context {
        &self.egui
    }
}

/// A host that does what it is told, and nothing else.
pub(crate) fn inert_host() -> GuiContext {
    GuiContext::new(Arc::new(Host))
}

struct Host;

impl GuiContextInner for Host {
    fn plugin_api(&self) -> PluginApi {
        PluginApi::Standalone
    }

    unsafe fn raw_begin_set_parameter(&self, _param: ParamPtr) {}

    unsafe fn raw_set_parameter_normalized(&self, param: ParamPtr, normalized: f32) {
        // SAFETY: the caller's promise.
        unsafe { param._internal_set_normalized_value(normalized) };
    }

    unsafe fn raw_end_set_parameter(&self, _param: ParamPtr) {}

    fn get_state(&self) -> PluginState {
        PluginState {
            version: String::new(),
            params: Default::default(),
            fields: Default::default(),
        }
    }

    fn set_state(&self, _state: PluginState) {}

    fn request_restart(&self) {}
}

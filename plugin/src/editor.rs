//! The window: shows what plays and moves the parameters. It knows neither model nor host.
//!
//! The window is drawn in rectangles of a 1000 × 700 layout that grows with the window: `layout`
//! says where, `theme` in which colours and sizes, `control` how a parameter is moved. Each
//! of the other files draws one part.

mod character;
mod compare;
mod control;
mod desk;
mod dice;
mod fader;
mod field;
pub mod headless;
mod incoming;
mod layout;
mod look;
mod map;
mod message;
mod model;
mod news;
mod outgoing;
mod page;
mod panel;
mod picture;
mod preferences;
mod presets;
mod routing;
mod slots;
mod theme;
mod toggle;
mod top;
mod touch;
mod typing;
mod undo;
mod view;

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use nice_plug::context::gui::GuiContext;

use crate::{
    generator::Generator,
    params::QuatrainParams,
    window::{Extent, Face, WindowEditor},
};
use desk::Desk;
use layout::Layout;
use news::News;
use preferences::Preferences;
use view::{Panel, View};

/// Width and height of the window at 100 %.
pub const SIZE: (f32, f32) = (Extent::NATURAL.width, Extent::NATURAL.height);

/// How soon the next frame comes while something moves.
const LIVELY: Duration = Duration::from_millis(16);

/// The window as the framework knows it.
pub type QuatrainEditor = WindowEditor<Window>;

/// Makes the window's description; it opens when the host asks.
#[must_use]
pub fn create(params: Arc<QuatrainParams>, generator: Arc<Generator>) -> Option<QuatrainEditor> {
    let extent = params.extent.clone();
    let window = Window::new(params, generator);
    Some(WindowEditor::new("Quatrain", window, extent))
}

/// What the window holds between frames.
pub struct Window {
    params: Arc<QuatrainParams>,
    generator: Arc<Generator>,
    context: Option<GuiContext>,
    view: View,
    news: News,
}

impl Window {
    fn new(params: Arc<QuatrainParams>, generator: Arc<Generator>) -> Self {
        Self {
            news: News::new(params.controls.clone(), generator.shared().clone()),
            params,
            generator,
            context: None,
            view: View::default(),
        }
    }

    /// Begins to show the instance, whatever the person prefers.
    fn begin(&mut self, egui: &egui::Context, host: &GuiContext) {
        theme::add_fonts(egui);
        self.view.undress();
        let memory = self.generator.shared().memory.clone();
        self.context = Some(undo::noted(host.clone(), memory));
        self.generator.ensure_running();
        self.generator.shared().set_watched(true);
    }
}

impl Face for Window {
    fn opened(&mut self, egui: &egui::Context, host: &GuiContext) {
        match Preferences::load() {
            Ok(preferences) => self.view.preferences = preferences,
            Err(error) => self.view.tell(error.to_string()),
        }
        self.begin(egui, host);
    }

    fn draw(&mut self, ui: &mut egui::Ui) {
        let Some(context) = &self.context else { return };
        let desk = Desk::new(
            &self.params.controls,
            self.generator.shared(),
            context.param_setter(),
            &mut self.view,
        );
        draw(ui, desk);
    }

    fn is_stale(&mut self) -> bool {
        self.news.are_there()
    }

    fn wants_keys(&self) -> bool {
        self.view.panel.is_some()
    }

    fn closed(&mut self) {
        self.generator.shared().set_watched(false);
        self.context = None;
    }
}

/// Draws the whole window.
fn draw(ui: &mut egui::Ui, mut desk: Desk<'_>) {
    desk.view.dress(ui.ctx());
    let layout = Layout::new(ui.max_rect());
    desk.scale = layout.scale;
    ui.painter()
        .rect_filled(ui.max_rect(), 0, desk.theme.ground);
    let notes = desk.shared.memory.bridge().notes();
    let is_lively = desk.view.lamp.look(notes)
        || desk.playhead.is_some()
        || ui.input(|input| input.pointer.any_down());
    incoming::carry_out(ui, &mut desk);
    presets::take_in(ui, &mut desk);
    top::draw(ui, &mut desk, layout.top);
    slots::draw(ui, &mut desk, layout.slots);
    outgoing::draw(ui, &mut desk, layout.outgoing);
    map::draw(ui, &mut desk, layout.map);
    character::draw(ui, &mut desk, layout.axes);
    dice::draw_takes(ui, &mut desk, layout.takes);
    match desk.view.panel {
        None => page::draw(ui, &mut desk, layout.page),
        Some(Panel::Model) => model::draw(ui, &mut desk, layout.page),
        Some(Panel::Routing) => routing::draw(ui, &mut desk, layout.page),
        Some(Panel::Presets) => presets::draw(ui, &mut desk, layout.page),
    }
    touch::draw(ui, &mut desk, layout.touch);
    incoming::finish(ui, &mut desk);
    message::draw(ui, &desk, layout.help);
    undo::finish(ui, &desk);
    // At other times `News` tells when there is something to be seen.
    if is_lively {
        ui.ctx().request_repaint_after(LIVELY);
    }
}

//! The menu of how the window looks: its size, dark or light, and whether it moves.

use egui::{Popup, Pos2, RichText, Ui, ViewportCommand, vec2};

use super::{
    SIZE,
    desk::Desk,
    preferences::Preferences,
    theme::{Look, Type, icon},
    top,
};

/// Sizes of the window to choose from, in percent.
const ZOOMS: [u16; 6] = [75, 100, 125, 150, 200, 250];

/// The button and its menu.
pub(super) fn menu(ui: &mut Ui, desk: &mut Desk<'_>, right: Pos2) {
    let rect = top::chip(desk, right, top::BUTTON);
    let help = "Size of the window, dark or light, less motion";
    let quiet = desk.theme.quiet;
    let response = top::press(ui, desk, rect, "Look", icon::GEAR_SIX, quiet, help);
    let (body, small) = (desk.font(Type::Body), desk.font(Type::Small));
    let before = desk.view.preferences.clone();
    let mut after = before.clone();
    let percent = (100.0 * desk.scale).round();
    Popup::menu(&response)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            let head = |ui: &mut Ui, text: &str| {
                ui.label(RichText::new(text).font(small.clone()).color(quiet));
            };
            let words = |text: &str| RichText::new(text).font(body.clone());
            head(ui, "SIZE");
            ui.horizontal(|ui| {
                for zoom in ZOOMS {
                    let is_now = f32::from(zoom) == percent;
                    let label = words(&format!("{zoom} %"));
                    if ui.selectable_label(is_now, label).clicked() {
                        let size = f32::from(zoom) / 100.0 * vec2(SIZE.0, SIZE.1);
                        ui.ctx().send_viewport_cmd(ViewportCommand::InnerSize(size));
                    }
                }
            });
            head(ui, "LOOK");
            ui.horizontal(|ui| {
                ui.selectable_value(&mut after.look, Look::Dark, words("Dark"));
                ui.selectable_value(&mut after.look, Look::Light, words("Light"));
            });
            head(ui, "MOTION");
            ui.checkbox(&mut after.is_calm, words("Less: no trails, no fading"));
        });
    if after != before {
        desk.view.prefer(Preferences { ..after });
    }
}

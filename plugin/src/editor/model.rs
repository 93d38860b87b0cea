//! The model: its name at the top, and over the page all about it.

use egui::{Pos2, Rect, Response, RichText, ScrollArea, Ui, UiBuilder, vec2};

use super::{
    desk::Desk,
    panel,
    theme::{Type, icon},
    top,
    view::Panel,
};
use crate::generator::ModelStatus;

/// The button with the model's name that opens the panel; gives where it ends.
pub(super) fn button(ui: &mut Ui, desk: &mut Desk<'_>, left: Pos2) -> f32 {
    let (name, is_well) = match &desk.status.model {
        ModelStatus::Opening => ("Opening the model ...".to_owned(), true),
        ModelStatus::Ready(about) => (about.name.clone(), true),
        ModelStatus::Missing(_) => ("No model".to_owned(), false),
    };
    let color = if is_well {
        desk.theme.text
    } else {
        desk.theme.warning
    };
    let mark = if is_well {
        icon::CARET_DOWN
    } else {
        icon::WARNING
    };
    let label = format!("{name} {mark}");
    let galley = ui
        .painter()
        .layout_no_wrap(label.clone(), desk.font(Type::Small), color);
    let width = galley.size().x + desk.px(18.0);
    let right = left + vec2(width, 0.0);
    let rect = top::chip(desk, right, width / desk.scale);
    let help = match &desk.status.model {
        ModelStatus::Ready(about) => format!(
            "The model {}, computed by {}: who made it, of what, and how well",
            about.name, about.provider
        ),
        ModelStatus::Opening => "The model is being opened".to_owned(),
        ModelStatus::Missing(reason) => reason.clone(),
    };
    let response = top::press(ui, desk, rect, "Model", &label, color, &help);
    toggled(desk, &response);
    rect.right()
}

fn toggled(desk: &mut Desk<'_>, response: &Response) {
    if response.clicked() {
        desk.view.toggle(Panel::Model);
    }
}

/// The panel.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let inside = panel::frame(ui, desk, rect, "Model");
    let (large, small) = (desk.font(Type::Large), desk.font(Type::Body));
    let (text, quiet, warning) = (desk.theme.text, desk.theme.quiet, desk.theme.warning);
    let line = |ui: &mut Ui, words: &str, color| {
        ui.label(RichText::new(words).font(small.clone()).color(color));
    };
    let mut room = ui.new_child(UiBuilder::new().max_rect(inside));
    ScrollArea::vertical().show(&mut room, |ui| match &desk.status.model {
        ModelStatus::Opening => line(ui, "The model is being opened.", quiet),
        ModelStatus::Missing(reason) => line(ui, reason, warning),
        ModelStatus::Ready(about) => {
            ui.label(RichText::new(&about.name).font(large.clone()).color(text));
            for words in about.details.lines() {
                line(ui, words, text);
            }
            ui.add_space(desk.px(8.0));
            line(ui, &format!("Computed by {}", about.provider), text);
            for words in about.fallbacks.lines() {
                line(ui, &format!("Tried before: {words}"), warning);
            }
            if let Some(time) = desk.status.decode_time {
                let time = 1_000.0 * time.as_secs_f64();
                line(ui, &format!("{time:.1} ms for a groove"), quiet);
            }
        }
    });
}

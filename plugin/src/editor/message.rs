//! What the window says in words: the help line at the bottom and the banner over the page.

use egui::{Align2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::{
    desk::Desk,
    theme::{self, Type},
};
use crate::generator::ModelStatus;

/// Draws the help line.
pub(super) fn draw(ui: &Ui, desk: &Desk<'_>, rect: Rect) {
    let painter = ui.painter();
    painter.rect_filled(rect, 0, desk.theme.panel);
    let told = desk.view.told().map(str::to_owned);
    let (text, color) = match told.or_else(|| desk.help.clone()) {
        Some(help) => (help, desk.theme.text),
        None => (next_step(desk).to_owned(), desk.theme.quiet),
    };
    let line = ui.interact(rect, ui.scope_id().with("help"), Sense::hover());
    line.widget_info(|| WidgetInfo::labeled(Role::Status, true, &text));
    let place = pos2(rect.left() + desk.px(theme::GAP), rect.center().y);
    painter.with_clip_rect(rect).text(
        place,
        Align2::LEFT_CENTER,
        text,
        desk.font(Type::Body),
        color,
    );
}

/// What a newcomer does next.
fn next_step(desk: &Desk<'_>) -> &'static str {
    let bridge = desk.shared.memory.bridge();
    if bridge.blocks() == 0 {
        "Waiting for the host's audio: switch its audio engine on."
    } else if bridge.is_bypassed() {
        "Bypassed: Quatrain plays no notes of its own; incoming ones pass."
    } else if desk.playhead.is_none() {
        "Press play in your host: Quatrain follows its song position. Its notes go out on MIDI \
         channel 10."
    } else if bridge.notes() == 0 {
        "Playing. The first stroke comes as soon as the groove reaches it."
    } else {
        "No sound? Route this track's MIDI to a drum instrument (General MIDI keys, channel 10). \
         In Live: a second track with \"MIDI From\" Quatrain."
    }
}

/// Draws what the user must know above the page, and gives the space that is left.
pub(super) fn banner(ui: &Ui, desk: &Desk<'_>, rect: Rect) -> Rect {
    let Some(text) = words(desk) else { return rect };
    let pad = desk.px(8.0);
    let width = rect.width() - 3.0 * pad - desk.px(10.0);
    let painter = ui.painter();
    let galley = painter.layout(text, desk.font(Type::Small), desk.theme.text, width);
    let height = galley.size().y + 1.5 * pad;
    let strip = Rect::from_min_size(rect.min, vec2(rect.width(), height));
    painter.rect_filled(strip, desk.px(4.0), desk.theme.raised);
    let mark = Rect::from_min_size(strip.min, vec2(desk.px(4.0), height));
    painter.rect_filled(mark, desk.px(2.0), desk.theme.warning);
    exclamation(
        ui,
        desk,
        pos2(strip.left() + desk.px(14.0), strip.top() + 0.75 * pad),
    );
    let place = pos2(strip.left() + pad + desk.px(16.0), strip.top() + 0.75 * pad);
    painter.galley(place, galley, desk.theme.text);
    Rect::from_min_max(pos2(rect.left(), strip.bottom() + pad), rect.max)
}

/// A sign beside the colour: an exclamation mark.
fn exclamation(ui: &Ui, desk: &Desk<'_>, top: egui::Pos2) {
    let (height, width) = (desk.px(12.0), desk.px(2.0));
    let stroke = Stroke::new(width, desk.theme.warning);
    ui.painter()
        .line_segment([top, top + vec2(0.0, height * 0.6)], stroke);
    ui.painter().circle_filled(
        top + vec2(0.0, height * 0.9),
        width * 0.7,
        desk.theme.warning,
    );
}

/// The most important trouble.
fn words(desk: &Desk<'_>) -> Option<String> {
    if let Some(error) = &desk.shown.error {
        return Some(capital(&error.to_string()));
    }
    let status = &desk.status;
    let told = status.problem.as_ref().or(status.refused.as_ref());
    let told = told.or(status.notice.as_ref());
    if let Some(told) = told {
        return Some(capital(told));
    }
    match &status.model {
        ModelStatus::Missing(reason) if desk.shown.can_be_kept => Some(format!(
            "The project's groove plays as stored. {}",
            capital(reason)
        )),
        ModelStatus::Missing(reason) => Some(format!(
            "A built-in beat plays meanwhile. {}",
            capital(reason)
        )),
        ModelStatus::Opening | ModelStatus::Ready(_) => None,
    }
}

/// Error messages begin small, sentences don't.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

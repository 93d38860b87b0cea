//! The heads of rows and bars: names, keys, dice, mute, solo, locks.

use egui::{Align2, Rect, Ui, pos2, vec2};
use groove::Drum;

use super::Rows;
use crate::editor::{
    desk::Desk,
    dice,
    theme::{self, Type},
    toggle,
};
use crate::sheet::Part;

/// Draws all heads.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rows: &Rows, inside: Rect) {
    let keys = desk.params.settings().shaping.keys;
    for drum in rows.drums() {
        row(ui, desk, rows, inside, *drum, keys[drum.index()].get());
    }
    for bar in 0..rows.grid.bars() {
        self::bar(ui, desk, rows, bar);
    }
}

fn row(ui: &mut Ui, desk: &mut Desk<'_>, rows: &Rows, inside: Rect, drum: Drum, key: u8) {
    let row = rows.row(drum);
    let controls = &desk.params.kit.drums[drum.index()];
    let middle = row.center().y;
    let name = pos2(inside.left(), middle);
    let font = desk.font(Type::Small);
    let color = if controls.mute.value() {
        desk.theme.quiet
    } else {
        desk.theme.text
    };
    let reach = desk.px(4.5);
    let center = name + vec2(reach, 0.0);
    theme::shape(ui.painter(), drum, center, reach, desk.theme.drum(drum));
    let name = name + vec2(desk.px(16.0), 0.0);
    ui.painter()
        .text(name, Align2::LEFT_CENTER, drum.name(), font.clone(), color);

    let side = desk.px(16.0);
    let place = |at: f32| {
        let x = rows.area.left() - desk.px(28.0) - at * (side + desk.px(2.0));
        Rect::from_center_size(pos2(x, middle), vec2(side, side))
    };
    let places = [place(2.0), place(1.0), place(0.0), place(3.0)];
    dice::part(ui, desk, places[3], Part::Drum(drum));
    let what = "silences this drum";
    toggle::text(
        ui,
        desk,
        places[0],
        &controls.mute,
        "M",
        desk.theme.warning,
        what,
    );
    let what = "only drums with solo are heard";
    toggle::text(
        ui,
        desk,
        places[1],
        &controls.solo,
        "S",
        desk.theme.accent,
        what,
    );
    let what = "new grooves leave this drum as it is";
    toggle::lock(ui, desk, places[2], &controls.lock, what);

    let place = pos2(rows.area.left() - desk.px(4.0), middle);
    ui.painter().text(
        place,
        Align2::RIGHT_CENTER,
        key.to_string(),
        font,
        desk.theme.quiet,
    );
}

fn bar(ui: &mut Ui, desk: &mut Desk<'_>, rows: &Rows, bar: usize) {
    let width = rows.area.width() / rows.grid.bars() as f32;
    let left = rows.area.left() + bar as f32 * width;
    let foot = rows.area.top() - desk.px(4.0);
    let place = pos2(left + desk.px(3.0), foot);
    let font = desk.font(Type::Small);
    let text = format!("Bar {}", bar + 1);
    ui.painter()
        .text(place, Align2::LEFT_BOTTOM, text, font, desk.theme.quiet);
    let Some(controls) = desk.params.kit.bars.get(bar) else {
        return;
    };
    let side = desk.px(16.0);
    let corner = pos2(
        left + width - side - desk.px(3.0),
        foot - side + desk.px(2.0),
    );
    let place = Rect::from_min_size(corner, vec2(side, side));
    let beside = place.translate(vec2(-(side + desk.px(2.0)), 0.0));
    dice::part(ui, desk, beside, Part::Bar(bar));
    let what = "new grooves leave this bar as it is";
    toggle::lock(ui, desk, place, &controls.lock, what);
}

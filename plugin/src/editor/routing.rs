//! How notes get from here to a sound, host by host: what every newcomer asks first.

use egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{
    desk::Desk,
    panel,
    theme::{Type, icon},
    top,
    view::Panel,
};

/// A host and what to do in it.
struct Route {
    host: &'static str,
    /// Where the notes go on their way to the sound.
    way: &'static [&'static str],
    steps: &'static [&'static str],
}

/// From each host's own words; the README has the same.
const ROUTES: [Route; 6] = [
    Route {
        host: "Reaper",
        way: &["Quatrain", "drum sampler"],
        steps: &["Put the drum sampler behind Quatrain in the same FX chain."],
    },
    Route {
        host: "Bitwig Studio",
        way: &["Quatrain's track", "Note Receiver", "drum sampler"],
        steps: &[
            "On the sampler's track add a Note Receiver before the sampler.",
            "Choose the Quatrain track as its source.",
        ],
    },
    Route {
        host: "Ableton Live",
        way: &["Quatrain's track", "MIDI From", "drum sampler"],
        steps: &[
            "On a second MIDI track with the sampler choose MIDI From: the Quatrain track, below it \
             Quatrain.",
            "Set its Monitor to In.",
        ],
    },
    Route {
        host: "Cubase",
        way: &["Quatrain's track", "MIDI input", "drum sampler"],
        steps: &[
            "On the sampler's instrument track choose Quatrain's MIDI output as its input.",
            "Switch its Monitor on.",
        ],
    },
    Route {
        host: "FL Studio",
        way: &["Quatrain", "one port number", "drum sampler"],
        steps: &[
            "In Quatrain's wrapper set the MIDI output port to a number.",
            "In the sampler's wrapper set the MIDI input port to the same one.",
        ],
    },
    Route {
        host: "Without a host",
        way: &["quatrain-standalone", "MIDI port", "drum sampler"],
        steps: &[
            "Start it with --midi-output and the name of a port; an empty name lists them.",
            "Let the sampler listen to that port.",
        ],
    },
];

/// Columns of cards.
const COLUMNS: usize = 2;

/// Width of the button at 100 %.
pub(super) const WIDTH: f32 = 78.0;

/// The button that opens the panel.
pub(super) fn button(ui: &mut Ui, desk: &mut Desk<'_>, right: egui::Pos2) {
    let rect = top::chip(desk, right, WIDTH);
    let help = "Routing: how the notes get to a drum sampler in your host";
    let label = "No sound?";
    let color = desk.theme.quiet;
    if top::press(ui, desk, rect, label, label, color, help).clicked() {
        desk.view.toggle(Panel::Routing);
    }
}

/// The panel: a card for each host.
pub(super) fn draw(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect) {
    let title = "No sound? Quatrain plays notes; a drum sampler makes them heard";
    let inside = panel::frame(ui, desk, rect, title);
    let keys = "Notes go out on MIDI channel 10, on the keys of the drum map below, at first General MIDI. \
                Then press play.";
    let line = ui.painter().text(
        inside.left_top(),
        Align2::LEFT_TOP,
        keys,
        desk.font(Type::Small),
        desk.theme.quiet,
    );
    let area = Rect::from_min_max(
        pos2(inside.left(), line.bottom() + desk.px(10.0)),
        inside.max,
    );
    let gap = desk.px(8.0);
    let rows = ROUTES.len().div_ceil(COLUMNS);
    let size = vec2(
        (area.width() - gap * (COLUMNS - 1) as f32) / COLUMNS as f32,
        (area.height() - gap * (rows - 1) as f32) / rows as f32,
    );
    for (at, route) in ROUTES.iter().enumerate() {
        let place = vec2((at % COLUMNS) as f32, (at / COLUMNS) as f32);
        let corner = area.min + place * (size + vec2(gap, gap));
        card(ui, desk, Rect::from_min_size(corner, size), route);
    }
}

fn card(ui: &mut Ui, desk: &mut Desk<'_>, rect: Rect, route: &Route) {
    let response = ui.interact(rect, ui.scope_id().with(route.host), Sense::hover());
    let spoken = format!("{}: {}", route.host, route.steps.join(" "));
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    let theme = desk.theme;
    let edge = Stroke::new(desk.px(1.0), theme.line);
    let round = desk.px(6.0);
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect(rect, round, theme.sunk, edge, StrokeKind::Inside);
    let inside = rect.shrink(desk.px(10.0));
    let name = painter.text(
        inside.left_top(),
        Align2::LEFT_TOP,
        route.host,
        desk.font(Type::Body),
        theme.text,
    );
    let way = way(
        ui,
        desk,
        pos2(inside.left(), name.bottom() + desk.px(6.0)),
        route,
    );
    let mut top = way + desk.px(7.0);
    for (at, step) in route.steps.iter().enumerate() {
        let font = desk.font(Type::Small);
        let number = painter.text(
            pos2(inside.left(), top),
            Align2::LEFT_TOP,
            at + 1,
            font.clone(),
            theme.accent,
        );
        let left = number.left() + desk.px(14.0);
        let galley = painter.layout((*step).to_owned(), font, theme.text, inside.right() - left);
        let height = galley.size().y;
        painter.galley(pos2(left, top), galley, theme.text);
        top += height + desk.px(2.0);
    }
}

/// The way of the notes, in plates and arrows; gives where it ends below.
fn way(ui: &Ui, desk: &Desk<'_>, corner: egui::Pos2, route: &Route) -> f32 {
    let theme = desk.theme;
    let painter = ui.painter();
    let height = desk.px(18.0);
    let mut left = corner.x;
    for (at, stop) in route.way.iter().enumerate() {
        let font = desk.font(Type::Tiny);
        if at > 0 {
            let place = pos2(left + desk.px(2.0), corner.y + height / 2.0);
            let arrow = painter.text(
                place,
                Align2::LEFT_CENTER,
                icon::ARROW_RIGHT,
                desk.font(Type::Small),
                theme.accent,
            );
            left = arrow.right() + desk.px(2.0);
        }
        let galley = painter.layout_no_wrap((*stop).to_owned(), font, theme.text);
        let size = vec2(galley.size().x + desk.px(10.0), height);
        let plate = Rect::from_min_size(pos2(left, corner.y), size);
        painter.rect_filled(plate, desk.px(4.0), theme.raised);
        let place = plate.center() - galley.size() / 2.0;
        painter.galley(place, galley, theme.text);
        left = plate.right();
    }
    corner.y + height
}

//! The trail: where the puck was a moment ago, whoever moved it.

use std::collections::VecDeque;

use egui::{Id, Pos2, Rect, Stroke, Ui};

use crate::editor::desk::Desk;

/// How long a place is seen, in seconds.
const LASTS: f64 = 1.5;
/// How many places are remembered.
const MOST: usize = 96;

/// The last places, each with the time when the puck came there.
#[derive(Clone, Default)]
struct Trail(VecDeque<(f64, Pos2)>);

/// Paints the trail of a puck that is now at `place` of the pad.
pub(super) fn draw(ui: &Ui, desk: &Desk<'_>, id: Id, pad: Rect, place: Pos2) {
    if desk.view.preferences.is_calm {
        return;
    }
    let now = ui.input(|input| input.time);
    let places: Vec<(f64, Pos2)> = ui.data_mut(|data| {
        let Trail(places) = data.get_temp_mut_or_default(id);
        if places.back().is_none_or(|(_, last)| *last != place) {
            places.push_back((now, place));
        }
        // The last place stays: the way from it to the next begins there.
        while places.len() > MOST || (places.len() > 1 && now - places[0].0 > LASTS) {
            places.pop_front();
        }
        places.iter().copied().collect()
    });
    if places.len() < 2 {
        return;
    }
    let color = desk.heard_color();
    for pair in places.windows(2) {
        let [(_, from), (time, to)] = pair else {
            continue;
        };
        let strength = (1.0 - (now - time) / LASTS).clamp(0.0, 1.0) as f32;
        let stroke = Stroke::new(
            desk.px(1.0 + 3.0 * strength),
            color.gamma_multiply(strength),
        );
        let ends = [from, to].map(|place| pad.lerp_inside(place.to_vec2()));
        ui.painter().line_segment(ends, stroke);
    }
    ui.ctx().request_repaint();
}

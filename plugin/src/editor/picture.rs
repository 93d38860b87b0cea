//! A groove in very small: its bars laid over each other, a row for each kind of drum, the kick at
//! the bottom. What comes in every bar is strong, what comes in one is faint.

use egui::{Color32, Mesh, Rect, pos2};
use groove::{Drum, Groove};

/// How strong the faintest mark is.
const FAINTEST: f32 = 0.4;
/// How much of a cell is space between it and its neighbours, on each side.
const SPACE: f32 = 0.1;
/// Rows: kick, snare, hats, toms, cymbals.
const ROWS: usize = 5;

/// Adds the picture to a mesh.
pub(super) fn add(mesh: &mut Mesh, rect: Rect, groove: &Groove, color: Color32) {
    let grid = groove.grid();
    let steps = grid.steps_per_bar();
    let mut strengths = vec![0.0_f32; steps * ROWS];
    for stroke in groove.strokes() {
        let at = row(stroke.drum) * steps + stroke.step.0 % steps;
        strengths[at] += stroke.cell.velocity.get() / grid.bars() as f32;
    }
    let size = rect.size() / egui::vec2(steps as f32, ROWS as f32);
    for (at, strength) in strengths.into_iter().enumerate() {
        if strength == 0.0 {
            continue;
        }
        let (step, row) = ((at % steps) as f32, (at / steps + 1) as f32);
        let corner = pos2(rect.left() + step * size.x, rect.bottom() - row * size.y);
        let place = Rect::from_min_size(corner, size).shrink2(SPACE * size);
        let strength = FAINTEST + (1.0 - FAINTEST) * strength.min(1.0);
        mesh.add_colored_rect(place, color.gamma_multiply(strength));
    }
}

fn row(drum: Drum) -> usize {
    match drum {
        Drum::Kick => 0,
        Drum::Snare => 1,
        Drum::ClosedHat | Drum::OpenHat => 2,
        Drum::LowTom | Drum::MidTom | Drum::HighTom => 3,
        Drum::Crash | Drum::Ride => 4,
    }
}

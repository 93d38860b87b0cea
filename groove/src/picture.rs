//! A groove as text: a row a drum, a character a step, taller where it is struck harder.

use crate::{drum::Drum, groove::Groove, units::Step};

/// Heights from a ghost note to a full stroke.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Draws a groove, the ride on top and the kick at the bottom as on a kit's score. Bars are
/// divided by lines; a dot is a beat, a space a step without a stroke.
#[must_use]
pub fn text(groove: &Groove) -> String {
    let grid = groove.grid();
    let mut picture = String::new();
    for drum in Drum::ALL.into_iter().take(grid.drums()).rev() {
        picture.push_str(&format!("{:>10} ", drum.name()));
        for step in 0..grid.steps() {
            if step % grid.steps_per_bar() == 0 {
                picture.push('│');
            }
            let cell = groove.cell(Step(step), drum);
            picture.push(if cell.hit {
                HEIGHTS[((cell.velocity.get() * 8.0) as usize).min(7)]
            } else if step % grid.steps_per_beat() == 0 {
                '·'
            } else {
                ' '
            });
        }
        picture.push_str("│\n");
    }
    picture
}

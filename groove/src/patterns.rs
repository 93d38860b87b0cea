//! Grooves written as text, for tests.

use crate::{
    cell::Cell,
    drum::Drum,
    grid::Grid,
    groove::Groove,
    units::{Offset, Step, Velocity},
};

/// A groove from a line a drum and a character a step: `X` is a stroke of velocity 1, `x` of
/// 0.5, `o` of 0.25; anything else is none. Bars may be set apart by spaces. A line shorter than
/// the grid repeats.
pub fn groove(grid: Grid, lines: &[(Drum, &str)]) -> Groove {
    let mut groove = Groove::empty(grid);
    for &(drum, line) in lines {
        let strokes: Vec<char> = line.chars().filter(|c| *c != ' ').collect();
        for (step, stroke) in strokes.iter().cycle().take(grid.steps()).enumerate() {
            let velocity = match stroke {
                'X' => 1.0,
                'x' => 0.5,
                'o' => 0.25,
                _ => continue,
            };
            let cell = Cell::stroke(Velocity::new(velocity), Offset::new(0.0));
            groove.set(Step(step), drum, cell);
        }
    }
    groove
}

/// One bar of 4/4 in sixteenths.
pub fn one_bar() -> Grid {
    grid(1, 4, 4)
}

/// A grid of all drums.
pub fn grid(bars: usize, beats_per_bar: usize, steps_per_beat: usize) -> Grid {
    Grid::new(bars, beats_per_bar, steps_per_beat, Drum::COUNT).unwrap()
}

/// The first beat of rock: kick on one and three, snare on two and four, hat in eighths.
pub fn rock(grid: Grid) -> Groove {
    groove(
        grid,
        &[
            (Drum::Kick, "X.......X......."),
            (Drum::Snare, "....X.......X..."),
            (Drum::ClosedHat, "x.x.x.x.x.x.x.x."),
        ],
    )
}

/// Moves the stroke of `drum` on `step` off its line.
pub fn shift(groove: &mut Groove, step: usize, drum: Drum, offset: f32) {
    let mut cell = groove.cell(Step(step), drum);
    cell.offset = Offset::new(offset);
    groove.set(Step(step), drum, cell);
}

/// Takes the stroke of `drum` on `step` away.
pub fn remove(groove: &mut Groove, step: usize, drum: Drum) {
    groove.set(Step(step), drum, Cell::default());
}

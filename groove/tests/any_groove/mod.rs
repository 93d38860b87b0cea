//! Any groove of any grid, for properties.

#![allow(clippy::unwrap_used)]

use groove::{Cell, Drum, Gap, Grid, Groove, Offset, Probability, Second, Step, Velocity};
use proptest::prelude::*;

/// Any grid: 1 to 16 bars, 1 to 16 beats, 1 to 24 steps a beat, 1 to 9 drums.
pub fn any_grid() -> impl Strategy<Value = Grid> {
    (1..=16_usize, 1..=16_usize, 1..=24_usize, 1..=Drum::COUNT).prop_map(
        |(bars, beats, steps, drums)| {
            // Too many bars for the rest are cut to those that fit.
            let bars = bars.min(Grid::MAX_STEPS / (beats * steps)).max(1);
            Grid::new(bars, beats, steps, drums).unwrap().with_flams()
        },
    )
}

/// Any groove of a grid: none to many strokes anywhere, and opinions where there is none.
pub fn groove_of(grid: Grid) -> impl Strategy<Value = Box<Groove>> {
    let unit = prop_oneof![Just(0.0_f32), Just(1.0), 0.0..=1.0_f32];
    let offset = prop_oneof![Just(-0.5_f32), Just(0.0), Just(0.5), -0.5..=0.5_f32];
    let second = (-1.0..=1.0_f32, 0.0..=1.0_f32).prop_map(|(gap, velocity)| Second {
        gap: Gap::new(gap),
        velocity: Velocity::new(velocity),
    });
    let second = proptest::option::weighted(0.1, second);
    let cell = (any::<bool>(), unit, offset, second);
    let cell = cell.prop_map(|(hit, velocity, offset, second)| Cell {
        hit,
        velocity: Velocity::new(velocity),
        offset: Offset::new(offset),
        probability: Probability::new(0.5),
        second,
    });
    let places = (0..grid.steps(), 0..grid.drums());
    let few = proptest::collection::vec((places, cell), 0..120);
    (few, 0..4_usize).prop_map(move |(cells, repeats)| {
        let mut groove = Box::new(Groove::empty(grid));
        for ((step, drum), cell) in cells {
            // The same at intervals of a bar too, so that there is something to repeat.
            for bar in 0..=repeats {
                let step = (step + bar * grid.steps_per_bar()) % grid.steps();
                groove.set(Step(step), Drum::ALL[drum], cell);
            }
        }
        groove
    })
}

/// Any groove.
pub fn any_groove() -> impl Strategy<Value = Box<Groove>> {
    any_grid().prop_flat_map(groove_of)
}

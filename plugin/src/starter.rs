//! The beat that plays while no model is installed: a host with a missing model is not silent.

use groove::{Cell, Drum, Grid, Groove, Offset, Step, Velocity};

/// Four bars of a plain rock beat, a little ahead of the beat as drummers play it, with a fill
/// at the end.
#[must_use]
pub fn starter() -> Groove {
    let mut groove = Groove::empty(Grid::FOUR_BARS);
    let mut strike = |step: usize, drum, velocity: f32, offset: f32| {
        groove.set(
            Step(step),
            drum,
            Cell::stroke(Velocity::new(velocity), Offset::new(offset)),
        );
    };
    for bar in 0..4 {
        let first = bar * 16;
        for eighth in 0..8 {
            let accent = if eighth % 2 == 0 { 0.72 } else { 0.5 };
            strike(first + 2 * eighth, Drum::ClosedHat, accent, -0.06);
        }
        strike(first, Drum::Kick, 0.9, -0.08);
        strike(first + 7, Drum::Kick, 0.6, 0.04);
        strike(first + 10, Drum::Kick, 0.82, -0.04);
        strike(first + 4, Drum::Snare, 0.88, 0.03);
        strike(first + 12, Drum::Snare, 0.92, 0.03);
        strike(first + 9, Drum::Snare, 0.22, 0.1);
    }
    for (step, drum, velocity) in [
        (60, Drum::HighTom, 0.7),
        (61, Drum::HighTom, 0.6),
        (62, Drum::MidTom, 0.75),
        (63, Drum::LowTom, 0.8),
    ] {
        strike(step, drum, velocity, 0.02);
    }
    strike(0, Drum::Crash, 0.8, -0.08);
    groove
}

//! The project's own MIDI fixtures: four-bar grooves in styles that differ, written down here and
//! kept as files in `tests/fixtures` (CC0). `write-fixtures` writes the files anew; a test
//! compares them with what is written down.
//!
//! They are played by nobody, so a model has never seen them; their touch imitates people:
//! accents, a hat a little ahead of the beat, a snare a little behind.

use groove::{Cell, Drum, DrumMap, Grid, Groove, Offset, Step, Tempo, Velocity, midi};

/// A groove in text.
pub struct Fixture {
    /// File name without its ending.
    pub name: &'static str,
    tempo: f64,
    /// Shuffled eighths: what is written on the third sixteenth is played a third later.
    shuffle: bool,
    /// Which of the patterns each bar is.
    form: [usize; 4],
    patterns: &'static [Pattern],
}

/// A bar: for each drum sixteen signs. A dot rests, a digit strikes that hard (9 = hardest).
type Pattern = &'static [(Drum, &'static str)];

/// All fixtures.
pub const FIXTURES: &[Fixture] = &[
    Fixture {
        name: "rock",
        tempo: 118.0,
        shuffle: false,
        form: [0, 1, 0, 2],
        patterns: &[
            &[
                (Drum::ClosedHat, "7.5.7.5.7.5.7.5."),
                (Drum::Snare, "....8.......8..."),
                (Drum::Kick, "8.......8.7....."),
            ],
            &[
                (Drum::ClosedHat, "7.5.7.5.7.5.7..."),
                (Drum::OpenHat, "..............6."),
                (Drum::Snare, "....8.......8..."),
                (Drum::Kick, "8.....7.8.7....."),
            ],
            &[
                (Drum::ClosedHat, "7.5.7.5.7.5....."),
                (Drum::Snare, "....8.......8.78"),
                (Drum::Kick, "8.......8.7....."),
            ],
        ],
    },
    Fixture {
        name: "funk",
        tempo: 98.0,
        shuffle: false,
        form: [0, 1, 0, 1],
        patterns: &[
            &[
                (Drum::ClosedHat, "7465746574657465"),
                (Drum::Snare, "....8..2.2.28..2"),
                (Drum::Kick, "8..7......7....."),
            ],
            &[
                (Drum::ClosedHat, "7465746574657..."),
                (Drum::OpenHat, "..............6."),
                (Drum::Snare, "....8..2.2..8.2."),
                (Drum::Kick, "8.7....7..7....."),
            ],
        ],
    },
    Fixture {
        name: "shuffle",
        tempo: 124.0,
        shuffle: true,
        form: [0, 0, 0, 1],
        patterns: &[
            &[
                (Drum::Ride, "7.5.7.5.7.5.7.5."),
                (Drum::Snare, "..2.8...2...8..."),
                (Drum::Kick, "8.....6.8.....6."),
            ],
            &[
                (Drum::Ride, "7.5.7.5.7.5.7..."),
                (Drum::Snare, "..2.8...2...8.7."),
                (Drum::Kick, "8.....6.8......."),
            ],
        ],
    },
    Fixture {
        name: "latin",
        tempo: 108.0,
        shuffle: false,
        form: [0, 1, 0, 1],
        patterns: &[
            &[
                (Drum::Ride, "7.757.57.57.757."),
                (Drum::Snare, "...4..4...4...4."),
                (Drum::LowTom, "............6.6."),
                (Drum::Kick, "7...5.7.7...5.7."),
            ],
            &[
                (Drum::Ride, "7.757.57.57.757."),
                (Drum::Snare, "..4...4...4..4.."),
                (Drum::MidTom, "............6.6."),
                (Drum::Kick, "7...5.7.7...5.7."),
            ],
        ],
    },
    Fixture {
        name: "fill",
        tempo: 132.0,
        shuffle: false,
        form: [0, 1, 1, 2],
        patterns: &[
            &[
                (Drum::Crash, "9..............."),
                (Drum::ClosedHat, "..6.7.6.7.6.7.6."),
                (Drum::Snare, "....8.......8..."),
                (Drum::Kick, "8.....7.8......."),
            ],
            &[
                (Drum::ClosedHat, "7.6.7.6.7.6.7.6."),
                (Drum::Snare, "....8.......8..."),
                (Drum::Kick, "8.....7.8.....7."),
            ],
            &[
                (Drum::Snare, "8888............"),
                (Drum::HighTom, "....7777........"),
                (Drum::MidTom, "........7777...."),
                (Drum::LowTom, "............7788"),
                (Drum::Kick, "7...7...7...7..."),
            ],
        ],
    },
];

impl Fixture {
    /// The groove that is written down.
    #[must_use]
    pub fn groove(&self) -> Groove {
        let grid = Grid::FOUR_BARS;
        let mut groove = Groove::empty(grid);
        for (bar, &pattern) in self.form.iter().enumerate() {
            for &(drum, signs) in self.patterns[pattern] {
                for (at, sign) in signs.chars().enumerate() {
                    if let Some(strength) = sign.to_digit(10) {
                        let step = bar * grid.steps_per_bar() + at;
                        let (step, offset) = self.timing(step, drum);
                        let cell = Cell::stroke(strength_velocity(strength, step), offset);
                        groove.set(step, drum, cell);
                    }
                }
            }
        }
        groove
    }

    /// The bytes of its file.
    #[must_use]
    pub fn file(&self) -> Vec<u8> {
        let tempo = Tempo::new(self.tempo).unwrap_or_default();
        midi::to_bytes(&[&self.groove()], DrumMap::general_midi(), tempo)
    }

    /// Where a stroke that is written on a step is played.
    fn timing(&self, step: usize, drum: Drum) -> (Step, Offset) {
        let lean = match drum {
            Drum::Kick => -0.05,
            Drum::Snare => 0.06,
            Drum::ClosedHat | Drum::OpenHat | Drum::Ride => -0.1,
            _ => 0.0,
        };
        let shake = 0.05 * wobble(step, drum);
        if self.shuffle && step % 4 == 2 {
            // Two thirds of the beat lie a third of a step before its fourth step.
            return (Step(step + 1), Offset::new(lean + shake - 1.0 / 3.0));
        }
        (Step(step), Offset::new(lean + shake))
    }
}

fn strength_velocity(strength: u32, step: Step) -> Velocity {
    let shake = 0.03 * wobble(step.0, Drum::Ride);
    Velocity::new(strength as f32 / 9.5 + shake)
}

/// A hand is never the same twice: −1 to 1, fixed for each step and drum.
fn wobble(step: usize, drum: Drum) -> f32 {
    let mixed = (step * 73 + drum.index() * 151) * 97 % 199;
    mixed as f32 / 99.0 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_files_are_what_is_written_down() {
        for fixture in FIXTURES {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
            let file = file.join(fixture.name).with_extension("mid");
            let bytes = std::fs::read(&file).unwrap();
            assert!(
                bytes == fixture.file(),
                "{}: run `cargo run --package whole-system --bin write-fixtures`",
                file.display()
            );
        }
    }
}

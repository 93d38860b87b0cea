//! When a stroke sounds: feel, quantizing, swing and push on top of its line and offset.
//!
//! Everything is in quarter notes and 64 bits; the one rounding, to a sample, comes later.

use groove::{MidiVelocity, Velocity};

use super::{Shaping, line::Line};

/// Second strokes may be up to a step away from strokes that are half a step off.
const FARTHEST_STEPS: f64 = 1.5;

/// How strokes are moved, at the tempo of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Timing {
    feel: f64,
    quantize: f64,
    grid: f64,
    swing: f64,
    unit: f64,
    push: f64,
}

/// How far strokes can be from their lines, in quarter notes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reach {
    pub early: f64,
    pub late: f64,
}

impl Timing {
    /// Values that are out of range are brought in: bounded work depends on it.
    pub fn new(shaping: &Shaping, beats_per_second: f64) -> Self {
        let inside = |value: f64, low: f64, high: f64, neutral: f64| {
            if value.is_nan() {
                neutral
            } else {
                value.clamp(low, high)
            }
        };
        Self {
            feel: inside(shaping.feel.into(), 0.0, 1.5, 1.0),
            quantize: inside(shaping.quantize.into(), 0.0, 1.0, 0.0),
            grid: shaping.quantize_grid.beats(),
            swing: inside(shaping.swing.into(), 0.5, 0.75, 0.5),
            unit: shaping.swing_unit.beats(),
            push: inside(shaping.push, -50.0, 50.0, 0.0) / 1e3 * beats_per_second,
        }
    }

    /// When a stroke of `line` sounds that is `offset` steps away from it, in quarter notes of
    /// the song.
    pub fn time(&self, line: &Line, offset: f64) -> f64 {
        let start = line.bar.start;
        let played = line.beat + self.feel * offset * line.step_length;
        if self.quantize == 0.0 {
            return played + self.swung(line.beat - start) + self.push;
        }
        // A tie goes to the earlier point.
        let point = start + ((played - start) / self.grid - 0.5).ceil() * self.grid;
        let pulled = played + self.quantize * (point - played);
        let swung = (1.0 - self.quantize) * self.swung(line.beat - start)
            + self.quantize * self.swung(point - start);
        pulled + swung + self.push
    }

    /// How far strokes of lines a step apart can be from them.
    pub fn reach(&self, step_length: f64) -> Reach {
        let around = self.feel * FARTHEST_STEPS * step_length + self.quantize * 0.5 * self.grid;
        Reach {
            early: around + (-self.push).max(0.0),
            late: around + (2.0 * self.swing - 1.0) * self.unit + self.push.max(0.0),
        }
    }

    /// How much later swing makes a beat of the bar.
    fn swung(&self, beat: f64) -> f64 {
        if self.swing == 0.5 {
            return 0.0;
        }
        let pair = 2.0 * self.unit;
        let place = (beat / pair).rem_euclid(1.0);
        let warped = if place < 0.5 {
            2.0 * self.swing * place
        } else {
            self.swing + 2.0 * (1.0 - self.swing) * (place - 0.5)
        };
        (warped - place) * pair
    }
}

/// How hard a stroke is in MIDI.
pub(super) fn velocity(shaping: &Shaping, velocity: Velocity) -> MidiVelocity {
    let (low, high) = (
        f32::from(shaping.velocity_low),
        f32::from(shaping.velocity_high),
    );
    let bent = velocity.get().powf(4.0_f32.powf(-shaping.velocity_curve));
    let exact = low + (high - low) * bent;
    // Zero would be read as a note's end. The cast takes what is no number for zero.
    MidiVelocity::new((exact.round_ties_even() as u8).max(1))
}

#[cfg(test)]
mod tests {
    use super::{super::SwingUnit, *};

    fn shaping() -> Shaping {
        Shaping::default()
    }

    fn time(shaping: &Shaping, step: usize, offset: f64) -> f64 {
        Timing::new(shaping, 2.0).time(&Line::of_a_test(step), offset)
    }

    #[test]
    fn plain_strokes_are_where_they_were_played() {
        assert_eq!(time(&shaping(), 6, -0.25), 1.5 - 0.0625);
    }

    #[test]
    fn feel_push_and_quantize_move_strokes() {
        let shape = Shaping {
            feel: 1.5,
            push: -20.0,
            ..shaping()
        };
        assert!((time(&shape, 4, 0.4) - (1.0 + 0.15 - 0.04)).abs() < 1e-7);
        let shape = Shaping {
            quantize: 1.0,
            quantize_grid: super::super::QuantizeGrid::Eighth,
            ..shaping()
        };
        assert_eq!(time(&shape, 3, 0.1), 1.0);
        assert_eq!(time(&shape, 3, 0.0), 0.5, "a tie goes to the earlier one");
    }

    #[test]
    fn swing_delays_every_second_note_of_its_kind() {
        let sixteenths = Shaping {
            swing: 0.75,
            ..shaping()
        };
        let times = [0, 1, 2, 3].map(|step| time(&sixteenths, step, 0.0));
        assert_eq!(times, [0.0, 0.375, 0.5, 0.875]);
        let eighths = Shaping {
            swing_unit: SwingUnit::Eighth,
            ..sixteenths
        };
        let times = [0, 1, 2, 3].map(|step| time(&eighths, step, 0.0));
        assert_eq!(times, [0.0, 0.375, 0.75, 0.875]);
    }

    #[test]
    fn velocities_keep_their_number_unless_bent() {
        for number in 1..=127 {
            let played = MidiVelocity::new(number);
            assert_eq!(velocity(&shaping(), Velocity::from_midi(played)), played);
        }
        let narrow = Shaping {
            velocity_low: 60,
            velocity_high: 100,
            ..shaping()
        };
        assert_eq!(velocity(&narrow, Velocity::LOWEST).get(), 60);
        assert_eq!(velocity(&narrow, Velocity::HIGHEST).get(), 100);
        let loud = Shaping {
            velocity_curve: 1.0,
            ..shaping()
        };
        assert!(velocity(&loud, Velocity::new(0.3)).get() > 90);
    }

    #[test]
    fn nothing_is_farther_than_the_reach() {
        for (feel, quantize, swing, push) in [
            (1.5, 0.0, 0.75, 50.0),
            (1.0, 1.0, 0.6, -50.0),
            (f32::NAN, 0.5, f32::INFINITY, f64::NAN),
        ] {
            let shape = Shaping {
                feel,
                quantize,
                swing,
                push,
                ..shaping()
            };
            let timing = Timing::new(&shape, 2.0);
            let reach = timing.reach(0.25);
            for step in 0..16 {
                let line = Line::of_a_test(step);
                for offset in [-1.5, -0.5, 0.0, 0.3, 1.5] {
                    let away = timing.time(&line, offset) - line.beat;
                    assert!(away >= -reach.early - 1e-9 && away <= reach.late + 1e-9);
                }
            }
        }
    }
}

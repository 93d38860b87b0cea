//! What the plugin's shaping controls ask for, as the expectations understand them.

use groove::units::{MidiVelocity, Velocity};

use crate::script::Value;

/// Shaping of all strokes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Feel {
    /// How much of the offsets is left: 0–1.5.
    pub feel: f64,
    /// Everything later by so many milliseconds.
    pub push: f64,
    /// Where the second of two halves begins: 0.5–0.75.
    pub swing: f64,
    /// Length of such a half in quarter notes.
    pub swing_unit: f64,
    /// How far strokes are pulled to the grid: 0–1.
    pub quantize: f64,
    /// That grid's lines are so many quarter notes apart.
    pub quantize_grid: f64,
    /// From −1 (softer) to 1 (harder).
    pub velocity_curve: f64,
    /// The velocity of the softest stroke.
    pub velocity_low: f64,
    /// The velocity of the hardest stroke.
    pub velocity_high: f64,
    /// Length of notes in sixteenths.
    pub note_length: f64,
    /// Whether the closed hat ends a sounding open hat.
    pub choke: bool,
    /// Whether nothing is played.
    pub bypass: bool,
}

impl Default for Feel {
    fn default() -> Self {
        Self {
            feel: 1.0,
            push: 0.0,
            swing: 0.5,
            swing_unit: 0.25,
            quantize: 0.0,
            quantize_grid: 0.25,
            velocity_curve: 0.0,
            velocity_low: 0.0,
            velocity_high: 127.0,
            note_length: 1.0,
            choke: true,
            bypass: false,
        }
    }
}

/// A grid line that a stroke belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// In quarter notes.
    pub position: f64,
    /// The start of its bar.
    pub bar: f64,
    /// Length of a step in quarter notes.
    pub step: f64,
}

impl Feel {
    /// Takes a parameter's new value over. Others than those above are passed over.
    pub(super) fn set(&mut self, parameter: &str, value: &Value) {
        let plain = |low: f64, high: f64| match value {
            Value::Normalized(value) => low + value * (high - low),
            Value::Text(text) => number(text),
        };
        let choice =
            |choices: &[f64]| choices[plain(0.0, choices.len() as f64 - 1.0).round() as usize];
        match parameter {
            "feel" => self.feel = plain(0.0, 1.5),
            "push" => self.push = plain(-50.0, 50.0),
            "swing" => self.swing = plain(0.5, 0.75),
            "swing_unit" => self.swing_unit = choice(&[0.5, 0.25]),
            "quantize" => self.quantize = plain(0.0, 1.0),
            "quantize_grid" => {
                self.quantize_grid = choice(&[0.5, 0.25, 1.0 / 3.0, 1.0 / 6.0]);
            }
            "velocity_curve" => self.velocity_curve = plain(-1.0, 1.0),
            "velocity_low" => self.velocity_low = plain(0.0, 127.0).round(),
            "velocity_high" => self.velocity_high = plain(0.0, 127.0).round(),
            // Its slider is skewed: only a text says how long.
            "note_length" => self.note_length = plain(f64::NAN, f64::NAN),
            "choke" => self.choke = plain(0.0, 1.0) >= 0.5,
            "bypass" => self.bypass = plain(0.0, 1.0) >= 0.5,
            _ => {}
        }
    }

    /// When a stroke sounds that is `offset` steps behind its line, in quarter notes.
    pub(super) fn time(&self, line: Line, offset: f64, tempo: f64) -> f64 {
        let played = line.position + self.feel * offset * line.step;
        let grid = self.quantize_grid;
        // Exactly between two lines: the earlier.
        let nearest = line.bar + grid * ((played - line.bar) / grid - 0.5).ceil();
        let pulled = played + self.quantize * (nearest - played);
        let swung = (1.0 - self.quantize) * self.swung(line.position - line.bar)
            + self.quantize * self.swung(nearest - line.bar);
        pulled + swung + self.push / 1000.0 * tempo / 60.0
    }

    /// How far swing moves what stands `since` the start of its bar.
    fn swung(&self, since: f64) -> f64 {
        let pair = 2.0 * self.swing_unit;
        let part = since.rem_euclid(pair) / pair;
        let warped = match part < 0.5 {
            true => 2.0 * self.swing * part,
            false => self.swing + 2.0 * (1.0 - self.swing) * (part - 0.5),
        };
        (warped - part) * pair
    }

    /// How hard a stroke sounds.
    pub(super) fn velocity(&self, velocity: Velocity) -> MidiVelocity {
        let bent = f64::from(velocity.get()).powf(4.0_f64.powf(-self.velocity_curve));
        let range = self.velocity_high - self.velocity_low;
        let hard = (self.velocity_low + range * bent).round_ties_even();
        MidiVelocity::new(hard.clamp(1.0, 127.0) as u8)
    }

    /// Length of a note in samples.
    pub(super) fn note_samples(&self, tempo: f64, sample_rate: f64) -> f64 {
        (self.note_length * 0.25 * 60.0 / tempo * sample_rate).max(1.0)
    }
}

/// The number that a text begins with; per cent are hundredths.
fn number(text: &str) -> f64 {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let number: f64 = text[..end].parse().unwrap_or(f64::NAN);
    if text.contains('%') {
        number / 100.0
    } else {
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Line = Line {
        position: 4.25,
        bar: 4.0,
        step: 0.25,
    };

    #[test]
    fn each_control_moves_a_stroke_as_it_should() {
        let time = |feel: Feel| feel.time(LINE, 0.2, 120.0);
        let usual = Feel::default();
        assert!((time(usual) - 4.3).abs() < 1e-12);
        let quantized = Feel {
            quantize: 1.0,
            ..usual
        };
        assert!((time(quantized) - 4.25).abs() < 1e-12);
        let late = Feel {
            push: 50.0,
            ..quantized
        };
        assert!((time(late) - 4.35).abs() < 1e-12);
        let swung = Feel {
            swing: 0.75,
            ..quantized
        };
        assert!((time(swung) - 4.375).abs() < 1e-12);
        let none = Feel { feel: 0.0, ..usual };
        assert!((time(none) - 4.25).abs() < 1e-12);
    }

    #[test]
    fn values_are_read_as_the_plugin_writes_them() {
        let mut feel = Feel::default();
        feel.set("swing", &Value::Text("66 %".to_owned()));
        feel.set("push", &Value::Text("-12.5 ms".to_owned()));
        feel.set("quantize_grid", &Value::Normalized(1.0));
        assert_eq!((feel.swing, feel.push), (0.66, -12.5));
        assert_eq!(feel.quantize_grid, 1.0 / 6.0);
    }

    #[test]
    fn velocities_are_bent_into_their_range() {
        let mut feel = Feel::default();
        let velocity = |feel: &Feel, v| feel.velocity(Velocity::new(v)).get();
        assert_eq!(velocity(&feel, 1.0), 127);
        assert_eq!(velocity(&feel, 0.0), 1);
        feel.velocity_curve = 1.0;
        assert_eq!(velocity(&feel, 0.0625), 64);
        feel.velocity_high = 100.0;
        feel.velocity_low = 20.0;
        assert_eq!(velocity(&feel, 0.0625), 60);
    }
}

//! Which notes a host must hear, told from the groove and the script alone.
//!
//! Written from the rules in `DESIGN.md` ("Time") and on purpose unlike the player: it looks at
//! the whole script at once, the player at one block after the other.

use groove::{Drum, DrumMap, Groove, MidiKey, Step, units::MidiVelocity};

use crate::{
    notes::Recording,
    transport::{Script, Stretch, first_sample},
};

/// How far a note may be from its exact time, in samples: half a sample is "the nearest one",
/// the rest leaves a stroke between two samples free to go to either.
const NEAREST: f64 = 0.5 + 1.0 / 512.0;

/// A grid line this near to a seam, in quarter notes, lies on it.
const ON_THE_LINE: f64 = 1e-6;

/// A note that must be heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// When, in samples since the script began, not rounded.
    pub exact: f64,
    /// Which key.
    pub key: MidiKey,
    /// How hard.
    pub velocity: MidiVelocity,
}

/// A part of the script through which the song position runs without a jump.
struct Pass {
    /// The stretches of it, each with its first sample.
    stretches: Vec<(f64, Stretch)>,
    /// If the one before ran into the end of its loop, so that this one was foreseen: samples in a
    /// quarter note there.
    foreseen: Option<f64>,
}

impl Pass {
    fn from(&self) -> f64 {
        self.stretches[0].1.from.0
    }

    fn last(&self) -> Stretch {
        self.stretches[self.stretches.len() - 1].1
    }

    /// The sample at which the song position is `time`. Before the start: where the loop that
    /// was run through got to, or at once.
    fn sample(&self, time: f64) -> f64 {
        let (start, first) = self.stretches[0];
        if let Some(samples_per_beat) = self.foreseen
            && time < first.from.0
        {
            return start - (first.from.0 - time) * samples_per_beat;
        }
        let (start, stretch) = self
            .stretches
            .iter()
            .rfind(|(_, stretch)| stretch.from.0 <= time)
            .copied()
            .unwrap_or((start, first));
        let exact = start + (time - stretch.from.0) * stretch.samples_per_beat();
        if self.foreseen.is_some() {
            exact
        } else {
            exact.max(first_sample(self.stretches[0].0) as f64)
        }
    }
}

fn passes(script: &Script) -> Vec<Pass> {
    let mut passes: Vec<Pass> = Vec::new();
    let last = script.stretches().last();
    // A loop that the stop cuts off is played towards its next round, of which nothing but the
    // early strokes is heard.
    let round = last.and_then(|(start, last)| {
        let cycle = last.cycle.filter(|_| last.wraps())?;
        let next = Stretch {
            from: cycle.start,
            to: cycle.end,
            ..last
        };
        Some((start + last.samples(), next))
    });
    for (start, stretch) in script.stretches().chain(round) {
        let before = passes.last().map(Pass::last);
        match passes.last_mut() {
            Some(pass) if pass.last().to == stretch.from => pass.stretches.push((start, stretch)),
            _ => passes.push(Pass {
                stretches: vec![(start, stretch)],
                foreseen: before
                    .filter(Stretch::wraps)
                    .map(|last| last.samples_per_beat()),
            }),
        }
    }
    passes
}

/// The notes of `groove`, repeated through the song, that a host hears in `script`, in order of
/// time.
#[must_use]
pub fn expected(groove: &Groove, map: &DrumMap, script: &Script) -> Vec<Expected> {
    let grid = groove.grid();
    let length = grid.step_length().0;
    let end = script.samples() as f64 - NEAREST;
    let mut notes = Vec::new();
    for pass in passes(script) {
        let (from, to) = (pass.from(), pass.last().to.0);
        // The step at the end belongs to the pass unless a loop wraps there: an early stroke of
        // it sounds before a stop.
        let over = if pass.last().wraps() { 0.0 } else { length };
        let lines = ((from / length).floor() as i64)..=(((to + over) / length).ceil() as i64);
        for line in lines {
            let beat = line as f64 * length;
            if beat < from - ON_THE_LINE || beat > to + over - ON_THE_LINE {
                continue;
            }
            let step = Step(line.rem_euclid(grid.steps() as i64) as usize);
            for drum in Drum::ALL.into_iter().take(grid.drums()) {
                let cell = groove.cell(step, drum);
                let time = beat + f64::from(cell.offset.get()) * length;
                if cell.hit && time < to {
                    let note = Expected {
                        exact: pass.sample(time),
                        key: map.key(drum),
                        velocity: cell.velocity.to_midi(),
                    };
                    notes.push(note);
                }
            }
        }
    }
    notes.retain(|note| note.exact < end);
    notes.sort_by(|one, other| one.exact.total_cmp(&other.exact));
    notes
}

/// Compares what was heard with what must be heard, and tells the first difference.
///
/// # Errors
/// A sentence with the note that is missing, wrong or too much.
pub fn compare(heard: &Recording, expected: &[Expected]) -> Result<(), String> {
    for key in (0..128).filter_map(MidiKey::new) {
        let mut wanted: Vec<Expected> = expected.iter().copied().filter(|n| n.key == key).collect();
        // A drum can't be struck twice on one sample: the harder stroke stays.
        wanted.dedup_by(|later, first| {
            let same = (later.exact - first.exact).abs() < ON_THE_LINE;
            first.velocity = first
                .velocity
                .max(if same { later.velocity } else { first.velocity });
            same
        });
        let mut got = heard.beginnings().filter(|(_, heard, _)| *heard == key);
        for want in wanted {
            let Some((sample, _, velocity)) = got.next() else {
                return Err(format!("missing: {want:?}"));
            };
            if (sample as f64 - want.exact).abs() > NEAREST || velocity != want.velocity {
                return Err(format!(
                    "heard key {} at sample {sample} with velocity {}, expected {want:?}",
                    key.get(),
                    velocity.get()
                ));
            }
        }
        if let Some(extra) = got.next() {
            return Err(format!("not expected: {extra:?}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Cycle;
    use groove::{Beats, Cell, Grid, Offset, Tempo, Velocity};

    fn kicks(strokes: &[(usize, f32)]) -> Groove {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        for &(step, offset) in strokes {
            let cell = Cell::stroke(Velocity::new(0.8), Offset::new(offset));
            groove.set(Step(step), Drum::Kick, cell);
        }
        groove
    }

    fn samples(groove: &Groove, script: &Script) -> Vec<i64> {
        expected(groove, DrumMap::general_midi(), script)
            .iter()
            .map(|note| note.exact.round() as i64)
            .collect()
    }

    #[test]
    fn early_strokes_sound_at_once_at_the_start_and_ahead_of_every_seam() {
        let groove = kicks(&[(0, -0.25), (4, 0.5)]);
        let script = Script::straight(Beats(20.0), Tempo::DEFAULT);
        assert_eq!(
            samples(&groove, &script),
            [0, 27_000, 382_500, 384_000 + 27_000]
        );
    }

    #[test]
    fn a_loop_hears_its_own_first_step_and_not_what_lies_behind_it() {
        let groove = kicks(&[(0, -0.25), (2, 0.0), (4, -0.25)]);
        let cycle = Some(Cycle {
            start: Beats(0.0),
            end: Beats(1.0),
        });
        let stretch = Stretch {
            from: Beats(0.0),
            to: Beats(1.0),
            tempo: Tempo::DEFAULT,
            cycle,
        };
        let script = Script::new(vec![stretch, stretch]);
        assert_eq!(
            samples(&groove, &script),
            [0, 12_000, 22_500, 36_000, 46_500]
        );
    }
}

//! Finds the strokes of a span and puts them on samples.

use groove::{Beats, Cell, Drum, Groove, MidiKey, Step};

use super::{
    notes::{Hit, Hits},
    span::{Span, TIE},
};

/// How near to a grid line a seam must lie to lie on it, in quarter notes: hosts round their
/// positions, some of them through seconds.
const ON_THE_LINE: f64 = 1e-3;

/// Collects the hits of one block.
pub(super) struct Collector<'a> {
    pub keys: &'a [MidiKey; Drum::COUNT],
    pub hits: &'a mut Hits,
    pub last_sample: usize,
    pub beats_per_sample: f64,
}

/// A stroke of the endlessly repeated groove.
struct SongStroke {
    /// Its grid line.
    line: f64,
    /// When it sounds.
    time: f64,
    drum: Drum,
    cell: Cell,
}

impl Collector<'_> {
    /// The strokes of `span` that sound at or after sample `from` and before sample `to`.
    pub fn span(&mut self, groove: &Groove, span: &Span, from: f64, to: f64) {
        let low = span.beat_at(from, self.beats_per_sample).0;
        let low = span.not_before.map_or(low, |start| low.max(start.0));
        let high = span.beat_at(to, self.beats_per_sample).0;
        let Some(cycle) = span.cycle else {
            return each_stroke(groove, low, high, |stroke| {
                self.put(span, stroke.time, &stroke);
            });
        };
        // Up to the seam: what belongs to the steps behind it stays silent.
        each_stroke(groove, low, high.min(cycle.end.0), |stroke| {
            if stroke.line < cycle.end.0 - ON_THE_LINE {
                self.put(span, stroke.time, &stroke);
            }
        });
        // Over the seam: strokes of the loop's first step that come before its line.
        let ahead = cycle.length();
        each_stroke(
            groove,
            low - ahead,
            (high - ahead).min(cycle.start.0),
            |stroke| {
                if stroke.line >= cycle.start.0 - ON_THE_LINE {
                    self.put(span, stroke.time + ahead, &stroke);
                }
            },
        );
    }

    /// Sounds at once what belongs to the steps from `seam` on, but has its time before `until`,
    /// which is over: early strokes at a start, a jump, or behind a loop that was left.
    pub fn belated(&mut self, groove: &Groove, seam: Beats, until: Beats) {
        let half_step = 0.5 * groove.grid().step_length().0;
        each_stroke(
            groove,
            seam.0 - half_step - ON_THE_LINE,
            until.0,
            |stroke| {
                if stroke.line >= seam.0 - ON_THE_LINE {
                    self.hits.put(self.hit(0, &stroke));
                }
            },
        );
    }

    fn put(&mut self, span: &Span, time: f64, stroke: &SongStroke) {
        let exact = span.sample_at(Beats(time), self.beats_per_sample);
        // A negative one, left over from the last block, saturates to the first sample.
        let nearest = (exact + 0.5 - TIE).floor() as usize;
        self.hits
            .put(self.hit(nearest.min(self.last_sample), stroke));
    }

    fn hit(&self, sample: usize, stroke: &SongStroke) -> Hit {
        Hit {
            sample,
            key: self.keys[stroke.drum.index()],
            velocity: stroke.cell.velocity.to_midi(),
        }
    }
}

/// Calls `each` with every stroke that sounds at or after `low` and before `high`, in quarter
/// notes of the song, in order of steps.
fn each_stroke(groove: &Groove, low: f64, high: f64, mut each: impl FnMut(SongStroke)) {
    if low >= high {
        return;
    }
    let grid = groove.grid();
    let step_length = grid.step_length().0;
    // A stroke is at most half a step away from its line.
    let first = (low / step_length - 0.5).floor() as i64;
    let last = (high / step_length + 0.5).ceil() as i64;
    for step in first..=last {
        let row = step.rem_euclid(grid.steps() as i64) as usize;
        for drum in &Drum::ALL[..grid.drums()] {
            let cell = groove.cell(Step(row), *drum);
            if cell.hit {
                let line = step as f64 * step_length;
                let time = (step as f64 + f64::from(cell.offset.get())) * step_length;
                if (low..high).contains(&time) {
                    each(SongStroke {
                        line,
                        time,
                        drum: *drum,
                        cell,
                    });
                }
            }
        }
    }
}

//! The lines of the grid that are being played: from when the earliest of their strokes could
//! sound until the last one can't any more.
//!
//! Each line of the song is opened once, in order, through bars and through the seams of the
//! host's loop. It holds its strokes and which of them have sounded, so that no stroke can come
//! twice or be lost, whatever the controls do to its time before it sounds. Positions are on one
//! *axis*: the song's as it runs on from the current block, so that what is foreseen behind a
//! loop's end lies behind it.

use groove::Drum;

use super::{
    bars::{Bar, ON_THE_LINE},
    bounded::Bounded,
    line::{Line, Which, bit, row_at},
    score::{Score, Stroke},
    timing::Timing,
    transport::{Cycle, Motion},
};

/// The most lines that are played at once. What is beyond waits for the next part of the block.
const MOST_LINES: usize = 256;
/// The most lines and seams that one part of a block goes through: bounded work in any host.
const MOST_STEPS: usize = 2_048;
/// How far behind a line a key may be struck and still mean it, in quarter notes.
const GRACE: f64 = 1.0 / 16.0;
/// Where nothing says how long a step is.
const USUAL_STEP: f64 = 0.25;

/// Who says which strokes a line has.
pub(super) trait Parts {
    /// The score that governs a place of the axis in this bar of the song, and the bar in it.
    fn part(&self, place: f64, bar: i64) -> Option<(&Score, i64)>;
}

/// A stroke whose time has come.
pub(super) struct Due<'a> {
    pub line: &'a Line,
    pub stroke: &'a Stroke,
    pub which: Which,
    /// When, in quarter notes on the axis.
    pub time: f64,
}

/// The next line to be opened.
#[derive(Debug, Clone, Copy)]
struct Cursor {
    /// Its bar, or the one before it.
    bar: Bar,
    /// Lines before this beat of the song are no longer opened.
    from: f64,
    shift: f64,
    rounds: i32,
}

/// See the module's documentation.
pub(super) struct Lines {
    open: Bounded<Line>,
    /// Lines that are about to be opened anew, for what of them has sounded.
    old: Bounded<Line>,
    cursor: Option<Cursor>,
    cycle: Option<Cycle>,
}

impl Lines {
    pub fn new() -> Self {
        Self {
            open: Bounded::with_room(MOST_LINES),
            old: Bounded::with_room(MOST_LINES),
            cursor: None,
            cycle: None,
        }
    }

    /// Nothing plays any more; the next motion is a start.
    pub fn clear(&mut self) {
        self.open.clear();
        self.old.clear();
        self.cursor = None;
    }

    /// The loop that was foreseen.
    pub fn cycle(&self) -> Option<Cycle> {
        self.cycle
    }

    /// The transport starts at this motion's position, or has jumped there.
    pub fn enter(&mut self, motion: &Motion) {
        self.clear();
        self.resume(motion, ON_THE_LINE);
    }

    /// The loop's seam was passed so many times, which took `shift` quarter notes: the axis
    /// begins anew.
    pub fn pass_seams(&mut self, rounds: i32, shift: f64) {
        for line in self.open.iter_mut() {
            line.shift -= shift;
            line.rounds -= rounds;
        }
        if let Some(cursor) = &mut self.cursor {
            cursor.shift -= shift;
            cursor.rounds -= rounds;
        }
    }

    /// Whether bars and loop are still what they were when lines were opened.
    pub fn are_in_line_with(&self, motion: &Motion) -> bool {
        let bars = self.cursor.is_none_or(|cursor| {
            let is_later_round = cursor.rounds > 0;
            is_later_round || cursor.bar.is_in_line_with(motion.bar)
        });
        bars && self.cycle == motion.cycle
    }

    /// Forgets the lines ahead and opens them anew with the next [`Lines::open`]: bars, loop or
    /// grooves have changed. What of them has sounded is kept in mind.
    pub fn reopen(&mut self, motion: &Motion) {
        self.reopen_from(motion, ON_THE_LINE);
    }

    /// The same where playing begins out of silence: who strikes a key just behind a line means
    /// that line.
    pub fn begin(&mut self, motion: &Motion) {
        self.reopen_from(motion, GRACE);
    }

    fn reopen_from(&mut self, motion: &Motion, grace: f64) {
        let edge = motion.position - grace;
        self.old.clear();
        for line in self.open.iter().filter(|line| line.place() >= edge) {
            self.old.push(*line);
        }
        self.open.retain(|line| line.place() < edge);
        self.resume(motion, grace);
    }

    /// Lets a new groove write over the lines behind, too, as far as they still have something to
    /// say.
    pub fn rewrite_behind(&mut self, parts: &impl Parts, covered: f64, timing: &Timing) {
        for line in self.open.iter_mut() {
            let old = *line;
            let row = parts.part(line.place().max(covered), line.bar.number);
            let row = row.map_or(&[][..], |(score, bar)| row_at(score, bar, &old));
            line.overwrite(row, &old, covered, timing);
        }
    }

    fn resume(&mut self, motion: &Motion, grace: f64) {
        self.cycle = motion.cycle;
        self.cursor = Some(Cursor {
            bar: motion.bar,
            from: motion.position - grace,
            shift: 0.0,
            rounds: 0,
        });
    }

    /// Opens the lines that could have strokes before `until` on the axis. If grooves have
    /// changed at once, `covered` is the place up to which strokes were sounded.
    pub fn open(&mut self, parts: &impl Parts, until: f64, covered: Option<f64>, timing: &Timing) {
        for _ in 0..MOST_STEPS {
            let Some(cursor) = self.cursor.filter(|_| !self.open.is_full()) else {
                break;
            };
            let part = |cursor: &Cursor| {
                parts.part(cursor.from + cursor.shift + ON_THE_LINE, cursor.bar.number)
            };
            let step_length = part(&cursor).map_or(USUAL_STEP, |(score, _)| score.step_length());
            let (bar, step) = cursor.next_line(step_length);
            let beat = bar.start + step as f64 * step_length;
            if let Some(cycle) = self.cycle.filter(|cycle| beat >= cycle.end.0 - ON_THE_LINE) {
                if cycle.end.0 + cursor.shift - timing.reach(step_length).early > until {
                    break;
                }
                self.cursor = Some(cursor.through(&cycle));
                continue;
            }
            if beat + cursor.shift - timing.reach(step_length).early > until {
                break;
            }
            let line = Line {
                beat,
                step_length,
                bar,
                step,
                shift: cursor.shift,
                rounds: cursor.rounds,
                cells: [None; Drum::COUNT],
                done: 0,
            };
            self.open_line(line, parts, covered, timing);
            self.cursor = Some(Cursor {
                bar,
                from: beat + 2.0 * ON_THE_LINE,
                ..cursor
            });
        }
        self.old.clear();
    }

    fn open_line(
        &mut self,
        mut line: Line,
        parts: &impl Parts,
        covered: Option<f64>,
        timing: &Timing,
    ) {
        let part = parts.part(line.place(), line.bar.number);
        let row = part.map_or(&[][..], |(score, bar)| row_at(score, bar, &line));
        let is_same = |old: &&Line| {
            (old.beat - line.beat).abs() < ON_THE_LINE
                && (old.place() - line.place()).abs() < ON_THE_LINE
        };
        match self.old.iter().find(is_same).copied() {
            Some(old) => match covered {
                Some(covered) => line.overwrite(row, &old, covered, timing),
                None => {
                    line.write(row);
                    line.done = old.done;
                }
            },
            None => line.write(row),
        }
        self.open.push(line);
    }

    /// Hands over every stroke that sounds before `until` on the axis, then closes the lines that
    /// have nothing more to say.
    pub fn sound(&mut self, until: f64, timing: &Timing, mut each: impl FnMut(Due<'_>)) {
        for line in self.open.iter_mut() {
            let mut done = line.done;
            for (which, stroke, offset) in line.pending() {
                let time = timing.time(line, offset) + line.shift;
                if time < until {
                    done |= bit(stroke.drum, which);
                    each(Due {
                        line,
                        stroke,
                        which,
                        time,
                    });
                }
            }
            line.done = done;
        }
        self.open.retain(|line| {
            line.place() + timing.reach(line.step_length).late >= until
                || line.pending().next().is_some()
        });
    }
}

impl Cursor {
    /// The bar and the step of the first line that is not yet opened.
    fn next_line(&self, step_length: f64) -> (Bar, usize) {
        // The cast takes what is before the bar for its first line.
        let step = ((self.from - self.bar.start) / step_length - 1e-9).ceil() as usize;
        let beat = self.bar.start + step as f64 * step_length;
        if beat >= self.bar.end() - ON_THE_LINE {
            (self.bar.next(), 0)
        } else {
            (self.bar, step)
        }
    }

    /// Behind the loop's end, at its start.
    fn through(self, cycle: &Cycle) -> Self {
        Self {
            bar: self.bar.containing(cycle.start.0),
            from: cycle.start.0 - ON_THE_LINE,
            shift: self.shift + cycle.length(),
            rounds: self.rounds + 1,
        }
    }
}

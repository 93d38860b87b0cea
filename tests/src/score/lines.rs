//! Which lines of the grid are played in a run, and where each stands.

use groove::{Grid, Step};

use super::{
    feel::Line,
    run::{Bars, Segment},
};

/// A line so near before a seam lies on it, in quarter notes.
const ON_THE_LINE: f64 = 1e-3;

/// How far a stroke can be from its line, in quarter notes: what all controls together can do.
const FARTHEST: f64 = 4.0;

/// A line in a round of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planned {
    /// The line itself, in the song.
    pub line: Line,
    /// Which round it belongs to.
    pub round: usize,
    /// What its song position needs to be added to grow from round to round.
    pub shift: f64,
    /// The row of the groove.
    pub step: Step,
}

/// A round of loops that was begun.
#[derive(Debug, Clone)]
struct Round {
    shift: f64,
    /// Lines from here on belong to it.
    low: f64,
    /// Lines below this belong to it; unbounded while it runs.
    high: f64,
    /// Where bars start from a position on.
    bars: Vec<(f64, Bars)>,
}

/// The rounds of a run so far.
#[derive(Default)]
pub(super) struct Rounds(Vec<Round>);

impl Rounds {
    /// Takes the next segment of the run in.
    pub fn enter(&mut self, segment: &Segment) {
        let from = segment.piece.from.0;
        let is_new = self.0.len() <= segment.round;
        if is_new {
            if let Some(last) = self.0.last_mut() {
                last.high = last.shift.mul_add(-1.0, segment.shift) + from;
            }
            self.0.push(Round {
                shift: segment.shift,
                low: from,
                high: f64::INFINITY,
                bars: vec![(f64::NEG_INFINITY, segment.bars)],
            });
        }
        if let Some(round) = self.0.last_mut()
            && round
                .bars
                .last()
                .is_none_or(|(_, bars)| *bars != segment.bars)
        {
            round.bars.push((from, segment.bars));
        }
    }

    /// All lines whose strokes may sound in the segment that was entered last.
    pub fn lines(&self, segment: &Segment, grid: Grid) -> Vec<Planned> {
        let piece = &segment.piece;
        let to = piece.position(piece.end).0 + segment.shift + FARTHEST;
        let from = piece.from.0 + segment.shift - FARTHEST;
        let mut lines = Vec::new();
        let mut round_lines = |index: usize, round: &Round| {
            for (at, &(begins, bars)) in round.bars.iter().enumerate() {
                let ends = round.bars.get(at + 1).map_or(f64::INFINITY, |next| next.0);
                let low = begins.max(round.low) - ON_THE_LINE;
                let high = ends.min(round.high) - ON_THE_LINE;
                let (low, high) = (low.max(from - round.shift), high.min(to - round.shift));
                lines.extend(bars.lines(grid, low, high).map(|(line, step)| Planned {
                    line,
                    round: index,
                    shift: round.shift,
                    step,
                }));
            }
        };
        let Some((last, before)) = self.0.split_last() else {
            return lines;
        };
        before
            .iter()
            .enumerate()
            .for_each(|(index, round)| round_lines(index, round));
        let Some(cycle) = segment.cycle else {
            round_lines(segment.round, last);
            return lines;
        };
        let round = Round {
            high: cycle.end.0,
            ..last.clone()
        };
        round_lines(segment.round, &round);
        // Rounds that are only foreseen.
        let length = cycle.end.0 - cycle.start.0;
        for ahead in 1.. {
            let shift = last.shift + f64::from(ahead) * length;
            if cycle.start.0 + shift > to {
                break;
            }
            let round = Round {
                shift,
                low: cycle.start.0,
                high: cycle.end.0,
                bars: vec![(f64::NEG_INFINITY, segment.bars)],
            };
            round_lines(segment.round + ahead as usize, &round);
        }
        lines
    }
}

impl Bars {
    /// The lines from one position up to another.
    fn lines(self, grid: Grid, low: f64, high: f64) -> impl Iterator<Item = (Line, Step)> {
        let bar_of = move |position: f64| ((position - self.line) / self.length).floor() as i64;
        let (first, last) = match low < high {
            true => (bar_of(low), bar_of(high)),
            false => (0, -1),
        };
        (first..=last).flat_map(move |index| {
            let bar = self.line + index as f64 * self.length;
            let number = (bar / self.length + ON_THE_LINE).floor() as i64;
            let row = number.rem_euclid(grid.bars() as i64) as usize * grid.steps_per_bar();
            let step = grid.step_length().0;
            (0..)
                .map(move |k| (k, k as f64 * step))
                .take_while(move |(_, since)| *since < self.length - ON_THE_LINE)
                .map(move |(k, since)| {
                    let line = Line {
                        position: bar + since,
                        bar,
                        step,
                    };
                    (line, Step(row + k % grid.steps_per_bar()))
                })
                .filter(move |(line, _)| (low..high).contains(&line.position))
        })
    }
}

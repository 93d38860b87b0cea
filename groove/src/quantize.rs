//! From a performance to the grid: which cell each stroke falls in, and by how much it misses
//! the line (`spec.md` 2.2–2.4).
//!
//! Two rule books ([`Rules`]): the reference's, which rejects whatever it was not made for, and
//! ours, which follows tempo maps, splits at meter changes, leaves unknown keys out, and counts
//! all that it leaves out ([`LeftOut`]).

mod clock;
mod error;
mod left_out;
mod read;
mod reference;
mod sections;
mod sequence;

use crate::{
    drum_map::DrumMap,
    grid::Grid,
    performance::{PartIndex, Performance, Stroke},
    rules::Rules,
    units::Step,
};

pub use error::QuantizeError;
pub use left_out::{ForeignMeter, LeftOut};
pub use read::{ReadError, read_laid, read_windows};
pub use sequence::{LaidSecond, LaidStroke, Sequence};

use clock::StepClock;
use sections::Section;

/// No drumming lasts longer; a file that claims more is damaged.
const MOST_BARS: usize = 100_000;

/// A performance laid on a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// The stretches between meter changes whose bars are the grid's, in order; never empty, and
    /// each holds a stroke.
    pub sections: Vec<Sequence>,
    /// What found no place.
    pub left_out: LeftOut,
}

impl Laid {
    /// The longest section, of equals the first.
    #[must_use]
    pub fn longest(&self) -> Option<&Sequence> {
        let longer = |best: &Sequence, next: &Sequence| next.bars() > best.bars();
        self.sections
            .iter()
            .reduce(|best, next| if longer(best, next) { next } else { best })
    }
}

/// Lays a performance on the steps of `grid` (how many bars the grid has is not looked at: see
/// [`Sequence::windows`]). A stroke belongs to the line nearest to it, halves go up; of several
/// strokes in a cell the loudest stays, of equals the first, and on a grid with
/// [flams](Grid::flams) the next loudest beside it.
///
/// # Errors
/// If nothing is left to lay, or the rules reject the performance.
pub fn quantize(
    performance: &Performance,
    map: &DrumMap,
    grid: Grid,
    rules: Rules,
) -> Result<Laid, QuantizeError> {
    if rules == Rules::Reference {
        reference::check(performance, grid)?;
    }
    let sections = sections::of(performance);
    let clock = StepClock::new(performance, grid);
    let begins: Vec<f64> = sections
        .iter()
        .map(|section| clock.position(section.begin))
        .collect();
    let mut left_out = LeftOut::default();
    let mut placed: Vec<Vec<LaidStroke>> = vec![Vec::new(); sections.len()];
    let drums_play = rules == Rules::Quatrain && performance.parts.iter().any(|part| part.drums);
    for stroke in &performance.strokes {
        if drums_play && !is_drum(performance, stroke.part) {
            left_out.other_parts += 1;
            continue;
        }
        if map.ignores(stroke.key) {
            left_out.ignored += 1;
            continue;
        }
        let Some(drum) = map
            .drum(stroke.key)
            .filter(|drum| drum.index() < grid.drums())
        else {
            if rules == Rules::Reference {
                return Err(QuantizeError::UnknownKey { key: stroke.key });
            }
            *left_out.unknown_keys.entry(stroke.key).or_default() += 1;
            continue;
        };
        let position = clock.position(stroke.start);
        // A stroke early over a section's first line belongs to that section.
        let at = begins
            .partition_point(|begin| begin - 0.5 <= position)
            .saturating_sub(1);
        let step = (position - begins[at] + 0.5).trunc();
        if !(0.0..=(MOST_BARS * grid.steps_per_bar()) as f64).contains(&step)
            || (rules == Rules::Quatrain && position - begins[at] < -0.5)
        {
            match rules {
                _ if step > 0.0 => return Err(QuantizeError::endless(step, grid)),
                Rules::Reference => return Err(QuantizeError::BeforeStart),
                Rules::Quatrain => left_out.before_start += 1,
            }
            continue;
        }
        placed[at].push(LaidStroke {
            step: Step(step as usize),
            drum,
            velocity: stroke.velocity,
            offset: clock.offset(stroke.start, begins[at] + step),
            second: None,
        });
    }

    let mut laid = Vec::with_capacity(sections.len());
    for (at, (section, strokes)) in sections.iter().zip(placed).enumerate() {
        if !section.fits(grid) {
            left_out.foreign_meters.push(ForeignMeter {
                meter: section.meter,
                strokes: strokes.len(),
            });
            continue;
        }
        let end = begins.get(at + 1).map(|next| next - begins[at]);
        let bars = whole_bars(end, &strokes, grid);
        let steps = bars * grid.steps_per_bar();
        let before = strokes.len();
        let mut strokes = strokes;
        strokes.retain(|stroke| stroke.step.0 < steps);
        left_out.broken_bars += before - strokes.len();
        left_out.shadowed += keep_loudest(&mut strokes, grid.flams());
        if !strokes.is_empty() {
            laid.push(Sequence::new(
                grid,
                bars,
                strokes,
                clock.tempos(begins[at], end),
            ));
        }
    }
    if laid.is_empty() {
        return Err(nothing_laid(&sections, &left_out, grid));
    }
    Ok(Laid {
        sections: laid,
        left_out,
    })
}

fn is_drum(performance: &Performance, part: PartIndex) -> bool {
    performance
        .parts
        .get(part.0 as usize)
        .is_some_and(|part| part.drums)
}

/// Bars up to the last stroke, or up to the next section: a bar cut short by a change of meter is
/// no whole bar.
fn whole_bars(end: Option<f64>, strokes: &[LaidStroke], grid: Grid) -> usize {
    let steps_per_bar = grid.steps_per_bar();
    let played = strokes
        .iter()
        .map(|stroke| stroke.step.0 / steps_per_bar + 1)
        .max()
        .unwrap_or(0);
    // A change half a step off its bar line still is at the bar line.
    let room = end.map(|steps| ((steps + 0.5) / steps_per_bar as f64) as usize);
    room.map_or(played, |room| room.min(played))
}

/// Leaves in each cell the loudest stroke (and its second, if those are kept), sorts by step and
/// drum, and tells how many strokes went.
fn keep_loudest(strokes: &mut Vec<LaidStroke>, seconds: bool) -> usize {
    // Stable: of equally loud strokes the first stays in front.
    strokes.sort_by_key(|stroke| {
        let loud_first = u8::MAX - stroke.velocity.get();
        (stroke.step, stroke.drum, loud_first)
    });
    let all = strokes.len();
    let mut kept_seconds = 0;
    strokes.dedup_by(|next, kept| {
        let shared = (next.step, next.drum) == (kept.step, kept.drum);
        if shared && seconds && kept.second.is_none() {
            kept_seconds += 1;
            kept.second = Some(LaidSecond {
                velocity: next.velocity,
                offset: next.offset,
            });
        }
        shared
    });
    all - strokes.len() - kept_seconds
}

fn nothing_laid(sections: &[Section], left_out: &LeftOut, grid: Grid) -> QuantizeError {
    let foreign = sections.iter().find(|section| !section.fits(grid));
    match foreign {
        Some(section)
            if left_out
                .foreign_meters
                .iter()
                .any(|other| other.strokes > 0) =>
        {
            QuantizeError::Meter {
                meter: section.meter,
                quarters: grid.beats_per_bar(),
            }
        }
        _ => QuantizeError::Empty {
            unknown: left_out
                .unknown_keys
                .values()
                .map(|&count| count as usize)
                .sum(),
        },
    }
}

/// The row of the last stroke on this grid, whatever its meter or key; `None` without a stroke.
/// The reference's tables give it for rejected files too.
#[must_use]
pub fn last_step(performance: &Performance, grid: Grid) -> Option<Step> {
    let clock = StepClock::new(performance, grid);
    let row = |stroke: &Stroke| (clock.position(stroke.start) + 0.5).trunc();
    let last = performance.strokes.iter().map(row).reduce(f64::max);
    last.map(|row| Step(row.max(0.0) as usize))
}

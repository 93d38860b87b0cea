//! From a performance to the grid: which cell each stroke falls in, and by how much it misses
//! the line (`spec.md` 2.2–2.4).
//!
//! Two rule books ([`Rules`]): the reference's, which rejects whatever it was not made for, and
//! ours, which follows tempo maps, splits at meter changes, leaves unknown keys out, and counts
//! all that it leaves out ([`LeftOut`]).

mod clock;
mod error;
mod layout;
mod left_out;
mod read;
mod reference;
mod sections;
mod sequence;

use crate::{
    drum_map::DrumMap,
    grid::Grid,
    performance::{Performance, Stroke},
    rules::Rules,
    units::Step,
};

pub use error::QuantizeError;
pub use left_out::{ForeignMeter, LeftOut};
pub use read::{ReadError, read_laid, read_windows};
pub use sequence::{LaidSecond, LaidStroke, Sequence};

use clock::StepClock;
use layout::Layout;
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
    let begins = layout::begins(&sections, &clock);
    let mut left_out = LeftOut::default();
    let layout = Layout::new(performance, map, grid, rules, &clock, &begins);
    let placed = layout.place_all(&mut left_out)?;

    let mut laid = Vec::with_capacity(sections.len());
    for (at, (section, mut strokes)) in sections.iter().zip(placed).enumerate() {
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

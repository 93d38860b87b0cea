//! Where each stroke belongs: which drum, which section, which step.

use super::{LaidStroke, LeftOut, MOST_BARS, QuantizeError, clock::StepClock, sections::Section};
use crate::{
    drum::Drum,
    drum_map::DrumMap,
    grid::Grid,
    performance::{Performance, Stroke},
    rules::Rules,
    units::Step,
};

/// All that decides where strokes belong.
pub(super) struct Layout<'p> {
    performance: &'p Performance,
    map: &'p DrumMap,
    grid: Grid,
    rules: Rules,
    clock: &'p StepClock,
    /// Where the sections begin, in steps from the start of the performance.
    begins: &'p [f64],
    /// Whether there are strokes on a drum channel, so that other notes are no strokes.
    drums_play: bool,
}

/// A stroke and its section.
pub(super) struct Placed {
    pub section: usize,
    pub stroke: LaidStroke,
}

impl<'p> Layout<'p> {
    pub(super) fn new(
        performance: &'p Performance,
        map: &'p DrumMap,
        grid: Grid,
        rules: Rules,
        clock: &'p StepClock,
        begins: &'p [f64],
    ) -> Self {
        let on_drums = |stroke: &Stroke| is_drum(performance, stroke);
        Self {
            performance,
            map,
            grid,
            rules,
            clock,
            begins,
            drums_play: rules == Rules::Quatrain && performance.strokes.iter().any(on_drums),
        }
    }

    /// The strokes that have a place, by section; the others are counted.
    pub(super) fn place_all(
        &self,
        left_out: &mut LeftOut,
    ) -> Result<Vec<Vec<LaidStroke>>, QuantizeError> {
        let mut sections = vec![Vec::new(); self.begins.len()];
        for stroke in &self.performance.strokes {
            if let Some(drum) = self.drum(stroke, left_out)?
                && let Some(placed) = self.place(stroke, drum, left_out)?
            {
                sections[placed.section].push(placed.stroke);
            }
        }
        Ok(sections)
    }

    fn drum(&self, stroke: &Stroke, left_out: &mut LeftOut) -> Result<Option<Drum>, QuantizeError> {
        if self.drums_play && !is_drum(self.performance, stroke) {
            left_out.other_parts += 1;
            return Ok(None);
        }
        if self.map.ignores(stroke.key) {
            left_out.ignored += 1;
            return Ok(None);
        }
        let drum = self.map.drum(stroke.key);
        let drum = drum.filter(|drum| drum.index() < self.grid.drums());
        match (drum, self.rules) {
            (None, Rules::Reference) => Err(QuantizeError::UnknownKey { key: stroke.key }),
            (None, Rules::Quatrain) => {
                *left_out.unknown_keys.entry(stroke.key).or_default() += 1;
                Ok(None)
            }
            (found, _) => Ok(found),
        }
    }

    fn place(
        &self,
        stroke: &Stroke,
        drum: Drum,
        left_out: &mut LeftOut,
    ) -> Result<Option<Placed>, QuantizeError> {
        let position = self.clock.position(stroke.start);
        // A stroke early over a section's first line belongs to that section.
        let section = self
            .begins
            .partition_point(|begin| begin - 0.5 <= position)
            .saturating_sub(1);
        let begin = self.begins[section];
        // Halves go up, and what lies before the start goes towards zero: the reference's way.
        let step = (position - begin + 0.5).trunc();
        if step > (MOST_BARS * self.grid.steps_per_bar()) as f64 {
            return Err(QuantizeError::endless(step, self.grid));
        }
        let early = match self.rules {
            Rules::Reference => step < 0.0,
            Rules::Quatrain => position - begin < -0.5,
        };
        if early || step.is_nan() {
            left_out.before_start += 1;
            return match self.rules {
                Rules::Reference => Err(QuantizeError::BeforeStart),
                Rules::Quatrain => Ok(None),
            };
        }
        let stroke = LaidStroke {
            step: Step(step as usize),
            drum,
            velocity: stroke.velocity,
            offset: self.clock.offset(stroke.start, begin + step),
            second: None,
        };
        Ok(Some(Placed { section, stroke }))
    }
}

/// Where the sections begin, in steps from the start of the performance.
pub(super) fn begins(sections: &[Section], clock: &StepClock) -> Vec<f64> {
    let begin = |section: &Section| clock.position(section.begin);
    sections.iter().map(begin).collect()
}

fn is_drum(performance: &Performance, stroke: &Stroke) -> bool {
    let part = performance.parts.get(stroke.part.0 as usize);
    part.is_some_and(|part| part.drums)
}

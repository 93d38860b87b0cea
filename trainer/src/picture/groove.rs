//! A groove as a drawing: a row a drum, the ride on top; height is loudness, and a stroke stands
//! before or behind its grid line as far as it is early or late.

use groove::{Drum, Groove, Step};

use super::drawing::{Drawing, at};

const STEP: f64 = 12.0;
const ROW: f64 = 20.0;
const LEFT: f64 = 72.0;
const TOP: f64 = 20.0;
const STICK: f64 = 4.0;

/// A groove and what it is, e.g. "original".
#[derive(Debug, Clone, Copy)]
pub struct Titled<'a> {
    /// Its title.
    pub title: &'a str,
    /// The groove.
    pub groove: &'a Groove,
}

/// Draws a groove under a title. A stroke's rectangle tells drum, place, velocity and offset where
/// the pointer rests on it.
#[must_use]
pub fn groove(titled: Titled<'_>) -> Drawing {
    let Titled { title, groove } = titled;
    let grid = groove.grid();
    let (steps, drums) = (grid.steps(), grid.drums());
    let (right, bottom) = (LEFT + STEP * steps as f64, TOP + ROW * drums as f64);
    let label = format!("{title}: a groove of {} strokes", groove.stroke_count());
    let mut drawing = Drawing::new(right + STEP, bottom + 4.0, &label);
    drawing.text("title", at(LEFT, 13.0), title);
    let row = |drum: Drum| TOP + ROW * (drums - 1 - drum.index()) as f64;
    for drum in Drum::ALL.into_iter().take(drums) {
        let base = row(drum) + ROW;
        drawing.text("end", at(LEFT - 10.0, base - 5.0), drum.name());
        drawing.line("faint", at(LEFT - STEP / 2.0, base), at(right, base));
    }
    for step in 0..=steps {
        let class = if step % grid.steps_per_bar() == 0 {
            "strong"
        } else if step % grid.steps_per_beat() == 0 {
            "line"
        } else {
            continue;
        };
        let x = LEFT + STEP * step as f64;
        drawing.line(class, at(x, TOP), at(x, bottom));
    }
    for stroke in groove.strokes() {
        let (cell, Step(step)) = (stroke.cell, stroke.step);
        let place = step as f64 + f64::from(cell.offset.get());
        let told = format!(
            "{}, step {}, velocity {}, {:+.2} steps",
            stroke.drum.name(),
            step + 1,
            cell.velocity.to_midi().get(),
            cell.offset.get()
        );
        let mut stick = |class: &str, place: f64, velocity: f32, width: f64| {
            let height = 2.0 + (ROW - 4.0) * f64::from(velocity);
            let corner = at(
                LEFT + STEP * place - width / 2.0,
                row(stroke.drum) + ROW - height,
            );
            drawing.rectangle(class, corner, at(width, height), &told);
        };
        stick("f0", place, cell.velocity.get(), STICK);
        if let Some(second) = cell.second {
            let beside = place + f64::from(second.gap.get());
            stick("f1", beside, second.velocity.get(), STICK / 2.0);
        }
    }
    drawing
}

#[cfg(test)]
mod tests {
    use groove::{Cell, Gap, Grid, Offset, Second, Velocity};

    use super::*;
    use crate::testing;

    /// Left edge, width and height of each stroke.
    fn sticks(groove: &Groove) -> Vec<[f64; 3]> {
        let file = super::groove(Titled {
            title: "a < b",
            groove,
        })
        .file();
        let read = roxmltree::Document::parse(&file).unwrap();
        read.descendants()
            .filter(|node| node.children().any(|child| child.has_tag_name("title")))
            .map(|node| {
                ["x", "width", "height"].map(|name| node.attribute(name).unwrap().parse().unwrap())
            })
            .collect()
    }

    #[test]
    fn a_louder_stroke_is_higher_and_a_late_one_further_right() {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        let stroke = |velocity, offset| Cell::stroke(Velocity::new(velocity), Offset::new(offset));
        groove.set(Step(8), Drum::Snare, stroke(1.0, 0.0));
        groove.set(Step(8), Drum::Kick, stroke(0.25, 0.5));
        let [kick, snare] = sticks(&groove)[..] else {
            panic!("two strokes")
        };
        assert_eq!(snare, [LEFT + 8.0 * STEP - 2.0, STICK, ROW - 2.0]);
        assert_eq!(kick, [snare[0] + STEP / 2.0, STICK, 6.0]);
    }

    #[test]
    fn every_stroke_is_drawn_and_a_flam_twice() {
        let mut groove = testing::dataset(1).windows[0].groove(Grid::FOUR_BARS);
        assert_eq!(sticks(&groove).len(), groove.stroke_count());
        let second = Second {
            gap: Gap::new(-0.3),
            velocity: Velocity::new(0.2),
        };
        let mut flam = Cell::stroke(Velocity::new(0.5), Offset::new(0.0));
        flam.second = Some(second);
        groove = Groove::empty(Grid::FOUR_BARS);
        groove.set(Step(0), Drum::Ride, flam);
        assert_eq!(sticks(&groove).len(), 2);
    }
}

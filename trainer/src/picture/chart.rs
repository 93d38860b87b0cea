//! Curves over numbers.

use super::drawing::{Drawing, Place, SERIES, at};

const LEFT: f64 = 56.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 36.0;

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Along.
    pub x: f64,
    /// Up.
    pub y: f64,
}

/// A curve with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// For the legend.
    pub name: String,
    /// In order; one that is no finite number is left out.
    pub points: Vec<Point>,
}

impl Series {
    /// A curve through points.
    #[must_use]
    pub fn new(name: &str, points: impl IntoIterator<Item = Point>) -> Self {
        Self {
            name: name.to_owned(),
            points: points.into_iter().collect(),
        }
    }

    /// A curve over 0, 1, 2, ….
    #[must_use]
    pub fn of_values(name: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let points = values.into_iter().enumerate();
        Self::new(name, points.map(|(x, y)| Point { x: x as f64, y }))
    }

    /// The outline of a histogram: the share of each of the equally wide bins from `low` to `high`.
    #[must_use]
    pub fn outline(name: &str, low: f64, high: f64, shares: &[f64]) -> Self {
        let width = (high - low) / shares.len().max(1) as f64;
        let bins = shares.iter().enumerate();
        let points = bins.flat_map(|(bin, &y)| {
            let edge = |at: usize| low + width * at as f64;
            [bin, bin + 1].map(|at| Point { x: edge(at), y })
        });
        Self::new(name, points)
    }
}

/// Curves over the same numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart<'a> {
    /// Above it.
    pub title: &'a str,
    /// What runs along, with its unit.
    pub x: &'a str,
    /// What goes up, with its unit.
    pub y: &'a str,
    /// The curves; four can be told apart.
    pub series: &'a [Series],
    /// Whether up begins at zero, whatever the least value is.
    pub from_zero: bool,
    /// Width and height of the drawing.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl<'a> Chart<'a> {
    /// A chart of the usual size that begins at zero.
    #[must_use]
    pub const fn new(title: &'a str, x: &'a str, y: &'a str, series: &'a [Series]) -> Self {
        Self {
            title,
            x,
            y,
            series,
            from_zero: true,
            width: 460.0,
            height: 260.0,
        }
    }

    /// Draws it.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let (width, height) = (self.width, self.height);
        let label = format!("{}: {} over {}", self.title, self.y, self.x);
        let mut drawing = Drawing::new(width, height, &label);
        drawing.text("title", at(LEFT, 14.0), self.title);
        self.legend(&mut drawing);
        let all = || self.series.iter().flat_map(|series| &series.points);
        let finite = || all().filter(|point| point.x.is_finite() && point.y.is_finite());
        let mut up = Axis::over(finite().map(|point| point.y), self.from_zero);
        let mut along = Axis::over(finite().map(|point| point.x), false);
        (up.from, up.to) = (height - BOTTOM, TOP);
        (along.from, along.to) = (LEFT, width - RIGHT);
        for tick in up.ticks() {
            let y = up.place(tick);
            drawing.line("faint", at(LEFT, y), at(width - RIGHT, y));
            drawing.text("end", at(LEFT - 5.0, y + 4.0), &short(tick, up.tick()));
        }
        for tick in along.ticks() {
            let x = along.place(tick);
            drawing.line("line", at(x, up.from), at(x, up.from + 4.0));
            drawing.text("middle", at(x, up.from + 15.0), &short(tick, along.tick()));
        }
        drawing.line("line", at(LEFT, up.from), at(width - RIGHT, up.from));
        let below = at((LEFT + width - RIGHT) / 2.0, height - 5.0);
        drawing.text("middle", below, self.x);
        for (number, series) in self.series.iter().enumerate() {
            let points = series.points.iter();
            let places: Vec<Place> = points
                .filter(|point| point.x.is_finite() && point.y.is_finite())
                .map(|point| at(along.place(point.x), up.place(point.y)))
                .collect();
            drawing.curve(&class(number), &places);
        }
        drawing
    }

    fn legend(&self, drawing: &mut Drawing) {
        let mut x = LEFT;
        for (number, series) in self.series.iter().enumerate() {
            drawing.curve(&class(number), &[at(x, 26.0), at(x + 22.0, 26.0)]);
            drawing.text("", at(x + 26.0, 30.0), &series.name);
            x += 40.0 + 6.0 * series.name.chars().count() as f64;
        }
        drawing.text("end", at(self.width - RIGHT, 14.0), self.y);
    }
}

fn class(number: usize) -> String {
    format!("c{0} d{0}", number % SERIES)
}

/// Numbers along an edge of the drawing.
struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>, from_zero: bool) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            (low, high) = (low.min(value), high.max(value));
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if from_zero {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        if low >= high {
            high = low + low.abs().max(1.0);
        }
        Self {
            low,
            high,
            from: 0.0,
            to: 1.0,
        }
    }

    fn place(&self, value: f64) -> f64 {
        // Halves first: the width of two numbers can be beyond the largest.
        let share = (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0);
        self.from + share * (self.to - self.from)
    }

    /// 1, 2 or 5 times a power of ten, so that there are four to eight ticks.
    fn tick(&self) -> f64 {
        let rough = (self.high / 2.0 - self.low / 2.0) / 2.5;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|times| times * power)
            .find(|step| *step >= rough);
        step.filter(|step| step.is_finite() && *step > 0.0)
            .unwrap_or(rough)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> + use<> {
        let (tick, low, high) = (self.tick(), self.low, self.high);
        let first = (low / tick).ceil();
        // A bound, should the numbers be so large that steps are lost in rounding.
        (0..12)
            .map(move |count| (first + f64::from(count)) * tick)
            .take_while(move |value| *value <= high)
    }
}

/// A number with no more places than the ticks need.
fn short(value: f64, tick: f64) -> String {
    let places = (-tick.log10().floor()).clamp(0.0, 6.0) as usize;
    if value.abs() >= 1e6 || (value != 0.0 && value.abs() < 1e-6) {
        format!("{value:.1e}")
    } else {
        format!("{value:.places$}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn curves(chart: &Chart<'_>) -> Vec<Vec<[f64; 2]>> {
        let file = chart.draw().file();
        let read = roxmltree::Document::parse(&file).unwrap();
        let lines = read
            .descendants()
            .filter(|node| node.has_tag_name("polyline"));
        let points = lines.map(|node| {
            let points = node.attribute("points").unwrap().split(' ');
            let pair = |point: &str| {
                let (x, y) = point.split_once(',').unwrap();
                [x.parse().unwrap(), y.parse().unwrap()]
            };
            points.map(pair).collect()
        });
        points.collect()
    }

    #[test]
    fn a_straight_line_goes_from_corner_to_corner() {
        let series = [Series::of_values("line", [0.0, f64::NAN, 2.0, 4.0])];
        let chart = Chart::new("title", "x", "y", &series);
        let drawn = curves(&chart);
        // The first is the legend's.
        assert_eq!(drawn[1].len(), 3);
        assert_eq!(drawn[1][0], [LEFT, 260.0 - BOTTOM]);
        assert_eq!(drawn[1][2], [460.0 - RIGHT, TOP]);
    }

    #[test]
    fn a_histogram_is_a_row_of_steps() {
        let outline = Series::outline("real", -1.0, 1.0, &[0.25, 0.75]);
        let points: Vec<[f64; 2]> = outline
            .points
            .iter()
            .map(|point| [point.x, point.y])
            .collect();
        assert_eq!(
            points,
            [[-1.0, 0.25], [0.0, 0.25], [0.0, 0.75], [1.0, 0.75]]
        );
    }

    proptest! {
        #[test]
        fn any_numbers_are_drawn_on_the_canvas(
            values in prop::collection::vec(prop::num::f64::ANY, 0..9),
            from_zero: bool,
        ) {
            let series = [Series::of_values("some", values)];
            let mut chart = Chart::new("t", "x", "y", &series);
            chart.from_zero = from_zero;
            for [x, y] in curves(&chart).into_iter().flatten() {
                prop_assert!((0.0..=460.0).contains(&x) && (0.0..=260.0).contains(&y), "{} {}", x, y);
            }
        }
    }
}

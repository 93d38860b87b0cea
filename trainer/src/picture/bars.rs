//! Bars beside one another: numbers of several groups, with their intervals.

use super::drawing::{Drawing, SERIES, at};

const LEFT: f64 = 130.0;
const RIGHT: f64 = 90.0;
const TOP: f64 = 40.0;
const THICK: f64 = 9.0;

/// A number and, where known, what it might be with other recordings of the kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// The number; `None` where nothing was measured.
    pub value: Option<f64>,
    /// Low and high end.
    pub interval: Option<[f64; 2]>,
}

impl Bar {
    /// A number without an interval.
    #[must_use]
    pub const fn of(value: Option<f64>) -> Self {
        Self {
            value,
            interval: None,
        }
    }
}

/// A group: a bar for each series.
#[derive(Debug, Clone, PartialEq)]
pub struct BarRow {
    /// Its name.
    pub name: String,
    /// In the order of the series.
    pub bars: Vec<Bar>,
}

/// Groups beneath one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BarChart<'a> {
    /// Above it, with the unit.
    pub title: &'a str,
    /// Names of the series; four can be told apart.
    pub series: &'a [&'a str],
    /// The groups.
    pub rows: &'a [BarRow],
    /// Places behind the point of the numbers beside the bars.
    pub places: usize,
}

impl BarChart<'_> {
    /// Draws it: lengths from zero to the largest number.
    #[must_use]
    pub fn draw(&self) -> Drawing {
        let (width, series) = (460.0, self.series.len());
        let row_height = THICK * series as f64 + 8.0;
        let height = TOP + row_height * self.rows.len() as f64 + 4.0;
        let mut drawing = Drawing::new(width, height, self.title);
        drawing.text("title", at(8.0, 14.0), self.title);
        let mut x = 8.0;
        for (number, name) in self.series.iter().enumerate() {
            let class = format!("f{}", number % SERIES);
            drawing.rectangle(
                &class,
                at(x, 22.0),
                at(10.0, 10.0 - 2.0 * number as f64),
                "",
            );
            drawing.text("", at(x + 14.0, 31.0), name);
            x += 30.0 + 6.0 * name.chars().count() as f64;
        }
        let all = || self.rows.iter().flat_map(|row| &row.bars);
        let ends = all().flat_map(|bar| {
            let high = bar.interval.map(|[_, high]| high);
            bar.value.into_iter().chain(high)
        });
        let most = ends.filter(|end| end.is_finite()).fold(0.0, f64::max);
        let most = if most > 0.0 { most } else { 1.0 };
        let long = |value: f64| (value / most).clamp(0.0, 1.0) * (width - LEFT - RIGHT);
        for (number, row) in self.rows.iter().enumerate() {
            let top = TOP + row_height * number as f64;
            let middle = top + THICK * series as f64 / 2.0 + 4.0;
            drawing.text("end", at(LEFT - 6.0, middle), &row.name);
            for (number, bar) in row.bars.iter().take(series).enumerate() {
                let y = top + THICK * number as f64;
                let Some(value) = bar.value.filter(|value| value.is_finite()) else {
                    drawing.text("", at(LEFT + 2.0, y + THICK - 1.0), "–");
                    continue;
                };
                let words = format!("{value:.*}", self.places);
                let told = format!("{}, {}: {words}", row.name, self.series[number]);
                let class = format!("f{}", number % SERIES);
                let thick = THICK - 2.0 - 2.0 * number as f64 / series.max(1) as f64;
                drawing.rectangle(&class, at(LEFT, y), at(long(value), thick), &told);
                let mut end = long(value);
                if let Some([low, high]) = bar.interval {
                    let y = y + thick / 2.0;
                    let (from, to) = (at(LEFT + long(low), y), at(LEFT + long(high), y));
                    drawing.line("whisker", from, to);
                    end = end.max(long(high));
                }
                drawing.text("", at(LEFT + end + 5.0, y + THICK - 1.0), &words);
            }
        }
        drawing.line("line", at(LEFT, TOP - 3.0), at(LEFT, height - 4.0));
        drawing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_longest_and_what_is_missing_is_a_dash() {
        let rows = [
            ("a", Some(2.0)),
            ("b", Some(1.0)),
            ("c", None),
            ("d", Some(f64::NAN)),
        ];
        let rows = rows.map(|(name, value)| BarRow {
            name: name.to_owned(),
            bars: vec![Bar::of(value)],
        });
        let chart = BarChart {
            title: "score",
            series: &["model"],
            rows: &rows,
            places: 1,
        };
        let file = chart.draw().file();
        let read = roxmltree::Document::parse(&file).unwrap();
        let long: Vec<&str> = read
            .descendants()
            .filter(|node| node.children().any(|child| child.has_tag_name("title")))
            .map(|node| node.attribute("width").unwrap())
            .collect();
        assert_eq!(long, ["240.0", "120.0"]);
        assert_eq!(file.matches('–').count(), 2);
    }
}

//! The scorecard as a page that opens without a network.

use groove::Groove;
use serde_json::Value;

use super::{
    Scorecard, StatisticHistogram,
    measures::Measure,
    tables::{self, Section},
};
use crate::picture::{Bar, BarChart, BarRow, Chart, Page, Series, Titled, groove};

/// Statistics of which so many are drawn; the rest are in the table.
const HISTOGRAMS: usize = 15;

impl Scorecard {
    /// The page.
    #[must_use]
    pub fn to_html(&self) -> String {
        let card = self.to_json();
        let mut page = Page::new(&format!("{}: scorecard on {}", self.model.name, self.split));
        page.paragraph(&tables::headline(&card));
        if !self.command.is_empty() {
            page.code(&self.command);
        }
        let mut sections = tables::sections(&card);
        let pictures = sections
            .iter()
            .position(|section| section.title == "Drum by drum");
        let rest = sections.split_off(pictures.unwrap_or(sections.len()));
        sections.iter().for_each(|section| put(&mut page, section));
        self.grooves(&mut page);
        for section in &rest {
            put(&mut page, section);
            match section.title {
                "Drum by drum" => bars(&mut page, &card, "drums", "drum"),
                "Style by style" => bars(&mut page, &card, "styles", "name"),
                "Drummer by drummer" => bars(&mut page, &card, "drummers", "name"),
                "Samples" => self.histograms(&mut page),
                "Interpolation" => self.path(&mut page),
                _ => {}
            }
        }
        page.section("What the numbers are");
        page.words(&tables::glossary());
        page.to_string()
    }

    fn grooves(&self, page: &mut Page) {
        page.section("Grooves");
        page.paragraph(
            "Chosen by the seed, not by their scores. Height is velocity; a stroke stands left of \
             its line where it is early, right where it is late.",
        );
        for shown in &self.gallery.reconstructions {
            let original = format!("original: {}", shown.name);
            draw(page, &original, &shown.original);
            draw(page, "given back", &shown.reconstruction);
        }
        for (number, sample) in self.gallery.samples.iter().enumerate() {
            draw(page, &format!("sample {}", number + 1), sample);
        }
    }

    fn histograms(&self, page: &mut Page) {
        for histogram in self.samples.histograms.iter().take(HISTOGRAMS) {
            let StatisticHistogram {
                attribute,
                low,
                high,
                ..
            } = histogram;
            let outline = |name, shares: &[f64]| Series::outline(name, *low, *high, shares);
            let series = [
                outline("real", &histogram.real),
                outline("samples", &histogram.samples),
                outline("training", &histogram.training),
            ];
            let mut chart = Chart::new(attribute.name(), attribute.unit(), "share", &series);
            (chart.width, chart.height) = (320.0, 210.0);
            page.figure(&chart.draw(), "");
        }
    }

    fn path(&self, page: &mut Page) {
        let paths = &self.paths;
        let series = [
            Series::of_values("from the first", paths.interpolation_curve.iter().copied()),
            Series::of_values(
                "from the last",
                paths.interpolation_curve_to_end.iter().copied(),
            ),
        ];
        let chart = Chart::new("Along a path", "step", "cells that differ", &series);
        let caption = format!(
            "Hamming distance from both ends, mean over {} paths between encoded grooves: a path \
             without jumps rises and falls evenly.",
            paths.interpolation_paths
        );
        page.figure(&chart.draw(), &caption);
        let last = self.gallery.path.len().saturating_sub(1).max(1);
        for (number, groove) in self.gallery.path.iter().enumerate() {
            draw(
                page,
                &format!("{} % of the way", 100 * number / last),
                groove,
            );
        }
    }
}

fn put(page: &mut Page, section: &Section) {
    page.section(section.title);
    if !section.note.is_empty() {
        page.paragraph(section.note);
    }
    page.table(&section.table);
}

fn draw(page: &mut Page, title: &str, shown: &Groove) {
    let titled = Titled {
        title,
        groove: shown,
    };
    page.figure(&groove(titled), "");
}

/// Rows of a card as bars, the model beside the table.
fn bars(page: &mut Page, card: &Value, key: &str, name: &str) {
    let none = Vec::new();
    let rows = card[key].as_array().unwrap_or(&none);
    for measure in ["hit_f1", "timing_mae_ms", "velocity_mae"]
        .into_iter()
        .filter_map(Measure::of)
    {
        let bar_row = |row: &Value| {
            let beside = format!("baseline_lookup_{}", measure.key);
            let bars = [measure.key, &beside].map(|key| {
                let interval = &row["intervals_95"][key];
                let ends = interval[0].as_f64().zip(interval[1].as_f64());
                Bar {
                    value: row[key].as_f64(),
                    interval: ends.map(<[f64; 2]>::from),
                }
            });
            BarRow {
                name: row[name].as_str().unwrap_or("?").to_owned(),
                bars: bars.to_vec(),
            }
        };
        let rows: Vec<BarRow> = rows.iter().map(bar_row).collect();
        let chart = BarChart {
            title: &measure.title(),
            series: &["model", "mean of drum and step"],
            rows: &rows,
            places: measure.places.min(2),
        };
        page.figure(&chart.draw(), "");
    }
}

//! What is measured of a groove, in standard deviations of the training set: the attributes that
//! get a vector (statistics and styles), and the traits that axes are named by.
//!
//! A decoded groove has no tempo, so all are measured at 120 beats a minute, the training set too.

use groove::{
    Groove, Tempo,
    statistics::{Attribute, Statistics},
};

use super::{
    styles::Styles,
    traits::{self, Trait},
};
use crate::{data::Dataset, error::TrainError};

/// Deviations below this are none: nothing varies.
const LEAST_DEVIATION: f64 = 1e-9;

/// Two attributes that are this correlated over the training set are the same one twice.
const TWINS: f64 = 0.999;

/// One thing that is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Gauge {
    /// Name of an attribute, or the words for a trait's rise.
    pub name: String,
    /// Words for a trait's fall; an attribute's name again.
    pub opposite: String,
    /// Unit; empty where there is none.
    pub unit: &'static str,
    /// Mean over the training set.
    pub mean: f64,
    /// Standard deviation over the training set.
    pub deviation: f64,
}

/// What one groove gives, in standard deviations; nothing where it has no such thing, as the
/// velocity of a drum that is silent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading(pub Vec<Option<f64>>);

impl Reading {
    /// How much more this one has than another; 0 where either has nothing.
    pub fn less<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = f64> + 'a {
        let pairs = self.0.iter().zip(&other.0);
        pairs.map(|(one, other)| one.zip(*other).map_or(0.0, |(one, other)| one - other))
    }
}

/// Where a gauge gets its value.
#[derive(Debug, Clone, Copy)]
enum Source {
    Statistic(Attribute),
    Style(usize),
    Trait(Trait),
}

/// All gauges, attributes first.
#[derive(Debug, Clone)]
pub struct Gauges {
    gauges: Vec<Gauge>,
    sources: Vec<Source>,
    attributes: usize,
    twins: Vec<(usize, usize)>,
    styles: Styles,
}

impl Gauges {
    /// Learns what is usual from the training set. What never varies there has no gauge.
    ///
    /// # Errors
    /// If the styles can't be told apart.
    pub fn learn(training: &Dataset) -> Result<Self, TrainError> {
        let grooves: Vec<Groove> = training
            .windows
            .iter()
            .map(|window| window.groove(training.grid))
            .collect();
        let statistics: Vec<Statistics> = grooves
            .iter()
            .map(|groove| Statistics::of(groove, Tempo::DEFAULT))
            .collect();
        let styles = Styles::learn(&grooves, &statistics, &training.sources)?;
        let attributes = Attribute::ALL.into_iter().map(Source::Statistic);
        let attributes = attributes.chain((0..styles.names().len()).map(Source::Style));
        let sources: Vec<Source> = attributes.chain(Trait::all().map(Source::Trait)).collect();
        let rows: Vec<Vec<Option<f64>>> = grooves
            .iter()
            .zip(&statistics)
            .map(|(groove, statistics)| raw(&sources, &styles, groove, statistics))
            .collect();

        let mut all = Self {
            gauges: Vec::new(),
            sources: Vec::new(),
            attributes: 0,
            twins: Vec::new(),
            styles,
        };
        let mut known: Vec<Vec<f64>> = Vec::new();
        for (at, &source) in sources.iter().enumerate() {
            let values: Vec<f64> = rows.iter().filter_map(|row| row[at]).collect();
            let Some(gauge) = all.gauge(source, &values) else {
                continue;
            };
            if !matches!(source, Source::Trait(_)) {
                let standard = values
                    .iter()
                    .map(|value| (value - gauge.mean) / gauge.deviation);
                let standard: Vec<f64> = standard.collect();
                if let Some(twin) = known
                    .iter()
                    .position(|other| correlation(other, &standard) > TWINS)
                {
                    all.twins.push((all.attributes, twin));
                }
                known.push(standard);
                all.attributes += 1;
            }
            all.gauges.push(gauge);
            all.sources.push(source);
        }
        Ok(all)
    }

    /// What is usual of a source; nothing if it never varies.
    fn gauge(&self, source: Source, values: &[f64]) -> Option<Gauge> {
        let count = values.len().max(1) as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|value| (value - mean).powi(2));
        let deviation = (squares.sum::<f64>() / count).sqrt();
        let (name, opposite, unit) = match source {
            Source::Statistic(one) => (one.name().to_owned(), one.name().to_owned(), one.unit()),
            Source::Style(at) => {
                let name = format!("style:{}", self.styles.names()[at]);
                (name.clone(), name, "")
            }
            Source::Trait(one) => (one.more(), one.less(), ""),
        };
        (deviation > LEAST_DEVIATION).then_some(Gauge {
            name,
            opposite,
            unit,
            mean,
            deviation,
        })
    }

    /// The gauges of attributes.
    #[must_use]
    pub fn attributes(&self) -> &[Gauge] {
        &self.gauges[..self.attributes]
    }

    /// The gauges of traits; in a reading they follow the attributes.
    #[must_use]
    pub fn traits(&self) -> &[Gauge] {
        &self.gauges[self.attributes..]
    }

    /// Attributes that say the same as an earlier one, each with that: density a bar as density,
    /// on every grid of one meter.
    #[must_use]
    pub fn twins(&self) -> &[(usize, usize)] {
        &self.twins
    }

    /// Measures a groove.
    #[must_use]
    pub fn read(&self, groove: &Groove) -> Reading {
        let statistics = Statistics::of(groove, Tempo::DEFAULT);
        let values = raw(&self.sources, &self.styles, groove, &statistics);
        let pairs = values.into_iter().zip(&self.gauges);
        Reading(
            pairs
                .map(|(value, gauge)| Some((value? - gauge.mean) / gauge.deviation))
                .collect(),
        )
    }
}

fn raw(
    sources: &[Source],
    styles: &Styles,
    groove: &Groove,
    statistics: &Statistics,
) -> Vec<Option<f64>> {
    let scores = styles.scores(groove, statistics);
    let parts = traits::parts(groove);
    let value = |source: &Source| match *source {
        Source::Statistic(attribute) => Some(statistics.value(attribute)),
        Source::Style(at) => scores.get(at).copied(),
        Source::Trait(one) => one.value(statistics, &parts),
    };
    sources.iter().map(value).collect()
}

/// Of standardised values.
fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let products = one.iter().zip(other).map(|(one, other)| one * other);
    products.sum::<f64>() / one.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn the_training_set_itself_has_mean_0_and_deviation_1() {
        let dataset = testing::dataset(40);
        let gauges = Gauges::learn(&dataset).unwrap();
        let readings: Vec<Reading> = dataset
            .windows
            .iter()
            .map(|window| gauges.read(&window.groove(dataset.grid)))
            .collect();
        for at in 0..gauges.attributes().len() + gauges.traits().len() {
            let values = readings.iter().filter_map(|reading| reading.0[at]);
            let (sum, squares) = values.fold((0.0, 0.0), |(sum, squares), value| {
                (sum + value, squares + value * value)
            });
            assert!(
                sum.abs() < 1e-6 && (squares / 40.0 - 1.0).abs() < 1e-6,
                "{at}"
            );
        }
        assert_eq!(gauges.attributes()[0].name, "density");
        assert!(
            gauges
                .traits()
                .iter()
                .any(|gauge| gauge.name == "later snare")
        );
        // Each groove has the same meter.
        assert!(gauges.twins().contains(&(1, 0)));
    }

    #[test]
    fn what_never_varies_is_not_measured() {
        let mut dataset = testing::dataset(10);
        for window in &mut dataset.windows {
            for at in (7..window.hits.len()).step_by(9) {
                window.clear(at);
            }
        }
        let gauges = Gauges::learn(&dataset).unwrap();
        let named = |name: &str| gauges.attributes().iter().any(|gauge| gauge.name == name);
        assert!(named("ride share") && !named("crash share"));
        assert!(
            !gauges
                .traits()
                .iter()
                .any(|gauge| gauge.name.contains("crash"))
        );
    }
}

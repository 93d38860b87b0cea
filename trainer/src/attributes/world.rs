//! Where directions are tried out: something that makes grooves from latents, and reads them.

use indicatif::{ProgressBar, ProgressStyle};
use inference::{Draw, Latent, Model, Posterior, Seed, Temperature};

use super::gauges::{Gauges, Reading};
use crate::{data::Window, error::TrainError, scorecard::player};

/// Grooves encoded or decoded at once.
const BATCH: usize = 64;

/// A place in the latent space, and which of its takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Where.
    pub latent: Latent,
    /// Which take: the same before and after a move, so that chance is no change.
    pub take: Seed,
}

/// Tells what a groove from each place is like. [`Decoder`] is the real one.
pub trait World {
    /// Reads the grooves of places.
    ///
    /// # Errors
    /// If a groove can't be made.
    fn read(&mut self, places: &[Place]) -> Result<Vec<Reading>, TrainError>;
}

/// A model's decoder, as `quatrain sample` runs it.
pub struct Decoder<'a> {
    model: &'a Model,
    gauges: &'a Gauges,
    progress: &'a ProgressBar,
}

impl<'a> Decoder<'a> {
    /// The decoder of a model, read by gauges.
    pub fn new(model: &'a Model, gauges: &'a Gauges, progress: &'a ProgressBar) -> Self {
        Self {
            model,
            gauges,
            progress,
        }
    }
}

impl World for Decoder<'_> {
    fn read(&mut self, places: &[Place]) -> Result<Vec<Reading>, TrainError> {
        let mut readings = Vec::with_capacity(places.len());
        for places in places.chunks(BATCH) {
            let draws: Vec<Draw<'_>> = places
                .iter()
                .map(|place| Draw {
                    latent: &place.latent,
                    take: place.take,
                    temperature: Temperature::default(),
                })
                .collect();
            let grooves = self.model.decode(&draws)?;
            readings.extend(grooves.iter().map(|groove| self.gauges.read(groove)));
            self.progress.inc(places.len() as u64);
        }
        Ok(readings)
    }
}

/// Encodes windows by a model's encoder.
///
/// # Errors
/// If the model fails.
pub fn encode(
    model: &Model,
    windows: &[Window],
    progress: &ProgressBar,
) -> Result<Vec<Posterior>, TrainError> {
    let mut posteriors = Vec::with_capacity(windows.len());
    for windows in windows.chunks(BATCH) {
        posteriors.extend(player::encode(model, windows)?);
        progress.inc(windows.len() as u64);
    }
    Ok(posteriors)
}

/// A bar on the terminal over so many grooves; none where there is no terminal.
#[must_use]
pub fn progress(grooves: usize) -> ProgressBar {
    let bar = ProgressBar::new(grooves as u64);
    let template = "{bar:24} {pos}/{len} grooves, {eta} left; {msg}";
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

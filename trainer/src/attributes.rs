//! Directions of a model's latent space with names: axes for sliders, and a vector for each
//! statistic of the groove crate and each style of the corpus.
//!
//! Everything is found and measured on what the folder's graphs make, so it knows no network: it
//! works for whatever latent space a folder has. A file a step: [`gauges`] (what is measured of a
//! groove, of that [`styles`] and [`traits`]), [`shape`] (where the training set lies), [`effects`]
//! (what moves change), [`axes`], [`vectors`] (made independent of each other), `table` (what they
//! turned out to change).

pub mod axes;
pub mod effects;
pub mod gauges;
pub mod shape;
pub mod styles;
mod table;
pub mod traits;
pub mod vectors;
pub mod world;

use std::path::Path;

use inference::{AXES_FILE, Attributes, Axes, CARD_FILE, Card, Latent, Model, RuntimeOptions};

use crate::{
    data::{Dataset, Split, SplitBy, UnknownSplitBy},
    error::TrainError,
};
use effects::{Purpose, Start};
use gauges::Gauges;
use shape::Shape;
use world::Decoder;

impl Directions {
    /// Writes them into a model's folder, and seals its card anew.
    ///
    /// # Errors
    /// If a file can't be written.
    pub fn write(&self, folder: &Path, card: &mut Card) -> Result<(), TrainError> {
        self.axes.write(&folder.join(AXES_FILE))?;
        self.attributes.write(folder)?;
        Ok(card.seal(folder)?)
    }
}

/// How many grooves are made to find and to measure the directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttributeOptions {
    /// Pairs of grooves from which the mean effects are found.
    pub pairs: usize,
    /// Grooves that each vector is corrected on, in each round.
    pub tuning: usize,
    /// Rounds of correction.
    pub rounds: usize,
    /// Grooves that each axis is walked from.
    pub walks: usize,
    /// Grooves that each vector is judged on: other ones than those before.
    pub judged: usize,
}

impl Default for AttributeOptions {
    fn default() -> Self {
        Self {
            pairs: 6_000,
            tuning: 150,
            rounds: 2,
            walks: 300,
            judged: 1_000,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Directions {
    /// The shape of the encoded training set along axes that can be heard.
    pub axes: Axes,
    /// Names of the axes, and the vectors.
    pub attributes: Attributes,
}

/// Measures a model folder's directions anew, and writes them into the folder.
///
/// # Errors
/// If the model or the data can't be opened, or the folder can't be written.
pub fn measure(
    folder: &Path,
    runtime: &RuntimeOptions,
    data: &Path,
    options: &AttributeOptions,
) -> Result<Directions, TrainError> {
    let model = Model::open(folder, runtime)?;
    let card = model.card();
    let named = &card.training.split_by;
    let split_by: SplitBy = named
        .parse()
        .map_err(|error: UnknownSplitBy| TrainError::Config {
            file: folder.join(CARD_FILE),
            reason: error.to_string(),
        })?;
    let map = &card.drum_map;
    let training = Dataset::read_by(split_by, data, Split::Train, card.grid, map)?;
    let found = directions(&model, &training, options)?;
    found.write(folder, &mut card.clone())?;
    Ok(found)
}

/// Finds and measures the directions of a model that was trained on this set. The axes that the
/// model has so far are not looked at.
///
/// # Errors
/// If the model fails, or the training set says nothing.
pub fn directions(
    model: &Model,
    training: &Dataset,
    options: &AttributeOptions,
) -> Result<Directions, TrainError> {
    let gauges = Gauges::learn(training)?;
    let (attributes, traits) = (gauges.attributes().len(), gauges.traits().len());
    let distinct: Vec<usize> = (0..attributes)
        .filter(|&at| gauges.twins().iter().all(|&(twin, _)| twin != at))
        .collect();
    let latents = model.card().sizes.latents;
    let named = axes::NAMED.min(latents);
    let work = training.windows.len()
        + 2 * options.pairs
        + 2 * named * options.walks
        + 2 * distinct.len() * options.tuning * (options.rounds + 1)
        + options.judged * (1 + table::MOVES.len() * distinct.len());
    let progress = world::progress(work);

    progress.set_message("encoding the training set");
    let shape = Shape::of(&world::encode(model, &training.windows, &progress)?);
    let mut decoder = Decoder::new(model, &gauges, &progress);
    progress.set_message("moving at random");
    let effects = effects::mean_effects(&mut decoder, &shape, attributes + traits, options.pairs)?;

    progress.set_message("walking the axes");
    let mut turn = axes::audible(
        &effects.rows(attributes, traits).into_owned(),
        &shape.widths(),
    );
    let starts = Start::many(options.walks, Purpose::Naming, latents);
    let names = axes::named(
        &mut decoder,
        &shape,
        &starts,
        &mut turn,
        gauges.traits(),
        attributes,
    )?;

    progress.set_message("making attributes independent");
    let moves = vectors::independent(&effects.select_rows(&distinct));
    let starts = Start::many(options.tuning, Purpose::Tuning, latents);
    let moves = vectors::tuned(
        &mut decoder,
        &shape,
        &starts,
        moves,
        options.rounds,
        &distinct,
        attributes + traits,
    )?;

    progress.set_message("measuring what they change");
    let starts = Start::many(options.judged, Purpose::Judging, latents);
    let judged = table::judge(&mut decoder, &shape, &starts, &moves, &distinct, &gauges)?;
    progress.finish_and_clear();
    let vectors = judged.into_iter().map(|(page, at)| {
        let vector: Latent = shape.shift(&moves.column(at).into_owned());
        (page, vector)
    });
    Ok(Directions {
        axes: shape.along(&turn),
        attributes: Attributes::new(names, vectors.collect()),
    })
}

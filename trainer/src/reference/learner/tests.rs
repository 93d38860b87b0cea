//! Every configuration of the family as the training loop sees it, at tiny sizes.

use super::*;
use crate::{
    config::catalogue::{self, ALL},
    speed::grooves_of_chance,
};

/// A configuration at a size that trains in no time.
fn tiny(name: &str) -> ReferenceConfig {
    let mut config = AnyConfig::Reference(catalogue::reference(name).unwrap());
    let settings = [
        "network.latents=3",
        "network.encoder.layers=[3]",
        "network.decoder.layers=[8]",
        "updates.batch=4",
        "updates.learning_rate=0.02",
        "keep=0.9",
    ];
    config.set(&settings.map(str::to_owned)).unwrap();
    match config {
        AnyConfig::Reference(config) => config,
        AnyConfig::Quatrain(_) => unreachable!(),
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    let names = ALL.into_iter().map(|named| named.name);
    names.filter(|name| catalogue::reference(name).is_ok())
}

fn dataset(config: &ReferenceConfig) -> Dataset {
    grooves_of_chance(config.task.grid().unwrap(), 10)
}

fn learner(config: &ReferenceConfig) -> ReferenceLearner {
    ReferenceLearner::new(config.clone(), Device::flex()).unwrap()
}

fn steps(learner: &mut ReferenceLearner, dataset: &Dataset, count: usize) -> Vec<f64> {
    let steps = (0..count).map(|_| learner.train_step(dataset).unwrap().losses[0].value);
    steps.collect()
}

#[test]
fn every_configuration_learns_and_is_validated() {
    assert_eq!(names().count(), 10);
    for name in names() {
        let config = tiny(name);
        let dataset = dataset(&config);
        let mut learner = learner(&config);
        let before = learner.validate(&dataset).unwrap();
        let losses = steps(&mut learner, &dataset, 20);
        let mean = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
        let (first, last) = (mean(&losses[..3]), mean(&losses[17..]));
        assert!(last < 0.97 * first, "{name}: {first} {last}");
        let after = learner.validate(&dataset).unwrap();
        assert!(after.loss < before.loss, "{name}: {before} {after}");
        assert_eq!(after, learner.validate(&dataset).unwrap());
        let named = after.scores.iter().map(|measure| measure.name);
        assert!(named.eq(learner.columns().scores.iter().copied()));
    }
}

#[test]
fn a_resumed_run_is_the_uninterrupted_one_to_the_bit() {
    for name in names() {
        let config = tiny(name);
        let dataset = dataset(&config);
        let mut whole = learner(&config);
        let losses = steps(&mut whole, &dataset, 4);
        let mut first = learner(&config);
        steps(&mut first, &dataset, 2);
        let text = first.config().unwrap();
        let AnyConfig::Reference(read) = AnyConfig::parse(&text, "config.toml").unwrap() else {
            panic!("{text}");
        };
        assert_eq!(read, config);
        let checkpoint = first.checkpoint(None);
        let mut second = ReferenceLearner::resume(read, checkpoint, Device::flex()).unwrap();
        assert_eq!(steps(&mut second, &dataset, 2), losses[2..], "{name}");
        assert_eq!(second.vectors(), whole.vectors());
    }
}

#[test]
fn another_seed_is_another_run() {
    let mut config = tiny("groovae_2bar_humanize");
    let dataset = dataset(&config);
    let one = steps(&mut learner(&config), &dataset, 2);
    config.seed = 1;
    assert_ne!(one, steps(&mut learner(&config), &dataset, 2));
}

#[test]
fn grooves_for_pictures_are_decided_by_seed_and_ends() {
    for name in names() {
        let config = tiny(name);
        let dataset = dataset(&config);
        let mut learner = learner(&config);
        steps(&mut learner, &dataset, 3);
        let drawn = learner.sample(3, 1).unwrap();
        assert_eq!(drawn, learner.sample(3, 1).unwrap());
        assert_ne!(drawn, learner.sample(3, 2).unwrap(), "{name}");
        let same = [dataset.windows[0].clone(), dataset.windows[0].clone()];
        let ends = learner.reconstruct(&same).unwrap();
        let path = learner.interpolate(&same[0], &same[1], 3).unwrap();
        assert_eq!((path.len(), &path[0], &path[2]), (3, &ends[0], &ends[1]));
    }
}

#[test]
fn a_loss_that_is_no_number_stops_the_run_where_it_was() {
    let config = tiny("groovae_2bar_humanize");
    let dataset = dataset(&config);
    let mut checkpoint = learner(&config).checkpoint(None);
    let values = checkpoint.vectors.get_mut(PARAMETERS).unwrap();
    values[0] = f32::NAN;
    let mut learner = ReferenceLearner::resume(config, checkpoint, Device::flex()).unwrap();
    let before = learner.vectors();
    let stopped = learner.train_step(&dataset);
    assert!(matches!(
        stopped,
        Err(TrainError::NotANumber { step: 0, .. })
    ));
    let bits = |vectors: &Vectors| -> Vec<u32> {
        let numbers = vectors.values().flatten();
        numbers.map(|number| number.to_bits()).collect()
    };
    assert_eq!(bits(&learner.vectors()), bits(&before));
    assert_eq!(learner.step(), 0);
}

#[test]
fn checkpoints_of_other_networks_are_refused() {
    let config = tiny("groovae_2bar_humanize");
    let mut other = config.clone();
    other.network.latents += 1;
    let checkpoint = learner(&other).checkpoint(None);
    let refused = ReferenceLearner::resume(config, checkpoint, Device::flex());
    assert!(matches!(refused, Err(TrainError::OtherNetwork { .. })));
}

#[test]
fn a_plain_beat_has_kick_snare_and_hat() {
    let beat = plain_beat(Grid::FOUR_BARS);
    let count = |drum: usize| {
        let hits = beat.hits.iter().skip(drum).step_by(9);
        hits.filter(|&&hit| hit > 0.5).count()
    };
    assert_eq!([0, 1, 2, 3].map(count), [8, 8, 32, 0]);
}

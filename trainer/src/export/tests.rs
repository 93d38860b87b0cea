use inference::Seed;

use super::*;
use crate::{
    learner::Learner,
    prior::{Posteriors, stage},
    testing,
    trainer::Trainer,
};

/// Weights as they are after some training: random ones hide errors behind chaos.
fn trained() -> (Config, Parameters) {
    let config = testing::config();
    let dataset = testing::dataset(12);
    let mut trainer = Trainer::new(config.clone(), Device::flex());
    for _ in 0..10 {
        trainer.train_step(&dataset).unwrap();
    }
    let parameters = Network::initial(&config.network, config.seed)
        .with_values(trainer.checkpoint(None).parameters().unwrap())
        .unwrap();
    (config, parameters)
}

fn options(folder: &Path) -> ExportOptions {
    ExportOptions::new(
        folder.join("run"),
        folder.join("model"),
        folder.join("data"),
    )
}

fn a_card(config: &Config, parameters: &Parameters) -> Card {
    Card {
        format: FORMAT,
        name: "Tiny".into(),
        description: "A test".into(),
        author: "Nobody".into(),
        licence: "CC0-1.0".into(),
        prior: LatentPrior::default(),
        grid: config.network.grid,
        sizes: Sizes {
            latents: config.network.latents(),
            phrase: config.network.phrase,
            bar: config.network.bar_latent,
            parameters: parameters.values().len(),
        },
        training: Training {
            split_by: "official".to_owned(),
            data: "chance".into(),
            command: "none".into(),
            seed: config.seed,
            windows: 12,
            steps: 10,
            passes: 1.0,
            device: "cpu".into(),
        },
        scores: inference::Scores {
            split: "none".into(),
            windows: 0,
            hit_f1: 0.0,
            step_accuracy: 0.0,
            timing_ms: 0.0,
            velocity: 0.0,
            divergence_nats: 0.0,
        },
        drum_map: DrumMap::roland().clone(),
        files: BTreeMap::new(),
    }
}

/// Exports a tiny network with some of its parameters changed, and compares with the unchanged.
fn exported_and_checked(
    learned: bool,
    spoil: impl Fn(&mut [f32]),
) -> Result<Vec<Agreement>, TrainError> {
    let (config, parameters) = trained();
    let device = Device::flex();
    let folder = tempfile::tempdir().unwrap();
    let windows = testing::dataset(5).windows;
    let network = Network::new(&config.network, &parameters, false, &device);
    let (grid, latents) = (config.network.grid, config.network.latents());
    let encoded = Posteriors::of(&network, &windows, grid, latents, &device)?;
    let all = stage::Encoded {
        train: encoded.clone(),
        rolled: Vec::new(),
        validation: encoded.clone(),
    };
    let fitted = stage::fit(&all, &config, &device, true)?.0;
    let prior = learned.then_some(&fitted);
    let mut card = a_card(&config, &parameters);
    if learned {
        card.prior = LatentPrior::Learned;
    }
    let mut spoiled = parameters.clone();
    spoil(spoiled.values_mut());
    let exported = Exported {
        parameters: &spoiled,
        config: &config,
        prior,
        device: &device,
    };
    write(folder.path(), &exported, &mut card)?;
    let agreements = check::check(
        folder.path(),
        &network,
        &windows,
        &exported,
        &options(folder.path()),
    )?;
    if learned {
        // Samples are the normal draw itself: the number that inference's own test has for the seed.
        let model = Model::open(folder.path(), &RuntimeOptions::default())?;
        assert_eq!(model.sample(Seed(7)).0[0], 1.085_611_6);
    }
    Ok(agreements)
}

#[test]
fn the_graphs_do_what_the_network_does() {
    for learned in [false, true] {
        let agreements = exported_and_checked(learned, |_| {}).unwrap();
        assert!(
            agreements
                .iter()
                .all(|agreement| agreement.difference <= LARGEST_DIFFERENCE)
        );
        assert_eq!(agreements[0].provider, inference::Provider::Embedded);
    }
}

#[test]
fn axes_and_attributes_are_measured_and_sealed() {
    let (config, parameters) = trained();
    let device = Device::flex();
    let exported = Exported {
        parameters: &parameters,
        config: &config,
        prior: None,
        device: &device,
    };
    let folder = tempfile::tempdir().unwrap();
    let mut card = a_card(&config, &parameters);
    write(folder.path(), &exported, &mut card).unwrap();
    let mut dataset = testing::dataset(60);
    dataset.sources = ["jazz", "jazz", "rock", "rock", "march"]
        .into_iter()
        .enumerate()
        .map(|(at, style)| crate::data::Source {
            name: format!("{at}.mid"),
            drummer: None,
            style: Some(style.to_owned()),
            windows: 12 * at..12 * (at + 1),
        })
        .collect();
    let mut options = options(folder.path());
    options.attributes = AttributeOptions {
        pairs: 200,
        tuning: 4,
        rounds: 1,
        walks: 4,
        judged: 4,
    };
    let measured = measure(folder.path(), &dataset, &options, &mut card).unwrap();

    let model = Model::open(folder.path(), &RuntimeOptions::default()).unwrap();
    assert_eq!(model.attributes(), &measured);
    let names: Vec<&str> = measured.vectors().iter().map(|one| &*one.name).collect();
    for name in ["density", "snare lateness", "style:jazz", "style:rock"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert!(!names.contains(&"style:march"), "one piece is no style");
    let mut axes: Vec<&str> = measured.axes().iter().map(|axis| &*axis.name).collect();
    assert_eq!(axes.len(), crate::attributes::axes::NAMED);
    axes.sort_unstable();
    axes.dedup();
    assert_eq!(
        axes.len(),
        crate::attributes::axes::NAMED,
        "names are unique"
    );
    assert_ne!(model.axes(), &Axes::standard(config.network.latents()));

    // An altered file is found out.
    let file = folder.path().join(inference::ATTRIBUTES_FILE);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("density", "destiny", 1)).unwrap();
    let error = Model::open(folder.path(), &RuntimeOptions::default()).unwrap_err();
    assert!(
        matches!(error, inference::ModelError::Altered { .. }),
        "{error}"
    );
}

#[test]
fn graphs_that_do_something_else_are_found_out() {
    let refused = exported_and_checked(false, |values| values[100] += 0.5);
    assert!(
        matches!(refused, Err(TrainError::Export { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_former_model_stays_until_the_new_one_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model");
    fs::create_dir(&model).unwrap();
    fs::write(model.join("card.toml"), "former").unwrap();
    let beside = Beside::new(&model).unwrap();
    fs::write(beside.folder.join("card.toml"), "unfinished").unwrap();
    drop(beside);
    assert_eq!(
        fs::read_to_string(model.join("card.toml")).unwrap(),
        "former"
    );
    let beside = Beside::new(&model).unwrap();
    fs::write(beside.folder.join("card.toml"), "new").unwrap();
    beside.put_in_place(&model).unwrap();
    assert_eq!(fs::read_to_string(model.join("card.toml")).unwrap(), "new");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing is left over"
    );
}

//! Whatever lies in a model's folder, opening it is a value, never a panic, and the words name
//! file and remedy.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, fs, path::Path};

use groove::{DrumMap, Grid};
use inference::{
    Axes, CARD_FILE, Card, FORMAT, Latent, Model, ModelError, Provider, ProviderChoice,
    RuntimeOptions, Scores, Sizes, Training,
};

fn card() -> Card {
    Card {
        format: FORMAT,
        name: "Test".to_owned(),
        description: "Two numbers and nothing behind them.".to_owned(),
        author: "the tests".to_owned(),
        licence: "MIT OR Apache-2.0".to_owned(),
        prior: inference::LatentPrior::default(),
        grid: Grid::FOUR_BARS,
        sizes: Sizes {
            latents: 2,
            phrase: 2,
            bar: 0,
            parameters: 0,
        },
        training: Training {
            split_by: "official".to_owned(),
            data: "none".to_owned(),
            command: "none".to_owned(),
            seed: 0,
            windows: 0,
            steps: 0,
            passes: 0.0,
            device: "cpu".to_owned(),
        },
        scores: Scores {
            split: "validation".to_owned(),
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

/// A folder whose card and hashes are in order, but whose graphs are no graphs.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("encoder.onnx"), b"not a graph").unwrap();
    fs::write(folder.path().join("decoder.onnx"), b"\x08\x08\x12\x00torn").unwrap();
    let axes = Axes {
        center: Latent::zero(2),
        axes: vec![Latent(vec![1.0, 0.0]), Latent(vec![0.0, 1.0])],
        deviations: vec![1.0, 1.0],
    };
    axes.write(&folder.path().join("axes.safetensors")).unwrap();
    card().seal(folder.path()).unwrap();
    folder
}

fn refusal(folder: &Path) -> ModelError {
    let options = RuntimeOptions {
        choice: ProviderChoice::Best,
        library: Some("/no/such/library.so".into()),
    };
    Model::open(folder, &options).unwrap_err()
}

#[test]
fn a_card_survives_its_file() {
    let folder = folder();
    let read = Card::read(folder.path()).unwrap();
    assert_eq!(read.files.len(), 3);
    assert_eq!(
        Card {
            files: BTreeMap::new(),
            ..read
        },
        card()
    );
}

#[test]
fn foreign_graphs_are_refused_by_every_provider_with_its_reason() {
    let error = refusal(folder().path());
    let ModelError::NoProvider { ref tried, .. } = error else {
        panic!("{error}")
    };
    let providers: Vec<Provider> = tried.iter().map(|fall| fall.provider).collect();
    assert_eq!(providers, Provider::ALL);
    assert!(error.to_string().contains("/no/such/library.so"), "{error}");
}

#[test]
fn a_missing_folder_names_the_file() {
    let error = refusal(Path::new("/no/such/model")).to_string();
    assert!(
        error.contains("/no/such/model/card.toml") && error.contains("install"),
        "{error}"
    );
}

#[test]
fn a_torn_or_altered_file_is_told_from_its_card() {
    let folder = folder();
    fs::write(folder.path().join("decoder.onnx"), b"other").unwrap();
    let error = refusal(folder.path());
    assert!(matches!(error, ModelError::Altered { .. }), "{error}");
    assert!(error.to_string().contains("decoder.onnx"), "{error}");
    fs::remove_file(folder.path().join("decoder.onnx")).unwrap();
    assert!(matches!(refusal(folder.path()), ModelError::File { .. }));
}

#[test]
fn cards_of_another_time_or_of_no_sense_are_refused() {
    let folder = folder();
    let file = folder.path().join(CARD_FILE);
    let good = fs::read_to_string(&file).unwrap();
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "the card has {from}");
        fs::write(&file, good.replacen(from, to, 1)).unwrap();
        refusal(folder.path())
    };
    let future = with("format = 1", "format = 99\nsurprise = true");
    assert!(
        matches!(future, ModelError::Format { found: 99, .. }),
        "{future}"
    );
    assert!(matches!(
        with("bars = 4", "bars = 4000"),
        ModelError::Card { .. }
    ));
    assert!(matches!(
        with("latents = 2", "latents = 3"),
        ModelError::Card { .. }
    ));
    assert!(matches!(with("format = 1", ""), ModelError::Card { .. }));
    fs::write(&file, &good.as_bytes()[..good.len() / 2]).unwrap();
    assert!(matches!(refusal(folder.path()), ModelError::Card { .. }));
    fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    assert!(matches!(refusal(folder.path()), ModelError::File { .. }));
}

//! The shipped model on music it has never seen: the project's own fixtures.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::path::{Path, PathBuf};

use groove::{DrumMap, Groove, Step, compare::Comparison, quantize::read_windows};
use inference::{
    Draw, Latent, Model, Provider, ProviderChoice, RuntimeOptions, Seed, Temperature, interpolate,
};
use whole_system::{fixtures::FIXTURES, need, parts};

/// A floor far below what a trained model reaches, far above what an untrained one does.
const LEAST_F1: f64 = 0.7;

fn open(folder: &Path) -> Model {
    Model::open(folder, &RuntimeOptions::default()).unwrap()
}

fn fixture(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    folder.join(name).with_extension("mid")
}

fn read(model: &Model, name: &str) -> Groove {
    let bar = Step(model.grid().steps_per_bar());
    let windows = read_windows(&fixture(name), DrumMap::general_midi(), model.grid(), bar);
    windows.unwrap().into_iter().next().unwrap()
}

fn encode(model: &Model, groove: &Groove) -> Latent {
    model.encode(&[groove]).unwrap().remove(0).mean
}

/// The likeliest groove at a place.
fn decode(model: &Model, latent: &Latent, take: Seed) -> Groove {
    let temperature = Temperature::default();
    let draw = Draw {
        latent,
        take,
        temperature,
    };
    model.decode(&[draw]).unwrap().remove(0)
}

#[test]
fn a_groove_encoded_and_decoded_resembles_itself() {
    let model = open(&need!(parts::model()));
    let mut all = Comparison::default();
    for fixture in FIXTURES {
        let original = read(&model, fixture.name);
        let copy = decode(&model, &encode(&model, &original), Seed::GREEDY);
        let likeness = Comparison::of(&original, &copy);
        println!("{:<8} hit F1 {:.3}", fixture.name, likeness.hit_f1());
        all.add(&likeness);
    }
    println!(
        "all      hit F1 {:.3}, velocity error {:.1}/127",
        all.hit_f1(),
        all.mean_velocity_error()
    );
    assert!(all.hit_f1() >= LEAST_F1, "hit F1 {:.3}", all.hit_f1());
}

#[test]
fn fixtures_differ_more_from_each_other_than_from_their_copies() {
    let model = open(&need!(parts::model()));
    let originals: Vec<Groove> = FIXTURES.iter().map(|one| read(&model, one.name)).collect();
    for (at, original) in originals.iter().enumerate() {
        let copy = decode(&model, &encode(&model, original), Seed::GREEDY);
        let likeness = |other: &Groove| Comparison::of(other, &copy).hit_f1();
        let nearest = (0..originals.len()).max_by(|&one, &other| {
            likeness(&originals[one]).total_cmp(&likeness(&originals[other]))
        });
        assert_eq!(nearest, Some(at), "{}", FIXTURES[at].name);
    }
}

#[test]
fn a_path_begins_and_ends_where_it_should() {
    let model = open(&need!(parts::model()));
    let rock = encode(&model, &read(&model, "rock"));
    let funk = encode(&model, &read(&model, "funk"));
    let at = |place| decode(&model, &interpolate(&rock, &funk, place), Seed::GREEDY);
    assert_eq!(at(0.0), decode(&model, &rock, Seed::GREEDY));
    assert_eq!(at(1.0), decode(&model, &funk, Seed::GREEDY));
    assert_ne!(at(0.0), at(1.0));
}

#[test]
fn the_same_seed_gives_the_same_groove() {
    let folder = need!(parts::model());
    let (model, again) = (open(&folder), open(&folder));
    let sample = |model: &Model, seed| decode(model, &model.sample(Seed(seed)), Seed(5));
    for seed in 1..=8 {
        assert_eq!(sample(&model, seed), sample(&again, seed), "seed {seed}");
    }
    assert_ne!(sample(&model, 1), sample(&model, 2));
}

#[test]
fn onnx_runtime_and_the_embedded_runtime_draw_the_same_hits() {
    let folder = need!(parts::model());
    let library = Some(need!(parts::runtime()));
    let only = |provider| {
        let options = RuntimeOptions {
            choice: ProviderChoice::Only(provider),
            library: library.clone(),
        };
        Model::open(&folder, &options).unwrap()
    };
    let (fast, embedded) = (only(Provider::Cpu), only(Provider::Embedded));
    for seed in 1..=16 {
        let latent = fast.sample(Seed(seed));
        let (one, other) = (
            decode(&fast, &latent, Seed(seed)),
            decode(&embedded, &latent, Seed(seed)),
        );
        let likeness = Comparison::of(&one, &other);
        assert_eq!(likeness.hit_f1(), 1.0, "seed {seed}");
        assert!(likeness.mean_velocity_error() < 0.05, "seed {seed}");
    }
}

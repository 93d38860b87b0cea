//! `quatrain sample --attribute` and `quatrain attributes`: grooves change as they were asked to.

#![allow(clippy::unwrap_used)]

mod support;

use std::{fs, path::Path};

use groove::{DrumMap, Grid, Step};
use inference::{
    AttributeVector, Attributes, Card, Latent, Model, NamedAxis, Provider, ProviderChoice,
    RuntimeOptions,
};
use support::{quatrain, repository, shipped, words};

fn open(folder: &Path) -> Model {
    let options = RuntimeOptions {
        choice: ProviderChoice::Only(Provider::Embedded),
        library: None,
    };
    Model::open(folder, &options).unwrap()
}

/// The shipped model with an attribute of our own: the way from no stroke to a busy groove.
fn with_an_attribute() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let model = open(&shipped());
    for name in model.card().files.keys() {
        fs::copy(shipped().join(name), folder.path().join(name)).unwrap();
    }
    let file = repository().join("tests/fixtures/latin.mid");
    let map = DrumMap::general_midi();
    let busy = groove::read_windows(&file, map, Grid::FOUR_BARS, Step(16)).unwrap();
    let empty = groove::Groove::empty(Grid::FOUR_BARS);
    let places = model.encode(&[&busy[0], &empty]).unwrap();
    let way = places[0].mean.0.iter().zip(&places[1].mean.0);
    let way = Latent(way.map(|(busy, empty)| (busy - empty) / 4.0).collect());
    let page = AttributeVector {
        name: "business: made up".to_owned(),
        unit: "strokes".to_owned(),
        mean: 5.0,
        deviation: 1.25,
        length: 2.0,
        grooves: 7,
        intended: [-1.9, -1.0, 1.0, 2.1],
        followed: [0.9, 0.8, 0.7, 0.6],
        unintended: [0.0; 4],
        scatter: [0.0; 4],
        others: Vec::new(),
    };
    let axis = NamedAxis {
        name: "busier hats".to_owned(),
        opposite: "sparser hats".to_owned(),
        effects: Vec::new(),
    };
    let attributes = Attributes::new(vec![axis], vec![(page, way)]);
    attributes.write(folder.path()).unwrap();
    let mut card = Card::read(&shipped()).unwrap();
    card.seal(folder.path()).unwrap();
    folder
}

/// Strokes of so many samples, from the MIDI files.
fn strokes(model: &Path, count: &str, attribute: Option<&str>) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = vec![
        "sample",
        "--quiet",
        "--provider",
        "embedded",
        "--model",
        model.to_str().unwrap(),
        "--output-dir",
        folder.path().to_str().unwrap(),
        "--count",
        count,
    ];
    arguments.extend(attribute.iter().flat_map(|given| ["--attribute", *given]));
    let output = quatrain(&arguments);
    assert!(output.status.success(), "{}", words(&output));
    let files = fs::read_dir(folder.path()).unwrap();
    files
        .map(|entry| entry.unwrap().path())
        .filter(|file| file.extension().is_some_and(|ending| ending == "mid"))
        .map(|file| {
            let laid = groove::read_laid(&file, DrumMap::general_midi(), Grid::FOUR_BARS).unwrap();
            let windows = laid.sections[0].windows(Grid::FOUR_BARS, Step(64));
            windows.map(|groove| groove.stroke_count()).sum::<usize>()
        })
        .sum()
}

#[test]
fn samples_move_along_an_attribute_up_and_down() {
    let model = with_an_attribute();
    let count = |attribute| strokes(model.path(), "4", attribute);
    let still = count(None);
    assert!(count(Some("business: made up=+2sd")) > still);
    assert!(count(Some("Business:-made-up=-2")) < still);
    assert_eq!(count(Some("business: made up=0")), still);
}

#[test]
fn the_table_is_printed_and_wrong_names_are_told_the_right_ones() {
    let model = with_an_attribute();
    let model = model.path().to_str().unwrap();
    let output = quatrain(&["attributes", "--model", model]);
    let told = words(&output);
    assert!(output.status.success(), "{told}");
    for part in [
        "| 1 | busier hats | sparser hats |",
        "| business: made up | 5.00 | 1.25 strokes | -1.90 -1.00 1.00 2.10 | 90 80 70 60 |",
        "7 random grooves",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let output = quatrain(&["sample", "--model", model, "--attribute", "funk=1"]);
    let told = words(&output);
    assert!(
        !output.status.success() && told.contains("it has business: made up"),
        "{told}"
    );
    let output = quatrain(&["sample", "--model", model, "--attribute", "funk"]);
    let told = words(&output);
    assert!(
        !output.status.success() && told.contains("density=+2sd"),
        "{told}"
    );
}

#[test]
fn a_model_without_attributes_says_how_to_get_them() {
    let model = with_an_attribute();
    for name in [inference::ATTRIBUTES_FILE, inference::VECTORS_FILE] {
        fs::remove_file(model.path().join(name)).unwrap();
    }
    Card::read(model.path())
        .unwrap()
        .seal(model.path())
        .unwrap();
    let model = model.path().to_str().unwrap();
    let told = words(&quatrain(&["attributes", "--model", model]));
    assert!(told.contains("--data"), "{told}");
    let output = quatrain(&["sample", "--model", model, "--attribute", "density=1"]);
    let told = words(&output);
    assert!(
        !output.status.success() && told.contains("--data"),
        "{told}"
    );
}

#[test]
fn the_shipped_models_density_does_what_its_table_says() {
    let attributes = open(&shipped()).attributes().clone();
    let Some(density) = attributes
        .vectors()
        .iter()
        .find(|one| one.name == "density")
    else {
        eprintln!("SKIPPED: the shipped model was exported before there were attributes");
        return;
    };
    let count = |attribute| strokes(&shipped(), "24", attribute) as f64 / (24.0 * 16.0);
    let still = count(None);
    for (attribute, at) in [("density=-1sd", 1), ("density=+1sd", 2)] {
        let change = (count(Some(attribute)) - still) / density.deviation;
        let expected = density.intended[at];
        assert!(
            (change - expected).abs() < 0.4,
            "{change} is not {expected}"
        );
    }
}

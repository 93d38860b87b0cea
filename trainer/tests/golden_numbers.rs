//! The reference's own numbers of `groovae_4bar`, where the folder that holds them is beside the
//! checkout.

#![allow(clippy::unwrap_used)]

use std::{fs, path::PathBuf};

use trainer::{
    DeviceChoice,
    reference::golden::{GoldenError, compare},
};

const FILES: [&str; 3] = ["golden_model.json", "golden_model.npz", "golden_train.json"];

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference");
    let found = FILES.iter().all(|file| folder.join(file).is_file());
    if !found {
        println!("SKIPPED: no golden numbers beside the checkout");
    }
    found.then_some(folder)
}

#[test]
fn every_golden_number_is_the_references() {
    let Some(folder) = folder() else { return };
    let device = DeviceChoice::Cpu.open().unwrap();
    let comparison = compare(&folder, &device).unwrap();
    let mut differences = 0;
    for quantity in &comparison.quantities {
        println!("{quantity}");
        for difference in quantity.differences.iter().take(20) {
            println!("  {difference}");
        }
        differences += quantity.differences.len();
    }
    assert_eq!(differences, 0);
    assert!(comparison.notes.is_empty(), "{:?}", comparison.notes);
    let numbers: usize = comparison.quantities.iter().map(|one| one.numbers).sum();
    assert!(numbers > 20_000, "{numbers}: too few to be true");
}

#[test]
fn other_weights_are_seen_and_other_networks_refused() {
    let Some(folder) = folder() else { return };
    let device = DeviceChoice::Cpu.open().unwrap();
    let copy = tempfile::tempdir().unwrap();
    // Without the training, which takes longest.
    fs::copy(folder.join(FILES[1]), copy.path().join(FILES[1])).unwrap();
    let told = fs::read_to_string(folder.join(FILES[0])).unwrap();
    let file = copy.path().join(FILES[0]);

    let number = "\"first_variable_number\": 0";
    assert!(told.contains(number));
    fs::write(&file, told.replace(number, "\"first_variable_number\": 1")).unwrap();
    let comparison = compare(copy.path(), &device).unwrap();
    assert!(
        comparison
            .quantities
            .iter()
            .all(|one| !one.differences.is_empty() || one.name.starts_with("greedy_hits")),
    );
    assert!(comparison.notes[0].contains("golden_train.json"));

    fs::write(&file, told.replacen("539", "540", 1)).unwrap();
    let refused = compare(copy.path(), &device).unwrap_err();
    assert!(matches!(refused, GoldenError::OtherNetwork { .. }));
    assert!(refused.to_string().contains("540"), "{refused}");
}

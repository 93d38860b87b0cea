//! The reference's own numbers, where the folder that holds them is beside the checkout.

#![allow(clippy::unwrap_used)]
#![cfg(feature = "corpus")]

use std::path::PathBuf;

use groove::reference::compare;

#[test]
fn every_number_is_the_references() {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let folder = shared.join("reference");
    if !folder.is_dir() {
        println!("SKIPPED: no reference numbers beside the checkout");
        return;
    }
    let contents = compare::contents(&folder).unwrap();
    assert!(contents.files.len() >= 8, "{contents:?}");
    let mut differences = 0;
    for (file, settings) in contents.files {
        let compared = compare::compare(&file, &settings, &shared.join("groove-midi")).unwrap();
        println!("{compared}");
        for difference in compared.differences.iter().take(20) {
            println!("  {difference}");
        }
        assert!(compared.numbers > 500, "{compared}: too few to be true");
        differences += compared.differences.len();
    }
    assert_eq!(differences, 0);
}

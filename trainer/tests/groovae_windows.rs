//! The windows that GrooVAE was trained on, counted, where the recordings are beside the checkout.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use groove::corpus::Split;
use trainer::{config::catalogue, data::SplitBy, reference};

#[test]
fn validation_windows_are_as_many_as_the_references_trainer_sees() {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/groove-midi");
    if !data.is_dir() {
        println!("SKIPPED: no recordings beside the checkout");
        return;
    }
    let task = catalogue::reference("groovae_4bar").unwrap().task;
    let dataset = reference::read(SplitBy::Official, &data, Split::Validation, &task).unwrap();
    // `spec.md` 9, the table of what the trainer really sees.
    assert_eq!(dataset.windows.len(), 1_929, "{}", dataset.report);
}

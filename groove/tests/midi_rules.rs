//! Both books of rules on every file of the Groove MIDI Dataset, where it is beside the checkout.

#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use groove::{
    Rules, midi,
    performance::{Fault, Stroke},
};

fn midi_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            midi_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "mid") {
            files.push(path);
        }
    }
}

#[test]
fn ours_is_the_reference_and_the_notes_without_length() {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/groove-midi");
    if !data.is_dir() {
        println!("SKIPPED: no Groove MIDI Dataset beside the checkout");
        return;
    }
    let mut files = Vec::new();
    midi_files(&data, &mut files);
    let (mut strokes, mut lost, mut files_with_loss) = (0, 0, 0);
    for file in &files {
        let theirs = midi::read_by(file, Rules::Reference).unwrap();
        let ours = midi::read(file).unwrap();
        let mut lengthless = 0;
        for fault in &ours.faults {
            match fault {
                Fault::Lengthless { count } => lengthless += count,
                other => panic!("{}: {other}", file.display()),
            }
        }
        let long = |stroke: &&Stroke| stroke.end > stroke.start;
        let kept: Vec<Stroke> = ours.strokes.iter().filter(long).copied().collect();
        assert_eq!(kept, theirs.strokes, "{}", file.display());
        assert_eq!(ours.strokes.len(), kept.len() + lengthless);
        assert_eq!(
            (&ours.tempos, &ours.meters, &ours.keys, &ours.controls),
            (
                &theirs.tempos,
                &theirs.meters,
                &theirs.keys,
                &theirs.controls
            )
        );
        strokes += ours.strokes.len();
        lost += lengthless;
        files_with_loss += usize::from(lengthless > 0);
    }
    println!("{lost} of {strokes} strokes in {files_with_loss} files have no length");
    assert_eq!(
        (files.len(), strokes, lost, files_with_loss),
        (1150, 446_312, 818, 221)
    );
}

//! The Groove MIDI Dataset itself, where it lies beside the checkout.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use groove::corpus::{Corpus, Options, Split};

use crate::help::*;

fn dataset() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/groove-midi");
    if folder.join("info.csv").is_file() {
        return Some(folder);
    }
    println!("SKIPPED: no Groove MIDI Dataset beside the checkout");
    None
}

#[test]
fn all_of_it_is_read_in_the_order_of_its_info() {
    let Some(folder) = dataset() else { return };
    let corpus = Corpus::open(&folder).unwrap();
    assert_eq!(corpus.count(), Some(1150));
    let mut splits: BTreeMap<Split, usize> = BTreeMap::new();
    let mut names = Vec::new();
    for piece in corpus.pieces() {
        *splits.entry(piece.split.unwrap()).or_default() += 1;
        let about = piece.about.unwrap();
        assert!(about.bpm.is_some() && about.meter.is_some() && about.beat_type.is_some());
        assert!(about.id.starts_with(&about.drummer) && !about.style.is_empty());
        names.push(piece.name);
    }
    assert_eq!(splits.into_values().collect::<Vec<_>>(), [897, 124, 129]);
    let info = fs::read_to_string(folder.join("info.csv")).unwrap();
    for (line, name) in info.lines().skip(1).zip(&names) {
        assert!(line.contains(name), "{line} is not about {name}");
    }
    let (fates, report) = import(&corpus, Options::default());
    assert_eq!((fates.len(), report.read, report.used), (1150, 1150, 1150));
    assert_eq!(
        report.ignored.types().collect::<Vec<_>>(),
        [("(no extension)", 2)]
    );
}

#[test]
fn zipped_it_is_the_same() {
    let Some(folder) = dataset() else { return };
    let plain = read(&folder);
    let mut files = Vec::new();
    for name in ["info.csv", "LICENSE", "README"] {
        files.push((
            format!("groove/{name}"),
            fs::read(folder.join(name)).unwrap(),
        ));
    }
    for (name, _) in &plain.0 {
        files.push((
            format!("groove/{name}"),
            fs::read(folder.join(name)).unwrap(),
        ));
    }
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let data = self::folder(&[("data.zip", &zip(&files))]);
    assert_eq!(read(&data.path().join("data.zip")), plain);
}

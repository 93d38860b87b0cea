//! The Groove MIDI Dataset itself, where it lies beside the checkout.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use groove::{
    DrumMap, Grid, Performance, Rules, Step,
    corpus::{Corpus, Made, Options, Piece, Reason, Report, Split},
    quantize::quantize,
};

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

/// Windows of four bars, one every bar.
fn windows(corpus: &Corpus, rules: Rules, split: Split) -> Report {
    let work = |_: &Piece, performance: Performance| {
        let laid = quantize(&performance, DrumMap::roland(), Grid::FOUR_BARS, rules)?;
        Made::windows(laid, Grid::FOUR_BARS, Step(16), |_, _| ())
    };
    let split = Some(split);
    let mut import = corpus.import(
        Options {
            rules,
            split,
            ..Options::default()
        },
        work,
    );
    import.by_ref().for_each(drop);
    import.into_report()
}

#[test]
fn by_the_references_rules_the_windows_are_the_references() {
    let Some(folder) = dataset() else { return };
    let corpus = Corpus::open(&folder).unwrap();
    // The reference's counts, `spec.md` 9.
    let mut used = 0;
    let mut rejected: BTreeMap<Reason, u64> = BTreeMap::new();
    for (split, expected) in Split::ALL.into_iter().zip([15_694, 1_939, 1_919]) {
        let report = windows(&corpus, Rules::Reference, split);
        assert_eq!(report.windows, expected, "{split}");
        assert_eq!(report.read + report.of_other_splits, 1150);
        used += report.used;
        for (reason, cases) in report.rejected {
            *rejected.entry(reason).or_default() += cases.count;
        }
    }
    assert_eq!(used, 454);
    let expected = BTreeMap::from([(Reason::TooShort, 684), (Reason::Meter, 12)]);
    assert_eq!(rejected, expected);
}

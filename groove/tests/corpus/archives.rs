//! Archives, sound and hostile.

use std::{fs, path::Path};

use groove::corpus::{Corpus, CorpusError};
use proptest::prelude::*;

use crate::help::*;

fn saved(bytes: &[u8]) -> tempfile::TempDir {
    folder(&[("data.zip", bytes)])
}

fn read_zip(files: &[(&str, &[u8])]) -> (Vec<Fate>, groove::corpus::Report) {
    read(&saved(&zip(files)).path().join("data.zip"))
}

#[test]
fn an_archive_gives_what_its_folder_would() {
    let midi = midi();
    let files: &[(&str, &[u8])] = &[
        ("b.MID", &midi),
        ("a/z.midi", &midi),
        ("a/torn.mid", b"MThd"),
        ("a-b/c.mid", &midi),
        ("a.mid", &midi),
        ("a/cover.png", b""),
    ];
    let folder = folder(files);
    let (zipped, plain) = (read_zip(files), read(folder.path()));
    assert_eq!(zipped, plain);
    assert_eq!(zipped.0.len(), 5);
    let mut backwards = files.to_vec();
    backwards.reverse();
    assert_eq!(read_zip(&backwards), plain);
}

#[test]
fn folders_inside_and_backslashes_are_names() {
    let midi = midi();
    let (fates, report) = read_zip(&[
        ("x/", b""),
        (r"x\a.mid", &midi),
        ("../../out.mid", &midi),
        ("/root.mid", &midi),
        ("__MACOSX/._a.mid", b""),
    ]);
    assert_eq!(lines(&fates), ["/root.mid", "../../out.mid", "x/a.mid"]);
    assert_eq!(report.ignored.count(), 1);
}

#[test]
fn of_entries_with_one_name_the_first_counts() {
    let (rock, torn) = (midi(), b"MThd");
    let (fates, _) = read_zip(&[("a.mid", &rock), ("a.mid", torn), ("b.mid", &rock)]);
    assert_eq!(lines(&fates), ["a.mid", "a.mid: twice", "b.mid"]);
}

#[test]
fn encrypted_and_strangely_packed_entries_say_so() {
    let (fates, report) = read(&archive("encrypted.zip"));
    assert_eq!(
        lines(&fates),
        ["1_ROCK.MID: encrypted", "2_fill.mid: encrypted"]
    );
    assert!(report.table().to_string().contains("password"));
    let (fates, report) = read(&archive("bzip2.zip"));
    assert_eq!(lines(&fates), ["fill.mid: damaged"]);
    assert!(
        report.table().to_string().contains("deflate (12)"),
        "{}",
        report.table()
    );
}

#[test]
fn a_bomb_is_stopped_at_the_limit() {
    let bomb = vec![0; groove::corpus::LARGEST_FILE as usize + 1];
    let mut bytes = zip(&[("bomb.mid", &bomb), ("good.mid", &midi())]);
    assert!(bytes.len() < 1 << 20);
    let expected = ["bomb.mid: too-large", "good.mid"];
    let honest = saved(&bytes);
    assert_eq!(lines(&read(&honest.path().join("data.zip")).0), expected);
    // The same, but the directory claims that it is small.
    let size = (bomb.len() as u32).to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4)
        .filter(|&at| bytes[at..at + 4] == size)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    }
    let lying = saved(&bytes);
    let (fates, _) = read(&lying.path().join("data.zip"));
    assert_eq!(lines(&fates), ["bomb.mid: damaged", "good.mid"]);
}

#[test]
fn a_wrong_byte_rejects_one_entry_and_no_other() {
    let mut bytes = fs::read(archive("dataset.zip")).unwrap();
    let name = b"groove/drummer1/2_fill.mid";
    let at = bytes
        .windows(name.len())
        .position(|part| part == name)
        .unwrap();
    bytes[at + name.len() + 20] ^= 0x55;
    let data = saved(&bytes);
    let (fates, _) = read(&data.path().join("data.zip"));
    assert_eq!(
        lines(&fates),
        ["drummer1/2_fill.mid: damaged", "drummer1/1_ROCK.MID"]
    );
}

#[test]
fn an_archive_torn_anywhere_is_an_error_in_words() {
    let bytes = fs::read(archive("dataset.zip")).unwrap();
    let data = folder(&[]);
    let path = data.path().join("data.zip");
    for end in (0..bytes.len()).step_by(7) {
        fs::write(&path, &bytes[..end]).unwrap();
        let error = Corpus::open(&path).unwrap_err();
        assert!(
            matches!(error, CorpusError::Archive { .. }),
            "{end}: {error}"
        );
        assert!(error.to_string().contains("fetch it again"), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever stands in an archive, it is read or refused.
    #[test]
    fn bytes_changed_at_random_never_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = fs::read(archive("dataset.zip")).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        survive(&bytes);
    }

    #[test]
    fn random_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survive(&bytes);
    }
}

fn survive(bytes: &[u8]) {
    let data = saved(bytes);
    let path: &Path = &data.path().join("data.zip");
    if let Ok(corpus) = Corpus::open(path) {
        let (fates, report) = import(&corpus, groove::corpus::Options::default());
        assert_eq!(fates.len() as u64, report.read);
        assert_eq!(report.read, report.used + report.rejected());
    }
}

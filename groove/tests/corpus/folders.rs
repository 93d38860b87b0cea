//! Plain folders, and single files.

use std::fs;

use groove::corpus::{Corpus, CorpusError, Options};

use crate::help::*;

#[test]
fn a_folder_is_read_by_name_with_all_below_it() {
    let midi = midi();
    let folder = folder(&[
        ("b.MID", &midi),
        ("a/z.midi", &midi),
        ("a/b/c.mid", &midi),
        ("a.mid", &midi),
        ("a/notes.txt", b""),
        ("cover.JPG", b""),
        ("README", b""),
        ("._b.mid", b"made by a Mac"),
    ]);
    let (fates, report) = read(folder.path());
    assert_eq!(lines(&fates), ["a/b/c.mid", "a/z.midi", "a.mid", "b.MID"]);
    assert!(
        fates
            .iter()
            .all(|(_, result)| *result == Ok(strokes(&fixture("rock.mid"))))
    );
    let ignored: Vec<(&str, u64)> = report.ignored.types().collect();
    assert_eq!(
        ignored,
        [
            ("(no extension)", 1),
            ("._ (made by macOS)", 1),
            ("jpg", 1),
            ("txt", 1)
        ]
    );
    let corpus = Corpus::open(folder.path()).unwrap();
    assert_eq!(corpus.count(), Some(4));
    assert!(!corpus.has_splits());

    let flat = corpus.recursive(false);
    assert_eq!(flat.count(), Some(2));
    let (fates, _) = import(&flat, Options::default());
    assert_eq!(lines(&fates), ["a.mid", "b.MID"]);
}

#[test]
fn what_is_no_midi_is_named_with_its_reason_and_stops_nothing() {
    let midi = midi();
    let folder = folder(&[("1.mid", b"no MIDI"), ("2.mid", &midi), ("3.mid", b"")]);
    let (fates, report) = read(folder.path());
    assert_eq!(
        lines(&fates),
        ["1.mid: not-midi", "2.mid", "3.mid: not-midi"]
    );
    assert_eq!((report.read, report.used, report.rejected()), (3, 1, 2));
    for cases in report.rejected.values() {
        for case in &cases.named {
            assert!(!case.sentence.starts_with(&case.name), "{}", case.sentence);
            assert!(
                case.sentence.contains("export it again"),
                "{}",
                case.sentence
            );
        }
    }
}

#[test]
fn a_file_larger_than_any_drumming_is_not_read() {
    let folder = folder(&[]);
    // A hole of the file system: it takes no place on the disk.
    let file = fs::File::create(folder.path().join("huge.mid")).unwrap();
    file.set_len(groove::corpus::LARGEST_FILE + 1).unwrap();
    assert_eq!(lines(&read(folder.path()).0), ["huge.mid: too-large"]);
    file.set_len(groove::corpus::LARGEST_FILE).unwrap();
    assert_eq!(lines(&read(folder.path()).0), ["huge.mid: not-midi"]);
}

#[test]
fn a_single_file_is_a_corpus_of_one() {
    let (fates, report) = read(&fixture("funk.mid"));
    assert_eq!(lines(&fates), ["funk.mid"]);
    assert_eq!(report.used, 1);
    // By its first bytes, whatever it is called.
    let folder = folder(&[("groove.bin", &midi())]);
    let (fates, _) = read(&folder.path().join("groove.bin"));
    assert_eq!(lines(&fates), ["groove.bin"]);
    // By its name, whatever it holds.
    write(folder.path(), &[("torn.mid", b"")]);
    let (fates, _) = read(&folder.path().join("torn.mid"));
    assert_eq!(lines(&fates), ["torn.mid: not-midi"]);
}

#[test]
fn what_is_no_corpus_says_what_would_be_one() {
    let folder = folder(&[("song.wav", b"RIFF")]);
    let error = Corpus::open(&folder.path().join("song.wav")).unwrap_err();
    assert!(
        matches!(error, CorpusError::NotRecognised { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("give a folder"), "{error}");
    let error = Corpus::open(&folder.path().join("nothing")).unwrap_err();
    assert!(matches!(error, CorpusError::Unreadable { .. }), "{error}");
    let empty = read(folder.path());
    assert_eq!((empty.0.len(), empty.1.ignored.count()), (0, 1));
}

#[cfg(unix)]
mod unix {
    use std::{
        ffi::OsStr,
        os::unix::{ffi::OsStrExt, fs::PermissionsExt, fs::symlink},
    };

    use super::*;

    #[test]
    fn links_are_followed_but_not_in_a_circle() {
        let midi = midi();
        let other = folder(&[("far.mid", &midi)]);
        let folder = folder(&[("a/b/near.mid", &midi)]);
        symlink(other.path(), folder.path().join("a/link")).unwrap();
        symlink(folder.path(), folder.path().join("a/b/up")).unwrap();
        symlink("nowhere", folder.path().join("a/lost.mid")).unwrap();
        symlink("nowhere", folder.path().join("a/lost.txt")).unwrap();
        let (fates, report) = read(folder.path());
        assert_eq!(
            lines(&fates),
            ["a/b/near.mid", "a/link/far.mid", "a/lost.mid: unreadable"]
        );
        let ignored: Vec<(&str, u64)> = report.ignored.types().collect();
        assert_eq!(ignored, [("(link in a circle)", 1), ("txt", 1)]);
    }

    #[test]
    fn a_folder_that_may_not_be_opened_is_named() {
        let folder = folder(&[("a.mid", &midi()), ("locked/b.mid", &midi())]);
        let locked = folder.path().join("locked");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read_dir(&locked).is_ok() {
            println!("SKIPPED: this user may open everything");
        } else {
            let (fates, report) = read(folder.path());
            assert_eq!(lines(&fates), ["a.mid", "locked: unreadable"]);
            assert!(report.table().to_string().contains("see to its rights"));
            assert!(Corpus::open(&locked).is_err());
        }
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn a_pipe_called_midi_does_not_stop_the_import() {
        let folder = folder(&[("a.mid", &midi())]);
        let pipe = folder.path().join("pipe.mid");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            println!("SKIPPED: no mkfifo");
            return;
        }
        let (fates, _) = read(folder.path());
        assert_eq!(lines(&fates), ["a.mid", "pipe.mid: unreadable"]);
        assert!(Corpus::open(&pipe).is_err());
    }

    #[test]
    fn names_in_any_bytes_are_read_and_shown() {
        let folder = folder(&[]);
        let name = OsStr::from_bytes(b"\xe4\n.mid");
        if fs::write(folder.path().join(name), midi()).is_err() {
            println!("SKIPPED: this file system wants UTF-8");
            return;
        }
        assert_eq!(lines(&read(folder.path()).0), ["\\xe4\\x0a.mid"]);
    }
}

//! The published package note-seq, held against ours: its message field by field, MIDI files
//! converted by both, and each reading the other's records.
//!
//! ```text
//! cargo xtask test                                       everything, with Python made ready
//! QUATRAIN_ALL_FILES=1 cargo test --release -p groove \
//!     --test note_seq_package -- dataset --nocapture     all files of the dataset, not a sample
//! ```

#![allow(clippy::unwrap_used)]
#![cfg(feature = "corpus")]

mod files;
mod python;

use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
};

use groove::{
    Rules,
    convert::{self, Source},
    midi,
    note_sequence::{self, NoteSequence},
    tfrecord::{Records, Writer},
};

/// Files of a folder whose names, with `/` between folders, are `names`.
struct Folder<'f> {
    path: &'f Path,
    names: Vec<String>,
}

impl Folder<'_> {
    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path.join(name)).unwrap()
    }
}

/// Writes what our own fixtures, sound files and, if asked, odd ones hold to a folder.
fn made(folder: &Path, with_odd: bool) -> Folder<'_> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    for fixture in fs::read_dir(fixtures).unwrap() {
        let fixture = fixture.unwrap();
        let name = fixture.file_name().into_string().unwrap();
        if name.ends_with(".mid") {
            files.push((
                format!("fixtures/{name}"),
                fs::read(fixture.path()).unwrap(),
            ));
        }
    }
    assert!(files.len() >= 5, "where are the fixtures?");
    let sound = files::sound().into_iter();
    files.extend(sound.map(|(name, bytes)| (name.to_owned(), bytes)));
    if with_odd {
        files.extend(files::odd());
    }
    for (name, bytes) in &files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let names = files.into_iter().map(|(name, _)| name).collect();
    Folder {
        path: folder,
        names,
    }
}

/// Converts files by these rules, lets note-seq convert them too, and gives what it counted.
fn convert(python: &Path, folder: &Folder, rules: Rules) -> serde_json::Value {
    let place = tempfile::tempdir().unwrap();
    let records = place.path().join("ours.tfrecord");
    let collection = convert::collection_name(folder.path);
    let mut writer = Writer::new(BufWriter::new(File::create(&records).unwrap()));
    for file in &folder.names {
        let collection = &collection;
        let performance = midi::parse_by(&folder.bytes(file), Path::new(file), rules).unwrap();
        let message = convert::note_sequence(&performance, Source { collection, file });
        writer.write(&message.to_bytes()).unwrap();
    }
    writer.finish().unwrap();
    let arguments = [
        folder.path.as_os_str(),
        OsStr::new(&collection),
        records.as_os_str(),
    ];
    let seen = python::run(python, "compare", &arguments);
    assert_eq!(seen["messages"], folder.names.len());
    assert_eq!(
        seen["equal_bytes"],
        folder.names.len(),
        "equal, but written in another way"
    );
    seen
}

#[test]
fn midi_files_become_the_very_messages() {
    let Some(python) = python::interpreter() else {
        return;
    };
    for (rules, with_odd) in [(Rules::Quatrain, false), (Rules::Reference, true)] {
        let place = tempfile::tempdir().unwrap();
        let seen = convert(&python, &made(place.path(), with_odd), rules);
        let least = |field: &str, least: u64| {
            let count = seen[field].as_u64().unwrap();
            assert!(count >= least, "{field}: {count}");
        };
        least("notes", 400);
        least("control_changes", 130);
        least("pitch_bends", 4);
        least("tempos", 10);
        least("time_signatures", 3);
        least("key_signatures", 2);
        least("instrument_infos", 4);
    }
}

#[test]
fn their_records_become_our_performances() {
    let Some(python) = python::interpreter() else {
        return;
    };
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("midi");
    let folder = made(&folder, true);
    let file = place.path().join("theirs.tfrecord");
    let arguments = [folder.path.as_os_str(), file.as_os_str()];
    let seen = python::run(&python, "write", &arguments);
    assert_eq!(seen["messages"], folder.names.len());
    let mut count = 0;
    for record in Records::new(BufReader::new(File::open(&file).unwrap())) {
        let record = record.unwrap();
        let name = NoteSequence::parse(&record).unwrap().filename;
        let theirs = note_sequence::parse_by(&record, Rules::Reference).unwrap();
        let bytes = folder.bytes(&name);
        let ours = midi::parse_by(&bytes, Path::new(&name), Rules::Reference).unwrap();
        assert_eq!(theirs, ours, "{name}");
        count += 1;
    }
    assert_eq!(count, folder.names.len());
}

#[test]
fn every_field_of_the_message_survives_us() {
    let Some(python) = python::interpreter() else {
        return;
    };
    let place = tempfile::tempdir().unwrap();
    let [theirs, names, ours] = ["theirs", "names", "ours"].map(|name| place.path().join(name));
    python::run(&python, "rich", &[theirs.as_os_str(), names.as_os_str()]);
    let records = Records::new(BufReader::new(File::open(&theirs).unwrap()));
    let messages: Vec<NoteSequence> = records
        .map(|record| NoteSequence::parse(&record.unwrap()).unwrap())
        .collect();
    let mut writer = Writer::new(File::create(&ours).unwrap());
    for message in &messages {
        writer.write(&message.to_bytes()).unwrap();
        // Whatever it holds, it is music.
        message.performance(Rules::Quatrain).unwrap();
    }
    writer.finish().unwrap();
    let seen = python::run(&python, "same", &[theirs.as_os_str(), ours.as_os_str()]);
    assert_eq!(seen["messages"], messages.len());
    // The bytes tell numbers and kinds of fields; their names are told by what Rust prints.
    let printed = format!("{messages:?}");
    let names = fs::read_to_string(names).unwrap();
    assert!(names.lines().count() > 80);
    for name in names.lines() {
        assert!(printed.contains(name), "{name}");
    }
}

/// A sample of the Groove MIDI Dataset, where it is beside the checkout.
#[test]
fn a_dataset_becomes_the_very_messages() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/groove-midi");
    if !data.is_dir() {
        println!("SKIPPED: no Groove MIDI Dataset beside the checkout");
        return;
    }
    let Some(python) = python::interpreter() else {
        return;
    };
    let mut names = Vec::new();
    midi_files(&data, Path::new(""), &mut names);
    names.sort();
    if env::var_os("QUATRAIN_ALL_FILES").is_none() {
        let step = (names.len() / 100).max(1);
        names = names.into_iter().step_by(step).collect();
    }
    let path = &data.canonicalize().unwrap();
    let seen = convert(&python, &Folder { path, names }, Rules::Reference);
    assert!(seen["notes"].as_u64() > Some(10_000), "{seen}");
}

fn midi_files(folder: &Path, below: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder.join(below)).unwrap() {
        let entry = entry.unwrap();
        let name: PathBuf = below.join(entry.file_name());
        if entry.path().is_dir() {
            midi_files(folder, &name, names);
        } else if name.extension().is_some_and(|ending| ending == "mid") {
            names.push(name.into_os_string().into_string().unwrap());
        }
    }
}

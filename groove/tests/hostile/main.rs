//! Files that mean harm, or were written by programs that knew no better. Each is kept in
//! `files/`, for ever, and each has a line in a table that says what must become of it.
//!
//! The files are written by the functions here, so that a reader sees what is wrong in each; a
//! test holds the kept bytes against them. After a change here, write them anew with
//! `QUATRAIN_WRITE_HOSTILE=1 cargo test -p groove --test hostile kept_files`. The fuzz targets
//! (`fuzz/`) begin with the same files.

#![cfg(feature = "corpus")]
#![allow(clippy::unwrap_used)]

mod bytes;
mod drum_maps;
mod expected;
mod memory;
mod message_way;
mod midi;
mod midi_files;
mod note_sequence_files;
mod record_way;
mod records;
mod tfrecord_files;
mod whole_way;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

#[global_allocator]
static COUNTING: memory::Counting = memory::Counting;

/// Every kept file: its path below `files/`, and its bytes.
fn all() -> BTreeMap<String, Vec<u8>> {
    let midi = midi_files::all().into_iter();
    let midi = midi.map(|(name, bytes, _)| (format!("midi/{name}.mid"), bytes));
    let records = tfrecord_files::all().into_iter();
    let records = records.map(|(name, bytes, _)| (format!("tfrecord/{name}.tfrecord"), bytes));
    let messages = note_sequence_files::all().into_iter();
    let messages = messages.map(|(name, bytes, _)| (format!("note-sequence/{name}.pb"), bytes));
    let maps = drum_maps::all().into_iter();
    let maps = maps.map(|(name, bytes, _)| (format!("drum-map/{name}"), bytes));
    midi.chain(records).chain(messages).chain(maps).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/files")
}

#[test]
fn the_kept_files_are_what_is_written_here() {
    if std::env::var_os("QUATRAIN_WRITE_HOSTILE").is_some() {
        write();
    }
    let mut kept = BTreeMap::new();
    for kind in fs::read_dir(folder()).unwrap() {
        let kind = kind.unwrap();
        for file in fs::read_dir(kind.path()).unwrap() {
            let file = file.unwrap();
            let name = [kind.file_name(), file.file_name()].map(|name| name.into_string().unwrap());
            kept.insert(name.join("/"), fs::read(file.path()).unwrap());
        }
    }
    let written = all();
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&kept), names(&written));
    for (name, bytes) in &written {
        assert!(kept[name] == *bytes, "{name} has changed");
        assert!(bytes.len() < 4096, "{name} is too large to keep");
    }
}

/// Whatever a file is called, its bytes may be given to any reader.
#[test]
fn all_files_go_the_whole_way() {
    for bytes in all().into_values() {
        whole_way::of(&bytes);
        record_way::of(&bytes);
        message_way::of(&bytes);
    }
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let entries = fs::read_dir(fixtures).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    for file in paths.filter(|path| path.is_file()) {
        whole_way::of(&fs::read(file).unwrap());
    }
}

/// Writes the files anew.
fn write() {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    for (name, bytes) in all() {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

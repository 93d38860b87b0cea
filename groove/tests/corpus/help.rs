//! Data to be read, made on the fly.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::DeflateEncoder};
use groove::{
    Performance, Rules,
    corpus::{Corpus, Imported, Made, Options, Outcome, Piece, Rejection, Report},
};
use rawzip::{CompressionMethod, ZipArchiveWriter};

/// A file of the whole-system tests' fixtures.
pub fn fixture(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.join("tests/fixtures").join(name)
}

/// The bytes of a MIDI file with strokes on the snare.
pub fn midi() -> Vec<u8> {
    fs::read(fixture("rock.mid")).unwrap()
}

/// An archive of `archives/`.
pub fn archive(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/archives");
    folder.join(name)
}

/// Writes files below a folder, with the folders they need.
pub fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// A folder of files.
pub fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    folder
}

/// The bytes of an archive of files, in the order given.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in files {
        let new = archive.new_file(rawzip::path::EntryPath::verbatim(name.as_bytes()));
        let new = new.compression_method(CompressionMethod::DEFLATE);
        let (mut entry, config) = new.start().unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::fast()));
        writer.write_all(bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

/// What is kept of a piece in these tests: its name, and its number of strokes or the reason.
pub type Fate = (String, Result<usize, String>);

/// Counts strokes.
pub fn count(_: &Piece, performance: Performance) -> Result<Made<usize>, Rejection> {
    let strokes = performance.strokes.len();
    let outcome = Outcome {
        windows: 1,
        strokes,
        ..Outcome::default()
    };
    Ok(Made {
        value: strokes,
        outcome: Ok(outcome),
    })
}

/// Imports all and tells what became of each piece.
pub fn import(corpus: &Corpus, options: Options) -> (Vec<Fate>, Report) {
    let mut import = corpus.import(options, count);
    let fates = import.by_ref().map(fate).collect();
    (fates, import.into_report())
}

fn fate(imported: Imported<usize>) -> Fate {
    let result = imported.result.map(|_| imported.value.unwrap());
    let reason = |rejection: Rejection| {
        let reason = serde_json::to_string(&rejection.reason).unwrap();
        reason.trim_matches('"').to_owned()
    };
    (imported.piece.name, result.map_err(reason))
}

/// Imports what lies at a path.
pub fn read(path: &Path) -> (Vec<Fate>, Report) {
    import(&Corpus::open(path).unwrap(), Options::default())
}

/// Names and fates in one line each.
pub fn lines(fates: &[Fate]) -> Vec<String> {
    let line = |(name, result): &Fate| match result {
        Ok(_) => name.clone(),
        Err(reason) => format!("{name}: {reason}"),
    };
    fates.iter().map(line).collect()
}

/// The notes of a single file, read directly.
pub fn strokes(path: &Path) -> usize {
    let corpus = Corpus::open(path).unwrap();
    let piece = corpus.pieces().next().unwrap();
    piece.read(Rules::default()).unwrap().strokes.len()
}

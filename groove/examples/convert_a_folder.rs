//! Converts a folder of MIDI files to one TFRecord of NoteSequences, and tells what became of
//! every file.
//!
//! `cargo run -p groove --example convert_a_folder -- tests/fixtures fixtures.tfrecord`

use std::{error::Error, fs::File, io::BufWriter, path::PathBuf};

use groove::{
    convert::{self, Source},
    corpus::{Corpus, Made, Options, Outcome, Rejection},
    tfrecord::Writer,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut names = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(file)) = (names.next(), names.next()) else {
        return Err("name a folder of MIDI files, and the file to write".into());
    };

    let corpus = Corpus::open(&folder)?;
    let collection = convert::collection_name(&folder);
    // On all cores: notes to the bytes of a message.
    let mut import = corpus.import(Options::default(), |piece, performance| {
        let source = Source {
            collection: &collection,
            file: &piece.name,
        };
        let value = convert::note_sequence(&performance, source).to_bytes();
        let outcome = Ok(Outcome::default());
        Ok::<_, Rejection>(Made { value, outcome })
    });
    // On this thread, in the order of the names.
    let mut records = Writer::new(BufWriter::new(File::create(file)?));
    for imported in &mut import {
        if let Some(message) = imported.value {
            records.write(&message)?;
        }
    }
    records.finish()?;
    print!("{}", import.into_report().table());
    Ok(())
}

//! `quatrain convert`: a folder of MIDI files as one TFRecord of NoteSequences, for the tools of
//! Magenta. The options are named as in its `convert_dir_to_note_sequences`.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::BufWriter,
    path::PathBuf,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use groove::{
    convert::{self, Source},
    corpus::{Corpus, Made, Options, Outcome, Rejection},
    tfrecord::Writer,
};

use crate::import::{ReportOptions, RulesName, import};

/// Arguments of `quatrain convert`.
#[derive(Args)]
pub struct Arguments {
    /// Folder of MIDI files (or a .zip of them, or one file)
    #[arg(long = "input_dir", alias = "input-dir", value_name = "FOLDER")]
    input_dir: PathBuf,
    /// TFRecord to write; replaced if it is there
    #[arg(long = "output_file", alias = "output-file", value_name = "FILE")]
    output_file: PathBuf,
    /// With the folders below it
    #[arg(long)]
    recursive: bool,
    /// What counts: ours, or exactly what note_seq reads
    #[arg(long, value_enum, default_value_t)]
    rules: RulesName,
    #[command(flatten)]
    report: ReportOptions,
}

/// Converts, and reports on every file.
pub fn run(arguments: &Arguments) -> Result<()> {
    let corpus = Corpus::open(&arguments.input_dir)?.recursive(arguments.recursive);
    let collection = convert::collection_name(&arguments.input_dir);
    let output = &arguments.output_file;
    let wrong = || format!("can't write {}", output.display());
    // Beside its place until it is whole: what was there before is lost to no mishap.
    let mut partial = OsString::from(output);
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let file = File::create(&partial).with_context(wrong)?;
    let mut records = Writer::new(BufWriter::new(file));
    let mut written = 0u64;
    let options = Options {
        rules: arguments.rules.first(),
        otherwise: arguments.rules.otherwise(),
        split: None,
    };
    let result = import(
        &corpus,
        options,
        &arguments.report,
        |piece, performance| {
            if piece.is_message() {
                let sentence = "is a NoteSequence already; convert reads MIDI files";
                return Made {
                    value: None,
                    outcome: Err(Rejection::other(sentence)),
                };
            }
            let source = Source {
                collection: &collection,
                file: &piece.name,
            };
            Made {
                value: Some(convert::note_sequence(&performance, source).to_bytes()),
                outcome: Ok(Outcome::default()),
            }
        },
        |imported| {
            if let Some(Some(message)) = &imported.value {
                records.write(message).with_context(wrong)?;
                written += 1;
            }
            Ok(())
        },
    );
    let finished = result.and_then(|()| {
        records.finish().with_context(wrong)?;
        if written == 0 {
            bail!(
                "{}: no MIDI file was converted{}",
                arguments.input_dir.display(),
                if arguments.recursive {
                    ""
                } else {
                    "; for the folders below it add --recursive"
                }
            );
        }
        fs::rename(&partial, output).with_context(wrong)
    });
    if finished.is_err() {
        // The error is what is told; a left-over file is only untidy.
        let _ = fs::remove_file(&partial);
        return finished;
    }
    println!("{written} NoteSequences in {}", output.display());
    Ok(())
}

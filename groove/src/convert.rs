//! MIDI files to NoteSequences with names, as Magenta's `convert_dir_to_note_sequences` makes
//! them. Walking folders and writing the file of records are others' work: see
//! [`crate::tfrecord`].

use std::{fmt::Write as _, path::Path};

use sha1::{Digest as _, Sha1};

use crate::{note_sequence::NoteSequence, performance::Performance};

/// Where a piece came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'n> {
    /// Name of its collection: see [`collection_name`].
    pub collection: &'n str,
    /// Name of its file, relative to the collection's folder, with `/` between folders.
    pub file: &'n str,
}

impl Source<'_> {
    /// The name by which the message is known: `/id/midi/`, the collection, and the SHA-1 of the
    /// file's name in hexadecimal digits.
    #[must_use]
    pub fn id(self) -> String {
        let mut id = format!("/id/midi/{}/", self.collection);
        for byte in Sha1::digest(self.file) {
            // Writing to a string does not fail.
            let _ = write!(id, "{byte:02x}");
        }
        id
    }
}

/// The message of a MIDI file, with all three names.
#[must_use]
pub fn note_sequence(performance: &Performance, source: Source<'_>) -> NoteSequence {
    NoteSequence {
        id: source.id(),
        filename: source.file.to_owned(),
        collection_name: source.collection.to_owned(),
        ..NoteSequence::from(performance)
    }
}

/// What a folder's collection is called: the folder's own name. It is asked of the system where
/// the path has none, as `.`; the reference would leave it empty there, and behind a closing `/`.
#[must_use]
pub fn collection_name(folder: &Path) -> String {
    let real = || folder.canonicalize().unwrap_or_default();
    let name = folder.file_name().map(ToOwned::to_owned);
    let name = name.or_else(|| real().file_name().map(ToOwned::to_owned));
    name.unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_references() {
        let source = Source {
            collection: "groove",
            file: "drummer1/eval_session/1_funk-groove1_138_beat_4-4.mid",
        };
        // python: note_sequence_io.generate_note_sequence_id(file, "groove", "midi")
        let id = "/id/midi/groove/5c6c019d3aded525c50ca31199dc8155b0a3b5a6";
        assert_eq!(source.id(), id);
        let message = note_sequence(&Performance::default(), source);
        assert_eq!(message.id, id);
        assert_eq!(
            (&*message.collection_name, &*message.filename),
            ("groove", source.file)
        );
    }

    #[test]
    fn a_collection_is_called_as_its_folder() {
        assert_eq!(collection_name(Path::new("/data/groove")), "groove");
        assert_eq!(collection_name(Path::new("groove/")), "groove");
        let here = std::env::current_dir().unwrap();
        let here = here.file_name().unwrap().to_string_lossy();
        assert_eq!(collection_name(Path::new(".")), here);
        assert_eq!(collection_name(Path::new("/")), "");
    }
}

//! Names of pieces and kinds of files. A name is for people and for sorting: relative, with `/`
//! on every system, free of characters that would tear a table. It is never used as a path.

use std::{fmt::Write, path::Path};

/// What a file is, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A MIDI file.
    Midi,
    /// A TFRecord, or a shard of one.
    Records,
    /// Something else: its extension in lower case, or what else it is known by.
    Other(String),
}

/// Of a longer extension than this, nobody wants to read.
const LONGEST_EXTENSION: usize = 16;

impl Kind {
    /// The kind of a file, with or without the folders before its name. Capitals don't matter.
    pub fn of(name: &str) -> Self {
        let file = name.rsplit('/').next().unwrap_or(name).to_lowercase();
        if file.starts_with("._") {
            return Self::Other("._ (made by macOS)".to_owned());
        }
        let extension = match file.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension,
            _ => "",
        };
        match extension {
            "mid" | "midi" => Self::Midi,
            "" => Self::Other("(no extension)".to_owned()),
            extension if is_records(extension) => Self::Records,
            extension if extension.len() <= LONGEST_EXTENSION => Self::Other(extension.to_owned()),
            _ => Self::Other("(other)".to_owned()),
        }
    }
}

/// `tfrecord`, `tfrecords`, or one of those with a shard behind it: `tfrecord-00003-of-00010`.
fn is_records(extension: &str) -> bool {
    let Some(rest) = extension.strip_prefix("tfrecord") else {
        return false;
    };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    rest.is_empty()
        || rest
            .strip_prefix('-')
            .and_then(|shard| shard.split_once("-of-"))
            .is_some_and(|(shard, of)| number(shard) && number(of))
}

/// The name of a file without its folders.
pub fn of_file(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    readable(name.as_encoded_bytes())
}

/// The name of what lies below a folder.
pub fn below(folder: &Path, path: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<String> = path
        .iter()
        .map(|part| readable(part.as_encoded_bytes()))
        .collect();
    parts.join("/")
}

/// A name in whatever bytes as text that shows them all: what is no UTF-8, and what controls a
/// terminal, stands there as `\x1b`.
pub fn readable(bytes: &[u8]) -> String {
    let mut name = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character.is_control() {
                // Writing to a string does not fail.
                let _ = write!(name, "\\x{:02x}", u32::from(character));
            } else {
                name.push(character);
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(name, "\\x{byte:02x}");
        }
    }
    name
}

/// The same name with the extension in the other case, `.mid` for `.MID` and the other way
/// round, as file systems that don't know the difference mix them up.
pub fn other_case(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let lower = extension.to_ascii_lowercase();
    let other = if extension == lower {
        extension.to_ascii_uppercase()
    } else {
        lower
    };
    Some(format!("{stem}.{other}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_the_name() {
        for name in ["a.mid", "b/c.MIDI", "d.e.Mid"] {
            assert_eq!(Kind::of(name), Kind::Midi, "{name}");
        }
        for name in ["a.tfrecord", "b.TFRecords", "c.tfrecord-00000-of-00010"] {
            assert_eq!(Kind::of(name), Kind::Records, "{name}");
        }
        for (name, kind) in [
            ("a.wav", "wav"),
            ("mid", "(no extension)"),
            (".mid", "(no extension)"),
            ("a.mid/README", "(no extension)"),
            ("a.", "(no extension)"),
            ("x/._a.mid", "._ (made by macOS)"),
            ("a.tfrecord-1-of-", "tfrecord-1-of-"),
            ("a.tfrecorder", "tfrecorder"),
            ("a.an extension that is a sentence", "(other)"),
        ] {
            assert_eq!(Kind::of(name), Kind::Other(kind.to_owned()), "{name}");
        }
    }

    #[test]
    fn different_bytes_are_different_names() {
        assert_eq!(readable("Grün/ä.mid".as_bytes()), "Grün/ä.mid");
        assert_eq!(readable(b"\xe4.mid"), "\\xe4.mid");
        assert_eq!(readable(b"a\n\x1b[31m.mid"), "a\\x0a\\x1b[31m.mid");
    }

    #[test]
    fn names_below_a_folder_have_slashes() {
        let folder = Path::new("data");
        assert_eq!(below(folder, &folder.join("a").join("b.mid")), "a/b.mid");
        assert_eq!(of_file(&folder.join("b.mid")), "b.mid");
    }

    #[test]
    fn the_other_case_of_an_extension() {
        assert_eq!(other_case("A.b.mid").as_deref(), Some("A.b.MID"));
        assert_eq!(other_case("A.MIDI").as_deref(), Some("A.midi"));
        assert_eq!(other_case("A"), None);
    }
}

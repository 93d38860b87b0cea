//! Drum maps: which MIDI keys play which role. Used at the edges, on the way in and on the way
//! out, and nowhere else.
//!
//! Maps are data. Five are shipped ([`DrumMap::shipped`]); a sixth is a file that you write, as
//! TOML or as CSV, the table that a spreadsheet saves:
//!
//! ```
//! use groove::{Drum, DrumMap, MidiKey};
//!
//! let map = DrumMap::from_csv("my kit", "
//! key,drum,note
//! 36,kick,C1
//! 38,snare,D1
//! 40,snare,E1
//! 42,closed-hat,
//! 46,open-hat,
//! 41,low-tom,
//! 43,mid-tom,
//! 45,high-tom,
//! 49,crash,
//! 51,ride,
//! 75,ignore,count-in
//! ")?;
//! assert_eq!(map.key(Drum::Snare).get(), 38, "the first row of a drum is the key it writes");
//! assert_eq!(map.drum(MidiKey::new(40).unwrap()), Some(Drum::Snare));
//!
//! let wrong = map.to_csv().replace("40,snare", "36,snare");
//! let error = DrumMap::from_csv("my kit", &wrong).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "line 4: key 36 is given to both the kick (line 2) and the snare; leave it in one of them"
//! );
//! # Ok::<(), groove::drum_map::DrumMapError>(())
//! ```

mod check;
mod csv;
mod error;
mod name;
mod toml;

use std::{fs::File, io::Read as _, path::Path, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::{drum::Drum, units::MidiKey};

pub use error::{Claim, DrumMapError, DrumMapFault};

/// Which MIDI keys play which role.
///
/// Every role has at least one key; no key has two roles. A map may ignore keys on purpose, such
/// as a count-in: they are no strokes, and nobody has to hear of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "toml::Fields", into = "toml::Fields")]
pub struct DrumMap {
    name: String,
    /// The keys of each drum, the one that is written first.
    keys: [Vec<MidiKey>; Drum::COUNT],
    ignored: Vec<MidiKey>,
    /// What each of the 128 keys means: the same once more, for reading.
    roles: [Option<Role>; 128],
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Plays(Drum),
    Ignored,
}

static SHIPPED: LazyLock<[DrumMap; 5]> = LazyLock::new(|| {
    [
        include_str!("../maps/roland.toml"),
        include_str!("../maps/reduced.toml"),
        include_str!("../maps/general-midi.toml"),
        include_str!("../maps/roland-td.toml"),
        include_str!("../maps/ableton-drum-rack.toml"),
    ]
    // The tests read every one of them.
    .map(|text| {
        DrumMap::from_toml(text).unwrap_or_else(|error| unreachable!("shipped drum map: {error}"))
    })
});

impl DrumMap {
    /// The longest file that is read, in bytes: a hundred times what any map needs.
    pub const MAX_FILE: usize = 1 << 18;

    /// The maps that are part of the program: `roland`, `reduced`, `general-midi`, `roland-td`
    /// and `ableton-drum-rack`. Their files (`groove/maps`) say where they come from.
    #[must_use]
    pub fn shipped() -> &'static [Self] {
        &*SHIPPED
    }

    /// The shipped map of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::shipped().iter().find(|map| map.name == name)
    }

    /// The shipped map of this name, or else the map in the file of this name: what a user means
    /// who gives one word.
    ///
    /// # Errors
    /// If it is neither, or the file holds no valid map.
    pub fn find(name_or_file: &str) -> Result<Self, DrumMapError> {
        if let Some(map) = Self::named(name_or_file) {
            return Ok(map.clone());
        }
        let file = Path::new(name_or_file);
        if file.extension().is_none() && !file.exists() {
            return Err(DrumMapFault::unknown_map(name_or_file).into());
        }
        Self::load(file)
    }

    /// Reads the map in a file, TOML or CSV by the ending of its name. A CSV file's map is called
    /// as the file is.
    ///
    /// # Errors
    /// If the file can't be read, is empty, over [`Self::MAX_FILE`] or no text in UTF-8, or holds
    /// no valid map. The message names the file, the line, what is wrong there, and what to do.
    pub fn load(file: &Path) -> Result<Self, DrumMapError> {
        Self::load_unnamed(file).map_err(|error| DrumMapError {
            file: Some(file.to_owned()),
            ..error
        })
    }

    fn load_unnamed(file: &Path) -> Result<Self, DrumMapError> {
        let ending = file.extension().unwrap_or_default().to_ascii_lowercase();
        if ending != "toml" && ending != "csv" {
            return Err(DrumMapFault::Ending.into());
        }
        let mut bytes = Vec::new();
        File::open(file)
            .and_then(|file| {
                let limit = Self::MAX_FILE as u64 + 1;
                file.take(limit).read_to_end(&mut bytes)
            })
            .map_err(DrumMapFault::File)?;
        if bytes.len() > Self::MAX_FILE {
            return Err(DrumMapFault::TooLarge.into());
        }
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let sound = bytes.iter().take(error.valid_up_to());
            let breaks = sound.filter(|&&byte| byte == b'\n').count();
            DrumMapFault::NoText.on(Some(breaks + 1))
        })?;
        if ending == "toml" {
            Self::from_toml(text)
        } else {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            Self::from_csv(&name, text)
        }
    }

    /// Reads a map from the text of a TOML file:
    ///
    /// ```toml
    /// name = "my kit"
    /// ignore = [75]          # if there are such keys
    ///
    /// [keys]
    /// kick = [36, 35]        # the first key is the one that is written
    /// snare = [38]           # and so on for all nine drums
    /// ```
    ///
    /// # Errors
    /// If the text is no valid map: see [`DrumMapFault`]. The error names the line.
    pub fn from_toml(text: &str) -> Result<Self, DrumMapError> {
        toml::read(text)
    }

    /// Reads a map called `name` from the text of a CSV file with the columns key, drum and, if
    /// you like, the name of the note. One key a row; the first row of a drum is the key that is
    /// written. A first row of headings is recommended; lines that begin with # are comments.
    /// Columns may be separated by commas or semicolons.
    ///
    /// # Errors
    /// If the text is no valid map: see [`DrumMapFault`]. The error names the line.
    pub fn from_csv(name: &str, text: &str) -> Result<Self, DrumMapError> {
        csv::read(name, text)
    }

    /// The map as the text of a TOML file.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::write(self)
    }

    /// The map as the text of a CSV file, which does not hold its name.
    #[must_use]
    pub fn to_csv(&self) -> String {
        csv::write(self)
    }

    /// The reference's training table, of the kit that the Groove MIDI Dataset was played on.
    #[must_use]
    pub fn roland() -> &'static Self {
        &SHIPPED[0]
    }

    /// The reference's inference table, General MIDI percussion folded into nine roles.
    #[must_use]
    pub fn reduced() -> &'static Self {
        &SHIPPED[1]
    }

    /// General MIDI: what the instrument writes unless told otherwise.
    #[must_use]
    pub fn general_midi() -> &'static Self {
        &SHIPPED[2]
    }

    /// What the map is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key that is written for `drum`.
    #[must_use]
    pub fn key(&self, drum: Drum) -> MidiKey {
        self.keys[drum.index()][0]
    }

    /// All keys that play `drum`, the one that is written first.
    #[must_use]
    pub fn keys(&self, drum: Drum) -> &[MidiKey] {
        &self.keys[drum.index()]
    }

    /// The role that `key` plays, if any.
    #[must_use]
    pub fn drum(&self, key: MidiKey) -> Option<Drum> {
        match self.roles[usize::from(key.get())] {
            Some(Role::Plays(drum)) => Some(drum),
            Some(Role::Ignored) | None => None,
        }
    }

    /// Whether the map says that `key` is no drum; a key without a role that it does not ignore
    /// is one that its author did not know of.
    #[must_use]
    pub fn ignores(&self, key: MidiKey) -> bool {
        self.roles[usize::from(key.get())] == Some(Role::Ignored)
    }

    /// The keys that the map ignores on purpose.
    #[must_use]
    pub fn ignored(&self) -> &[MidiKey] {
        &self.ignored
    }
}

#[cfg(test)]
mod tests;

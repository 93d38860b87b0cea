//! How a file of the reference was made, by its name.

use crate::{
    drum_map::DrumMap,
    reference::cut::{Cut, Length},
    units::Step,
};

/// What a file of the reference holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Windows and their sums, a row a MIDI file.
    Table,
    /// Windows and their sums, a row a clip of the published data set.
    Published,
    /// The windows themselves.
    Tensors,
    /// Inputs and controls of the converter's variants.
    Variants,
    /// Notes made of windows.
    Notes,
}

/// How a file of the reference was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What it holds.
    pub kind: Kind,
    /// With which drum map: ROLAND unless its name says REDUCED.
    pub map: &'static DrumMap,
    /// How long the windows are.
    pub length: Length,
    /// From window to window; a window's length unless its name says so.
    pub hop: Option<Step>,
}

impl Settings {
    /// Reads a file's name; `None` if it is no file to compare.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let (stem, extension) = name.rsplit_once('.')?;
        let mut words = stem.split('_');
        let kind = match (words.next()?, extension) {
            ("windows" | "full", "csv") => Kind::Table,
            ("training" | "published", "csv") => Kind::Published,
            ("tensors", "npz") if stem.contains("variants") => Kind::Variants,
            ("tensors", "npz") => Kind::Tensors,
            ("roundtrip", "json") => Kind::Notes,
            _ => return None,
        };
        let mut settings = Self {
            kind,
            map: DrumMap::roland(),
            length: Length::Bars(4),
            hop: None,
        };
        for word in stem.split('_') {
            if word == "reduced" {
                settings.map = DrumMap::reduced();
            } else if word == "full" {
                settings.length = Length::Whole;
            } else if let Some(bars) = word.strip_suffix("bar").and_then(|bars| bars.parse().ok()) {
                settings.length = Length::Bars(bars);
            } else if let Some(hop) = word.strip_prefix("hop").and_then(|hop| hop.parse().ok()) {
                settings.hop = Some(Step(hop));
            }
        }
        // A length that no grid has is no setting.
        settings.cut()?;
        Some(settings)
    }

    /// The cut that makes such a file.
    #[must_use]
    pub fn cut(&self) -> Option<Cut> {
        Cut::reference(self.map, self.length, self.hop).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_how_files_were_made() {
        let of = |name| Settings::of(name).map(|it| (it.kind, it.map.name(), it.length, it.hop));
        let four = Length::Bars(4);
        let hop = Some(Step(16));
        let cases = [
            ("windows_roland_hop16.csv", Kind::Table, "roland", four, hop),
            (
                "windows_roland_2bar.csv",
                Kind::Table,
                "roland",
                Length::Bars(2),
                None,
            ),
            (
                "full_reduced.csv",
                Kind::Table,
                "reduced",
                Length::Whole,
                None,
            ),
            (
                "tensors_full_roland.npz",
                Kind::Tensors,
                "roland",
                Length::Whole,
                None,
            ),
            ("tensors_variants.npz", Kind::Variants, "roland", four, None),
            (
                "training_2bar.csv",
                Kind::Published,
                "roland",
                Length::Bars(2),
                None,
            ),
            ("roundtrip.json", Kind::Notes, "roland", four, None),
        ];
        for (name, kind, map, length, hop) in cases {
            assert_eq!(of(name), Some((kind, map, length, hop)), "{name}");
        }
        for name in [
            "golden_model.npz",
            "spec.md",
            "drum_maps.json",
            "windows_99bar.csv",
            "x",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}

//! Choices among a few named things, as host parameters.
//!
//! Ids are what projects hold, names are what people read, and their order is what automation
//! holds: none of the three ever changes.

use groove::{Drum, DrumMap, MidiKey};
use nice_plug::prelude::*;

use crate::{
    player::{ChangeAt, Follow, QuantizeGrid, SwingUnit},
    request::{Length, Round, Way},
};

/// Makes a type of ours, which knows no plugin framework, one that a parameter can hold.
macro_rules! choice {
    ($type:ident { $($variant:ident = $id:literal $name:literal),+ $(,)? }) => {
        impl Enum for $type {
            fn variants() -> &'static [&'static str] {
                &[$($name),+]
            }

            fn ids() -> Option<&'static [&'static str]> {
                Some(&[$($id),+])
            }

            fn to_index(self) -> usize {
                const ORDER: &[$type] = &[$($type::$variant),+];
                ORDER.iter().position(|one| *one == self).unwrap_or_default()
            }

            fn from_index(index: usize) -> Self {
                const ORDER: &[$type] = &[$($type::$variant),+];
                ORDER[if index < ORDER.len() { index } else { 0 }]
            }
        }
    };
}

choice!(Follow {
    Transport = "transport" "Transport",
    Switches = "switches" "Transport and key switches",
    Held = "held" "Keys, while held",
    Latched = "latched" "Keys, until the next",
});

choice!(ChangeAt {
    Now = "now" "Now",
    Sixteenth = "sixteenth" "Next sixteenth",
    Beat = "beat" "Next beat",
    Bar = "bar" "Next bar",
    FourBars = "four_bars" "Next four bars",
});

choice!(SwingUnit {
    Eighth = "eighth" "Eighths",
    Sixteenth = "sixteenth" "Sixteenths",
});

choice!(QuantizeGrid {
    Eighth = "eighth" "Eighths",
    Sixteenth = "sixteenth" "Sixteenths",
    EighthTriplet = "eighth_triplet" "Eighth triplets",
    SixteenthTriplet = "sixteenth_triplet" "Sixteenth triplets",
});

choice!(Way {
    Off = "off" "Off",
    ToB = "to_b" "A to B",
    ThereAndBack = "there_and_back" "A to B and back",
});

choice!(Length {
    Two = "2" "2 bars",
    Four = "4" "4 bars",
    Eight = "8" "8 bars",
    Sixteen = "16" "16 bars",
    ThirtyTwo = "32" "32 bars",
});

choice!(Round {
    Off = "off" "Off",
    Four = "4" "4 bars",
    Eight = "8" "8 bars",
    Sixteen = "16" "16 bars",
});

/// The drum maps that are part of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Map {
    /// General MIDI.
    GeneralMidi,
    /// The kit that the Groove MIDI Dataset was played on.
    Roland,
    /// General MIDI folded into nine keys.
    Reduced,
    /// Roland's TD modules.
    RolandTd,
    /// Ableton's drum rack.
    AbletonDrumRack,
}

choice!(Map {
    GeneralMidi = "general-midi" "General MIDI",
    Roland = "roland" "Roland TD-11, as recorded",
    Reduced = "reduced" "Reduced General MIDI",
    RolandTd = "roland-td" "Roland V-Drums",
    AbletonDrumRack = "ableton-drum-rack" "Ableton Drum Rack",
});

impl Map {
    /// The map itself.
    pub(super) fn drum_map(self) -> &'static DrumMap {
        let id = Self::ids().and_then(|ids| ids.get(self.to_index()).copied());
        id.and_then(DrumMap::named)
            .unwrap_or_else(|| DrumMap::general_midi())
    }
}

/// The key of each drum.
pub(super) type Keys = [MidiKey; Drum::COUNT];

/// The keys of all maps, in the order of the choices, read once: the audio thread opens no map.
pub(super) fn keys_of_maps() -> Vec<Keys> {
    let all = (0..Map::variants().len()).map(Map::from_index);
    all.map(|map| Drum::ALL.map(|drum| map.drum_map().key(drum)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_sound<T: Enum + PartialEq + Copy + std::fmt::Debug>() {
        let ids = T::ids().expect("projects hold ids");
        assert_eq!(ids.len(), T::variants().len());
        for index in 0..ids.len() {
            assert_eq!(T::from_index(index).to_index(), index);
            assert!(!ids[..index].contains(&ids[index]));
        }
        assert_eq!(T::from_index(usize::MAX), T::from_index(0));
    }

    #[test]
    fn every_choice_has_its_place() {
        is_sound::<Follow>();
        is_sound::<ChangeAt>();
        is_sound::<SwingUnit>();
        is_sound::<QuantizeGrid>();
        is_sound::<Way>();
        is_sound::<Length>();
        is_sound::<Round>();
        is_sound::<Map>();
    }

    #[test]
    fn every_shipped_map_can_be_chosen() {
        let ids = Map::ids().expect("projects hold ids");
        assert_eq!(ids.len(), DrumMap::shipped().len());
        for map in DrumMap::shipped() {
            assert!(ids.contains(&map.name()), "{}", map.name());
        }
        let keys = keys_of_maps();
        let kick = DrumMap::general_midi().key(Drum::Kick);
        assert_eq!(keys[Map::GeneralMidi.to_index()][0], kick);
    }
}

//! Controls of each drum and of each bar: what sounds, what stays, and where a drum goes.

use groove::{Drum, DrumMap, MidiKey};
use nice_plug::prelude::*;

use crate::{
    player::{MidiChannel, Shaping},
    request::{BARS, Locks},
};

use super::values::{byte, inside, share, whole};

/// One drum's controls.
#[derive(Params)]
pub struct DrumControls {
    /// How often its strokes sound.
    #[id = "chance"]
    pub chance: FloatParam,
    /// It is silent.
    #[id = "mute"]
    pub mute: BoolParam,
    /// Only drums with this on are heard, if there are any.
    #[id = "solo"]
    pub solo: BoolParam,
    /// New grooves leave it as it is.
    #[id = "lock"]
    pub lock: BoolParam,
    /// Its own MIDI key; −1 leaves it to the map.
    #[id = "key"]
    pub key: IntParam,
    /// Its MIDI channel, 1–16.
    #[id = "channel"]
    pub channel: IntParam,
}

/// One bar's controls.
#[derive(Params)]
pub struct BarControls {
    /// New grooves leave it as it is.
    #[id = "lock_bar"]
    pub lock: BoolParam,
}

/// The controls of all drums and bars.
#[derive(Params)]
pub struct Kit {
    /// In the order of [`Drum::ALL`].
    #[nested(array, group = "Drum")]
    pub drums: [DrumControls; Drum::COUNT],
    /// The four bars of the groove.
    #[nested(array, group = "Bar")]
    pub bars: [BarControls; BARS],
}

impl DrumControls {
    fn new(drum: Drum) -> Self {
        let name = capital(drum.name());
        Self {
            chance: share(format!("{name} chance"), 1.0, 1.0),
            mute: BoolParam::new(format!("{name} mute"), false),
            solo: BoolParam::new(format!("{name} solo"), false),
            lock: BoolParam::new(format!("{name} lock"), false),
            key: whole(format!("{name} key"), -1, (-1, 127), (-1, "Map")),
            channel: whole(format!("{name} channel"), 10, (1, 16), (10, "10")),
        }
    }

    fn own_key(&self) -> Option<MidiKey> {
        u8::try_from(self.key.value()).ok().and_then(MidiKey::new)
    }
}

impl Default for Kit {
    fn default() -> Self {
        let bar = |at| BarControls {
            lock: BoolParam::new(format!("Bar {} lock", at + 1), false),
        };
        Self {
            drums: Drum::ALL.map(DrumControls::new),
            bars: std::array::from_fn(bar),
        }
    }
}

impl Kit {
    /// Adds what the drums' controls say.
    pub(super) fn shape(&self, shaping: Shaping) -> Shaping {
        let drums = &self.drums;
        let is_any_solo = drums.iter().any(|drum| drum.solo.value());
        Shaping {
            chance: drums.each_ref().map(|drum| inside(&drum.chance)),
            audible: drums
                .each_ref()
                .map(|drum| !drum.mute.value() && (drum.solo.value() || !is_any_solo)),
            keys: std::array::from_fn(|at| drums[at].own_key().unwrap_or(shaping.keys[at])),
            channels: drums
                .each_ref()
                .map(|drum| MidiChannel::new(byte(&drum.channel, 1, 16) - 1)),
            ..shaping
        }
    }

    /// A map with the keys that drums have of their own: these come first, whatever they meant
    /// before. Where two drums share one there is no such map, and it stays as it is.
    pub(super) fn over(&self, map: &DrumMap) -> DrumMap {
        let own = self.drums.each_ref().map(DrumControls::own_key);
        if own.iter().all(Option::is_none) {
            return map.clone();
        }
        let mut rows = String::new();
        for (drum, own_key) in Drum::ALL.into_iter().zip(own) {
            let others = map.keys(drum).iter().copied();
            let others = others.filter(|key| !own.contains(&Some(*key)));
            for key in own_key.into_iter().chain(others) {
                rows += &format!("{},{}\n", key.get(), drum.name());
            }
        }
        DrumMap::from_csv(map.name(), &rows).unwrap_or_else(|_| map.clone())
    }

    /// What stays as it is.
    pub(super) fn locks(&self) -> Locks {
        Locks {
            drums: self.drums.each_ref().map(|drum| drum.lock.value()),
            bars: self.bars.each_ref().map(|bar| bar.lock.value()),
        }
    }
}

/// Names of drums begin small, names of parameters don't.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

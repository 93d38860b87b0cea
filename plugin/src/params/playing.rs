//! Controls of what plays when: transport or keys, slots, fills, and when a change takes over.

use std::sync::Arc;

use groove::MidiKey;
use nice_plug::prelude::*;

use crate::{
    keys::COMMANDS,
    player::{ChangeAt, Follow, Slot},
    request::{Length, Round, Travel, Way},
};

use super::values::{byte, whole};

/// The highest key from which sixteen slots, live and fill have a key each.
const HIGHEST_FIRST_KEY: u8 = 128 - COMMANDS;

const LOWEST_KEY: MidiKey = match MidiKey::new(0) {
    Some(key) => key,
    None => unreachable!(),
};

/// See the module's documentation.
#[derive(Params)]
pub struct Playing {
    /// What starts and ends the playing.
    #[id = "follow"]
    pub follow: EnumParam<Follow>,
    /// The key of slot A; B to P, live and fill have the seventeen keys above.
    #[id = "keys_from"]
    pub keys_from: IntParam,
    /// What plays: 0 is the live groove, 1 to 16 a slot.
    #[id = "slot"]
    pub slot: IntParam,
    /// A fill while it is on.
    #[id = "fill"]
    pub fill: BoolParam,
    /// Plays by a clock of our own while the host stands.
    #[id = "audition"]
    pub audition: BoolParam,
    /// When a new groove takes over.
    #[id = "change_at"]
    pub change_at: EnumParam<ChangeAt>,
    /// Whether the morph goes by itself.
    #[id = "travel"]
    pub travel: EnumParam<Way>,
    /// How long it takes from A to B.
    #[id = "travel_bars"]
    pub travel_bars: EnumParam<Length>,
    /// Whether the groove goes along the path, and over how many bars.
    #[id = "path"]
    pub path: EnumParam<Round>,
}

impl Default for Playing {
    fn default() -> Self {
        let first_keys = (0, i32::from(HIGHEST_FIRST_KEY));
        Self {
            follow: EnumParam::new("Follow", Follow::default()),
            keys_from: whole("Key of slot A", 0, first_keys, (0, "0")),
            slot: slot(),
            fill: BoolParam::new("Fill", false),
            audition: BoolParam::new("Audition", false),
            change_at: EnumParam::new("Change at", ChangeAt::default()),
            travel: EnumParam::new("Travel", Way::default()),
            travel_bars: EnumParam::new("Travel length", Length::default()),
            path: EnumParam::new("Path", Round::default()),
        }
    }
}

impl Playing {
    /// The first of the keys that are commands, 0–110.
    #[must_use]
    pub fn first_key(&self) -> MidiKey {
        let key = MidiKey::new(byte(&self.keys_from, 0, HIGHEST_FIRST_KEY));
        key.unwrap_or(LOWEST_KEY)
    }

    /// Which slot is to play; `None` is the live groove.
    #[must_use]
    pub fn slot(&self) -> Option<Slot> {
        let number = usize::from(byte(&self.slot, 0, Slot::COUNT as u8));
        Slot::new(number.checked_sub(1)?)
    }

    pub(super) fn travel(&self) -> Travel {
        Travel {
            way: self.travel.value(),
            bars: self.travel_bars.value(),
        }
    }
}

fn slot() -> IntParam {
    const LIVE: &str = "Live";
    let range = IntRange::Linear {
        min: 0,
        max: Slot::COUNT as i32,
    };
    IntParam::new("Slot", 0, range)
        .with_value_to_string(Arc::new(|number| {
            let slot = usize::try_from(number - 1).ok().and_then(Slot::new);
            slot.map_or_else(|| LIVE.to_owned(), |slot| slot.to_string())
        }))
        .with_string_to_value(Arc::new(|text| {
            if text.eq_ignore_ascii_case(LIVE) {
                return Some(0);
            }
            let slot = Slot::all().find(|slot| text.eq_ignore_ascii_case(&slot.to_string()))?;
            Some(slot.index() as i32 + 1)
        }))
}

//! Controls of how strokes are bent on their way to notes. None of them asks the model.

use nice_plug::prelude::*;

use crate::player::{QuantizeGrid, Shaping, SwingUnit};

use super::{
    choices::{Keys, Map, keys_of_maps},
    values::{byte, inside, measure, percent, share, whole},
};

/// See the module's documentation.
#[derive(Params)]
pub struct Shape {
    /// How much of the played micro-timing is kept.
    #[id = "feel"]
    pub feel: FloatParam,
    /// Everything later or earlier, in milliseconds.
    #[id = "push"]
    pub push: FloatParam,
    /// Where in a pair the second note falls.
    #[id = "swing"]
    pub swing: FloatParam,
    /// Which pairs.
    #[id = "swing_unit"]
    pub swing_unit: EnumParam<SwingUnit>,
    /// How far strokes are pulled to the grid.
    #[id = "quantize"]
    pub quantize: FloatParam,
    /// Which grid.
    #[id = "quantize_grid"]
    pub quantize_grid: EnumParam<QuantizeGrid>,
    /// Soft strokes softer (below 0) or louder.
    #[id = "velocity_curve"]
    pub velocity_curve: FloatParam,
    /// The MIDI velocity of the softest stroke.
    #[id = "velocity_low"]
    pub velocity_low: IntParam,
    /// The MIDI velocity of the hardest stroke.
    #[id = "velocity_high"]
    pub velocity_high: IntParam,
    /// How many of the strokes sound.
    #[id = "density"]
    pub density: FloatParam,
    /// How long notes are, in sixteenths.
    #[id = "note_length"]
    pub note_length: FloatParam,
    /// Whether a closed hat ends an open one.
    #[id = "choke"]
    pub choke: BoolParam,
    /// Which keys the drums have.
    #[id = "map"]
    pub map: EnumParam<Map>,
    /// The keys of each map.
    keys: Vec<Keys>,
}

impl Default for Shape {
    fn default() -> Self {
        let between = |min, max| FloatRange::Linear { min, max };
        let lengths = FloatRange::Skewed {
            min: 0.05,
            max: 16.0,
            factor: FloatRange::skew_factor(-2.0),
        };
        Self {
            feel: share("Feel", 1.0, 1.5),
            push: measure("Push", 0.0, between(-50.0, 50.0), 1, " ms"),
            swing: percent("Swing", 0.5, 0.5, 0.75),
            swing_unit: EnumParam::new("Swing of", SwingUnit::default()),
            quantize: share("Quantize", 0.0, 1.0),
            quantize_grid: EnumParam::new("Quantize to", QuantizeGrid::default()),
            velocity_curve: measure("Velocity curve", 0.0, between(-1.0, 1.0), 2, ""),
            velocity_low: whole("Softest velocity", 0, (0, 127), (0, "0")),
            velocity_high: whole("Hardest velocity", 127, (0, 127), (0, "0")),
            density: share("Density", 1.0, 2.0),
            note_length: measure("Note length", 1.0, lengths, 2, " 16ths"),
            choke: BoolParam::new("Closed hat chokes open hat", true),
            map: EnumParam::new("Drum map", Map::GeneralMidi),
            keys: keys_of_maps(),
        }
    }
}

impl Shape {
    /// What they say; what belongs to single drums is left as it is by default.
    pub(super) fn shaping(&self) -> Shaping {
        let plain = Shaping::default();
        let keys = self.keys.get(self.map.value().to_index());
        Shaping {
            feel: inside(&self.feel),
            push: f64::from(inside(&self.push)),
            swing: inside(&self.swing),
            swing_unit: self.swing_unit.value(),
            quantize: inside(&self.quantize),
            quantize_grid: self.quantize_grid.value(),
            velocity_curve: inside(&self.velocity_curve),
            velocity_low: byte(&self.velocity_low, 0, 127),
            velocity_high: byte(&self.velocity_high, 0, 127),
            density: inside(&self.density),
            choke: self.choke.value(),
            note_length: inside(&self.note_length),
            keys: keys.copied().unwrap_or(plain.keys),
            ..plain
        }
    }
}

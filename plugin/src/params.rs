//! Every control is a host parameter: named, automatable, with values that can be read and typed.
//!
//! One source for each range and default: the host, the editor, the generator and the player all
//! read the parameters built here. [`Controls`] are atomic numbers and nothing else, so every
//! thread may read them.

mod attributes;
mod choices;
mod kit;
mod playing;
mod setting;
mod shape;
mod stored;
mod values;

#[cfg(test)]
mod tests;

pub use attributes::Attributes;
pub use choices::Map;
pub use kit::{BarControls, DrumControls, Kit};
pub use playing::Playing;
pub use setting::Setting;
pub use shape::Shape;
pub(crate) use stored::repair;

use std::sync::Arc;

use groove::DrumMap;
use nice_plug::prelude::*;

use crate::{
    corner::Corner,
    memory::{Memory, Saved},
    player::{Settings, Shaping},
    request::{Request, take_seed},
    window::KeptExtent,
};

/// How many of the latent space's principal axes have a control.
pub const AXES: usize = 8;

/// What the framework stores with a project: the controls, and the memory beside them.
#[derive(Params)]
pub struct QuatrainParams {
    /// Latents, grooves and the model's identity, as the project stores them.
    #[persist = "memory"]
    pub saved: Saved,
    /// How large the window is.
    #[persist = "window"]
    pub extent: Arc<KeptExtent>,
    /// The controls.
    #[nested]
    pub controls: Arc<Controls>,
}

impl QuatrainParams {
    /// All parameters at their defaults.
    #[must_use]
    pub fn new(memory: Arc<Memory>) -> Self {
        Self {
            saved: Saved(memory),
            extent: Arc::default(),
            controls: Arc::default(),
        }
    }
}

/// The parameters alone. Holds no lock, so the audio thread can read them.
#[derive(Params)]
pub struct Controls {
    /// Where groove A comes from.
    #[id = "a"]
    pub a: IntParam,
    /// Where groove B comes from.
    #[id = "b"]
    pub b: IntParam,
    /// Where groove C comes from.
    #[id = "c"]
    pub c: IntParam,
    /// Where groove D comes from.
    #[id = "d"]
    pub d: IntParam,
    /// The map's X: the place between A or C (0) and B or D (1). It was called morph when the
    /// map was no more than its upper edge.
    #[id = "morph"]
    pub morph: FloatParam,
    /// The map's Y: the place between A or B (0) and C or D (1).
    #[id = "map_y"]
    pub map_y: FloatParam,
    /// Shift along the widest principal axis, in standard deviations.
    #[id = "axis1"]
    pub axis1: FloatParam,
    /// Shift along the second axis.
    #[id = "axis2"]
    pub axis2: FloatParam,
    /// Shift along the third axis.
    #[id = "axis3"]
    pub axis3: FloatParam,
    /// Shift along the fourth axis.
    #[id = "axis4"]
    pub axis4: FloatParam,
    /// Shift along the fifth axis.
    #[id = "axis5"]
    pub axis5: FloatParam,
    /// Shift along the sixth axis.
    #[id = "axis6"]
    pub axis6: FloatParam,
    /// Shift along the seventh axis.
    #[id = "axis7"]
    pub axis7: FloatParam,
    /// Shift along the eighth axis.
    #[id = "axis8"]
    pub axis8: FloatParam,
    /// How freely hits are drawn.
    #[id = "temperature"]
    pub temperature: FloatParam,
    /// Which draw of the hits.
    #[id = "take"]
    pub take: IntParam,
    /// No notes of ours; incoming ones pass.
    #[id = "bypass"]
    pub bypass: BoolParam,
    /// What plays when.
    #[nested(group = "Playing")]
    pub playing: Playing,
    /// How strokes become notes.
    #[nested(group = "Shape")]
    pub shape: Shape,
    /// Each drum and each bar.
    #[nested]
    pub kit: Kit,
    /// What the groove is to have more or less of.
    #[nested(group = "Character")]
    pub attributes: Attributes,
}

impl Default for Controls {
    fn default() -> Self {
        Self {
            a: source(Corner::A),
            b: source(Corner::B),
            c: source(Corner::C),
            d: source(Corner::D),
            morph: values::share("Map X", 0.0, 1.0),
            map_y: values::share("Map Y", 0.0, 1.0),
            axis1: axis(1),
            axis2: axis(2),
            axis3: axis(3),
            axis4: axis(4),
            axis5: axis(5),
            axis6: axis(6),
            axis7: axis(7),
            axis8: axis(8),
            temperature: FloatParam::new(
                "Temperature",
                0.5,
                FloatRange::Linear { min: 0.1, max: 1.5 },
            )
            .with_step_size(0.01),
            take: numbered("Take", 0, "Surest"),
            bypass: BoolParam::new("Bypass", false)
                .with_value_to_string(formatters::v2s_bool_bypass())
                .with_string_to_value(formatters::s2v_bool_bypass())
                .make_bypass(),
            playing: Playing::default(),
            shape: Shape::default(),
            kit: Kit::default(),
            attributes: Attributes::default(),
        }
    }
}

impl Controls {
    /// Where the groove at a corner of the map comes from.
    #[must_use]
    pub fn source(&self, corner: Corner) -> &IntParam {
        match corner {
            Corner::A => &self.a,
            Corner::B => &self.b,
            Corner::C => &self.c,
            Corner::D => &self.d,
        }
    }

    /// The axis controls, the widest axis first.
    #[must_use]
    pub fn axes(&self) -> [&FloatParam; AXES] {
        [
            &self.axis1,
            &self.axis2,
            &self.axis3,
            &self.axis4,
            &self.axis5,
            &self.axis6,
            &self.axis7,
            &self.axis8,
        ]
    }

    /// What the controls ask the generator for now. Safe on every thread.
    #[must_use]
    pub fn request(&self) -> Request {
        Request::new(
            self.a.value(),
            self.b.value(),
            self.morph.value(),
            self.axes().map(FloatParam::value),
            self.temperature.value(),
            self.take.value(),
        )
        .with_map(self.c.value(), self.d.value(), self.map_y.value())
        .with_attributes(self.attributes.all().map(FloatParam::value))
        .with_travel(self.playing.travel())
        .with_path(self.playing.path.value())
        .with_locks(self.kit.locks())
    }

    /// Which keys mean which drum, by the map and the drums' own keys. Takes memory: not for the
    /// audio thread.
    #[must_use]
    pub fn drum_map(&self) -> DrumMap {
        self.kit.over(self.shape.map.value().drum_map())
    }

    /// What the controls ask the player for now. Safe on every thread.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let shaping = Shaping {
            // Another take falls to chance in another way.
            seed: take_seed(self.take.value()).0,
            ..self.kit.shape(self.shape.shaping())
        };
        Settings {
            shaping,
            change_at: self.playing.change_at.value(),
            follow: self.playing.follow.value(),
            slot: self.playing.slot(),
            fill: self.playing.fill.value(),
            audition: self.playing.audition.value(),
            bypassed: self.bypass.value(),
        }
    }
}

/// The range of everything that is chosen by number.
pub const NUMBERS: std::ops::RangeInclusive<i32> = 0..=9999;

/// The numbers that the map's corners have at first.
pub const CORNERS: [i32; Corner::COUNT] = [1, 2, 3, 4];

fn source(corner: Corner) -> IntParam {
    let name = format!("Groove {corner}");
    numbered(&name, CORNERS[corner.index()], "Stored")
}

/// A choice by number, with a name for 0.
fn numbered(name: &str, default: i32, zero: &'static str) -> IntParam {
    let range = IntRange::Linear {
        min: *NUMBERS.start(),
        max: *NUMBERS.end(),
    };
    IntParam::new(name, default, range)
        .with_value_to_string(Arc::new(move |number| match number {
            0 => zero.to_owned(),
            number => format!("No. {number}"),
        }))
        .with_string_to_value(Arc::new(move |text| {
            if text.eq_ignore_ascii_case(zero) {
                return Some(0);
            }
            let number = text.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '-');
            number
                .parse()
                .ok()
                .map(|number: i32| number.clamp(*NUMBERS.start(), *NUMBERS.end()))
        }))
}

fn axis(number: usize) -> FloatParam {
    let range = FloatRange::Linear {
        min: -3.0,
        max: 3.0,
    };
    values::measure(format!("Axis {number}"), 0.0, range, 2, " sd")
}

//! Every control is a host parameter: named, automatable, with values that can be read and typed.
//!
//! One source for each range and default: the host, the editor and the generator all read the
//! parameters built here.

use std::sync::Arc;

use nice_plug::prelude::*;

use crate::{
    memory::{Memory, Saved},
    request::Request,
};

/// How many of the latent space's principal axes have a control.
pub const AXES: usize = 8;

/// The parameters, and what is stored beside them.
#[derive(Params)]
pub struct QuatrainParams {
    /// Latents, grooves and the model's identity, as the project stores them.
    #[persist = "memory"]
    pub saved: Saved,

    /// Where groove A comes from.
    #[id = "a"]
    pub a: IntParam,
    /// Where groove B comes from.
    #[id = "b"]
    pub b: IntParam,
    /// The place between A (0) and B (1).
    #[id = "morph"]
    pub morph: FloatParam,
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
}

impl QuatrainParams {
    /// All parameters at their defaults.
    #[must_use]
    pub fn new(memory: Arc<Memory>) -> Self {
        Self {
            saved: Saved(memory),
            a: source("Groove A", 1),
            b: source("Groove B", 2),
            morph: FloatParam::new("Morph", 0.0, FloatRange::Linear { min: 0.0, max: 1.0 })
                .with_step_size(0.001)
                .with_unit(" %")
                .with_value_to_string(formatters::v2s_f32_percentage(1))
                .with_string_to_value(formatters::s2v_f32_percentage()),
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

    /// What the controls ask for now. Safe on every thread.
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
    }
}

/// The range of everything that is chosen by number.
pub const NUMBERS: std::ops::RangeInclusive<i32> = 0..=9999;

fn source(name: &str, default: i32) -> IntParam {
    numbered(name, default, "Stored")
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
    FloatParam::new(
        format!("Axis {number}"),
        0.0,
        FloatRange::Linear {
            min: -3.0,
            max: 3.0,
        },
    )
    .with_step_size(0.01)
    .with_unit(" sd")
    .with_value_to_string(formatters::v2s_f32_rounded(2))
    .with_string_to_value(Arc::new(|text| {
        text.trim_end_matches([' ', 's', 'd']).parse().ok()
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn params() -> QuatrainParams {
        QuatrainParams::new(Arc::new(Memory::default()))
    }

    /// Text of the nearest value, and the text after reading it.
    fn there_and_back(param: &impl Param, normalized: f32) -> (String, Option<String>) {
        let text = param.normalized_value_to_string(normalized, true);
        let read = param.string_to_normalized_value(&text);
        let again = read.map(|value| param.normalized_value_to_string(value, true));
        (text, again)
    }

    proptest! {
        #[test]
        fn value_texts_are_read_back(normalized in 0.0_f32..=1.0) {
            let params = params();
            let check = |(text, again)| prop_assert_eq_texts(text, again);
            for param in [&params.a, &params.b, &params.take] {
                check(there_and_back(param, normalized))?;
            }
            for param in params.axes().into_iter().chain([&params.morph, &params.temperature]) {
                check(there_and_back(param, normalized))?;
            }
            check(there_and_back(&params.bypass, normalized))?;
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let params = params();
            let _ = params.a.string_to_normalized_value(&text);
            let _ = params.morph.string_to_normalized_value(&text);
            let _ = params.axis1.string_to_normalized_value(&text);
        }
    }

    fn prop_assert_eq_texts(text: String, again: Option<String>) -> Result<(), TestCaseError> {
        prop_assert_eq!(Some(text), again);
        Ok(())
    }

    #[test]
    fn names_stand_for_zero() {
        let params = params();
        assert_eq!(params.a.string_to_normalized_value("stored"), Some(0.0));
        assert_eq!(
            params.take.string_to_normalized_value(" Surest "),
            Some(0.0)
        );
        assert_eq!(params.a.string_to_normalized_value("No. 9999"), Some(1.0));
        assert_eq!(params.a.string_to_normalized_value("99999"), Some(1.0));
        assert_eq!(params.a.string_to_normalized_value("nothing"), None);
    }

    #[test]
    fn ids_are_what_projects_have_stored() {
        let ids: Vec<_> = params()
            .param_map()
            .into_iter()
            .map(|(id, ..)| id)
            .collect();
        let expected = [
            "a",
            "b",
            "morph",
            "axis1",
            "axis2",
            "axis3",
            "axis4",
            "axis5",
            "axis6",
            "axis7",
            "axis8",
            "temperature",
            "take",
            "bypass",
        ];
        assert_eq!(ids, expected, "never rename an id: projects are lost");
    }
}

//! Kinds of parameters: how their values are written, and how a text is read back.

use std::sync::Arc;

use nice_plug::prelude::*;

/// A share, shown in percent: 0 to `most`.
pub(super) fn share(name: impl Into<String>, default: f32, most: f32) -> FloatParam {
    percent(name, default, 0.0, most)
}

/// A number between two others, shown in percent.
pub(super) fn percent(name: impl Into<String>, default: f32, min: f32, max: f32) -> FloatParam {
    FloatParam::new(name, default, FloatRange::Linear { min, max })
        .with_step_size(0.001)
        .with_unit(" %")
        .with_value_to_string(formatters::v2s_f32_percentage(1))
        .with_string_to_value(formatters::s2v_f32_percentage())
}

/// A number with a unit, shown with so many digits behind the point.
pub(super) fn measure(
    name: impl Into<String>,
    default: f32,
    range: FloatRange,
    digits: i32,
    unit: &'static str,
) -> FloatParam {
    FloatParam::new(name, default, range)
        .with_step_size(10.0_f32.powi(-digits))
        .with_unit(unit)
        .with_value_to_string(formatters::v2s_f32_rounded(digits.unsigned_abs() as usize))
        .with_string_to_value(Arc::new(move |text| {
            let number = text.trim().trim_end_matches(unit.trim());
            number.trim().parse().ok()
        }))
}

/// A whole number, one of whose values has a name instead.
pub(super) fn whole(
    name: impl Into<String>,
    default: i32,
    (min, max): (i32, i32),
    (named, text): (i32, &'static str),
) -> IntParam {
    IntParam::new(name, default, IntRange::Linear { min, max })
        .with_value_to_string(Arc::new(move |number| {
            if number == named {
                text.to_owned()
            } else {
                number.to_string()
            }
        }))
        .with_string_to_value(Arc::new(move |typed| {
            if typed.eq_ignore_ascii_case(text) {
                return Some(named);
            }
            let number: i32 = typed.parse().ok()?;
            Some(number.clamp(min, max))
        }))
}

/// What a parameter is at; a value that a project or a host got wrong is brought in.
pub(super) fn inside(param: &FloatParam) -> f32 {
    let value = param.value();
    let (low, high) = (param.preview_plain(0.0), param.preview_plain(1.0));
    if value.is_nan() {
        param.default_plain_value()
    } else {
        value.clamp(low, high)
    }
}

/// The same for a whole number in the range of a byte.
pub(super) fn byte(param: &IntParam, low: u8, high: u8) -> u8 {
    param.value().clamp(i32::from(low), i32::from(high)) as u8
}

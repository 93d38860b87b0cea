//! The parameters of a stored project, before the framework takes them over as they are.
//!
//! It would leave a parameter that an earlier version did not know where it happens to stand, and
//! take any number: one out of range makes it panic when the project is stored again.

use nice_plug::{
    params::internals::ParamPtr,
    plugin::ParamValue,
    prelude::{Param, Params, PluginState},
};

use super::Controls;

/// Brings every stored value into range, and what is missing or of another kind to its default.
pub(crate) fn repair(state: &mut PluginState) {
    let controls = Controls::default();
    for (id, param, _) in controls.param_map() {
        // SAFETY: the parameters are those of `controls`, which outlives this loop.
        let sound = unsafe { sound(param, state.params.get(&id)) };
        state.params.insert(id, sound);
    }
}

/// The stored value if it is one of the parameter's, else the nearest or its default.
///
/// # Safety
///
/// The parameter must still be there.
pub(super) unsafe fn sound(param: ParamPtr, stored: Option<&ParamValue>) -> ParamValue {
    match param {
        ParamPtr::FloatParam(param) => {
            // SAFETY: the caller's promise.
            let param = unsafe { &*param };
            ParamValue::F32(match stored {
                Some(ParamValue::F32(value)) if !value.is_nan() => {
                    value.clamp(param.preview_plain(0.0), param.preview_plain(1.0))
                }
                _ => param.default_plain_value(),
            })
        }
        ParamPtr::IntParam(param) => {
            // SAFETY: the caller's promise.
            let param = unsafe { &*param };
            ParamValue::I32(match stored {
                Some(ParamValue::I32(value)) => {
                    (*value).clamp(param.preview_plain(0.0), param.preview_plain(1.0))
                }
                _ => param.default_plain_value(),
            })
        }
        ParamPtr::BoolParam(param) => {
            // SAFETY: the caller's promise.
            let param = unsafe { &*param };
            ParamValue::Bool(match stored {
                Some(ParamValue::Bool(value)) => *value,
                _ => param.default_plain_value(),
            })
        }
        ParamPtr::EnumParam(param) => {
            // SAFETY: the caller's promise.
            let param = unsafe { &*param };
            // Asked of the parameter itself, which is at its default: it knows its ids.
            let default = param.unmodulated_plain_id().unwrap_or_default();
            ParamValue::String(match stored {
                Some(ParamValue::String(id)) if param.set_from_id(id) => id.clone(),
                _ => default.to_owned(),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn repaired(params: &[(&str, ParamValue)]) -> BTreeMap<String, ParamValue> {
        let params = params.iter().cloned();
        let mut state = PluginState {
            version: String::new(),
            params: params.map(|(id, value)| (id.to_owned(), value)).collect(),
            fields: BTreeMap::new(),
        };
        repair(&mut state);
        state.params
    }

    #[test]
    fn a_value_in_range_stays_as_it_is() {
        let params = repaired(&[
            ("morph", ParamValue::F32(0.123_456)),
            ("slot", ParamValue::I32(16)),
            ("fill", ParamValue::Bool(true)),
            ("change_at", ParamValue::String("four_bars".into())),
        ]);
        assert!(matches!(params["morph"], ParamValue::F32(0.123_456)));
        assert!(matches!(params["slot"], ParamValue::I32(16)));
        assert!(matches!(params["fill"], ParamValue::Bool(true)));
        assert!(matches!(&params["change_at"], ParamValue::String(id) if id == "four_bars"));
    }

    #[test]
    fn what_is_out_of_range_or_of_another_kind_is_brought_in() {
        let params = repaired(&[
            ("morph", ParamValue::F32(7.5)),
            ("feel", ParamValue::F32(f32::NAN)),
            ("key_1", ParamValue::I32(i32::MIN)),
            ("channel_9", ParamValue::Bool(true)),
            ("change_at", ParamValue::I32(77)),
            ("follow", ParamValue::String("the moon".into())),
        ]);
        assert!(matches!(params["morph"], ParamValue::F32(1.0)));
        assert!(matches!(params["feel"], ParamValue::F32(1.0)));
        assert!(matches!(params["key_1"], ParamValue::I32(-1)));
        assert!(matches!(params["channel_9"], ParamValue::I32(10)));
        assert!(matches!(&params["change_at"], ParamValue::String(id) if id == "now"));
        assert!(matches!(&params["follow"], ParamValue::String(id) if id == "transport"));
    }

    #[test]
    fn what_an_earlier_version_did_not_know_is_at_its_default() {
        let params = repaired(&[("a", ParamValue::I32(0))]);
        assert_eq!(params.len(), Controls::default().param_map().len());
        assert!(matches!(params["a"], ParamValue::I32(0)));
        assert!(matches!(params["density"], ParamValue::F32(1.0)));
    }
}

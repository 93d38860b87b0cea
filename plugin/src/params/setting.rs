//! Where the controls stand, as presets and the other side of a comparison hold it.
//!
//! What belongs to the instrument's surroundings is no part of it: bypass and audition, what starts
//! the playing, which keys and channels the drums have. A preset that changed those would go silent in
//! somebody else's studio.

use std::collections::BTreeMap;

use nice_plug::{
    params::{InternalParamMut, internals::ParamPtr},
    plugin::ParamValue,
    prelude::{Param, Params},
};
use serde::{Deserialize, Serialize};

use super::{Controls, stored::sound};
use crate::request::Request;

/// The surroundings: what no setting holds. Those that end with `_` are of each drum.
const SURROUNDINGS: [&str; 8] = [
    "bypass",
    "audition",
    "fill",
    "follow",
    "keys_from",
    "map",
    "key_",
    "channel_",
];

/// Values of parameters by id, in their own units. Those that it does not know are at their defaults.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Setting(BTreeMap<String, Stored>);

/// A value as files hold it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Switch(bool),
    Whole(i32),
    Number(f32),
    Choice(String),
}

impl Setting {
    /// Where the controls stand now.
    #[must_use]
    pub fn of(controls: &Controls) -> Self {
        let params = controls.param_map().into_iter();
        let held = params.filter(|(id, ..)| is_held(id));
        // SAFETY: the parameters are those of `controls`, which is borrowed.
        let values = held.filter_map(|(id, param, _)| Some((id, unsafe { value(param) }?)));
        Self(values.collect())
    }

    /// The same with one value more, if there is such a parameter.
    #[must_use]
    pub fn with_number(mut self, id: &str, number: f32) -> Self {
        self.0.insert(id.to_owned(), Stored::Number(number));
        self
    }

    /// The same with one choice more, if there is such a parameter.
    #[must_use]
    pub fn with_choice(mut self, id: &str, choice: &str) -> Self {
        self.0
            .insert(id.to_owned(), Stored::Choice(choice.to_owned()));
        self
    }

    /// Which controls stand elsewhere, and where they are to go (normalized).
    #[must_use]
    pub fn moves(&self, controls: &Controls) -> Vec<(ParamPtr, f32)> {
        let goal = self.controls();
        let goals = goal.param_map().into_iter();
        let pairs = goals.zip(controls.param_map());
        let held = pairs.filter(|((id, ..), _)| is_held(id));
        let moves = held.filter_map(|((_, goal, _), (_, param, _))| {
            // SAFETY: both are parameters of controls that are still there.
            let (goal, now) = unsafe {
                (
                    goal.unmodulated_normalized_value(),
                    param.unmodulated_normalized_value(),
                )
            };
            (goal != now).then_some((param, goal))
        });
        moves.collect()
    }

    /// What controls that stand here ask the generator for.
    #[must_use]
    pub fn request(&self) -> Request {
        self.controls().request()
    }

    /// What controls ask for that were moved here by a host, which knows nothing but normalized
    /// values.
    #[must_use]
    pub fn request_by_host(&self) -> Request {
        let controls = Controls::default();
        for (param, goal) in self.moves(&controls) {
            // SAFETY: the parameters are those of `controls`.
            unsafe { param._internal_set_normalized_value(goal) };
        }
        controls.request()
    }

    /// Controls that stand here.
    fn controls(&self) -> Controls {
        let controls = Controls::default();
        for (id, param, _) in controls.param_map() {
            if let Some(stored) = self.0.get(&id).filter(|_| is_held(&id)) {
                // SAFETY: the parameters are those of `controls`.
                unsafe { put(param, stored) };
            }
        }
        controls
    }
}

/// Whether a setting holds this parameter.
fn is_held(id: &str) -> bool {
    let is_it = |one: &str| one == id || (one.ends_with('_') && id.starts_with(one));
    !SURROUNDINGS.into_iter().any(is_it)
}

/// What a parameter stands at; `None` for one whose choices have no ids.
///
/// # Safety
///
/// The parameter must still be there.
unsafe fn value(param: ParamPtr) -> Option<Stored> {
    // SAFETY: the caller's promise.
    unsafe {
        match param {
            ParamPtr::FloatParam(param) => Some(Stored::Number((*param).unmodulated_plain_value())),
            ParamPtr::IntParam(param) => Some(Stored::Whole((*param).unmodulated_plain_value())),
            ParamPtr::BoolParam(param) => Some(Stored::Switch((*param).unmodulated_plain_value())),
            ParamPtr::EnumParam(param) => {
                let id = (*param).unmodulated_plain_id()?;
                Some(Stored::Choice(id.to_owned()))
            }
        }
    }
}

/// Lets a parameter stand where a file says, or as near as can be.
///
/// # Safety
///
/// The parameter must still be there, and no host may know it.
unsafe fn put(param: ParamPtr, stored: &Stored) {
    let stored = match (param, stored) {
        (ParamPtr::FloatParam(_), Stored::Whole(number)) => ParamValue::F32(*number as f32),
        (ParamPtr::IntParam(_), Stored::Number(number)) => ParamValue::I32(number.round() as i32),
        (_, Stored::Number(number)) => ParamValue::F32(*number),
        (_, Stored::Whole(number)) => ParamValue::I32(*number),
        (_, Stored::Switch(is_on)) => ParamValue::Bool(*is_on),
        (_, Stored::Choice(id)) => ParamValue::String(id.clone()),
    };
    // SAFETY: the caller's promise.
    unsafe {
        match (param, sound(param, Some(&stored))) {
            (ParamPtr::FloatParam(param), ParamValue::F32(value)) => {
                (*param)._internal_set_plain_value(value);
            }
            (ParamPtr::IntParam(param), ParamValue::I32(value)) => {
                (*param)._internal_set_plain_value(value);
            }
            (ParamPtr::BoolParam(param), ParamValue::Bool(value)) => {
                (*param)._internal_set_plain_value(value);
            }
            (ParamPtr::EnumParam(param), ParamValue::String(id)) => {
                (*param).set_from_id(&id);
            }
            // `sound` gives a value of the parameter's own kind.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::params::tests::set;

    fn go(setting: &Setting, controls: &Controls) {
        for (param, goal) in setting.moves(controls) {
            // SAFETY: the controls are borrowed.
            unsafe { param._internal_set_normalized_value(goal) };
        }
    }

    proptest! {
        #[test]
        fn wherever_the_controls_stand_they_come_back_there(
            places in prop::collection::vec(0.0_f32..=1.0, 128),
        ) {
            let controls = Controls::default();
            for ((_, param, _), place) in controls.param_map().into_iter().zip(places) {
                // SAFETY: the controls are still there.
                unsafe { param._internal_set_normalized_value(place) };
            }
            let setting = Setting::of(&controls);
            let text = serde_json::to_string(&setting).expect("plain values");
            let read: Setting = serde_json::from_str(&text).expect("our own text");
            prop_assert_eq!(&read, &setting);
            let others = Controls::default();
            go(&read, &others);
            // A host that rounds moves by less than the last digit.
            prop_assert_eq!(others.request(), read.request_by_host());
            prop_assert!(read.moves(&others).is_empty());
        }
    }

    #[test]
    fn the_surroundings_stay_as_they_are() {
        let controls = Controls::default();
        for id in ["bypass", "audition", "follow", "key_1", "channel_9", "map"] {
            set(&controls, id, 1.0);
        }
        let before = Setting::of(&controls);
        assert_eq!(before, Setting::of(&Controls::default()));
        go(&Setting::default(), &controls);
        assert!(controls.bypass.value() && controls.playing.audition.value());
        assert_eq!(controls.kit.drums[0].key.value(), 127);
    }

    #[test]
    fn what_a_file_does_not_know_is_at_its_default_and_strange_values_are_brought_in() {
        let text = r#"{"morph": 7, "take": 2.0, "density": true, "change_at": "never", "new": 1,
                       "lock_1": true, "swing": 0.6}"#;
        let setting: Setting = serde_json::from_str(text).expect("values of any kind");
        let controls = Controls::default();
        set(&controls, "map_y", 0.7);
        set(&controls, "density", 0.9);
        go(&setting, &controls);
        assert_eq!((controls.morph.value(), controls.map_y.value()), (1.0, 0.0));
        assert_eq!(controls.take.value(), 2);
        assert_eq!(controls.shape.density.value(), 1.0);
        assert!(controls.kit.drums[0].lock.value());
        assert_eq!(setting.request().morph(), 1.0);
    }
}

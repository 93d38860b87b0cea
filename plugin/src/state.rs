//! What a project stores beside the parameters: latents, the decoded grooves, and which model
//! made them. So the same notes play for ever, even where the model is missing.
//!
//! Reading never fails as a whole: what can be read is used, and a [`StateError`] says what is
//! wrong with the rest.

use std::sync::Arc;

use groove::Groove;
use inference::{Latent, ModelIdentity};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::request::Request;

/// The version of the state that is written, and the newest that is understood.
pub const VERSION: u32 = 1;

/// A groove with the place it was decoded from and the model that decoded it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// Who decoded it.
    pub model: ModelIdentity,
    /// Its place in that model's latent space.
    pub latent: Latent,
    /// What was decoded.
    pub groove: Arc<Groove>,
}

/// One end of the morph.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// The groove that was stored in the card.
    pub kept: Option<Made>,
    /// The groove at this end now: the stored or a dreamt one.
    pub now: Option<Made>,
}

/// Everything a project stores of an instance, the parameters aside.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The setting that `heard` answers.
    pub request: Option<Request>,
    /// What plays.
    pub heard: Option<Made>,
    /// The end at 0.
    pub a: End,
    /// The end at 1.
    pub b: End,
}

/// What is wrong with a stored state.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StateError {
    /// It is not what a state looks like.
    #[error(
        "the project's Quatrain state is damaged ({reason}); {}", salvage(*groove_plays)
    )]
    Damaged {
        /// Where reading ended.
        reason: String,
        /// Whether the groove in it could be read.
        groove_plays: bool,
    },
    /// It was written by a newer Quatrain.
    #[error(
        "the project was saved by a newer Quatrain (state {found}, known up to {VERSION}): \
         update the plugin; {}", salvage(*groove_plays)
    )]
    Newer {
        /// Its version.
        found: u64,
        /// Whether the groove in it could be read.
        groove_plays: bool,
    },
}

fn salvage(groove_plays: bool) -> &'static str {
    if groove_plays {
        "its groove still plays"
    } else {
        "its groove could not be read"
    }
}

impl State {
    /// As a project stores it.
    #[must_use]
    pub fn write(&self) -> Value {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        value["version"] = VERSION.into();
        value
    }

    /// Reads what can be read, and says what is wrong with the rest. An absent state (null) is
    /// an empty one.
    #[must_use]
    pub fn read(value: Value) -> (Self, Option<StateError>) {
        if value.is_null() {
            return (Self::default(), None);
        }
        let version = value.get("version").and_then(Value::as_u64);
        let heard = value.get("heard").cloned();
        let salvaged = || {
            let heard = heard.and_then(|heard| serde_json::from_value(heard).ok().flatten());
            let groove_plays = heard.is_some();
            (
                Self {
                    heard,
                    ..Self::default()
                },
                groove_plays,
            )
        };
        let reason = match version {
            Some(found) if found > u64::from(VERSION) => {
                let (state, groove_plays) = salvaged();
                return (
                    state,
                    Some(StateError::Newer {
                        found,
                        groove_plays,
                    }),
                );
            }
            None => "it has no version number".to_owned(),
            Some(_) => match serde_json::from_value::<Self>(value) {
                Ok(state) => return (state, None),
                Err(error) => error.to_string(),
            },
        };
        let (state, groove_plays) = salvaged();
        (
            state,
            Some(StateError::Damaged {
                reason,
                groove_plays,
            }),
        )
    }
}

#[cfg(test)]
mod tests {
    use groove::{Cell, Drum, Grid, Offset, Step, Velocity};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn made() -> Made {
        let mut groove = Groove::empty(Grid::FOUR_BARS);
        for step in [0, 5, 63] {
            let mut cell = Cell::stroke(Velocity::new(0.7), Offset::new(-0.123));
            cell.probability = 0.9.into();
            groove.set(Step(step), Drum::Snare, cell);
        }
        let model = ModelIdentity {
            name: "Rehearsal".into(),
            sha256: "ab".repeat(32),
        };
        Made {
            model,
            latent: Latent(vec![0.1, -2.5]),
            groove: Arc::new(groove),
        }
    }

    fn state() -> State {
        State {
            request: Some(Request::new(0, 7, 0.25, [0.1; crate::params::AXES], 0.7, 3)),
            heard: Some(made()),
            a: End {
                kept: Some(made()),
                now: Some(made()),
            },
            b: End {
                kept: None,
                now: Some(made()),
            },
        }
    }

    #[test]
    fn what_is_stored_is_what_was() {
        let text = state().write().to_string();
        let value = serde_json::from_str(&text).expect("our own text");
        assert_eq!(State::read(value), (state(), None));
    }

    #[test]
    fn the_future_is_told_and_its_groove_plays() {
        let mut value = state().write();
        value["version"] = 7.into();
        value["a"] = "something new".into();
        let (read, error) = State::read(value);
        assert_eq!(read.heard, Some(made()));
        assert_eq!(
            error,
            Some(StateError::Newer {
                found: 7,
                groove_plays: true
            })
        );
    }

    #[test]
    fn a_torn_state_is_told_and_keeps_what_is_whole() {
        let mut value = state().write();
        value["a"] = 5.into();
        let (read, error) = State::read(value.clone());
        assert_eq!(read.heard, Some(made()));
        assert!(matches!(
            error,
            Some(StateError::Damaged {
                groove_plays: true,
                ..
            })
        ));
        value["heard"]["groove"]["strokes"][0]["step"] = 4_000.into();
        let (read, error) = State::read(value);
        assert_eq!(read, State::default());
        assert!(matches!(
            error,
            Some(StateError::Damaged {
                groove_plays: false,
                ..
            })
        ));
        assert!(State::read(json!("half a te")).1.is_some());
        assert_eq!(State::read(Value::Null), (State::default(), None));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let key = prop_oneof![
            "version",
            "heard",
            "a",
            "b",
            "kept",
            "now",
            "groove",
            "grid",
            "strokes",
            "latent",
            "model",
            "request",
            "[a-z]{0,4}"
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(key.clone(), inner, 0..6).prop_map(Value::from_iter),
            ]
        })
    }

    proptest! {
        #[test]
        fn anything_is_read_without_a_panic(value in any_json()) {
            let (state, _) = State::read(value);
            prop_assert_eq!(State::read(state.write()), (state, None));
        }

        #[test]
        fn a_state_with_a_changed_spot_is_read_without_a_panic(
            spot in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let mut bytes = state().write().to_string().into_bytes();
            let spot = spot.index(bytes.len());
            bytes[spot] = byte;
            if let Ok(value) = serde_json::from_slice(&bytes) {
                let _ = State::read(value);
            }
        }
    }
}

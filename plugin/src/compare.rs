//! Two scenes, A and B, between which one click goes to and fro. One of them plays, the other waits in
//! the state.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::scene::Scene;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The first: where one begins.
    #[default]
    A,
    /// The second.
    B,
}

impl Side {
    /// The one that it is not.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::A => "A",
            Self::B => "B",
        })
    }
}

/// See the module's documentation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compare {
    /// Which of the two plays.
    pub side: Side,
    /// The one that waits. There is none before one has gone to it.
    pub other: Option<Arc<Scene>>,
}

impl Compare {
    /// As a state holds it.
    pub(crate) fn write(&self) -> Value {
        let other = self.other.as_ref().map(|other| {
            json!({
                "params": other.setting,
                "memory": other.state.write(),
            })
        });
        other.map_or(
            Value::Null,
            |other| json!({ "side": self.side, "other": other }),
        )
    }
}

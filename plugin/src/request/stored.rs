//! A request as projects store it, not yet brought into range. What an earlier version did not
//! know has a default, under which it is what it was.

use std::collections::BTreeMap;

use groove::statistics::Attribute;
use serde::{Deserialize, Serialize};

use super::{Locks, Request, Round, Travel};
use crate::{
    direction::ATTRIBUTES,
    params::{AXES, CORNERS},
};

/// See the module's documentation.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Stored {
    a: i32,
    b: i32,
    morph: f32,
    /// The first version knew no more than the map's upper edge.
    #[serde(default = "third")]
    c: i32,
    #[serde(default = "fourth")]
    d: i32,
    #[serde(default)]
    map_y: f32,
    axes: [f32; AXES],
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<Attribute, f32>,
    temperature: f32,
    take: i32,
    #[serde(default, skip_serializing_if = "Travel::is_off")]
    travel: Travel,
    #[serde(default, skip_serializing_if = "Round::is_off")]
    path: Round,
    #[serde(default, skip_serializing_if = "Locks::are_open")]
    locks: Locks,
}

fn third() -> i32 {
    CORNERS[2]
}

fn fourth() -> i32 {
    CORNERS[3]
}

impl From<Stored> for Request {
    fn from(fields: Stored) -> Self {
        let Stored {
            a,
            b,
            morph,
            c,
            d,
            map_y,
            axes,
            attributes,
            temperature,
            take,
            travel,
            path,
            locks,
        } = fields;
        let moved = |attribute| attributes.get(&attribute).copied().unwrap_or_default();
        Self::new(a, b, morph, axes, temperature, take)
            .with_map(c, d, map_y)
            .with_attributes(ATTRIBUTES.map(moved))
            .with_travel(travel)
            .with_path(path)
            .with_locks(locks)
    }
}

impl From<Request> for Stored {
    fn from(request: Request) -> Self {
        let [a, b, c, d] = request.corners.map(|source| source.0 as i32);
        let moved = ATTRIBUTES.into_iter().zip(request.attributes);
        Self {
            a,
            b,
            morph: request.morph,
            c,
            d,
            map_y: request.map_y,
            axes: request.axes,
            attributes: moved.filter(|(_, moved)| *moved != 0.0).collect(),
            temperature: request.temperature.get(),
            take: request.take.0 as i32,
            travel: request.travel,
            path: request.path,
            locks: request.locks,
        }
    }
}

//! Which parts of a groove come from which draw: its bars may come from several places, and its
//! parts may have takes of their own.

use groove::{Drum, Groove, Step};
use inference::{Latent, Seed};

use crate::sheet::Takes;

/// See the module's documentation.
#[derive(Default)]
pub(super) struct Patches(Vec<Patch>);

struct Patch {
    /// Which of the places.
    place: usize,
    /// Which take of its own, 0 for the common one.
    number: u16,
    /// The bars of drums that come from here.
    parts: Vec<(usize, Drum)>,
}

impl Patches {
    /// Lets a drum's bar come from a take at a place.
    pub fn add(&mut self, place: usize, number: u16, bar: usize, drum: Drum) {
        let is_it = |patch: &&mut Patch| patch.place == place && patch.number == number;
        match self.0.iter_mut().find(is_it) {
            Some(patch) => patch.parts.push((bar, drum)),
            None => self.0.push(Patch {
                place,
                number,
                parts: vec![(bar, drum)],
            }),
        }
    }

    /// What is to be decoded for it: parts with takes of their own lie beside the common place,
    /// where `diced` says, and are drawn on their own.
    pub fn draws(
        &self,
        places: &[Latent],
        common: Seed,
        diced: impl Fn(&Latent, Seed) -> Latent,
    ) -> Vec<(Latent, Seed)> {
        let patches = self.0.iter();
        let draws = patches.filter_map(|patch| {
            let here = places.get(patch.place)?;
            let place = match patch.number {
                0 => here.clone(),
                // Another common take draws other hits there, but leaves the place.
                number => diced(here, Takes::seed(Seed(0), number)),
            };
            Some((place, Takes::seed(common, patch.number)))
        });
        draws.collect()
    }

    /// Puts the parts of what was decoded into `groove`.
    pub fn lay<'a>(&self, decoded: impl Iterator<Item = &'a Groove>, groove: &mut Groove) {
        for (patch, other) in self.0.iter().zip(decoded) {
            for &(bar, drum) in &patch.parts {
                let steps = groove.grid().steps_per_bar();
                for step in (bar * steps..(bar + 1) * steps).map(Step) {
                    groove.set(step, drum, other.cell(step, drum));
                }
            }
        }
    }
}

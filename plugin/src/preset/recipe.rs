//! How the factory presets are made with a model: four of its grooves by number, and where the
//! controls stand. `cargo xtask presets` makes all of them anew.
//!
//! Numbers are rounded: files stay small, and a machine that calculates the last digit in another
//! way makes the same files.

use std::{path::Path, sync::Arc};

use groove::{Groove, Offset, Velocity};
use inference::{Draw, Latent, ModelError, Seed, Temperature};

use super::{Preset, Title};
use crate::{
    corner::Corner,
    generator::{self, Maker, OpenError, Shared},
    model,
    params::Setting,
    player::Slot,
    scene::Scene,
    state::{Made, State},
};

mod table;

pub use table::RECIPES;

/// See the module's documentation.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// What the preset is called.
    pub name: &'static str,
    /// Its styles.
    pub styles: &'static [&'static str],
    /// What is special about it.
    pub about: &'static str,
    /// The numbers of the grooves at the map's corners, as the model's seeds.
    pub corners: [u64; Corner::COUNT],
    /// Where the puck is, X and Y.
    pub puck: (f32, f32),
    /// Controls that stand elsewhere than at their defaults, by id.
    pub numbers: &'static [(&'static str, f32)],
    /// Choices that are others, by id.
    pub choices: &'static [(&'static str, &'static str)],
}

/// So many parts of 1 are kept of a number.
const PARTS: f32 = 1_000.0;

fn rounded(number: f32) -> f32 {
    (number * PARTS).round() / PARTS
}

impl Recipe {
    /// Makes the preset with the model in this folder.
    ///
    /// # Errors
    /// If the model can't be opened or fails.
    pub fn make(&self, folder: &Path) -> Result<Preset, OpenError> {
        let maker = model::open_folder(folder)?;
        let setting = self.setting();
        let request = setting.request();
        let mut state = State {
            slots: self.slots(&*maker, request.temperature())?,
            ..State::default()
        };
        let shared = Arc::new(Shared::default());
        shared.memory.load(state.write());
        let mut makers = Some(maker);
        let open = move |_: Option<&_>| {
            makers.take().ok_or_else(|| OpenError::NoneInstalled {
                place: "its recipe".to_owned(),
            })
        };
        generator::answer(&shared, Box::new(move || request), Box::new(open));
        let made = shared.memory.snapshot().state;
        state.request = made.request;
        state.live = made.live.into_iter().map(plain).collect();
        state.fill = made.fill.map(plain);
        let title = Title {
            name: self.name.to_owned(),
            styles: self.styles.iter().map(|&style| style.to_owned()).collect(),
            about: self.about.to_owned(),
        };
        let scene = Scene { setting, state };
        Ok(Preset { title, scene })
    }

    fn setting(&self) -> Setting {
        // Of what is at its default nothing is written: so the files stay when controls join.
        let mut setting = Setting::default();
        // Where 0 is, the corner's groove is the stored one.
        for corner in ["a", "b", "c", "d"] {
            setting = setting.with_number(corner, 0.0);
        }
        let puck = [("morph", self.puck.0), ("map_y", self.puck.1)];
        for (id, number) in puck.iter().chain(self.numbers) {
            setting = setting.with_number(id, *number);
        }
        for (id, choice) in self.choices {
            setting = setting.with_choice(id, choice);
        }
        setting
    }

    /// The grooves of the corners in their slots.
    fn slots(
        &self,
        maker: &dyn Maker,
        temperature: Temperature,
    ) -> Result<[Option<Made>; Slot::COUNT], ModelError> {
        let places = self.corners.map(|number| {
            let Latent(numbers) = maker.sample(Seed(number));
            Latent(numbers.into_iter().map(rounded).collect())
        });
        let draws = places.each_ref().map(|latent| Draw {
            latent,
            take: Seed(0),
            temperature,
        });
        let grooves = maker.decode(&draws)?;
        let mut slots = [const { None }; Slot::COUNT];
        for ((slot, latent), groove) in slots.iter_mut().zip(places).zip(grooves) {
            *slot = Some(plain(Made {
                model: maker.identity().clone(),
                latent,
                groove: Arc::new(groove),
            }));
        }
        Ok(slots)
    }
}

/// The same in round numbers.
fn plain(made: Made) -> Made {
    let mut groove = Groove::clone(&made.groove);
    for cell in groove.cells_mut() {
        cell.velocity = Velocity::new(rounded(cell.velocity.get()));
        cell.offset = Offset::new(rounded(cell.offset.get()));
        cell.probability = rounded(cell.probability.get()).into();
    }
    Made {
        latent: Latent(made.latent.0.into_iter().map(rounded).collect()),
        groove: Arc::new(groove),
        ..made
    }
}

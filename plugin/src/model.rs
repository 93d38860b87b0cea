//! The real [`Maker`]: a model folder, opened by `inference`.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Weak},
    time::SystemTime,
};

use groove::{Grid, Groove, statistics::Attribute};
use inference::{
    CARD_FILE, Draw, Latent, Model, ModelError, ModelIdentity, Provider, RuntimeOptions, Seed,
    interpolate,
};
use parking_lot::Mutex;

use crate::{
    direction::{ATTRIBUTES, Direction},
    generator::{About, Ends, Maker, OpenError, Reach},
    library,
};

/// What a model's card calls the size of its fills, …
const FILL: &str = "fill";
/// … and by how many standard deviations a fill is bigger than the groove's own.
const BIGGER: f32 = 2.5;
/// The number of the random groove whose last bar is a fill where the card knows no other.
const OTHER_BAR: Seed = Seed(1);
/// How far a throw of the dice goes towards another groove where a latent tells phrase and bars not
/// apart.
const HALF_WAY: f32 = 0.5;

/// A model that is open, with its folder and the time of its card.
type Opened = (PathBuf, Option<SystemTime>, Weak<Model>);

/// The models that instances in this process have open, by folder and time of the card, so that
/// ten drummers in a project share one model and a retrained one is read anew.
static OPENED: Mutex<Vec<Opened>> = Mutex::new(Vec::new());

/// Opens the model that was chosen; where none was, the first that can be opened.
///
/// # Errors
/// If it is not installed or can't be used; without a choice if none is installed, or why the first
/// one can't be used.
pub fn open(chosen: Option<&ModelIdentity>) -> Result<Box<dyn Maker>, OpenError> {
    if let Some(chosen) = chosen {
        let folder = library::find(chosen).ok_or_else(|| OpenError::ChosenMissing {
            name: chosen.name.clone(),
            place: place(),
        })?;
        return open_folder(&folder);
    }
    let mut first_error = None;
    for folder in inference::find_models() {
        match open_shared(&folder) {
            Ok(model) => return Ok(Box::new(Drummer::new(model))),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.map_or_else(|| OpenError::NoneInstalled { place: place() }, Into::into))
}

/// Opens the model in a folder.
///
/// # Errors
/// If there is none, or it can't be used.
pub fn open_folder(folder: &Path) -> Result<Box<dyn Maker>, OpenError> {
    Ok(Box::new(Drummer::new(open_shared(folder)?)))
}

fn open_shared(folder: &Path) -> Result<Arc<Model>, ModelError> {
    let time = fs::metadata(folder.join(CARD_FILE))
        .and_then(|data| data.modified())
        .ok();
    let mut opened = OPENED.lock();
    opened.retain(|(.., model)| model.strong_count() > 0);
    let known = opened
        .iter()
        .find(|(path, at, _)| path == folder && *at == time);
    if let Some(model) = known.and_then(|(.., model)| model.upgrade()) {
        return Ok(model);
    }
    let model = Arc::new(Model::open(folder, &RuntimeOptions::default())?);
    opened.push((folder.to_owned(), time, Arc::downgrade(&model)));
    Ok(model)
}

/// Where models are looked for, as words.
fn place() -> String {
    match inference::models_folder() {
        Ok(folder) => folder.display().to_string(),
        Err(error) => format!("any known place ({error})"),
    }
}

/// A model with what is said about it.
struct Drummer {
    model: Arc<Model>,
    about: Arc<About>,
}

impl Drummer {
    fn new(model: Arc<Model>) -> Self {
        let card = model.card();
        let fallbacks = model.fallbacks().iter();
        let fallbacks =
            fallbacks.map(|fallback| format!("{}: {}", fallback.provider, fallback.reason));
        let axes = model.attributes().axes().iter();
        let axes = axes.map(|axis| Ends {
            more: axis.name.clone(),
            less: axis.opposite.clone(),
        });
        let about = About {
            name: card.name.clone(),
            sha256: model.identity().sha256.clone(),
            axes: axes.collect(),
            attributes: ATTRIBUTES.map(|attribute| reach(&model, attribute)),
            provider: model.provider().to_string(),
            fallbacks: fallbacks.collect::<Vec<_>>().join("\n"),
            is_slow: model.provider() == Provider::Embedded,
        };
        Self {
            model,
            about: Arc::new(about),
        }
    }
}

/// What the model's card says about a statistic.
fn reach(model: &Model, attribute: Attribute) -> Option<Reach> {
    let mut vectors = model.attributes().vectors().iter();
    let vector = vectors.find(|vector| vector.name == attribute.name())?;
    let beside = vector.others.first();
    let beside = beside.map(|effect| {
        let way = if effect.change < 0.0 { "less" } else { "more" };
        format!("{way} {}", effect.what.trim_start_matches("style:"))
    });
    let [_, down, up, _] = vector.followed;
    Some(Reach {
        deviation: vector.deviation,
        unit: vector.unit.clone(),
        followed: (down + up) / 2.0,
        beside,
    })
}

impl Drummer {
    /// Whether a latent is a phrase and its bars.
    fn has_bars(&self, latent: &Latent) -> bool {
        let sizes = &self.model.card().sizes;
        let bars = self.model.grid().bars();
        sizes.bar > 0 && sizes.phrase + sizes.bar * bars == latent.len()
    }
}

impl Maker for Drummer {
    fn identity(&self) -> &ModelIdentity {
        self.model.identity()
    }

    fn grid(&self) -> Grid {
        self.model.grid()
    }

    fn about(&self) -> Arc<About> {
        self.about.clone()
    }

    fn sample(&self, seed: Seed) -> Latent {
        self.model.sample(seed)
    }

    fn moved(&self, latent: &Latent, direction: Direction, deviations: f32) -> Latent {
        match direction {
            Direction::Axis(axis) => self.model.axes().moved(latent, axis, deviations),
            Direction::Attribute(attribute) => {
                let attributes = self.model.attributes();
                let moved = attributes.moved(latent, attribute.name(), deviations);
                moved.unwrap_or_else(|_| latent.clone())
            }
        }
    }

    fn diced(&self, latent: &Latent, seed: Seed) -> Latent {
        let other = self.model.sample(seed);
        if !self.has_bars(latent) {
            return interpolate(latent, &other, HALF_WAY);
        }
        let phrase = self.model.card().sizes.phrase;
        let bars = other.0.iter().skip(phrase);
        Latent(latent.0.iter().take(phrase).chain(bars).copied().collect())
    }

    fn fill(&self, latent: &Latent) -> Option<Latent> {
        let attributes = self.model.attributes();
        if let Ok(moved) = attributes.moved(latent, FILL, BIGGER) {
            return Some(moved);
        }
        // The same phrase with another last bar, if the latent is phrase and bars.
        let other = self
            .has_bars(latent)
            .then(|| self.model.sample(OTHER_BAR))?;
        let kept = latent.len().checked_sub(self.model.card().sizes.bar)?;
        let numbers = latent.0[..kept].iter().chain(other.0.get(kept..)?);
        Some(Latent(numbers.copied().collect()))
    }

    fn encode(&self, groove: &Groove) -> Result<Latent, ModelError> {
        let posterior = self.model.encode(&[groove])?.into_iter().next();
        posterior
            .map(|posterior| posterior.mean)
            .ok_or_else(|| ModelError::Run {
                graph: "encoder",
                reason: "no place came back".to_owned(),
            })
    }

    fn decode(&self, draws: &[Draw<'_>]) -> Result<Vec<Groove>, ModelError> {
        self.model.decode(draws)
    }
}

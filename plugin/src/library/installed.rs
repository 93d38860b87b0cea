//! The installed models, as their cards tell: none is opened for it.

use std::path::{Path, PathBuf};

use inference::{Card, ModelIdentity};

/// A model's folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Installed {
    /// The folder.
    pub folder: PathBuf,
    /// Which model it is, and what its card says; or why the card can't be read.
    pub card: Result<(ModelIdentity, Box<Card>), String>,
}

impl Installed {
    /// Looks at a folder.
    fn new(folder: PathBuf) -> Self {
        let card = Card::read(&folder).map_err(|error| error.to_string());
        let card = card.map(|card| (identity(&card), Box::new(card)));
        Self { folder, card }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.card {
            Ok((identity, _)) => identity.name.clone(),
            Err(_) => {
                let name = self.folder.file_name().unwrap_or_default();
                name.to_string_lossy().into_owned()
            }
        }
    }
}

/// All models in a folder; where none is given, where models are on this machine.
pub(super) fn installed(folder: Option<&Path>) -> Vec<Installed> {
    let folders = folder.map_or_else(inference::find_models, inference::models_in);
    folders.into_iter().map(Installed::new).collect()
}

/// The folder of a model, if it is installed.
pub(crate) fn find(model: &ModelIdentity) -> Option<PathBuf> {
    let is_it = |folder: &Path| Card::read(folder).is_ok_and(|card| identity(&card) == *model);
    inference::find_models()
        .into_iter()
        .find(|folder| is_it(folder))
}

/// Which model a card belongs to.
fn identity(card: &Card) -> ModelIdentity {
    let decoder = card.files.get(inference::DECODER_FILE);
    ModelIdentity {
        name: card.name.clone(),
        sha256: decoder.cloned().unwrap_or_default(),
    }
}

//! The files of a folder of golden numbers.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use burn::tensor::{Device, Tensor, TensorData};
use groove::reference::arrays::{Array, ArrayReader};
use serde::{Deserialize, de::DeserializeOwned};

use super::{GoldenError, formula};
use crate::{
    config::catalogue,
    network::parameters::{Entry, Parameters},
    reference::{ReferenceConfig, ReferenceNetwork, config::Layout},
};

/// `golden_model.json`.
#[derive(Debug, Deserialize)]
pub struct Model {
    /// Number of the first variable in the formula.
    #[serde(default)]
    pub first_variable_number: u64,
    /// The formula of the latents, in words.
    pub z: Option<String>,
    /// Name and shape of each variable.
    pub variables: Vec<(String, Vec<usize>)>,
    /// Of each window.
    pub r_loss_given_z: Option<Vec<f64>>,
    /// Of each window.
    pub kl_nats: Option<Vec<f64>>,
    /// The first numbers of each window's mean.
    pub mu_first5: Option<Vec<Vec<f64>>>,
    /// The first numbers of each window's spread.
    pub sigma_first5: Option<Vec<Vec<f64>>>,
    /// How near the greedy decoding came to another hit.
    pub smallest_abs_hit_logit_in_greedy: Option<f64>,
    /// Hits of all windows.
    pub greedy_hits_sum: Option<f64>,
    /// By variable.
    pub decoder_gradient_squared_norms_of_mean_r_loss: BTreeMap<String, f64>,
}

/// `golden_train.json`.
#[derive(Debug, Deserialize)]
pub struct Training {
    /// How it was made: names the free bits and the formula of the noise.
    pub what: String,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Loss after the last step.
    pub loss_after: f64,
    /// The variables after the last step.
    pub after: BTreeMap<String, After>,
}

/// A step of the training.
#[derive(Debug, Deserialize)]
pub struct Step {
    /// Counted from 0.
    pub step: u64,
    /// The loss that the gradients are of.
    pub loss_before: f64,
    /// Before clipping.
    pub global_norm: f64,
    /// By variable, before clipping.
    pub gradient_squared_norms: BTreeMap<String, f64>,
}

/// What is told of a variable.
#[derive(Debug, Deserialize)]
pub struct After {
    /// Sum of its numbers.
    pub sum: f64,
    /// Sum of their magnitudes.
    pub sum_abs: f64,
    /// The first of them.
    pub first8: Vec<f64>,
}

/// The whole folder.
pub struct Golden {
    pub config: ReferenceConfig,
    pub layout: Layout,
    pub parameters: Parameters,
    pub model: Model,
    pub training: Option<Training>,
    pub arrays: ArrayReader,
    /// Number of windows.
    pub windows: usize,
    model_file: PathBuf,
    arrays_file: PathBuf,
}

impl Golden {
    /// Reads the folder and fills the network.
    pub fn load(folder: &Path) -> Result<Self, GoldenError> {
        let model_file = folder.join("golden_model.json");
        let training_file = folder.join("golden_train.json");
        let arrays_file = folder.join("golden_model.npz");
        let config = catalogue::reference("groovae_4bar")?;
        let mut golden = Self {
            layout: config.layout(),
            config,
            parameters: Parameters::default(),
            model: json(&model_file)?,
            training: if training_file.exists() {
                Some(json(&training_file)?)
            } else {
                None
            },
            arrays: ArrayReader::open(&arrays_file)?,
            windows: 0,
            model_file,
            arrays_file,
        };
        golden.fill()?;
        let shape = golden.arrays.read("x")?.shape;
        golden.windows = shape.first().map_or(0, |&windows| windows as usize);
        Ok(golden)
    }

    fn fill(&mut self) -> Result<(), GoldenError> {
        let parameters = ReferenceNetwork::initial(&self.layout, 0);
        let ours: Vec<String> = parameters.entries().iter().map(described).collect();
        let theirs: Vec<String> = self
            .model
            .variables
            .iter()
            .map(|(name, shape)| format!("{name} {shape:?}"))
            .collect();
        for at in 0..ours.len().max(theirs.len()) {
            let (ours, theirs) = (ours.get(at), theirs.get(at));
            if ours != theirs {
                let or_none = |found: Option<&String>| found.map_or("none".into(), String::clone);
                return Err(GoldenError::OtherNetwork {
                    file: self.model_file.clone(),
                    what: format!("variable {at}"),
                    found: or_none(theirs),
                    needed: or_none(ours),
                });
            }
        }
        let values = formula::values(&parameters, self.model.first_variable_number);
        self.parameters = parameters.with_values(values)?;
        Ok(())
    }

    /// An array with a row of this shape for each window.
    pub fn array(&self, name: &str, of_a_window: &[usize]) -> Result<Array, GoldenError> {
        let array = self.arrays.read(name)?;
        let needed: Vec<u64> = [self.windows]
            .iter()
            .chain(of_a_window)
            .map(|&size| size as u64)
            .collect();
        if array.shape == needed && self.windows > 0 {
            Ok(array)
        } else {
            Err(GoldenError::OtherNetwork {
                file: self.arrays_file.clone(),
                what: format!("the shape of {name:?}"),
                found: format!("{:?}", array.shape),
                needed: format!("{needed:?}, at least one window"),
            })
        }
    }

    /// The windows, steps first.
    pub fn inputs(&self, device: &Device) -> Result<Tensor<3>, GoldenError> {
        let (steps, width) = (self.layout.steps, self.layout.width());
        let array = self.array("x", &[steps, width])?;
        let data = TensorData::new(array.values, [self.windows, steps, width]);
        Ok(Tensor::<3>::from_data(data, device).swap_dims(0, 1))
    }
}

/// The name by which the files call one of our matrices.
pub fn name(entry: &Entry) -> String {
    format!("{}:0", entry.name)
}

fn described(entry: &Entry) -> String {
    let name = name(entry);
    if entry.rows == 1 {
        format!("{name} [{}]", entry.columns)
    } else {
        format!("{name} [{}, {}]", entry.rows, entry.columns)
    }
}

fn json<T: DeserializeOwned>(file: &Path) -> Result<T, GoldenError> {
    let text = fs::read(file).map_err(|source| GoldenError::File {
        file: file.to_owned(),
        source,
    })?;
    serde_json::from_slice(&text).map_err(|source| GoldenError::Json {
        file: file.to_owned(),
        source,
    })
}

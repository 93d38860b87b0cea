//! The network's parameters: one flat vector on the host, with a name and a shape for each
//! matrix in it.
//!
//! The optimizer and the checkpoints work on the flat vector; the device gets a copy of it
//! for each step. So a run resumes bit for bit, and no device format leaks into files.

use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::{data::batch::normal, error::TrainError};

/// Name, shape and place of a matrix among the [`Parameters`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path of the layer and the matrix in it, e.g. `conductor.kernel`.
    pub name: String,
    /// Rows: the size of the layer's input; 1 for a bias.
    pub rows: usize,
    /// Columns: the size of the layer's output.
    pub columns: usize,
    start: usize,
}

/// All parameters of a network.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters {
    entries: Vec<Entry>,
    values: Vec<f32>,
}

/// A matrix on the host, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// The numbers, row by row.
    pub values: Vec<f32>,
}

impl Parameters {
    /// The matrices, in the order of the flat vector.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The flat vector.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The flat vector, to be changed.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// Initial values for what the layers ask for, decided by the seed.
    #[must_use]
    pub fn initial(seed: u64, ask: impl FnOnce(&mut Source<'_>)) -> Self {
        let mut parameters = Self::default();
        let random = ChaCha8Rng::seed_from_u64(seed);
        ask(&mut Source::fresh(&mut parameters, random, &Device::flex()));
        parameters
    }

    /// The same matrices with other values, e.g. read from a checkpoint.
    ///
    /// # Errors
    /// If the number of values differs: the checkpoint belongs to another configuration.
    pub fn with_values(&self, values: Vec<f32>) -> Result<Self, TrainError> {
        if values.len() == self.values.len() {
            Ok(Self {
                entries: self.entries.clone(),
                values,
            })
        } else {
            Err(TrainError::OtherNetwork {
                found: values.len(),
                needed: self.values.len(),
            })
        }
    }

    /// The matrix called `name`.
    ///
    /// # Errors
    /// If there is none.
    pub fn matrix(&self, name: &str) -> Result<Matrix, TrainError> {
        let entry = self
            .entries
            .iter()
            .find(|entry| entry.name == name)
            .ok_or_else(|| TrainError::NoMatrix {
                name: name.to_owned(),
            })?;
        let values = self.values[entry.start..entry.start + entry.rows * entry.columns].to_vec();
        Ok(Matrix {
            rows: entry.rows,
            columns: entry.columns,
            values,
        })
    }
}

/// Brings the gradients of a loss by these tensors to the host, one after another.
///
/// # Errors
/// If the device fails.
///
/// # Panics
/// If `to` holds fewer numbers than the tensors.
pub fn gather(tensors: &[Tensor<2>], loss: Tensor<1>, to: &mut [f32]) -> Result<(), TrainError> {
    let mut gradients = loss.backward();
    let mut rest = to;
    for tensor in tensors {
        let [rows, columns] = tensor.dims();
        let (here, after) = rest.split_at_mut(rows * columns);
        rest = after;
        match tensor.grad_remove(&mut gradients) {
            Some(gradient) => {
                let data = gradient.try_into_data().map_err(TrainError::backend)?;
                here.copy_from_slice(data.as_slice().map_err(TrainError::backend)?);
            }
            // A matrix that the loss does not depend on.
            None => here.fill(0.0),
        }
    }
    Ok(())
}

/// How a matrix begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Initial {
    /// Uniform in ±√(6 / (rows + columns)), after Glorot and Bengio (2010).
    Glorot,
    /// The same, scaled.
    GlorotScaled(f32),
    /// Normal, with this standard deviation.
    Normal(f32),
    /// All the same number.
    Constant(f32),
    /// Zeros in the first half of a row, this number in the second: a bias of means and spreads.
    SecondHalf(f32),
    /// A bias of four gates: 1 for the forget gate (the second quarter), 0 elsewhere.
    ForgetGate,
}

impl Initial {
    fn values(self, rows: usize, columns: usize, random: &mut ChaCha8Rng) -> Vec<f32> {
        let bound = (6.0 / (rows + columns) as f32).sqrt();
        let mut uniform = |bound: f32| {
            (0..rows * columns)
                .map(|_| random.random_range(-bound..=bound))
                .collect()
        };
        match self {
            Self::SecondHalf(value) => (0..rows * columns)
                .map(|at| {
                    if at % columns < columns / 2 {
                        0.0
                    } else {
                        value
                    }
                })
                .collect(),
            Self::Normal(deviation) => (0..rows * columns)
                .map(|_| deviation * normal(random))
                .collect(),
            Self::Glorot => uniform(bound),
            Self::GlorotScaled(scale) => uniform(bound * scale),
            Self::Constant(value) => vec![value; rows * columns],
            Self::ForgetGate => {
                let quarter = columns / 4;
                (0..rows * columns)
                    .map(|at| f32::from((quarter..2 * quarter).contains(&(at % columns))))
                    .collect()
            }
        }
    }
}

/// Where layers get their tensors: from fresh random numbers, or from given parameters.
///
/// Layers ask in a fixed order, which is the order of the flat vector.
pub struct Source<'a> {
    device: Device,
    origin: Origin<'a>,
    tensors: Vec<Tensor<2>>,
}

enum Origin<'a> {
    Fresh {
        parameters: &'a mut Parameters,
        random: Box<ChaCha8Rng>,
    },
    Existing {
        parameters: &'a Parameters,
        trains: bool,
    },
}

impl<'a> Source<'a> {
    /// Fills `parameters`, which must be empty, with initial values.
    pub fn fresh(parameters: &'a mut Parameters, random: ChaCha8Rng, device: &Device) -> Self {
        let random = Box::new(random);
        let origin = Origin::Fresh { parameters, random };
        Self {
            device: device.clone(),
            origin,
            tensors: Vec::new(),
        }
    }

    /// Hands out existing parameters; with `trains`, as leaves that want gradients.
    pub fn existing(parameters: &'a Parameters, trains: bool, device: &Device) -> Self {
        let origin = Origin::Existing { parameters, trains };
        Self {
            device: device.clone(),
            origin,
            tensors: Vec::new(),
        }
    }

    /// The next matrix.
    pub fn matrix(
        &mut self,
        name: &str,
        rows: usize,
        columns: usize,
        initial: Initial,
    ) -> Tensor<2> {
        let (values, trains) = match &mut self.origin {
            Origin::Fresh { parameters, random } => {
                let start = parameters.values.len();
                let entry = Entry {
                    name: name.to_owned(),
                    rows,
                    columns,
                    start,
                };
                parameters.entries.push(entry);
                let values = initial.values(rows, columns, random);
                parameters.values.extend_from_slice(&values);
                (values, false)
            }
            Origin::Existing { parameters, trains } => {
                let entry = &parameters.entries[self.tensors.len()];
                let shape = (entry.name.as_str(), entry.rows, entry.columns);
                debug_assert_eq!(shape, (name, rows, columns));
                let here = entry.start..entry.start + rows * columns;
                (parameters.values[here].to_vec(), *trains)
            }
        };
        let tensor = Tensor::from_data(TensorData::new(values, [rows, columns]), &self.device);
        let tensor = if trains {
            tensor.require_grad()
        } else {
            tensor
        };
        self.tensors.push(tensor.clone());
        tensor
    }

    /// Where the tensors are.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// All tensors handed out, in the order of the flat vector.
    #[must_use]
    pub fn finish(self) -> Vec<Tensor<2>> {
        self.tensors
    }
}

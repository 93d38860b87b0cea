//! The reference's layers, from ours: the same arithmetic, its names, order and beginnings.

use burn::tensor::Tensor;

use super::dropout::Dropout;
use crate::network::{
    fused::quarters::reordered,
    layers::Dense,
    parameters::{Initial, Source},
    recurrent::{Memory, Recurrent},
};

/// The reference's block LSTM: its gates stand in the order input, candidate, forget, output, and
/// 1 is added to the forget gate at run time (`spec.md` 6.1).
///
/// The parameters are the reference's. Only their columns are put into the order of our
/// [`Recurrent`] before it runs, so that its fused passes serve here too.
#[derive(Debug, Clone)]
pub struct BlockLstm {
    layer: Recurrent,
    /// `[1, 4 × units]`, the forget gate's 1 in it.
    bias: Tensor<2>,
    units: usize,
}

impl BlockLstm {
    /// A layer from `inputs` to `units` numbers a step.
    pub fn new(source: &mut Source<'_>, scope: &str, inputs: usize, units: usize) -> Self {
        let (rows, columns) = (inputs + units, 4 * units);
        let name = |what: &str| format!("{scope}/lstm_cell/{what}");
        let kernel = source.matrix(&name("kernel"), rows, columns, Initial::Glorot);
        let bias = source.matrix(&name("bias"), 1, columns, Initial::Constant(0.0));
        // Input, forget, output, candidate.
        let kernel = reordered(&kernel, [0, 2, 3, 1]).unwrap_or_else(|| {
            let [input, candidate, forget, output] = gates(kernel, units);
            Tensor::cat(vec![input, forget, output, candidate], 1)
        });
        let [input, candidate, forget, output] = gates(bias, units);
        let bias = Tensor::cat(vec![input, forget + 1.0, output, candidate], 1);
        Self {
            layer: Recurrent::of(kernel),
            bias,
            units,
        }
    }

    /// Runs over `[steps, batch, inputs]`; gives `[steps, batch, units]` in the order of time.
    pub fn sequence(
        &self,
        inputs: Tensor<3>,
        memory: Memory,
        reverse: bool,
        dropout: &mut Dropout,
    ) -> Tensor<3> {
        let shared = self.shared(inputs.dims()[1]);
        let inputs = dropout.apply(inputs);
        self.layer.sequence(inputs, shared, memory, reverse)
    }

    /// Runs one step over `[batch, inputs]`, nothing dropped.
    pub fn step(&self, input: Tensor<2>, memory: Memory) -> Memory {
        let shared = self.shared(input.dims()[0]);
        self.layer.step(input, shared, memory)
    }

    /// A memory of nothing for so many examples.
    pub fn rest(&self, batch: usize) -> Memory {
        let device = self.bias.device();
        Memory {
            output: Tensor::zeros([batch, self.units], &device),
            cell: Tensor::zeros([batch, self.units], &device),
        }
    }

    fn shared(&self, batch: usize) -> Tensor<2> {
        self.bias.clone().expand([batch, 4 * self.units])
    }
}

fn gates(matrix: Tensor<2>, units: usize) -> [Tensor<2>; 4] {
    let rows = matrix.dims()[0];
    [0, 1, 2, 3].map(|at| {
        matrix
            .clone()
            .slice([0..rows, at * units..(at + 1) * units])
    })
}

/// A dense layer by the reference's names, its bias beginning at zero.
pub fn dense(
    source: &mut Source<'_>,
    scope: &str,
    inputs: usize,
    outputs: usize,
    kernel: Initial,
) -> Dense {
    let kernel = source.matrix(&format!("{scope}/kernel"), inputs, outputs, kernel);
    let bias = Initial::Constant(0.0);
    let bias = source.matrix(&format!("{scope}/bias"), 1, outputs, bias);
    Dense::of(kernel, bias)
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;
    use crate::{evaluate::numbers, network::parameters::Parameters};

    fn layer(values: Vec<f32>) -> BlockLstm {
        let device = Device::flex();
        let mut parameters = Parameters::default();
        let random = rand::SeedableRng::seed_from_u64(0);
        BlockLstm::new(
            &mut Source::fresh(&mut parameters, random, &device),
            "a",
            1,
            1,
        );
        let names: Vec<_> = parameters
            .entries()
            .iter()
            .map(|entry| &entry.name)
            .collect();
        assert_eq!(names, ["a/lstm_cell/kernel", "a/lstm_cell/bias"]);
        let parameters = parameters.with_values(values).unwrap();
        BlockLstm::new(
            &mut Source::existing(&parameters, false, &device),
            "a",
            1,
            1,
        )
    }

    #[test]
    fn a_step_is_what_it_is_by_hand() {
        // Columns: input, candidate, forget, output; rows: input, former output, then the bias.
        let layer = layer(vec![
            0.1, 0.2, 0.3, 0.4, //
            0.5, -0.6, 0.7, -0.8, //
            0.01, 0.02, 0.03, 0.04,
        ]);
        let one = |number: f32| {
            Tensor::<2>::from_data(TensorData::new(vec![number], [1, 1]), &Device::flex())
        };
        let memory = Memory {
            output: one(0.5),
            cell: one(-0.25),
        };
        let after = layer.step(one(2.0), memory);
        let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
        let input = sigmoid(0.2 + 0.25 + 0.01);
        let candidate = (0.4 - 0.3 + 0.02_f32).tanh();
        let forget = sigmoid(0.6 + 0.35 + 0.03 + 1.0);
        let cell = input * candidate - forget * 0.25;
        let output = sigmoid(0.8 - 0.4 + 0.04) * cell.tanh();
        assert!((numbers(after.cell).unwrap()[0] - cell).abs() < 1e-6);
        assert!((numbers(after.output).unwrap()[0] - output).abs() < 1e-6);
    }

    #[test]
    fn a_layer_begins_remembering() {
        let layer = layer(vec![0.0; 12]);
        let whole = Tensor::<2>::ones([1, 1], &Device::flex());
        let memory = Memory {
            output: whole.clone(),
            cell: whole.clone(),
        };
        let cell = numbers(layer.step(whole, memory).cell).unwrap()[0];
        assert!((cell - 0.731_058_6).abs() < 1e-6, "{cell}");
    }
}

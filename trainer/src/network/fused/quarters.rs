//! The quarters of a matrix's columns in another order, as one operation.
//!
//! Composed of slices it would cost a matrix of zeros for each quarter on the way back.

use burn::{
    backend::{
        Flex,
        autodiff::{
            checkpoint::base::Checkpointer,
            grads::Gradients,
            ops::{Backward, Ops},
        },
    },
    tensor::Tensor,
};

use super::{numbers, parts, recorded, tensor};

/// From where each quarter comes, and the sizes of the matrix.
#[derive(Debug, Clone, Copy)]
struct Moves {
    from: [usize; 4],
    shape: [usize; 2],
}

/// The matrix, `[rows, 4 × columns]`, with quarter `from[at]` at place `at`; `None` where it lies
/// elsewhere than on the CPU or records no gradients.
pub fn reordered(matrix: &Tensor<2>, from: [usize; 4]) -> Option<Tensor<2>> {
    let moves = Moves {
        from,
        shape: matrix.dims(),
    };
    let (matrix, node) = parts(matrix)?;
    let moved = tensor(moves.forward(&numbers(&matrix)), moves.shape);
    Some(recorded(Quarters, [node], moves, moved))
}

impl Moves {
    fn forward(self, numbers: &[f32]) -> Vec<f32> {
        self.with(numbers, |place| (place, self.from[place]))
    }

    fn backward(self, numbers: &[f32]) -> Vec<f32> {
        self.with(numbers, |place| (self.from[place], place))
    }

    /// Copies quarters; `pair` gives where to and where from.
    fn with(self, numbers: &[f32], pair: impl Fn(usize) -> (usize, usize)) -> Vec<f32> {
        let width = self.shape[1];
        let quarter = width / 4;
        let mut moved = vec![0.0; numbers.len()];
        let rows = moved.chunks_exact_mut(width.max(1));
        for (to, from) in rows.zip(numbers.chunks_exact(width.max(1))) {
            for place in 0..4 {
                let (there, here) = pair(place);
                to[there * quarter..(there + 1) * quarter]
                    .copy_from_slice(&from[here * quarter..(here + 1) * quarter]);
            }
        }
        moved
    }
}

#[derive(Debug)]
struct Quarters;

impl Backward<Flex, 1> for Quarters {
    type State = Moves;

    fn backward(self, ops: Ops<Moves, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let upstream = gradients.consume::<Flex>(&ops.node);
        let [node] = ops.parents;
        if let Some(node) = node {
            let moves = ops.state;
            let back = tensor(moves.backward(&numbers(&upstream)), moves.shape);
            gradients.register::<Flex>(node.id, back);
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;
    use crate::evaluate;

    #[test]
    fn quarters_move_and_their_gradients_move_back() {
        let device = Device::flex().autodiff();
        let of = |numbers: [f32; 8]| {
            let data = TensorData::new(numbers.to_vec(), [2, 4]);
            Tensor::<2>::from_data(data, &device)
        };
        let matrix = of([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).require_grad();
        let weights = of([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        let moved = reordered(&matrix, [0, 2, 3, 1]).unwrap();
        let gradients = (moved.clone() * weights).sum().backward();
        let numbers = |tensor: Tensor<2>| evaluate::numbers(tensor).unwrap();
        let expected = [0.0, 2.0, 3.0, 1.0, 4.0, 6.0, 7.0, 5.0];
        assert_eq!(numbers(moved.inner()), expected);
        let expected = [1.0, 4.0, 2.0, 3.0, 5.0, 8.0, 6.0, 7.0];
        assert_eq!(numbers(matrix.grad(&gradients).unwrap()), expected);
        let plain = Tensor::<2>::ones([1, 4], &Device::flex());
        assert!(reordered(&plain, [0, 1, 2, 3]).is_none());
    }
}

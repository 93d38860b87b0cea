//! Pieces of a window side by side.

use burn::tensor::Tensor;

/// `[pieces × steps, batch, …]` → `[steps, pieces × batch, …]`, piece by piece.
pub fn fold(sequence: Tensor<3>, pieces: usize) -> Tensor<3> {
    let [all, batch, width] = sequence.dims();
    if pieces == 1 {
        return sequence;
    }
    let apart = sequence.reshape([pieces, all / pieces, batch, width]);
    apart
        .swap_dims(0, 1)
        .reshape([all / pieces, pieces * batch, width])
}

/// The way back of [`fold`].
pub fn unfold(sequence: Tensor<3>, pieces: usize) -> Tensor<3> {
    let [steps, rows, width] = sequence.dims();
    if pieces == 1 {
        return sequence;
    }
    let apart = sequence.reshape([steps, pieces, rows / pieces, width]);
    apart
        .swap_dims(0, 1)
        .reshape([pieces * steps, rows / pieces, width])
}

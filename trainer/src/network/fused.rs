//! Layers as one operation each on the CPU backend, with backward passes of their own.
//!
//! A layer composed of burn's operations writes each of them to memory, zeroes it first and keeps
//! it for the backward pass. Here a layer writes its output once, and the products add to what is
//! there. Each layer tries its fused form and falls back to the composed one where the tensors lie
//! elsewhere or record no gradients; both give the same numbers within rounding.

mod cell;
pub mod dense;
mod product;
pub mod quarters;
pub mod sequence;

use std::borrow::Cow;

use burn::{
    backend::{
        Autodiff, BackendTypes, Flex,
        autodiff::{
            checkpoint::strategy::NoCheckpointing,
            ops::{Backward, NodeGuard, OpsKind},
        },
    },
    tensor::{Tensor, TensorData},
};

/// A tensor of burn's CPU backend.
type FlexTensor = <Flex as BackendTypes>::FloatTensorPrimitive;

/// The numbers of a tensor on the CPU and its place in the graph; `None` if it lies elsewhere or
/// records no gradients.
fn parts<const D: usize>(tensor: &Tensor<D>) -> Option<(FlexTensor, NodeGuard)> {
    #[cfg(test)]
    if COMPOSED.get() {
        return None;
    }
    let tracked = tensor.clone().try_into_primitive::<Autodiff<Flex>>().ok()?;
    Some(tracked.into_parts())
}

/// Gives an operation its place in the graph: what it gives, and what its backward pass will need.
fn recorded<const D: usize, const N: usize, B: Backward<Flex, N>>(
    operation: B,
    nodes: [NodeGuard; N],
    state: B::State,
    output: FlexTensor,
) -> Tensor<D> {
    let prepared = operation
        .prepare::<NoCheckpointing>(nodes)
        .compute_bound()
        .stateful();
    let output = match prepared {
        OpsKind::Tracked(prepared) => prepared.finish(state, output),
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    };
    Tensor::from_primitive::<Autodiff<Flex>>(output)
}

/// The numbers row by row, copied only where they lie otherwise.
fn numbers(tensor: &FlexTensor) -> Cow<'_, [f32]> {
    match tensor.as_slice::<f32>() {
        Some(numbers) => Cow::Borrowed(numbers),
        None => {
            let whole = tensor.to_contiguous();
            let count = whole.layout().num_elements();
            Cow::Owned(whole.storage::<f32>()[..count].to_vec())
        }
    }
}

/// A tensor of these numbers, row by row.
fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}

#[cfg(test)]
thread_local! {
    static COMPOSED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Does what the work does with the composed layers, for comparison.
#[cfg(test)]
pub fn composed<R>(work: impl FnOnce() -> R) -> R {
    COMPOSED.set(true);
    let done = work();
    COMPOSED.set(false);
    done
}

//! A share of a batch: some of its windows, with what chance decides about them.

use std::ops::Range;

use burn::tensor::{Device, Tensor};

use super::{Choice, Examples, Luck, Own};

impl Examples {
    /// Some of the windows, on a device.
    #[must_use]
    pub fn share(&self, windows: Range<usize>, device: &Device) -> Self {
        let share = |sequence: &Tensor<3>| columns(sequence, windows.clone(), device);
        Self {
            inputs: share(&self.inputs),
            truth: share(&self.truth),
            controls: self.controls.as_ref().map(share),
        }
    }
}

impl Luck {
    /// What it decides about some of the windows: the same as in the whole batch.
    #[must_use]
    pub fn share(&self, windows: Range<usize>, device: &Device) -> Self {
        let [whole, latents] = self.noise.dims();
        let noise = self.noise.clone();
        let share = |sequence: &Tensor<3>| columns(sequence, windows.clone(), device);
        let own = self.own.as_ref().map(|own| Own {
            heard: share(&own.heard),
            choice: match &own.choice {
                Choice::Greedy => Choice::Greedy,
                Choice::Chance { noise, temperature } => Choice::Chance {
                    noise: share(noise),
                    temperature: *temperature,
                },
            },
        });
        Self {
            noise: noise.slice([windows.clone(), 0..latents]).to_device(device),
            dropout: self.dropout.share(windows, whole),
            own,
        }
    }
}

/// Some windows of `[steps, batch, width]`.
fn columns(sequence: &Tensor<3>, windows: Range<usize>, device: &Device) -> Tensor<3> {
    let [steps, _, width] = sequence.dims();
    let some = sequence.clone().slice([0..steps, windows, 0..width]);
    some.to_device(device)
}

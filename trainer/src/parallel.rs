//! Work split over threads so that its result does not depend on how many there are.

use std::{ops::Range, thread};

use burn::tensor::Device;

use crate::{error::TrainError, optimizer::add_up};

/// Does the work of each part on a thread of its own, the first on this one; gives the results in
/// the order of the parts.
///
/// # Errors
/// If a part's work fails; the first part's error where several do.
pub fn each<T: Send, R: Send>(
    parts: Vec<T>,
    work: impl Fn(T) -> Result<R, TrainError> + Sync,
) -> Result<Vec<R>, TrainError> {
    let work = &work;
    thread::scope(|scope| {
        let mut parts = parts.into_iter();
        let first = parts.next();
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        let first = first.map(work);
        let rest = threads.into_iter().map(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err(TrainError::backend("a thread of the training panicked")))
        });
        first.into_iter().chain(rest).collect()
    })
}

/// The devices that share the steps of a training, and the gradients that their parts give.
#[derive(Debug)]
pub struct Shared {
    /// The first also does what is not shared.
    first: Device,
    others: Vec<Device>,
    /// Those of each part of the last batch; the first become the sum.
    gradients: Vec<Vec<f32>>,
}

/// A part of a batch and where it is read.
pub struct Part<'a> {
    /// Its windows.
    pub range: Range<usize>,
    /// Records gradients.
    pub device: Device,
    /// Where they go.
    pub gradients: &'a mut [f32],
}

impl Shared {
    /// All on one device.
    pub fn new(device: Device) -> Self {
        Self {
            first: device,
            others: Vec::new(),
            gradients: Vec::new(),
        }
    }

    /// Spreads the steps over several devices; the first does the rest. None are no change.
    pub fn spread(&mut self, devices: Vec<Device>) {
        let mut devices = devices.into_iter();
        if let Some(first) = devices.next() {
            self.first = first;
            self.others = devices.collect();
        }
    }

    /// Where what is not shared is computed.
    pub fn first(&self) -> &Device {
        &self.first
    }

    /// How many devices there are.
    pub fn devices(&self) -> usize {
        1 + self.others.len()
    }

    /// Reads the parts of a batch, each on a thread of its own, the devices taking neighbours;
    /// `parameters` is how many gradients each gives. What the work gives comes in the order of
    /// the parts.
    ///
    /// # Errors
    /// If the work fails, or there are no parts.
    pub fn read<R: Send>(
        &mut self,
        ranges: Vec<Range<usize>>,
        parameters: usize,
        work: impl Fn(Part<'_>) -> Result<R, TrainError> + Sync,
    ) -> Result<Vec<R>, TrainError> {
        let (count, devices) = (ranges.len(), self.devices());
        if count == 0 {
            return Err(TrainError::backend("a batch without parts"));
        }
        self.gradients.resize_with(count, || vec![0.0; parameters]);
        let device = |part: usize| match (part * devices / count).checked_sub(1) {
            None => &self.first,
            Some(other) => &self.others[other],
        };
        let parts = ranges.into_iter().zip(&mut self.gradients).enumerate();
        let parts = parts.map(|(at, (range, gradients))| Part {
            range,
            device: device(at).clone().autodiff(),
            gradients,
        });
        each(parts.collect(), work)
    }

    /// Adds the gradients of the other parts to the first's; gives the norm of the sum.
    pub fn add_up(&mut self) -> f32 {
        let threads = self.threads();
        let Some((first, others)) = self.gradients.split_first_mut() else {
            return 0.0;
        };
        let others: Vec<_> = others.iter().map(Vec::as_slice).collect();
        add_up(first, &others, threads)
    }

    /// The sum that [`Self::add_up`] made; nothing before the first step.
    pub fn sum(&mut self) -> &mut [f32] {
        self.gradients
            .first_mut()
            .map_or(&mut [], Vec::as_mut_slice)
    }

    /// Threads that the last step was read on: parts of its batch.
    pub fn threads(&self) -> usize {
        self.gradients.len()
    }
}

/// The size of the chunks that so many numbers fall into on so many threads: a multiple of `block`.
pub fn chunk(numbers: usize, threads: usize, block: usize) -> usize {
    numbers
        .div_ceil(threads.max(1))
        .next_multiple_of(block)
        .max(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_parts() {
        let squares = each((0..5).collect(), |number: i32| Ok(number * number));
        assert_eq!(squares.unwrap(), [0, 1, 4, 9, 16]);
        let nothing = each(Vec::new(), |number: i32| Ok(number));
        assert!(nothing.unwrap().is_empty());
    }

    #[test]
    fn the_first_error_is_told_and_a_panic_is_an_error() {
        let odd = |number: i32| match number % 2 {
            0 => Ok(number),
            _ => Err(TrainError::backend(number)),
        };
        let error = each(vec![2, 3, 5], odd).unwrap_err().to_string();
        assert!(error.contains('3'), "{error}");
        let panics = |number: i32| match number {
            0 => Ok(number),
            _ => panic!("as it must"),
        };
        assert!(each(vec![0, 1], panics).is_err());
    }

    #[test]
    fn chunks_cover_everything() {
        assert_eq!(chunk(10, 3, 1), 4);
        assert_eq!(chunk(10, 3, 8), 8);
        assert_eq!(chunk(0, 0, 8), 8);
    }
}

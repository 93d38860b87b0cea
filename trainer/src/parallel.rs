//! Work split over threads so that its result does not depend on how many there are.

use std::thread;

use crate::error::TrainError;

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

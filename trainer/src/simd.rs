//! Loops with the widest instructions of this machine.
//!
//! The build knows only those that every processor of its kind has.

/// Runs a loop over numbers with the widest instructions there are. What it computes must be marked
/// `#[inline(always)]`. Results are the same on each machine, as no sum changes its order.
#[inline(always)]
pub fn vectorized<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

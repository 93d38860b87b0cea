//! Objects of the framework with one function of ours.

use std::sync::OnceLock;

/// Gives an object another table of functions: its own, changed. What is changed is told the own
/// function through `change`, the first time that an object of the kind comes by.
///
/// # Safety
///
/// `own` must be the place where an object keeps its table, nobody else may have the object yet,
/// and all objects that share `ours` must have had the same table. The functions that `change` puts
/// in must keep what the format promises.
pub(super) unsafe fn replace<T: Sync>(
    own: &mut *const T,
    ours: &'static OnceLock<T>,
    change: impl FnOnce(&mut T),
) {
    *own = ours.get_or_init(|| {
        // SAFETY: a table is plain pointers to functions; reading makes a copy.
        let mut table = unsafe { own.read() };
        change(&mut table);
        table
    });
}

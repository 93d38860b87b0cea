//! A file on its way out of the window by drag and drop: offered to whatever program lies under the
//! pointer until the button is let go.
//!
//! On X11 a thread with a connection of its own does it (`x11`), since the window's connection is
//! the window layer's. Other systems have no such way yet.

#[cfg(target_os = "linux")]
mod x11;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{Builder, JoinHandle},
};

use thiserror::Error;

use super::{Export, FileError, export};

/// Whether files can be dragged out on this system.
pub const IS_POSSIBLE: bool = cfg!(target_os = "linux");

/// How an offer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody took the file.
    Taken,
    /// The button was let go where nobody wants it, or the person thought better of it.
    Refused,
}

/// Why a file could not be offered.
#[derive(Debug, Error)]
pub enum OfferError {
    /// It could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is no way on this system.
    #[error("files can't be dragged out on this system yet: click MIDI to save one")]
    NoWay,
    /// The windowing system does not play along.
    #[error("the file can't be dragged out ({0}): click MIDI to save it")]
    System(String),
}

/// An offer that goes on; dropping it withdraws it.
pub struct Offer {
    thread: Option<JoinHandle<Result<Offered, OfferError>>>,
    must_stop: Arc<AtomicBool>,
}

/// What came of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The file.
    pub file: PathBuf,
    /// How it ended.
    pub outcome: Outcome,
}

impl Offer {
    /// Begins to offer a groove while a button of the mouse is down; the file is written first.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn begin(export: Export) -> Result<Self, OfferError> {
        Self::of(move || Ok(export.write_to(&export::folder()?)?), None)
    }

    /// Offers the file that `write` writes, on this display or the usual one.
    fn of(
        write: impl FnOnce() -> Result<PathBuf, OfferError> + Send + 'static,
        display: Option<String>,
    ) -> Result<Self, OfferError> {
        if !IS_POSSIBLE {
            return Err(OfferError::NoWay);
        }
        let must_stop = Arc::new(AtomicBool::new(false));
        let stop = must_stop.clone();
        let thread = Builder::new()
            .name("quatrain-drag".to_owned())
            .spawn(move || {
                let offer = AssertUnwindSafe(|| -> Result<Offered, OfferError> {
                    let file = write()?;
                    let outcome = carry(&file, display.as_deref(), &stop)?;
                    Ok(Offered { file, outcome })
                });
                catch_unwind(offer).unwrap_or_else(|_| Err(system("it stumbled")))
            })
            .map_err(system)?;
        Ok(Self {
            thread: Some(thread),
            must_stop,
        })
    }

    /// Whether it is over.
    pub(super) fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits for its end.
    pub(super) fn end(mut self) -> Result<Offered, OfferError> {
        let thread = self.thread.take().ok_or_else(|| system("it is over"))?;
        thread.join().unwrap_or_else(|_| Err(system("it stumbled")))
    }
}

impl Drop for Offer {
    fn drop(&mut self) {
        self.must_stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It looks every few milliseconds. What came of it is nobody's concern any more.
            let _ = thread.join();
        }
    }
}

fn system(reason: impl ToString) -> OfferError {
    OfferError::System(reason.to_string())
}

#[cfg(target_os = "linux")]
fn carry(
    file: &std::path::Path,
    display: Option<&str>,
    stop: &AtomicBool,
) -> Result<Outcome, OfferError> {
    x11::carry(file, display, stop).map_err(system)
}

#[cfg(not(target_os = "linux"))]
fn carry(_: &std::path::Path, _: Option<&str>, _: &AtomicBool) -> Result<Outcome, OfferError> {
    Err(OfferError::NoWay)
}

#[cfg(all(test, target_os = "linux"))]
mod tests;

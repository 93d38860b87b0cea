//! What lies on this machine: presets, those that came with Quatrain and the user's own, and the
//! installed models.
//!
//! A clerk of its own does all work with files, one errand after the other, so that no slow disk
//! stops the window. The window asks, and looks in each frame what came back. It knows neither
//! window nor host.

mod errand;
mod installed;
mod shelf;

#[cfg(test)]
mod tests;

pub use errand::{Errand, News};
pub use installed::Installed;
pub(crate) use installed::find;
pub use shelf::{Entry, Place};

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{Builder, JoinHandle},
    time::Duration,
};

use parking_lot::Mutex;

use crate::pin;

/// How long a removed instance waits for its clerk, which is in the middle of an errand at most.
const PARTING: Duration = Duration::from_secs(1);

/// See the module's documentation.
#[derive(Default)]
pub struct Library {
    places: Places,
    shelves: Arc<Mutex<Shelves>>,
    clerk: Mutex<Option<Clerk>>,
}

/// What the clerk has brought so far.
#[derive(Debug, Clone, Default)]
pub struct Shelves {
    /// All presets, factory's first, in the order in which they are shown.
    pub presets: Arc<Vec<Entry>>,
    /// All installed models.
    pub models: Arc<Vec<Installed>>,
    /// So many errands were run: another number whenever there may be something new.
    pub errands: u64,
    /// What came of the errands, the oldest first; the window takes it away.
    news: Vec<News>,
}

/// Where things are; where not given, in the data folder.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The folder of the user's presets.
    pub presets: Option<PathBuf>,
    /// The folder of the model folders.
    pub models: Option<PathBuf>,
}

struct Clerk {
    errands: Sender<Errand>,
    thread: JoinHandle<()>,
    /// Closed when the thread is about to end.
    life: Receiver<()>,
}

impl Shelves {
    fn bring(&mut self, news: impl Into<Option<News>>) {
        self.errands += 1;
        self.news.extend(news.into());
    }
}

impl Library {
    /// With everything in these places.
    #[must_use]
    pub fn at(places: Places) -> Self {
        Self {
            places,
            shelves: Arc::default(),
            clerk: Mutex::default(),
        }
    }

    /// Sends the clerk on an errand. Never waits.
    pub fn ask(&self, errand: Errand) {
        let mut clerk = self.clerk.lock();
        if clerk.is_none() {
            *clerk = self.hire();
        }
        let is_gone = clerk
            .as_ref()
            .is_none_or(|clerk| clerk.errands.send(errand).is_err());
        if is_gone {
            let words = "the system gave no thread to read and write files in; what plays plays on";
            self.shelves.lock().bring(News::Failed(words.to_owned()));
        }
    }

    /// What is known of presets and models.
    #[must_use]
    pub fn shelves(&self) -> Shelves {
        let shelves = self.shelves.lock();
        Shelves {
            presets: shelves.presets.clone(),
            models: shelves.models.clone(),
            errands: shelves.errands,
            news: Vec::new(),
        }
    }

    /// So many errands were run.
    #[must_use]
    pub fn errands(&self) -> u64 {
        self.shelves.lock().errands
    }

    /// What came of the errands since the last call.
    #[must_use]
    pub fn news(&self) -> Vec<News> {
        std::mem::take(&mut self.shelves.lock().news)
    }

    fn hire(&self) -> Option<Clerk> {
        let (errands, desk) = channel::<Errand>();
        let (alive, life) = channel();
        let (places, shelves) = (self.places.clone(), self.shelves.clone());
        let work = move || {
            for errand in desk {
                // Strange files must not end the clerk, who is needed for the next one.
                let run = std::panic::AssertUnwindSafe(|| errand.run(&places, &shelves));
                if std::panic::catch_unwind(run).is_err() {
                    let words =
                        "reading or writing a file stumbled; what plays plays on".to_owned();
                    shelves.lock().bring(News::Failed(words));
                }
            }
            drop(alive);
        };
        let thread = Builder::new()
            .name("quatrain-library".to_owned())
            .spawn(work);
        Some(Clerk {
            errands,
            thread: thread.ok()?,
            life,
        })
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        let Some(Clerk {
            errands,
            thread,
            life,
        }) = self.clerk.lock().take()
        else {
            return;
        };
        drop(errands);
        if life.recv_timeout(PARTING) == Err(RecvTimeoutError::Timeout) {
            // A disk that does not answer. The host need not wait for it.
            pin::stay_loaded();
        } else {
            // The code must not be unloaded under the thread.
            let _ = thread.join();
        }
    }
}

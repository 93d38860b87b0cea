//! The generator: one thread for each instance that answers what the controls ask for.
//!
//! It compares the newest [`Request`] with the last one it answered; where they differ it lets a
//! [`Maker`] decode a groove and hands it to the [`Memory`], which delivers it to the player. So
//! requests that were overtaken are never worked on. A panic is caught, shown in the
//! [`Status`], and followed by a restart. A maker that never comes back (a driver that hangs)
//! costs the player nothing, and the host a few seconds when it removes the instance.
//!
//! It knows neither hosts nor windows, nor, behind the trait, what a model is.

mod choice;
mod job;
mod maker;
mod map;
mod patches;
mod status;
mod tiles;
mod trace;
mod work;

#[cfg(test)]
mod tests;

pub use maker::{About, Ends, Maker, Open, OpenError, Reach};
pub use status::{ModelStatus, Status};
pub use tiles::{TILES, Tiles};

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{Builder, JoinHandle, Thread},
    time::Duration,
};

use parking_lot::Mutex;

use crate::{files::Files, library::Library, memory::Memory, pin, request::Request};
use work::{Turn, Work};

/// How often the newest request is looked at while somebody plays: the most that it adds to the
/// time from a moved control to its notes. A look costs a few microseconds.
const BUSY: Duration = Duration::from_millis(1);
/// The same while somebody only looks, …
const WATCHED: Duration = Duration::from_millis(10);
/// … and while nobody does.
const IDLE: Duration = Duration::from_millis(50);

/// How long a removed instance waits for its thread, which is in the middle of a decoding at
/// most.
const PARTING: Duration = Duration::from_secs(3);

/// Reads the newest request from the controls.
pub type Ask = Box<dyn Fn() -> Request + Send>;

/// What the generator shares with the other threads.
#[derive(Default)]
pub struct Shared {
    /// State and bridge.
    pub memory: Arc<Memory>,
    /// What is to be done with files, and what came of it.
    pub files: Files,
    /// Presets and models on this machine.
    pub library: Library,
    status: Mutex<Status>,
    tiles: Mutex<Tiles>,
    is_watched: AtomicBool,
    wants_tiles: AtomicBool,
    must_stop: AtomicBool,
    thread: Mutex<Option<Thread>>,
}

impl Shared {
    /// Around this memory.
    #[must_use]
    pub fn new(memory: Arc<Memory>) -> Self {
        Self {
            memory,
            ..Self::default()
        }
    }

    /// How things stand. For the editor; not for the audio thread.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status.lock().clone()
    }

    /// The editor tells whether it is open, so that its moves are answered at once.
    pub fn set_watched(&self, is_watched: bool) {
        self.is_watched.store(is_watched, Ordering::Relaxed);
        if !is_watched {
            self.wants_tiles.store(false, Ordering::Relaxed);
        }
    }

    /// The map's tiles as far as they are made. From the first look on more of them are, until
    /// nobody watches. Not for the audio thread.
    #[must_use]
    pub fn tiles(&self) -> Tiles {
        self.wants_tiles.store(true, Ordering::Relaxed);
        self.tiles.lock().clone()
    }

    /// Lets the generator look at once. Not for the audio thread.
    pub fn nudge(&self) {
        if let Some(thread) = &*self.thread.lock() {
            thread.unpark();
        }
    }

    /// Lets the window's tests show what no generator made.
    #[cfg(test)]
    pub(crate) fn show(&self, status: Status, tiles: Tiles) {
        *self.status.lock() = status;
        *self.tiles.lock() = tiles;
    }

    fn must_stop(&self) -> bool {
        self.must_stop.load(Ordering::Relaxed)
    }
}

/// Owns the generator's thread: starts it when it is first needed, ends it when dropped.
pub struct Generator {
    shared: Arc<Shared>,
    state: Mutex<ThreadState>,
}

enum ThreadState {
    Ready(Ask, Open),
    Running(Running),
    /// The system gave no thread.
    Failed,
}

struct Running {
    thread: JoinHandle<()>,
    /// Closed when the thread is about to end.
    life: Receiver<()>,
}

impl Generator {
    /// A generator that is not yet running: hosts create plugins only to look at them.
    #[must_use]
    pub fn new(shared: Arc<Shared>, ask: Ask, open: Open) -> Self {
        Self {
            shared,
            state: Mutex::new(ThreadState::Ready(ask, open)),
        }
    }

    /// What it shares with the other threads.
    #[must_use]
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Starts the thread unless it runs. Not for the audio thread.
    pub fn ensure_running(&self) {
        let mut state = self.state.lock();
        *state = match std::mem::replace(&mut *state, ThreadState::Failed) {
            ThreadState::Ready(ask, open) => self.spawn(ask, open),
            other => other,
        };
    }

    fn spawn(&self, ask: Ask, open: Open) -> ThreadState {
        let shared = self.shared.clone();
        let (alive, life) = channel();
        let thread = Builder::new()
            .name("quatrain-generator".to_owned())
            .spawn(move || run(&shared, Work::new(shared.clone(), ask, open), alive));
        match thread {
            Ok(thread) => {
                *self.shared.thread.lock() = Some(thread.thread().clone());
                ThreadState::Running(Running { thread, life })
            }
            Err(error) => {
                let problem = format!(
                    "the system gave no thread to make grooves in ({error}); what is stored plays"
                );
                self.shared.status.lock().problem = Some(problem);
                ThreadState::Failed
            }
        }
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        self.shared.must_stop.store(true, Ordering::Relaxed);
        let state = std::mem::replace(&mut *self.state.lock(), ThreadState::Failed);
        let ThreadState::Running(Running { thread, life }) = state else {
            return;
        };
        thread.thread().unpark();
        if life.recv_timeout(PARTING) == Err(RecvTimeoutError::Timeout) {
            // It hangs in code that is not ours. The host need not hang with it: the thread is
            // left behind, and our code too, for the day it comes back.
            pin::stay_loaded();
            return;
        }
        // The library's code must not be unloaded under the thread. A panic was shown.
        let _ = thread.join();
    }
}

/// Answers what is asked for now, on this thread: for those who make grooves ahead of time.
pub fn answer(shared: &Arc<Shared>, ask: Ask, open: Open) {
    let mut work = Work::new(shared.clone(), ask, open);
    while work.turn() == Turn::More {}
}

/// The thread's life.
fn run(shared: &Shared, mut work: Work, alive: Sender<()>) {
    while !shared.must_stop() {
        if work.turn() == Turn::Rest {
            let is_watched = shared.is_watched.load(Ordering::Relaxed);
            std::thread::park_timeout(match (work.is_player_active(), is_watched) {
                (true, _) => BUSY,
                (false, true) => WATCHED,
                (false, false) => IDLE,
            });
        }
    }
    // What it holds goes first: it may take its time.
    drop(work);
    drop(alive);
}

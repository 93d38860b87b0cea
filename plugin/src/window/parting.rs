//! A closed window is gone only when its thread is. baseview 0.4.2 asks the thread once more to show
//! the window as it closes, and leaves it behind if the answer is that it has just ended: it would
//! let go of the graphics driver while the host ends, or takes the plugin's code away.

use std::{
    cell::RefCell,
    sync::mpsc::{Receiver, Sender, channel},
    time::Duration,
};

use baseview::Window;

/// How long a thread may take to end; a driver that hangs must not hang the host.
const PARTING: Duration = Duration::from_secs(3);

thread_local! {
    /// Goes with the thread, after everything that it worked with.
    static FAREWELL: RefCell<Option<Farewell>> = const { RefCell::new(None) };
}

/// Kept by the window's thread until it ends.
pub(super) struct Farewell(#[expect(dead_code, reason = "its end is the message")] Sender<()>);

impl Farewell {
    /// From here on the calling thread is the window's.
    pub fn keep(self) {
        // Where windows live in the host's own thread, it does not end with them.
        if cfg!(target_os = "linux") {
            FAREWELL.with(|kept| kept.replace(Some(self)));
        }
    }
}

/// Waits for the thread's end as it goes.
pub(super) struct Parting(Receiver<()>);

impl Drop for Parting {
    fn drop(&mut self) {
        // Nothing is ever said: it ends because the other side is gone, or too late.
        let _ = self.0.recv_timeout(PARTING);
    }
}

/// Both sides of a window's end.
pub(super) fn parting() -> (Farewell, Parting) {
    let (farewell, parting) = channel();
    (Farewell(farewell), Parting(parting))
}

/// An open window, which is gone when this is.
pub struct OpenWindow {
    // In this order: first it is told to close.
    pub(super) window: Window,
    pub(super) parting: Parting,
}

#[cfg(test)]
mod tests {
    use std::{thread, time::Instant};

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_end_of_the_thread_is_awaited() {
        const WORK: Duration = Duration::from_millis(100);
        let (farewell, parting) = parting();
        let (begun, is_begun) = channel();
        let began = Instant::now();
        thread::spawn(move || {
            farewell.keep();
            let _ = begun.send(());
            thread::sleep(WORK);
        });
        let _ = is_begun.recv();
        drop(parting);
        let waited = began.elapsed();
        assert!(waited >= WORK && waited < PARTING, "{waited:?}");
    }
}

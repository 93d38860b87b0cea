//! The window for screen readers (AT-SPI): egui's tree of what is there goes out, what a reader
//! does comes in. For the standalone program; hosts have trees of their own, into which a plugin's
//! can't be put.
//!
//! Nothing of this costs anything while no reader listens.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use accesskit_unix::Adapter;
use egui::accesskit::{
    ActionHandler, ActionRequest, ActivationHandler, DeactivationHandler, TreeUpdate,
};

use super::editor::Shared;

/// The way to the readers.
pub(super) struct Access {
    adapter: Adapter,
    readers: Readers,
}

/// What the readers ask, on a thread of theirs.
#[derive(Clone)]
struct Readers {
    shared: Arc<Shared>,
    are_there: Arc<AtomicBool>,
}

impl Access {
    /// Lets readers know of the window.
    pub fn new(shared: Arc<Shared>) -> Self {
        let readers = Readers {
            shared,
            are_there: Arc::default(),
        };
        let adapter = Adapter::new(readers.clone(), readers.clone(), readers.clone());
        Self { adapter, readers }
    }

    /// Whether anybody reads.
    pub fn is_wanted(&self) -> bool {
        self.readers.are_there.load(Relaxed)
    }

    /// What is there now.
    pub fn update(&mut self, tree: TreeUpdate) {
        self.adapter.update_if_active(|| tree);
    }

    /// Whether the window has the keyboard.
    pub fn focus(&mut self, has_focus: bool) {
        self.adapter.update_window_focus_state(has_focus);
    }
}

impl ActivationHandler for Readers {
    /// The tree comes with the next frame.
    fn request_initial_tree(&mut self) -> Option<TreeUpdate> {
        self.are_there.store(true, Relaxed);
        self.shared.wake();
        None
    }
}

impl DeactivationHandler for Readers {
    fn deactivate_accessibility(&mut self) {
        self.are_there.store(false, Relaxed);
    }
}

impl ActionHandler for Readers {
    fn do_action(&mut self, request: ActionRequest) {
        self.shared
            .post([egui::Event::AccessKitActionRequest(request)]);
    }
}

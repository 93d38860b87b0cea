//! The host's part in the window's life: the framework's words in the window library's.

use std::{cell::RefCell, error::Error, rc::Rc};

use baseview::{HandlerError, WindowSize, host::Host};
use nice_plug::editor::{HostCallbacks, HostMainThreadCaller, HostMethods};

/// What a host does with its own window around ours.
#[derive(Clone)]
pub(super) struct Around(Rc<RefCell<Box<dyn HostCallbacks>>>);

impl Around {
    /// Asks for another size.
    ///
    /// # Errors
    /// If the host refuses.
    pub fn request_resize(&self, size: WindowSize) -> Result<(), Box<dyn Error>> {
        // A host that asks us something while it answers has to wait for neither.
        match self.0.try_borrow_mut() {
            Ok(mut host) => host.request_resize(size.physical.into(), size.scale_factor),
            Err(_) => Ok(()),
        }
    }
}

/// The host as the window library knows one, and its window.
pub(super) fn host(methods: HostMethods) -> (Host, Around) {
    let around = Around(Rc::new(RefCell::new(methods.callbacks)));
    let host = Host::new()
        .with_callbacks(Callbacks(around.clone()))
        .with_main_thread(MainThread(methods.main_thread_caller));
    (host, around)
}

struct Callbacks(Around);

impl baseview::host::HostCallbacks for Callbacks {
    fn request_resize(&mut self, size: WindowSize) -> Result<(), HandlerError> {
        self.0
            .request_resize(size)
            .map_err(HandlerError::from_boxed)
    }

    fn destroyed(&mut self) {
        if let Ok(mut host) = self.0.0.try_borrow_mut() {
            host.destroyed();
        }
    }
}

struct MainThread(Box<dyn HostMainThreadCaller>);

impl baseview::host::HostMainThreadCaller for MainThread {
    fn call_main_thread(&mut self) {
        self.0.call_main_thread();
    }
}

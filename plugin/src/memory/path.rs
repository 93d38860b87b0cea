//! What the window does to the path.

use std::sync::Arc;

use super::Memory;
use crate::request::Path;

impl Memory {
    /// Lets the groove go along this path; where none is asked for, from when one is on.
    pub fn set_path(&self, path: Path) {
        let mut content = self.content.lock();
        if *content.state.path == path {
            return;
        }
        content.note();
        content.state.path = Arc::new(path);
        let request = content.state.request;
        if request.is_none_or(|request| !request.path().is_off()) {
            // What plays came from another way. The corners and what is stored stay.
            content.answered = None;
            content.is_as_loaded = false;
        }
        content.deliverer.revise();
    }
}

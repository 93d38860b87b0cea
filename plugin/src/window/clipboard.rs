//! Text from and to the system's clipboard, which is opened when it is first needed.

use copypasta::{ClipboardContext, ClipboardProvider as _};

/// The clipboard; silent where the system has none.
#[derive(Default)]
pub(super) struct Clipboard(Option<ClipboardContext>);

impl Clipboard {
    /// What lies there, if it is text.
    pub fn text(&mut self) -> Option<String> {
        self.open()?.get_contents().ok()
    }

    /// Puts text there.
    pub fn put(&mut self, text: String) {
        if let Some(clipboard) = self.open() {
            // Where it fails nothing can be done, and what was there stays.
            let _ = clipboard.set_contents(text);
        }
    }

    fn open(&mut self) -> Option<&mut ClipboardContext> {
        if self.0.is_none() {
            self.0 = ClipboardContext::new().ok();
        }
        self.0.as_mut()
    }
}

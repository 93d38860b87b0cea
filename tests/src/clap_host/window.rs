//! The plugin's window in one of the host's.

use std::sync::atomic::{AtomicU64, Ordering};

use clack_extensions::gui::{
    GuiApiType, GuiConfiguration, GuiSize, HostGuiImpl, PluginGui, Window,
};

use super::{ClapHost, Wishes};
use crate::{frame::Size, host::HostError, windowed::Windowed};

/// The size that the plugin last asked for its window.
#[derive(Default)]
pub(super) struct Asked(AtomicU64);

impl Asked {
    fn put(&self, size: GuiSize) {
        let both = u64::from(size.width) << 32 | u64::from(size.height);
        self.0.store(both, Ordering::SeqCst);
    }

    fn take(&self) -> Option<Size> {
        let both = self.0.swap(0, Ordering::SeqCst);
        (both != 0).then_some(Size {
            width: (both >> 32) as u32,
            height: both as u32,
        })
    }
}

impl HostGuiImpl for Wishes {
    fn resize_hints_changed(&self) {}

    fn request_resize(&self, new_size: GuiSize) -> Result<(), clack_host::prelude::HostError> {
        self.size.put(new_size);
        Ok(())
    }

    fn request_show(&self) -> Result<(), clack_host::prelude::HostError> {
        Ok(())
    }

    fn request_hide(&self) -> Result<(), clack_host::prelude::HostError> {
        Ok(())
    }

    fn closed(&self, _was_destroyed: bool) {}
}

impl Windowed for ClapHost {
    fn open_window(&mut self, parent: u32) -> Result<Size, HostError> {
        let gui = self.gui()?;
        let handle = self.instance.plugin_handle();
        let configuration = GuiConfiguration {
            api_type: GuiApiType::X11,
            is_floating: false,
        };
        let refused = |what: &str| HostError::refused(format!("{what} its window"));
        gui.create(&handle, configuration)
            .map_err(|_| refused("create"))?;
        let size = gui
            .get_size(&handle)
            .ok_or_else(|| refused("tell the size of"))?;
        let parent = Window::from_x11_handle(parent.into());
        // SAFETY: the caller keeps the window until ours is closed.
        unsafe { gui.set_parent(&handle, parent) }.map_err(|_| refused("move"))?;
        gui.show(&handle).map_err(|_| refused("show"))?;
        Ok(from_gui(size))
    }

    fn close_window(&mut self) -> Result<(), HostError> {
        let gui = self.gui()?;
        gui.destroy(&self.instance.plugin_handle());
        Ok(())
    }

    fn resize_window(&mut self, size: Size) -> Result<Size, HostError> {
        let gui = self.gui()?;
        let handle = self.instance.plugin_handle();
        let wanted = GuiSize {
            width: size.width,
            height: size.height,
        };
        let refused = || HostError::refused("resize its window");
        let possible = gui.adjust_size(&handle, wanted).ok_or_else(refused)?;
        gui.set_size(&handle, possible).map_err(|_| refused())?;
        Ok(from_gui(possible))
    }

    fn asked_size(&mut self) -> Result<Option<Size>, HostError> {
        ClapHost::tend(self);
        let asked = |wishes: &Wishes| wishes.size.take();
        Ok(self.instance.access_shared_handler(asked))
    }

    fn tend(&mut self) -> Result<(), HostError> {
        ClapHost::tend(self);
        Ok(())
    }
}

impl ClapHost {
    fn gui(&mut self) -> Result<PluginGui, HostError> {
        self.instance
            .plugin_handle()
            .get_extension::<PluginGui>()
            .ok_or_else(|| HostError::refused("show a window"))
    }
}

fn from_gui(size: GuiSize) -> Size {
    Size {
        width: size.width,
        height: size.height,
    }
}

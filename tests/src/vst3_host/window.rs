//! The plugin's window in one of the host's.

use std::{
    cell::{Cell, RefCell},
    ffi::c_void,
    io, ptr,
};

use vst3::{
    Class, ComPtr, ComRef, ComWrapper,
    Steinberg::{
        IPlugFrame, IPlugFrameTrait, IPlugView, IPlugViewTrait,
        Linux::{
            FileDescriptor, IEventHandler, IEventHandlerTrait, IRunLoop, IRunLoopTrait,
            ITimerHandler, TimerInterval,
        },
        ViewRect,
        Vst::{IEditControllerTrait, ViewType::kEditor},
        kInvalidArgument, kNotImplemented, kPlatformTypeX11EmbedWindowID, kResultFalse, kResultOk,
        tresult,
    },
};

use super::{Vst3Host, accepted, com_pointer};
use crate::{frame::Size, host::HostError, windowed::Windowed};

/// The plugin's open window.
pub(super) struct OpenWindow {
    view: ComPtr<IPlugView>,
    frame: ComWrapper<Frame>,
}

/// What the window finds around it: the host's frame and its loop.
#[derive(Default)]
struct Frame {
    handlers: RefCell<Vec<(ComPtr<IEventHandler>, FileDescriptor)>>,
    asked: Cell<Option<Size>>,
}

impl Class for Frame {
    type Interfaces = (IPlugFrame, IRunLoop);
}

impl IPlugFrameTrait for Frame {
    unsafe fn resizeView(&self, _view: *mut IPlugView, size: *mut ViewRect) -> tresult {
        if size.is_null() {
            return kInvalidArgument;
        }
        // SAFETY: not null, and the caller's for the call.
        self.asked.set(Some(from_rect(unsafe { *size })));
        kResultOk
    }
}

impl IRunLoopTrait for Frame {
    unsafe fn registerEventHandler(
        &self,
        handler: *mut IEventHandler,
        file: FileDescriptor,
    ) -> tresult {
        // SAFETY: null, or the caller's for the call; the host holds it from now on.
        let Some(handler) = (unsafe { ComRef::from_raw(handler) }) else {
            return kInvalidArgument;
        };
        self.handlers
            .borrow_mut()
            .push((handler.to_com_ptr(), file));
        kResultOk
    }

    unsafe fn unregisterEventHandler(&self, handler: *mut IEventHandler) -> tresult {
        let mut handlers = self.handlers.borrow_mut();
        let at = handlers.iter().position(|held| held.0.as_ptr() == handler);
        let Some(held) = at.map(|at| handlers.swap_remove(at)) else {
            return kResultFalse;
        };
        // It may call back as it goes.
        drop(handlers);
        drop(held);
        kResultOk
    }

    unsafe fn registerTimer(&self, _: *mut ITimerHandler, _: TimerInterval) -> tresult {
        kNotImplemented
    }

    unsafe fn unregisterTimer(&self, _: *mut ITimerHandler) -> tresult {
        kNotImplemented
    }
}

impl Frame {
    /// Calls the handlers whose files have something to read.
    fn turn(&self) -> Result<(), HostError> {
        let handlers = self.handlers.borrow().clone();
        for (handler, file) in handlers {
            let mut asked = libc::pollfd {
                fd: file,
                events: libc::POLLIN,
                revents: 0,
            };
            // SAFETY: one file is asked for, and does not wait.
            if unsafe { libc::poll(&mut asked, 1, 0) } < 0 {
                let error = io::Error::last_os_error();
                return Err(HostError::refused(format!("wait for an event: {error}")));
            }
            if asked.revents & libc::POLLIN != 0 {
                // SAFETY: a plain call on the thread that registered it.
                unsafe { handler.onFDIsSet(file) };
            }
        }
        Ok(())
    }
}

impl Windowed for Vst3Host {
    fn open_window(&mut self, parent: u32) -> Result<Size, HostError> {
        let refused = |what: &str| HostError::refused(format!("{what} its window"));
        // SAFETY: pointers are null or valid for the calls, which come in the order the format
        // asks for; the caller keeps the parent until the window is closed.
        unsafe {
            let view = ComPtr::from_raw(self.controller.createView(kEditor));
            let view = view.ok_or_else(|| refused("create"))?;
            let kind = kPlatformTypeX11EmbedWindowID;
            accepted(view.isPlatformTypeSupported(kind), "have an X11 window")?;
            let frame = ComWrapper::new(Frame::default());
            accepted(
                view.setFrame(com_pointer::<_, IPlugFrame>(&frame)),
                "take a frame",
            )?;
            let window = OpenWindow { view, frame };
            let size = window.size()?;
            let parent = ptr::without_provenance_mut::<c_void>(parent as usize);
            accepted(window.view.attached(parent, kind), "open its window")?;
            self.window = Some(window);
            Ok(size)
        }
    }

    fn close_window(&mut self) -> Result<(), HostError> {
        let window = self.window.take();
        let window = window.ok_or_else(|| HostError::refused("close a window it has not"))?;
        // SAFETY: plain calls in the order the format asks for.
        unsafe {
            accepted(window.view.removed(), "close its window")?;
            accepted(window.view.setFrame(ptr::null_mut()), "let its frame go")
        }
    }

    fn resize_window(&mut self, size: Size) -> Result<Size, HostError> {
        let view = &self.shown()?.view;
        let mut rect = ViewRect {
            left: 0,
            top: 0,
            right: size.width as i32,
            bottom: size.height as i32,
        };
        // SAFETY: the rectangle is ours.
        unsafe {
            accepted(view.canResize(), "be resized")?;
            accepted(view.checkSizeConstraint(&mut rect), "find a size")?;
            accepted(view.onSize(&mut rect), "resize its window")?;
        }
        Ok(from_rect(rect))
    }

    fn asked_size(&mut self) -> Result<Option<Size>, HostError> {
        self.tend()?;
        Ok(self.shown()?.frame.asked.take())
    }

    fn tend(&mut self) -> Result<(), HostError> {
        match &self.window {
            Some(window) => window.frame.turn(),
            None => Ok(()),
        }
    }
}

impl Vst3Host {
    fn shown(&self) -> Result<&OpenWindow, HostError> {
        let window = self.window.as_ref();
        window.ok_or_else(|| HostError::refused("do something with a window it has not"))
    }
}

impl OpenWindow {
    fn size(&self) -> Result<Size, HostError> {
        let mut rect = ViewRect {
            left: 0,
            top: 0,
            right: 0,
            bottom: 0,
        };
        // SAFETY: the rectangle is ours.
        accepted(
            unsafe { self.view.getSize(&mut rect) },
            "tell its window's size",
        )?;
        Ok(from_rect(rect))
    }
}

fn from_rect(rect: ViewRect) -> Size {
    let side = |from: i32, to: i32| to.saturating_sub(from).max(0).unsigned_abs();
    Size {
        width: side(rect.left, rect.right),
        height: side(rect.top, rect.bottom),
    }
}

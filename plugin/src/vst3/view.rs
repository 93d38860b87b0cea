//! The window in VST3 hosts on Linux, between nice-plug and the host: what listens to the host's
//! loop goes when the window does.
//!
//! nice-plug 0.4.2 takes one reference too many to it (`RunLoopEventHandler::new`), so each window
//! that was ever open kept two files and a queue of 170 KiB, and the host went on polling. The
//! view is given a frame of ours, which passes everything on, remembers who listens, and sends
//! them away when the host takes the frame back. When nice-plug is mended there is no reference
//! too many, and this may go.

use std::sync::OnceLock;

use nice_plug::wrapper::vst3::vst3::{
    Class, ComPtr, ComRef, ComWrapper,
    Steinberg::{
        FIDString, IPlugFrame, IPlugFrameTrait, IPlugView, IPlugViewVtbl,
        Linux::{
            FileDescriptor, IEventHandler, IRunLoop, IRunLoopTrait, ITimerHandler, TimerInterval,
        },
        ViewRect,
        Vst::{IEditController, IEditControllerVtbl},
        kInvalidArgument, tresult,
    },
    com_scrape_types::Unknown as _,
};
use parking_lot::Mutex;

use super::table;

type CreateView = unsafe extern "system" fn(*mut IEditController, FIDString) -> *mut IPlugView;
type SetFrame = unsafe extern "system" fn(*mut IPlugView, *mut IPlugFrame) -> tresult;

/// The framework's own, which all instances share.
static CREATE_VIEW: OnceLock<CreateView> = OnceLock::new();
static SET_FRAME: OnceLock<SetFrame> = OnceLock::new();

/// The frames of open windows, by the address of their view.
static FRAMES: Mutex<Vec<(usize, ComWrapper<Frame>)>> = Mutex::new(Vec::new());

/// Lets the windows that this controller makes have frames of ours.
///
/// # Safety
///
/// It must be the framework's, and nobody else may have it yet.
pub(super) unsafe fn mend(controller: *mut IEditController) {
    static OURS: OnceLock<IEditControllerVtbl> = OnceLock::new();
    // SAFETY: as the caller promises; our function passes everything on.
    unsafe {
        table::replace(&mut (*controller).vtbl, &OURS, |table| {
            CREATE_VIEW.get_or_init(|| table.createView);
            table.createView = create_view;
        });
    }
}

unsafe extern "system" fn create_view(
    controller: *mut IEditController,
    name: FIDString,
) -> *mut IPlugView {
    static OURS: OnceLock<IPlugViewVtbl> = OnceLock::new();
    let Some(create) = CREATE_VIEW.get() else {
        return std::ptr::null_mut();
    };
    // SAFETY: the host's arguments, passed on. Nobody else has the view yet; our function passes
    // everything on.
    unsafe {
        let view = create(controller, name);
        if !view.is_null() {
            table::replace(&mut (*view).vtbl, &OURS, |table| {
                SET_FRAME.get_or_init(|| table.setFrame);
                table.setFrame = set_frame;
            });
        }
        view
    }
}

unsafe extern "system" fn set_frame(view: *mut IPlugView, frame: *mut IPlugFrame) -> tresult {
    let Some(set_frame) = SET_FRAME.get() else {
        return kInvalidArgument;
    };
    // SAFETY: null, or the host's for the call.
    let ours = unsafe { ComRef::from_raw(frame) }.and_then(Frame::around);
    let passed_on = ours.as_ref().and_then(|ours| ours.as_com_ref());
    // SAFETY: the host's arguments, passed on, with a frame that keeps the host's.
    let result = unsafe { set_frame(view, passed_on.map_or(frame, |ours| ours.as_ptr())) };
    let mut frames = FRAMES.lock();
    let before = frames.iter().position(|(of, _)| *of == view.addr());
    let before = before.map(|at| frames.swap_remove(at));
    frames.extend(ours.map(|ours| (view.addr(), ours)));
    // Whoever is sent away may call back.
    drop(frames);
    if let Some((_, before)) = before {
        before.send_away();
    }
    result
}

/// The host's frame, with those who listen to its loop.
struct Frame {
    host: ComPtr<IPlugFrame>,
    run_loop: ComPtr<IRunLoop>,
    listeners: Mutex<Vec<ComPtr<IEventHandler>>>,
}

impl Class for Frame {
    type Interfaces = (IPlugFrame, IRunLoop);
}

impl Frame {
    /// Nothing if the host has no loop to listen to.
    fn around(host: ComRef<'_, IPlugFrame>) -> Option<ComWrapper<Self>> {
        Some(ComWrapper::new(Self {
            run_loop: host.cast()?,
            host: host.to_com_ptr(),
            listeners: Mutex::default(),
        }))
    }

    /// Sends all away who still listen; their window has no frame any more.
    fn send_away(&self) {
        let listeners = std::mem::take(&mut *self.listeners.lock());
        for listener in listeners {
            // SAFETY: the host held it since it was registered. After our own reference only the
            // one too many may be left, which nobody holds.
            unsafe {
                self.run_loop.unregisterEventHandler(listener.as_ptr());
                let listener = listener.into_raw();
                if IEventHandler::release(listener) == 1 {
                    IEventHandler::release(listener);
                }
            }
        }
    }
}

impl IPlugFrameTrait for Frame {
    unsafe fn resizeView(&self, view: *mut IPlugView, size: *mut ViewRect) -> tresult {
        // SAFETY: the view's arguments, passed on.
        unsafe { self.host.resizeView(view, size) }
    }
}

impl IRunLoopTrait for Frame {
    unsafe fn registerEventHandler(
        &self,
        listener: *mut IEventHandler,
        file: FileDescriptor,
    ) -> tresult {
        // SAFETY: null, or the caller's for the call.
        if let Some(listener) = unsafe { ComRef::from_raw(listener) } {
            self.listeners.lock().push(listener.to_com_ptr());
        }
        // SAFETY: the caller's arguments, passed on.
        unsafe { self.run_loop.registerEventHandler(listener, file) }
    }

    unsafe fn unregisterEventHandler(&self, listener: *mut IEventHandler) -> tresult {
        let mut listeners = self.listeners.lock();
        let at = listeners.iter().position(|held| held.as_ptr() == listener);
        let held = at.map(|at| listeners.swap_remove(at));
        drop(listeners);
        // One that was sent away says farewell as it goes, when the host knows it no more.
        let Some(_held) = held else {
            return kInvalidArgument;
        };
        // SAFETY: the caller's argument, passed on.
        unsafe { self.run_loop.unregisterEventHandler(listener) }
    }

    unsafe fn registerTimer(&self, timer: *mut ITimerHandler, every: TimerInterval) -> tresult {
        // SAFETY: the caller's arguments, passed on.
        unsafe { self.run_loop.registerTimer(timer, every) }
    }

    unsafe fn unregisterTimer(&self, timer: *mut ITimerHandler) -> tresult {
        // SAFETY: the caller's argument, passed on.
        unsafe { self.run_loop.unregisterTimer(timer) }
    }
}

//! The host's side of VST3: the objects that a plugin reads from and writes to in a call.
//!
//! The methods are unsafe since the format passes raw pointers; each is called by the plugin with
//! pointers that are valid for the call, or null.

use std::{cell::RefCell, ffi::c_void, slice};

use vst3::{
    Class, ComWrapper,
    Steinberg::{
        IBStream, IBStream_::IStreamSeekMode_, IBStreamTrait, Vst::*, int32, int64,
        kInvalidArgument, kResultFalse, kResultOk, tresult,
    },
};

use crate::notes::Edit;

/// A list of events that the plugin fills.
#[derive(Default)]
pub struct Events(pub RefCell<Vec<Event>>);

impl Events {
    /// A list of these events, for the plugin to read.
    pub fn of(events: Vec<Event>) -> Self {
        Self(RefCell::new(events))
    }
}

impl Class for Events {
    type Interfaces = (IEventList,);
}

impl IEventListTrait for Events {
    unsafe fn getEventCount(&self) -> int32 {
        self.0.borrow().len() as int32
    }

    unsafe fn getEvent(&self, index: int32, event: *mut Event) -> tresult {
        match (self.0.borrow().get(index as usize), event.is_null()) {
            (Some(found), false) => {
                // SAFETY: not null, and the caller's for the call.
                unsafe { *event = *found };
                kResultOk
            }
            _ => kInvalidArgument,
        }
    }

    unsafe fn addEvent(&self, event: *mut Event) -> tresult {
        if event.is_null() {
            return kInvalidArgument;
        }
        // SAFETY: not null, and the caller's for the call.
        self.0.borrow_mut().push(unsafe { *event });
        kResultOk
    }
}

/// One parameter's new values in a block.
pub struct Change {
    parameter: ParamID,
    /// Each with the frame from which it counts.
    values: RefCell<Vec<(u32, ParamValue)>>,
}

impl Class for Change {
    type Interfaces = (IParamValueQueue,);
}

impl IParamValueQueueTrait for Change {
    unsafe fn getParameterId(&self) -> ParamID {
        self.parameter
    }

    unsafe fn getPointCount(&self) -> int32 {
        self.values.borrow().len() as int32
    }

    unsafe fn getPoint(&self, index: int32, frame: *mut int32, value: *mut ParamValue) -> tresult {
        let values = self.values.borrow();
        let Some(&(at, found)) = values.get(index as usize) else {
            return kInvalidArgument;
        };
        if frame.is_null() || value.is_null() {
            return kInvalidArgument;
        }
        // SAFETY: not null, and the caller's for the call.
        unsafe {
            *frame = at as int32;
            *value = found;
        }
        kResultOk
    }

    unsafe fn addPoint(&self, _: int32, _: ParamValue, _: *mut int32) -> tresult {
        kResultFalse
    }
}

/// The parameter changes that go with a block.
#[derive(Default)]
pub struct Changes(Vec<ComWrapper<Change>>);

impl Changes {
    /// Adds a parameter's new value, normalized (0–1), from a frame on.
    pub fn push(&mut self, parameter: ParamID, frame: u32, value: ParamValue) {
        let known = self.0.iter().find(|change| change.parameter == parameter);
        if let Some(change) = known {
            change.values.borrow_mut().push((frame, value));
            return;
        }
        self.0.push(ComWrapper::new(Change {
            parameter,
            values: RefCell::new(vec![(frame, value)]),
        }));
    }
}

impl Class for Changes {
    type Interfaces = (IParameterChanges,);
}

impl IParameterChangesTrait for Changes {
    unsafe fn getParameterCount(&self) -> int32 {
        self.0.len() as int32
    }

    unsafe fn getParameterData(&self, index: int32) -> *mut IParamValueQueue {
        let change = self.0.get(index as usize);
        let queue = change.and_then(|change| change.as_com_ref::<IParamValueQueue>());
        queue.map_or(std::ptr::null_mut(), |queue| queue.as_ptr())
    }

    unsafe fn addParameterData(&self, _: *const ParamID, _: *mut int32) -> *mut IParamValueQueue {
        std::ptr::null_mut()
    }
}

/// What the plugin tells of the hands in its window.
#[derive(Default)]
pub struct Hands(pub RefCell<Vec<Edit>>);

impl Class for Hands {
    type Interfaces = (IComponentHandler,);
}

impl IComponentHandlerTrait for Hands {
    unsafe fn beginEdit(&self, parameter: ParamID) -> tresult {
        self.0.borrow_mut().push(Edit::Begin(parameter));
        kResultOk
    }

    unsafe fn performEdit(&self, parameter: ParamID, value: ParamValue) -> tresult {
        self.0.borrow_mut().push(Edit::To(parameter, value));
        kResultOk
    }

    unsafe fn endEdit(&self, parameter: ParamID) -> tresult {
        self.0.borrow_mut().push(Edit::End(parameter));
        kResultOk
    }

    unsafe fn restartComponent(&self, _what: int32) -> tresult {
        kResultOk
    }
}

/// A state's bytes, read or written from the current position on.
#[derive(Default)]
pub struct Stream {
    /// The bytes.
    pub bytes: RefCell<Vec<u8>>,
    position: RefCell<usize>,
}

impl Stream {
    /// A stream that is read from its start.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            bytes: RefCell::new(bytes.to_vec()),
            position: RefCell::new(0),
        }
    }
}

impl Class for Stream {
    type Interfaces = (IBStream,);
}

impl IBStreamTrait for Stream {
    unsafe fn read(&self, buffer: *mut c_void, most: int32, read: *mut int32) -> tresult {
        if buffer.is_null() || most < 0 {
            return kInvalidArgument;
        }
        let bytes = self.bytes.borrow();
        let mut position = self.position.borrow_mut();
        let rest = bytes.get(*position..).unwrap_or_default();
        let taken = rest.len().min(most as usize);
        // SAFETY: the caller's buffer has room for `most` bytes.
        unsafe { slice::from_raw_parts_mut(buffer.cast(), taken) }.copy_from_slice(&rest[..taken]);
        *position += taken;
        if !read.is_null() {
            // SAFETY: not null, and the caller's for the call.
            unsafe { *read = taken as int32 };
        }
        kResultOk
    }

    unsafe fn write(&self, buffer: *mut c_void, count: int32, written: *mut int32) -> tresult {
        if buffer.is_null() || count < 0 {
            return kInvalidArgument;
        }
        let mut bytes = self.bytes.borrow_mut();
        let mut position = self.position.borrow_mut();
        bytes.truncate(*position);
        // SAFETY: the caller's buffer holds `count` bytes.
        bytes.extend_from_slice(unsafe { slice::from_raw_parts(buffer.cast(), count as usize) });
        *position = bytes.len();
        if !written.is_null() {
            // SAFETY: not null, and the caller's for the call.
            unsafe { *written = count };
        }
        kResultOk
    }

    unsafe fn seek(&self, offset: int64, mode: int32, result: *mut int64) -> tresult {
        let mut position = self.position.borrow_mut();
        let base = match mode as u32 {
            IStreamSeekMode_::kIBSeekSet => 0,
            IStreamSeekMode_::kIBSeekCur => *position as int64,
            IStreamSeekMode_::kIBSeekEnd => self.bytes.borrow().len() as int64,
            _ => return kInvalidArgument,
        };
        *position = (base + offset).max(0) as usize;
        if !result.is_null() {
            // SAFETY: not null, and the caller's for the call.
            unsafe { *result = *position as int64 };
        }
        kResultOk
    }

    unsafe fn tell(&self, position: *mut int64) -> tresult {
        if position.is_null() {
            return kInvalidArgument;
        }
        // SAFETY: not null, and the caller's for the call.
        unsafe { *position = *self.position.borrow() as int64 };
        kResultOk
    }
}

//! libxkbcommon, opened while the program runs: it knows which text a key gives.
//!
//! Stands in for the crate of this name under baseview (`[patch.crates-io]` in the workspace's
//! manifest). baseview 0.4.2 makes a keyboard map for each window and never gives it back, some
//! 50 KiB an opening. Here the state that is made of a map takes the map over, so that it goes
//! with the window. To be dropped with the first baseview that frees it itself: what is here is
//! what baseview 0.4.2 calls, and nothing else.
//!
//! The names are libxkbcommon's own (<https://xkbcommon.org/doc/current>).

#![allow(non_camel_case_types)]
#![cfg(target_os = "linux")]

pub mod x11;

use std::{
    ffi::{c_char, c_int, c_void},
    sync::OnceLock,
};

use libloading::Library;

/// What keeps the rules by which keyboard maps are made.
pub type xkb_context = c_void;
/// A keyboard map.
pub type xkb_keymap = c_void;
/// A keyboard map with the keys that are down.
pub type xkb_state = c_void;
/// A key, by the X server's number.
pub type xkb_keycode_t = u32;

/// How a context is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub enum xkb_context_flags {
    /// As usual.
    XKB_CONTEXT_NO_FLAGS = 0,
}

/// How a keyboard map is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub enum xkb_keymap_compile_flags {
    /// As usual.
    XKB_KEYMAP_COMPILE_NO_FLAGS = 0,
}

/// Where a key goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub enum xkb_key_direction {
    /// It is let go.
    XKB_KEY_UP = 0,
    /// It is pressed.
    XKB_KEY_DOWN = 1,
}

/// The library's functions; each may be called as its documentation says.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)] // they are libxkbcommon's
pub struct XkbCommon {
    pub xkb_context_new: unsafe extern "C" fn(xkb_context_flags) -> *mut xkb_context,
    pub xkb_context_unref: unsafe extern "C" fn(*mut xkb_context),
    pub xkb_state_key_get_utf8:
        unsafe extern "C" fn(*mut xkb_state, xkb_keycode_t, *mut c_char, usize) -> c_int,
    pub xkb_state_update_key:
        unsafe extern "C" fn(*mut xkb_state, xkb_keycode_t, xkb_key_direction) -> c_int,
    pub xkb_state_unref: unsafe extern "C" fn(*mut xkb_state),
    xkb_keymap_unref: unsafe extern "C" fn(*mut xkb_keymap),
}

/// The library, where this machine has it.
pub fn xkbcommon_option() -> Option<&'static XkbCommon> {
    static OPEN: OnceLock<Option<XkbCommon>> = OnceLock::new();
    let open = || {
        let library = library(["libxkbcommon.so.0", "libxkbcommon.so"])?;
        // SAFETY: the library's header declares these functions so.
        unsafe {
            Some(XkbCommon {
                xkb_context_new: function(library, "xkb_context_new")?,
                xkb_context_unref: function(library, "xkb_context_unref")?,
                xkb_state_key_get_utf8: function(library, "xkb_state_key_get_utf8")?,
                xkb_state_update_key: function(library, "xkb_state_update_key")?,
                xkb_state_unref: function(library, "xkb_state_unref")?,
                xkb_keymap_unref: function(library, "xkb_keymap_unref")?,
            })
        }
    };
    OPEN.get_or_init(open).as_ref()
}

/// Opens the first of these that is there, for as long as the program runs.
fn library(names: [&str; 2]) -> Option<&'static Library> {
    // SAFETY: what runs while these libraries open asks nothing of who opens them.
    let open = |name| unsafe { Library::new(name) }.ok();
    let library = names.into_iter().find_map(open)?;
    Some(Box::leak(Box::new(library)))
}

/// A function of a library.
///
/// # Safety
/// `T` must be the type of the function of this name.
unsafe fn function<T: Copy>(library: &'static Library, name: &str) -> Option<T> {
    // SAFETY: the caller's promise is the same.
    unsafe { library.get::<T>(name.as_bytes()) }
        .ok()
        .map(|found| *found)
}

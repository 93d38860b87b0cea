//! The part of libxkbcommon that asks an X server for its keyboard.

use std::{ffi::c_void, sync::OnceLock};

use super::{
    XkbCommon, function, library, xkb_context, xkb_keymap, xkb_keymap_compile_flags, xkb_state,
    xkbcommon_option,
};

/// A connection of libxcb's.
pub type xcb_connection_t = c_void;

type StateOfDevice =
    unsafe extern "C" fn(*mut xkb_keymap, *mut xcb_connection_t, i32) -> *mut xkb_state;

/// The library's functions; each may be called as its documentation says.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)] // they are libxkbcommon's
pub struct XkbCommonX11 {
    pub xkb_x11_get_core_keyboard_device_id: unsafe extern "C" fn(*mut xcb_connection_t) -> i32,
    pub xkb_x11_keymap_new_from_device: unsafe extern "C" fn(
        *mut xkb_context,
        *mut xcb_connection_t,
        i32,
        xkb_keymap_compile_flags,
    ) -> *mut xkb_keymap,
    /// Unlike the library's own it takes the map over, which is then gone for the caller.
    pub xkb_x11_state_new_from_device: StateOfDevice,
}

/// What makes a state and gives its map back.
static MAKING: OnceLock<(StateOfDevice, XkbCommon)> = OnceLock::new();

/// The library, where this machine has it.
pub fn xkbcommon_x11_option() -> Option<&'static XkbCommonX11> {
    static OPEN: OnceLock<Option<XkbCommonX11>> = OnceLock::new();
    let open = || {
        let common = xkbcommon_option()?;
        let library = library(["libxkbcommon-x11.so.0", "libxkbcommon-x11.so"])?;
        // SAFETY: the library's header declares these functions so.
        unsafe {
            let own = function(library, "xkb_x11_state_new_from_device")?;
            MAKING.get_or_init(|| (own, *common));
            Some(XkbCommonX11 {
                xkb_x11_get_core_keyboard_device_id: function(
                    library,
                    "xkb_x11_get_core_keyboard_device_id",
                )?,
                xkb_x11_keymap_new_from_device: function(
                    library,
                    "xkb_x11_keymap_new_from_device",
                )?,
                xkb_x11_state_new_from_device: state_that_takes_the_map,
            })
        }
    };
    OPEN.get_or_init(open).as_ref()
}

unsafe extern "C" fn state_that_takes_the_map(
    map: *mut xkb_keymap,
    server: *mut xcb_connection_t,
    keyboard: i32,
) -> *mut xkb_state {
    let Some((own, common)) = MAKING.get() else {
        return std::ptr::null_mut();
    };
    // SAFETY: as the caller promises of the arguments. The state holds the map from now on, so
    // the caller's hold, of which it makes no use again, is let go.
    unsafe {
        let state = own(map, server, keyboard);
        (common.xkb_keymap_unref)(map);
        state
    }
}

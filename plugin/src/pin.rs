//! Keeps our own code in memory for as long as the process lives, whatever the host unloads.

/// Not to be called but where a thread of ours can't be ended: a host that removes the last
/// instance unloads the plugin's file, and with it the code such a thread returns to.
pub(crate) fn stay_loaded() {
    #[cfg(unix)]
    unix();
    #[cfg(windows)]
    windows();
}

/// Any address inside our file.
fn address() -> *const std::ffi::c_void {
    stay_loaded as fn() as *const std::ffi::c_void
}

#[cfg(unix)]
fn unix() {
    let mut file = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: `dladdr` fills in what it is given if it knows the address; the name it gives is
    // that of a file that is loaded, and lives as long. Opening a file that is loaded runs none
    // of its code. The handle is kept for ever, on purpose.
    unsafe {
        if libc::dladdr(address(), file.as_mut_ptr()) != 0 {
            let name = file.assume_init().dli_fname;
            // A program, which has no handle, is never unloaded either.
            let _ = libc::dlopen(name, libc::RTLD_NOW | libc::RTLD_NODELETE);
        }
    }
}

#[cfg(windows)]
fn windows() {
    use std::ffi::c_void;

    const PIN: u32 = 1;
    const FROM_ADDRESS: u32 = 4;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
    }

    let mut module = std::ptr::null_mut();
    // SAFETY: as the function's documentation asks: an address inside a module, and room for its
    // handle.
    let _ = unsafe { GetModuleHandleExW(PIN | FROM_ADDRESS, address(), &mut module) };
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_program_may_ask_to_stay_loaded_too() {
        super::stay_loaded();
        super::stay_loaded();
    }
}

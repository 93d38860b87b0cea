//! The seal by a seccomp filter.

use std::{
    collections::BTreeMap,
    ffi::{c_int, c_void},
    hint, io, mem, ptr,
    sync::atomic::{AtomicI64, AtomicUsize, Ordering},
};

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

use super::{Breach, SealError};

/// The deepest chain of callers that is kept.
const DEPTH: usize = 48;
/// No call was trapped yet.
const NONE: i64 = -1;

/// What the signal's handler leaves for another thread: it may neither allocate nor print.
static CALL: AtomicI64 = AtomicI64::new(NONE);
static CALLERS: [AtomicUsize; DEPTH] = [const { AtomicUsize::new(0) }; DEPTH];

/// A filter under which every system call is trapped, but the end of the process.
pub struct Seal(BpfProgram);

impl Seal {
    /// Makes the filter and installs the trap, for the whole process. Nothing is sealed yet.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn prepare() -> Result<Self, SealError> {
        let refused = |error: &dyn ToString| SealError::Refused(error.to_string());
        is_available().map_err(|error| refused(&error))?;
        let processor =
            TargetArch::try_from(std::env::consts::ARCH).map_err(|_| SealError::Elsewhere)?;
        let allowed = BTreeMap::from([(libc::SYS_exit_group, Vec::new())]);
        let filter = SeccompFilter::new(
            allowed,
            SeccompAction::Trap,
            SeccompAction::Allow,
            processor,
        );
        let program = filter
            .and_then(BpfProgram::try_from)
            .map_err(|error| refused(&error))?;
        // Finds the functions' tables now, which takes system calls.
        remember_callers();
        install_trap().map_err(|error| refused(&error))?;
        Ok(Self(program))
    }

    /// Seals the calling thread, for the rest of its life: it can't even end.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn apply(&self) -> Result<(), SealError> {
        seccompiler::apply_filter(&self.0).map_err(|error| SealError::Refused(error.to_string()))
    }
}

/// The call that broke a seal, if one did.
#[must_use]
pub fn breach() -> Option<Breach> {
    let number = CALL.load(Ordering::Acquire);
    if number == NONE {
        return None;
    }
    let mut callers = Vec::new();
    for place in &CALLERS {
        let place = place.load(Ordering::Relaxed) as *mut c_void;
        if !place.is_null() {
            backtrace::resolve(place, |symbol| {
                callers.extend(symbol.name().map(|name| format!("{name:#}")));
            });
        }
    }
    // The innermost ones belong to the trap.
    let first = callers.iter().rposition(|name| name.ends_with("trapped"));
    let callers = callers.split_off(first.map_or(0, |last| last + 1));
    Some(Breach { number, callers })
}

/// Ends the process at once, sealed threads included, without a word to its libraries.
pub fn exit(code: i32) -> ! {
    // SAFETY: takes a number and does not return.
    unsafe { libc::_exit(code) }
}

/// The name of a system call, of those that one may expect here.
#[must_use]
pub fn name(number: i64) -> Option<&'static str> {
    let known = [
        (libc::SYS_brk, "brk"),
        (libc::SYS_clock_gettime, "clock_gettime"),
        (libc::SYS_clock_nanosleep, "clock_nanosleep"),
        (libc::SYS_futex, "futex"),
        (libc::SYS_getppid, "getppid"),
        (libc::SYS_getrandom, "getrandom"),
        (libc::SYS_gettid, "gettid"),
        (libc::SYS_madvise, "madvise"),
        (libc::SYS_mmap, "mmap"),
        (libc::SYS_mprotect, "mprotect"),
        (libc::SYS_munmap, "munmap"),
        (libc::SYS_openat, "openat"),
        (libc::SYS_read, "read"),
        (libc::SYS_rt_sigprocmask, "rt_sigprocmask"),
        (libc::SYS_sched_yield, "sched_yield"),
        (libc::SYS_write, "write"),
    ];
    known
        .into_iter()
        .find_map(|(known, name)| (known == number).then_some(name))
}

/// Asks the kernel whether it can trap calls, which changes nothing.
fn is_available() -> io::Result<()> {
    let action = libc::SECCOMP_RET_TRAP;
    // SAFETY: the kernel reads one number.
    let result = unsafe {
        let (question, flags) = (libc::SECCOMP_GET_ACTION_AVAIL, 0);
        libc::syscall(libc::SYS_seccomp, question, flags, &raw const action)
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

fn install_trap() -> io::Result<()> {
    // SAFETY: all zeros is a valid `sigaction`; the handler has the signature that SA_SIGINFO asks
    // for, and keeps to what a handler may do.
    let result = unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = trapped as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO;
        libc::sigaction(libc::SIGSYS, &action, ptr::null_mut())
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// The beginning of what the kernel tells of a trapped call (`siginfo_t` in sigaction(2)).
#[repr(C)]
struct Trapped {
    signal: c_int,
    errno: c_int,
    code: c_int,
    call_address: *const c_void,
    call: c_int,
}

/// The handler: leaves word of the call, and waits for the end without another one.
extern "C" fn trapped(_signal: c_int, info: *mut libc::siginfo_t, _context: *mut c_void) {
    // SAFETY: for SIGSYS the kernel fills these fields.
    let call = unsafe { (*info.cast::<Trapped>()).call };
    remember_callers();
    CALL.store(i64::from(call), Ordering::Release);
    loop {
        hint::spin_loop();
    }
}

fn remember_callers() {
    let mut places = CALLERS.iter();
    // SAFETY: one thread at a time unwinds: the preparing one, then the one that is trapped.
    unsafe {
        backtrace::trace_unsynchronized(|frame| match places.next() {
            Some(place) => {
                place.store(frame.ip() as usize, Ordering::Relaxed);
                true
            }
            None => false,
        });
    }
}

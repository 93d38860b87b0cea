//! The VST3 entry, in the place of nice-plug's own: it tells the plugin what the host set up, and
//! lets nothing of a closed window stay.
//!
//! nice-plug 0.4.2 copies the process mode before it takes the host's new one
//! (`IAudioProcessor::setupProcessing`), so a plugin is told the mode of the set-up before: it would
//! not wait in a bounce, and wait on the audio thread after it. Here each set-up is passed on twice,
//! which changes nothing but that. Else this is what `nice_export_vst3!` writes for one plugin; when
//! nice-plug is mended, that macro takes its place again.

mod table;
#[cfg(all(unix, not(target_os = "macos")))]
mod view;

use std::{ffi::c_void, sync::OnceLock};

use nice_plug::wrapper::vst3::{
    PluginInfo, Wrapper,
    vst3::{
        Class, ComWrapper,
        Steinberg::{
            FIDString, FUnknown, IPluginFactory, IPluginFactory2, IPluginFactory2Trait,
            IPluginFactory3, IPluginFactory3Trait, IPluginFactoryTrait, PClassInfo, PClassInfo2,
            PClassInfoW, PFactoryInfo, TUID,
            Vst::{IAudioProcessor, IAudioProcessorVtbl, ProcessSetup},
            int32, kInvalidArgument, kResultOk, tresult,
        },
    },
};

use crate::Quatrain;

/// Makes plugins for a host.
struct Factory(PluginInfo);

impl Class for Factory {
    type Interfaces = (IPluginFactory, IPluginFactory2, IPluginFactory3);
}

/// Writes what was made where the host wants it.
///
/// # Safety
///
/// `place` must be null or point to room for a `T`, as the format asks.
unsafe fn hand_over<T>(place: *mut T, index: int32, make: impl FnOnce() -> T) -> tresult {
    if place.is_null() || index != 0 {
        return kInvalidArgument;
    }
    // SAFETY: it points to room for one.
    unsafe { place.write(make()) };
    kResultOk
}

impl IPluginFactoryTrait for Factory {
    unsafe fn getFactoryInfo(&self, info: *mut PFactoryInfo) -> tresult {
        // SAFETY: as the format asks.
        unsafe { hand_over(info, 0, || self.0.create_factory_info()) }
    }

    unsafe fn countClasses(&self) -> int32 {
        1
    }

    unsafe fn getClassInfo(&self, index: int32, info: *mut PClassInfo) -> tresult {
        // SAFETY: as the format asks.
        unsafe { hand_over(info, index, || self.0.create_class_info()) }
    }

    unsafe fn createInstance(
        &self,
        class: FIDString,
        interface: FIDString,
        object: *mut *mut c_void,
    ) -> tresult {
        if class.is_null() || interface.is_null() || object.is_null() {
            return kInvalidArgument;
        }
        // SAFETY: class and interface are numbers of 16 bytes, as the format asks.
        if unsafe { &*class.cast::<[u8; 16]>() } != self.0.cid {
            return kInvalidArgument;
        }
        let wrapper = ComWrapper::new(Wrapper::<Quatrain>::new());
        let (Some(processor), Some(unknown)) = (
            wrapper.as_com_ref::<IAudioProcessor>(),
            wrapper.as_com_ref::<FUnknown>(),
        ) else {
            return kInvalidArgument;
        };
        // SAFETY: it is the framework's, and nobody else has it yet.
        unsafe {
            mend(processor.as_ptr());
            #[cfg(all(unix, not(target_os = "macos")))]
            if let Some(controller) = wrapper.as_com_ref() {
                view::mend(controller.as_ptr());
            }
            let unknown = unknown.as_ptr();
            ((*(*unknown).vtbl).queryInterface)(unknown, interface.cast::<TUID>(), object)
        }
    }
}

impl IPluginFactory2Trait for Factory {
    unsafe fn getClassInfo2(&self, index: int32, info: *mut PClassInfo2) -> tresult {
        // SAFETY: as the format asks.
        unsafe { hand_over(info, index, || self.0.create_class_info_2()) }
    }
}

impl IPluginFactory3Trait for Factory {
    unsafe fn getClassInfoUnicode(&self, index: int32, info: *mut PClassInfoW) -> tresult {
        // SAFETY: as the format asks.
        unsafe { hand_over(info, index, || self.0.create_class_info_unicode()) }
    }

    unsafe fn setHostContext(&self, _context: *mut FUnknown) -> tresult {
        kResultOk
    }
}

type SetUp = unsafe extern "system" fn(*mut IAudioProcessor, *mut ProcessSetup) -> tresult;

/// The framework's own, which all instances share.
static SET_UP: OnceLock<SetUp> = OnceLock::new();

/// Lets a processor pass each set-up on twice.
///
/// # Safety
///
/// It must be the framework's, and nobody else may have it yet.
unsafe fn mend(processor: *mut IAudioProcessor) {
    static OURS: OnceLock<IAudioProcessorVtbl> = OnceLock::new();
    // SAFETY: as the caller promises; our function passes everything on.
    unsafe {
        table::replace(&mut (*processor).vtbl, &OURS, |table| {
            SET_UP.get_or_init(|| table.setupProcessing);
            table.setupProcessing = set_up_twice;
        });
    }
}

unsafe extern "system" fn set_up_twice(
    this: *mut IAudioProcessor,
    setup: *mut ProcessSetup,
) -> tresult {
    let Some(set_up) = SET_UP.get() else {
        return kInvalidArgument;
    };
    // SAFETY: the host's arguments, passed on.
    unsafe {
        set_up(this, setup);
        set_up(this, setup)
    }
}

/// What a host asks for first.
#[unsafe(no_mangle)]
extern "system" fn GetPluginFactory() -> *mut c_void {
    let factory = ComWrapper::new(Factory(PluginInfo::for_plugin::<Quatrain>()));
    factory
        .to_com_ptr::<IPluginFactory>()
        .map_or(std::ptr::null_mut(), |factory| factory.into_raw().cast())
}

/// What hosts call after loading the file, under each system's name.
mod entry {
    use std::ffi::c_void;

    use crate::Quatrain;

    fn enter() -> bool {
        nice_plug::wrapper::setup_logger::<Quatrain>();
        true
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[unsafe(no_mangle)]
    extern "C" fn ModuleEntry(_library: *mut c_void) -> bool {
        enter()
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[unsafe(no_mangle)]
    extern "C" fn ModuleExit() -> bool {
        true
    }

    #[cfg(target_os = "macos")]
    #[unsafe(no_mangle)]
    extern "C" fn bundleEntry(_library: *mut c_void) -> bool {
        enter()
    }

    #[cfg(target_os = "macos")]
    #[unsafe(no_mangle)]
    extern "C" fn bundleExit() -> bool {
        true
    }

    #[cfg(target_os = "windows")]
    #[unsafe(no_mangle)]
    extern "system" fn InitDll() -> bool {
        enter()
    }

    #[cfg(target_os = "windows")]
    #[unsafe(no_mangle)]
    extern "system" fn ExitDll() -> bool {
        true
    }
}

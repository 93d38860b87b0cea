//! The window as the plugin framework opens, moves, resizes and closes it.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use baseview::{Window, WindowSettings, gl::GlConfig};
use crossbeam::atomic::AtomicCell;
use nice_plug::{
    context::gui::GuiContext,
    debug::nice_error,
    editor::{
        Editor, EditorHandle, HostMethods, Modifiers, ParentWindowHandle, ResizeHint,
        SpawnedEditor, VirtualKeyCode,
        dpi::{LogicalSize, NativeSize, PhysicalSize, Size},
    },
};
use parking_lot::Mutex;

use super::{
    Extent, Face, KeptExtent,
    handler::Handler,
    host, keys,
    parting::{OpenWindow, parting},
};

/// Describes a window; it opens when the host asks.
pub struct WindowEditor<F> {
    title: &'static str,
    face: Arc<Mutex<F>>,
    shared: Arc<Shared>,
}

impl<F> WindowEditor<F> {
    /// A window that shows `face`, as large as `extent` says, which it keeps up to date.
    pub fn new(title: &'static str, face: F, extent: Arc<KeptExtent>) -> Self {
        Self {
            title,
            face: Arc::new(Mutex::new(face)),
            shared: Arc::new(Shared {
                extent,
                open: AtomicCell::new(None),
                told: AtomicCell::new(None),
                scale: AtomicCell::new(1.0),
                is_shown: AtomicBool::new(true),
                is_stale: AtomicBool::new(false),
                wants_keys: AtomicBool::new(false),
                events: Mutex::default(),
            }),
        }
    }
}

/// What the host's thread and the window's share.
pub(super) struct Shared {
    extent: Arc<KeptExtent>,
    /// The size of the open window.
    open: AtomicCell<Option<PhysicalSize<u32>>>,
    /// The size that the host was told last, of this window or of the one to be opened.
    told: AtomicCell<Option<NativeSize<u32>>>,
    /// Physical pixels in a point, as far as it is known.
    scale: AtomicCell<f64>,
    is_shown: AtomicBool,
    /// Whether the host changed something that is to be seen.
    is_stale: AtomicBool,
    wants_keys: AtomicBool,
    /// What the host has for egui.
    events: Mutex<Vec<egui::Event>>,
}

impl Shared {
    /// How large the window shall be.
    pub fn extent(&self) -> Extent {
        self.extent.load().in_range()
    }

    /// Takes down how large it is.
    pub fn keep(&self, extent: Extent, pixels: PhysicalSize<u32>, scale: f64) {
        self.extent.store(extent.in_range());
        self.open.store(Some(pixels));
        self.scale.store(scale);
    }

    /// Whether anybody can see it.
    pub fn is_shown(&self) -> bool {
        self.is_shown.load(Relaxed)
    }

    /// Whether the host changed something since this was last asked.
    pub fn take_stale(&self) -> bool {
        self.is_stale.swap(false, Relaxed)
    }

    /// What the host had for egui since this was last asked.
    pub fn take_events(&self) -> Vec<egui::Event> {
        std::mem::take(&mut *self.events.lock())
    }

    /// Takes down whether something in the window wants keys.
    pub fn set_wants_keys(&self, wants: bool) {
        self.wants_keys.store(wants, Relaxed);
    }

    /// The window is gone.
    pub fn closed(&self) {
        self.open.store(None);
        self.told.store(None);
        self.set_wants_keys(false);
        self.events.lock().clear();
    }

    /// Hands something to egui.
    pub fn post(&self, events: impl IntoIterator<Item = egui::Event>) {
        self.events.lock().extend(events);
    }

    /// Lets a frame come.
    pub fn wake(&self) {
        self.is_stale.store(true, Relaxed);
    }

    fn set_shown(&self, is_shown: bool) {
        self.is_shown.store(is_shown, Relaxed);
        self.wake();
    }
}

/// The size of a window, as hosts of this system count.
fn native(window: &Window) -> NativeSize<u32> {
    let size = window.size();
    NativeSize::from_logical_or_physical(size.logical, size.physical)
}

/// What a host may do to the size.
fn resize_hint() -> ResizeHint {
    let size = |extent: Extent| Some(LogicalSize::<f32>::from(extent));
    ResizeHint::RESIZABLE.with_min_max_logical_size(size(Extent::SMALLEST), size(Extent::LARGEST))
}

impl<F: Face> Editor for WindowEditor<F> {
    type Handle = WindowHandle;

    fn spawn(
        &self,
        parent: Option<ParentWindowHandle>,
        wait_for_parent: bool,
        fallback_scale_factor: Option<f64>,
        gui_context: GuiContext,
        host: Option<HostMethods>,
    ) -> Result<SpawnedEditor<WindowHandle>, Box<dyn Error>> {
        let size = |extent: Extent| Size::Logical(extent.into());
        let is_embedded = parent.is_some() || wait_for_parent;
        let settings = WindowSettings::new()
            .with_title(self.title)
            .with_size(size(self.shared.extent()))
            .with_min_size::<Size>(size(Extent::SMALLEST))
            .with_max_size::<Size>(size(Extent::LARGEST))
            .with_parent(parent.as_ref())
            .with_wait_for_parent(wait_for_parent)
            .with_fallback_scale_factor(fallback_scale_factor)
            .with_gl_config(GlConfig {
                // Triangles one over another, as they come.
                depth_bits: 0,
                stencil_bits: 0,
                ..GlConfig::default()
            });
        self.shared.set_shown(true);
        let (title, face, shared) = (self.title, self.face.clone(), self.shared.clone());
        let (host, around) = host.map(host::host).unzip();
        let (farewell, parting) = parting();
        let window = Window::create_with_host(
            settings,
            move |window| {
                farewell.keep();
                Handler::new(window, title, face, gui_context, shared, is_embedded)
            },
            host,
        );
        // Hosts, and the standalone program, say no more than that there is no window.
        let window =
            window.inspect_err(|error| nice_error!("No window could be opened: {error}"))?;
        // A VST3 host asks for the size before the window knows its screen, and makes room for it.
        let told = self.shared.told.take();
        if let Some(around) = around
            && told.is_some_and(|told| told != native(&window))
        {
            // It may refuse; then it shows a part.
            let _ = around.request_resize(window.size());
        }
        Ok(SpawnedEditor {
            handle: WindowHandle(self.shared.clone()),
            window: OpenWindow { window, parting },
        })
    }

    fn size(&self) -> NativeSize<u32> {
        let shared = &self.shared;
        let scale = shared.scale.load();
        let size = shared
            .open
            .load()
            .map_or_else(|| Size::Logical(shared.extent().into()), Size::Physical);
        let size = NativeSize::from_size(size, scale);
        shared.told.store(Some(size));
        size
    }

    fn resize_hint(&self) -> ResizeHint {
        resize_hint()
    }

    unsafe fn assume_standalone_in_process(&self) {
        // SAFETY: the caller's promise is the same.
        unsafe { baseview::assume_standalone_in_process() };
    }
}

/// The host's hold on an open window.
pub struct WindowHandle(Arc<Shared>);

impl EditorHandle for WindowHandle {
    type Window = OpenWindow;
    type Error = baseview::Error;

    fn run_until_closed(window: OpenWindow) -> Result<(), baseview::Error> {
        let OpenWindow { window, parting } = window;
        let closed = window.run_until_closed();
        drop(parting);
        closed
    }

    fn set_parent(
        &self,
        parent: ParentWindowHandle,
        window: &OpenWindow,
    ) -> Result<(), baseview::Error> {
        window.window.set_parent(&parent)
    }

    fn show(&self, window: &OpenWindow) -> Result<(), baseview::Error> {
        self.0.set_shown(true);
        window.window.show()
    }

    fn hide(&self, window: &OpenWindow) -> Result<(), baseview::Error> {
        self.0.set_shown(false);
        window.window.hide()
    }

    fn set_size(
        &self,
        new_size: NativeSize<u32>,
        window: &OpenWindow,
    ) -> Result<(), baseview::Error> {
        window.window.resize(new_size)
    }

    fn host_main_thread_callback(&self, window: &OpenWindow) {
        window.window.host_main_thread_callback();
    }

    fn adjust_size(
        &self,
        new_size: NativeSize<u32>,
        window: &OpenWindow,
    ) -> Option<NativeSize<u32>> {
        let scale = window.window.size().scale_factor;
        Some(resize_hint().adjust_size(new_size, native(&window.window), scale))
    }

    fn set_fallback_scale_factor(
        &self,
        scale_factor: f64,
        window: &OpenWindow,
    ) -> Result<(), baseview::Error> {
        window.window.suggest_fallback_scale_factor(scale_factor)
    }

    fn on_virtual_key_from_host(
        &self,
        key_code: VirtualKeyCode,
        is_down: bool,
        modifiers: Modifiers,
    ) -> bool {
        let events = keys::from_host(key_code, is_down, modifiers);
        let is_wanted = self.0.wants_keys.load(Relaxed) && !events.is_empty();
        if is_wanted {
            self.0.post(events);
        }
        is_wanted
    }

    fn state_changed(&self) {
        self.0.wake();
    }

    fn param_value_changed(&self, _id: &str, _normalized_value: f32) {
        self.0.wake();
    }

    fn param_modulation_changed(&self, _id: &str, _modulation_offset: f32) {
        self.0.wake();
    }
}

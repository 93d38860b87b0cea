//! Whether something that the window shows changed by itself: the host moved a parameter, the
//! generator made a groove, the player began to play, the library's clerk is back. Else the window isn't drawn.

use std::sync::Arc;

use groove::Beats;
use nice_plug::{params::internals::ParamPtr, prelude::Params as _};

use crate::{
    generator::{Shared, Status},
    memory::Shown,
    params::Controls,
};

/// See the module's documentation.
pub(super) struct News {
    controls: Arc<Controls>,
    shared: Arc<Shared>,
    /// All parameters of `controls`.
    params: Vec<ParamPtr>,
    seen: Option<Seen>,
}

/// What there was to be seen.
#[derive(PartialEq)]
struct Seen {
    values: Vec<f32>,
    shown: Shown,
    status: Status,
    /// [`Tiles::change`]: the grooves themselves are many.
    tiles: u64,
    playhead: Option<Beats>,
    notes: u64,
    errands: u64,
}

impl News {
    /// Of an instance.
    pub fn new(controls: Arc<Controls>, shared: Arc<Shared>) -> Self {
        let params = controls.param_map().into_iter();
        Self {
            params: params.map(|(_, param, _)| param).collect(),
            controls,
            shared,
            seen: None,
        }
    }

    /// Whether there is anything new since this was last asked.
    pub fn are_there(&mut self) -> bool {
        let now = Some(self.look());
        let is_new = now != self.seen;
        self.seen = now;
        is_new
    }

    fn look(&self) -> Seen {
        // The pointers are into them.
        let _alive: &Controls = &self.controls;
        // SAFETY: the parameters live as long as the controls, which are held here.
        let value = |param: &ParamPtr| unsafe { param.modulated_normalized_value() };
        let memory = &self.shared.memory;
        Seen {
            values: self.params.iter().map(value).collect(),
            shown: memory.shown(),
            status: self.shared.status(),
            tiles: self.shared.tiles().change,
            playhead: memory.bridge().playhead(),
            notes: memory.bridge().notes(),
            errands: self.shared.library.errands(),
        }
    }
}

#[cfg(test)]
mod tests {
    use nice_plug::prelude::Param as _;

    use super::*;
    use crate::{
        library::{Errand, Library, Places},
        request::Locks,
        sheet::Part,
    };

    #[test]
    fn what_the_clerk_brings_is_news() {
        let mut shared = Shared::new(Arc::default());
        shared.library = Library::at(Places {
            presets: Some("/nowhere".into()),
            models: Some("/nowhere".into()),
        });
        let shared = Arc::new(shared);
        let mut news = News::new(Arc::default(), shared.clone());
        assert!(news.are_there() && !news.are_there());
        shared.library.ask(Errand::Look);
        let began = std::time::Instant::now();
        while !news.are_there() {
            assert!(began.elapsed().as_secs() < 20, "never");
            std::thread::yield_now();
        }
        assert!(!shared.library.shelves().presets.is_empty());
    }

    #[test]
    fn a_moved_parameter_and_a_diced_bar_are_news() {
        let (controls, shared) = (Arc::<Controls>::default(), Arc::<Shared>::default());
        let mut news = News::new(controls.clone(), shared.clone());
        assert!(news.are_there());
        assert!(!news.are_there());
        // SAFETY: the parameter is that of `controls`.
        unsafe {
            controls
                .shape
                .density
                .as_ptr()
                ._internal_set_normalized_value(0.1)
        };
        assert!(news.are_there());
        assert!(!news.are_there());
        shared.memory.roll(Part::Bar(1), 7, &Locks::default());
        assert!(news.are_there());
        assert!(!news.are_there());
    }
}

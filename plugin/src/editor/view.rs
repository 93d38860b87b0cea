//! What the window remembers between its frames: the instance knows nothing of it.

use std::time::{Duration, Instant};

use super::{character::Tab, preferences::Preferences, presets::Browser, theme, top::Lamp};

/// How long a message stands in the help line.
const TOLD: Duration = Duration::from_secs(6);

/// What lies over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// The models, and all about the one at work.
    Model,
    /// How notes get to a sound.
    Routing,
    /// The presets, and saving one.
    Presets,
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct View {
    /// What lies over the page, if anything.
    pub panel: Option<Panel>,
    /// How the person likes it.
    pub preferences: Preferences,
    /// What was chosen for the files that go out.
    pub(super) out: super::outgoing::Choice,
    /// The lamp of the notes that go out.
    pub lamp: Lamp,
    /// Which sliders are seen.
    pub(super) tab: Tab,
    /// The browser of presets.
    pub presets: Browser,
    told: Option<(String, Instant)>,
    /// How egui's own parts are dressed.
    dressed: Option<Preferences>,
}

impl View {
    /// Lets a message stand in the help line for a while: what was done, or why not and the next
    /// step.
    pub fn tell(&mut self, message: impl Into<String>) {
        self.told = Some((message.into(), Instant::now()));
    }

    /// The message, while it stands.
    #[must_use]
    pub fn told(&self) -> Option<&str> {
        let (message, since) = self.told.as_ref()?;
        (since.elapsed() < TOLD).then_some(message.as_str())
    }

    /// Opens a panel, or closes it if it is the one that is open.
    pub fn toggle(&mut self, panel: Panel) {
        self.panel = (self.panel != Some(panel)).then_some(panel);
    }

    /// Dresses egui as the person likes it.
    pub(super) fn dress(&mut self, egui: &egui::Context) {
        if self.dressed.as_ref() != Some(&self.preferences) {
            let Preferences { look, is_calm } = self.preferences;
            theme::apply(egui, look, is_calm);
            self.dressed = Some(self.preferences.clone());
        }
    }

    /// A new window is dressed anew.
    pub(super) fn undress(&mut self) {
        self.dressed = None;
    }

    /// Takes over other preferences, here and on the disk.
    pub(super) fn prefer(&mut self, preferences: Preferences) {
        self.preferences = preferences;
        if let Err(error) = self.preferences.store() {
            self.tell(error.to_string());
        }
    }
}

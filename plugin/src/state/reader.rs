//! Reads a stored state piece by piece, so that what is torn costs no more than itself.

use std::sync::Arc;

use groove::Groove;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Made, Names, State};
use crate::{
    compare::Compare,
    params::Setting,
    player::{MOST_PIECES, Slot},
    scene::Scene,
};

/// So many of the troubles are told; more would fill the window.
const MOST_TOLD: usize = 3;

/// See the module's documentation.
pub(super) struct Reader {
    /// The version that the state tells.
    pub version: Option<u64>,
    value: Value,
    /// What could not be read, and why.
    troubles: Vec<String>,
}

impl Reader {
    pub fn new(value: Value) -> Self {
        let version = value.get("version").and_then(Value::as_u64);
        let troubles = match version {
            None => vec!["it has no version number".to_owned()],
            Some(_) => Vec::new(),
        };
        Self {
            version,
            value,
            troubles,
        }
    }

    /// Everything that can be read.
    pub fn state(&mut self) -> State {
        let before = self.troubles.len();
        let first = self.made("/heard");
        let count = self
            .value
            .pointer("/pieces")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        if count >= MOST_PIECES {
            let most = MOST_PIECES - 1;
            self.troubles
                .push(format!("pieces: {count}, at most {most} have room"));
        }
        let others =
            (0..count.min(MOST_PIECES - 1)).filter_map(|at| self.made(&format!("/pieces/{at}")));
        let others: Vec<Made> = others.collect();
        let live: Vec<Made> = first.into_iter().chain(others).collect();
        // What could not be read as it was is no answer to anything: it is made anew where
        // there is a model.
        let is_whole = self.troubles.len() == before && !live.is_empty();
        let request = self.field("/request").filter(|_| is_whole);
        let path = |slot: Slot| match slot.index() {
            0 => "/a/kept".to_owned(),
            1 => "/b/kept".to_owned(),
            _ => format!("/slots/{slot}"),
        };
        let mut slots = [const { None }; Slot::COUNT];
        for slot in Slot::all() {
            slots[slot.index()] = self.made(&path(slot));
        }
        State {
            request,
            live,
            fill: self.made("/fill"),
            slots,
            names: Names::read(
                &self
                    .field::<Map<String, Value>>("/names")
                    .unwrap_or_default(),
            ),
            corners: ["/a/now", "/b/now", "/c/now", "/d/now"].map(|path| self.made(path)),
            sheet: Arc::new(self.field("/sheet").unwrap_or_default()),
            path: Arc::new(self.field("/path").unwrap_or_default()),
            model: self.field("/model"),
            preset: self.field("/preset"),
            compare: self.compare(),
        }
    }

    /// The other scene; what can't be read of it is told as the rest is.
    fn compare(&mut self) -> Compare {
        let side = self.field("/compare/side").unwrap_or_default();
        let setting: Option<Setting> = self.field("/compare/other/params");
        let memory = self.value.pointer_mut("/compare/other/memory");
        let (Some(setting), Some(memory)) = (setting, memory.map(Value::take)) else {
            return Compare::default();
        };
        // One of two has no other of its own.
        let mut reader = Self::new(memory);
        if let Some(value) = reader.value.as_object_mut() {
            value.remove("compare");
        }
        let state = reader.state();
        let troubles = reader.troubles.into_iter();
        let troubles = troubles.map(|trouble| format!("compare: {trouble}"));
        self.troubles.extend(troubles);
        Compare {
            side,
            other: Some(Arc::new(Scene { setting, state })),
        }
    }

    /// What could not be read, in words; `None` if all could.
    pub fn damage(&self) -> Option<String> {
        let more = self.troubles.len().saturating_sub(MOST_TOLD);
        let told = self.troubles.iter().take(MOST_TOLD);
        let mut words = told.cloned().collect::<Vec<_>>().join("; ");
        if more > 0 {
            words += &format!("; and {more} more");
        }
        (!words.is_empty()).then_some(words)
    }

    /// A field, `None` where there is none or it can't be read.
    fn field<T: DeserializeOwned>(&mut self, path: &str) -> Option<T> {
        let value = self.value.pointer_mut(path)?.take();
        match serde_json::from_value(value) {
            Ok(value) => value,
            Err(error) => {
                self.trouble(path, &error);
                None
            }
        }
    }

    /// A groove; strokes that can't be read are left out of it.
    fn made(&mut self, path: &str) -> Option<Made> {
        let mut value = self.value.pointer(path)?.clone();
        let error = match serde_json::from_value::<Option<Made>>(value.clone()) {
            Ok(made) => return made,
            Err(error) => error,
        };
        self.trouble(path, &error);
        let groove = value.get_mut("groove")?;
        for cells in ["strokes", "silent"] {
            leave_out_unreadable(groove, cells);
        }
        serde_json::from_value(value).ok()
    }

    fn trouble(&mut self, path: &str, error: &serde_json::Error) {
        let place = path.trim_start_matches('/').replace('/', ".");
        self.troubles.push(format!("{place}: {error}"));
    }
}

/// Keeps those cells with which alone the groove can be read.
fn leave_out_unreadable(groove: &mut Value, cells: &str) {
    let Some(Value::Array(all)) = groove.get_mut(cells).map(Value::take) else {
        return;
    };
    let mut alone = groove.clone();
    for other in ["strokes", "silent"] {
        alone[other] = Value::Array(Vec::new());
    }
    let is_readable = |cell: &Value| {
        let mut alone = alone.clone();
        alone[cells] = Value::Array(vec![cell.clone()]);
        serde_json::from_value::<Box<Groove>>(alone).is_ok()
    };
    groove[cells] = all.into_iter().filter(is_readable).collect();
}

//! What is done on the page: dice for a part alone, edits, locked cells.

use std::sync::Arc;

use groove::Groove;

use super::Memory;
use crate::{
    request::Locks,
    sheet::{Edit, Edits, Locked, Part, Sheet, Spot},
};

impl Memory {
    /// Dices a part of the groove alone: everything else stays, bit by bit. `number`, 1–9999, says
    /// which throw it is; 0 gives the part back to the common take.
    pub fn roll(&self, part: Part, number: u16, locks: &Locks) {
        let mut content = self.content.lock();
        content.note();
        let sheet = Arc::make_mut(&mut content.state.sheet);
        sheet.takes.set(part, number, locks);
        content.is_as_loaded = false;
        content.deliverer.revise();
    }

    /// Lets a cell play this, whatever the model plays there. It is heard at once.
    pub fn edit(&self, spot: Spot, edit: Edit) {
        self.rewrite(|sheet, under| sheet.edits.set(under, spot, edit));
    }

    /// Lets a cell play what the model plays again.
    pub fn unedit(&self, spot: Spot) {
        self.rewrite(|sheet, _| sheet.edits.remove(spot));
    }

    /// Takes all edits away.
    pub fn unedit_all(&self) {
        self.rewrite(|sheet, _| sheet.edits = Edits::default());
    }

    /// Locks a cell, so that new grooves leave it as it is, or opens it: then it is what was asked
    /// for.
    pub fn toggle_lock(&self, spot: Spot) {
        let mut content = self.content.lock();
        let Some(grid) = content.under().next().map(|groove| groove.grid()) else {
            return;
        };
        content.note();
        let before = content.state.sheet.clone();
        let sheet = Arc::make_mut(&mut content.state.sheet);
        sheet.locked.toggle(grid, spot);
        if !sheet.is_met_by(&before) {
            content.is_as_loaded = false;
            content.deliverer.revise();
        }
    }

    /// Opens all locked cells.
    pub fn unlock_all(&self) {
        let mut content = self.content.lock();
        content.note();
        Arc::make_mut(&mut content.state.sheet).locked = Locked::default();
        content.is_as_loaded = false;
        content.deliverer.revise();
    }

    fn rewrite(&self, change: impl FnOnce(&mut Sheet, &[&Groove])) {
        let mut content = self.content.lock();
        let mut sheet = content.state.sheet.clone();
        let under: Vec<&Groove> = content.under().map(|groove| &**groove).collect();
        change(Arc::make_mut(&mut sheet), &under);
        if sheet == content.state.sheet {
            return;
        }
        content.note();
        content.state.sheet = sheet;
        content.is_edited = true;
        content.compose();
        content.deliver_live();
        content.deliver_fill();
    }
}

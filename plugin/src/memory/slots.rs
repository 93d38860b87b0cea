//! The slots A to P: what is stored in them, taken out and written over.

use std::sync::Arc;

use super::{Content, Memory};
use crate::{
    corner::Corner,
    player::{Place, Slot},
    sheet::{Edit, Spot},
    state::Made,
};

impl Memory {
    /// Stores what is heard in a slot; does nothing where nothing was made yet.
    pub fn keep(&self, slot: impl Into<Slot>) {
        let slot = slot.into();
        let mut content = self.content.lock();
        let piece = self.bridge.piece(content.heard.len());
        if let Some(mut heard) = content.state.live.get(piece).cloned() {
            heard.groove = content.heard[piece].clone();
            content.put(slot, heard);
        }
    }

    /// Stores what a slot plays in another one too; does nothing where it is empty.
    pub fn copy(&self, from: Slot, to: Slot) {
        let mut content = self.content.lock();
        if let Some(made) = content.state.in_slot(from).cloned() {
            content.put(to, made);
        }
    }

    /// Empties a slot. One of a corner then plays what the corner dreams.
    pub fn clear(&self, slot: impl Into<Slot>) {
        let slot = slot.into();
        let mut content = self.content.lock();
        if content.state.slots[slot.index()].is_none() {
            return;
        }
        content.note();
        content.state.slots[slot.index()] = None;
        content.slot_changed(slot);
    }

    /// Writes over a cell of a slot's own groove; does nothing where it is empty, or has no such
    /// cell. Its place in the latent space stays: the slot is a groove first.
    pub fn edit_slot(&self, slot: Slot, (step, drum): Spot, edit: Edit) {
        let mut content = self.content.lock();
        let Some(mut made) = content.state.in_slot(slot).cloned() else {
            return;
        };
        let grid = made.groove.grid();
        let is_inside = step.0 < grid.steps() && drum.index() < grid.drums();
        if is_inside && Edit::of(&made.groove.cell(step, drum)) != edit {
            Arc::make_mut(&mut made.groove).set(step, drum, edit.cell());
            content.put(slot, made);
        }
    }
}

impl Content {
    /// Stores something in a slot, as a step of the history.
    pub(super) fn put(&mut self, slot: Slot, made: Made) {
        self.note();
        if let Some(corner) = self.state.corners.get_mut(slot.index()) {
            *corner = Some(made.clone());
        }
        self.state.slots[slot.index()] = Some(made);
        self.slot_changed(slot);
    }

    fn slot_changed(&mut self, slot: Slot) {
        self.deliver_slot(slot);
        // Of all slots those of the corners alone have a part in what is made.
        if slot.index() < Corner::COUNT {
            self.ground += 1;
            self.deliverer.revise();
        }
    }

    /// The player has what a slot's key plays.
    pub(super) fn deliver_slot(&mut self, slot: Slot) {
        let made = self.state.in_slot(slot);
        let place = Place::Slot(slot);
        self.deliverer.put(place, made.map(|made| &*made.groove));
    }
}

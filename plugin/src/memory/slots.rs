//! The slots A to P: what is stored in them, taken out and written over, and what they
//! are called.

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
            let name = content.state.names.get(from).unwrap_or_default().to_owned();
            content.put(to, made);
            content.state.names.set(to, &name);
        }
    }

    /// Stores a groove out of a file in a slot, which takes its name.
    pub fn put(&self, slot: Slot, made: Made, name: &str) {
        let mut content = self.content.lock();
        content.put(slot, made);
        content.state.names.set(slot, name);
    }

    /// Names a slot; an empty name is none.
    pub fn rename(&self, slot: Slot, name: &str) {
        let mut content = self.content.lock();
        let mut names = content.state.names.clone();
        names.set(slot, name);
        if names != content.state.names {
            content.note();
            content.state.names = names;
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
        content.state.names.set(slot, "");
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{history::Hand, history::Way, starter::starter};

    #[test]
    fn a_file_in_a_slot_and_a_name_are_a_step_each() {
        let memory = Memory::default();
        let name = || memory.shown().names.get(Slot::A).map(str::to_owned);
        memory.put(Slot::A, Made::unplaced(starter()), "funk");
        memory.frame_over(Hand::Rests);
        memory.rename(Slot::A, "  Verse\n");
        memory.frame_over(Hand::Rests);
        // Nothing new is no step.
        memory.rename(Slot::A, "Verse");
        memory.frame_over(Hand::Rests);
        assert_eq!(name().as_deref(), Some("Verse"));
        let back = || assert!(memory.step(Way::Back, |_| 0.0).is_empty());
        back();
        assert_eq!(name().as_deref(), Some("funk"));
        assert_eq!(memory.shown().slots[0], Some(Arc::new(starter())));
        back();
        assert_eq!(name(), None);
        assert!(memory.shown().slots[0].is_none() && !memory.shown().can_go_back);
    }

    #[test]
    fn a_copy_has_the_name_and_an_emptied_slot_none() {
        let memory = Memory::default();
        memory.put(Slot::A, Made::unplaced(starter()), "funk");
        memory.copy(Slot::A, Slot::B);
        memory.clear(Slot::A);
        let shown = memory.shown();
        assert_eq!(shown.names.get(Slot::A), None);
        assert_eq!(shown.names.get(Slot::B), Some("funk"));
    }
}

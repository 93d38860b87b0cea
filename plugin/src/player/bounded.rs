//! A list with room for a fixed number: the only growing thing on the audio thread.

use std::ops::{Deref, DerefMut};

/// Takes its memory when it is made and never again. What it holds is plain data, so that
/// forgetting it frees nothing.
pub(super) struct Bounded<T: Copy>(Vec<T>);

impl<T: Copy> Bounded<T> {
    /// Room for `most`. Not for the audio thread.
    pub fn with_room(most: usize) -> Self {
        Self(Vec::with_capacity(most))
    }

    /// How many more go in.
    pub fn room(&self) -> usize {
        self.0.capacity() - self.0.len()
    }

    /// Whether nothing more goes in.
    pub fn is_full(&self) -> bool {
        self.room() == 0
    }

    /// Adds one; does nothing when full.
    pub fn push(&mut self, item: T) {
        if !self.is_full() {
            self.0.push(item);
        }
    }

    /// Puts one in at a place that exists or is the end; does nothing when full.
    pub fn insert(&mut self, at: usize, item: T) {
        if !self.is_full() && at <= self.0.len() {
            self.0.insert(at, item);
        }
    }

    /// Forgets the first so many.
    pub fn drop_first(&mut self, count: usize) {
        self.0.drain(..count.min(self.0.len()));
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.0.retain(keep);
    }

    /// Of neighbours that are the same by this key the first stays.
    pub fn dedup_by_key<K: PartialEq>(&mut self, key: impl FnMut(&mut T) -> K) {
        self.0.dedup_by_key(key);
    }
}

impl<T: Copy> Deref for Bounded<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Copy> DerefMut for Bounded<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

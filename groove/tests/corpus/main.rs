//! Data as people have it: folders, archives, datasets, records; sound, torn and hostile.
//!
//! The archives in `archives/` are others' work: `dataset.zip` and `bzip2.zip` by Python's
//! `zipfile`, `encrypted.zip` by Info-ZIP's `zip -P secret`. Further ones are made here.

#![allow(clippy::unwrap_used)]
#![cfg(feature = "corpus")]

mod archives;
mod datasets;
mod folders;
mod help;
mod imports;
mod published;
mod records;

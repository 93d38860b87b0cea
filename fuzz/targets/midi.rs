//! Any bytes as MIDI, the whole way: performance, grids, grooves, MIDI, and back.

#![no_main]

#[path = "../../groove/tests/hostile/whole_way.rs"]
mod whole_way;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| whole_way::of(bytes));

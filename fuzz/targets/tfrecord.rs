//! Any bytes as TFRecords.

#![no_main]

#[path = "../../groove/tests/hostile/record_way.rs"]
mod record_way;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| record_way::of(bytes));

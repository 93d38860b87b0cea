//! Any bytes as a NoteSequence message, and its music the whole way.

#![no_main]

#[path = "../../groove/tests/hostile/message_way.rs"]
mod message_way;
#[path = "../../groove/tests/hostile/whole_way.rs"]
mod whole_way;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| message_way::of(bytes));

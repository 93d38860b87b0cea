//! Any text as a drum map, TOML and CSV.

#![no_main]

use groove::{Drum, DrumMap, MidiKey, drum_map::DrumMapError};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    for map in [DrumMap::from_toml(text), DrumMap::from_csv("any", text)] {
        match map {
            Ok(map) => holds(&map),
            Err(error) => names_its_place(&error, text),
        }
    }
});

/// What holds for every map.
fn holds(map: &DrumMap) {
    for key in (0..128).filter_map(MidiKey::new) {
        let mut drums = Drum::ALL.into_iter();
        let drum = drums.find(|&drum| map.keys(drum).contains(&key));
        assert_eq!(map.drum(key), drum);
        assert_eq!(map.ignores(key), map.ignored().contains(&key));
        assert!(drum.is_none() || !map.ignores(key));
    }
    for drum in Drum::ALL {
        assert_eq!(map.drum(map.key(drum)), Some(drum));
    }
    assert_eq!(DrumMap::from_toml(&map.to_toml()).as_ref().ok(), Some(map));
    let csv = DrumMap::from_csv(map.name(), &map.to_csv());
    assert_eq!(csv.as_ref().ok(), Some(map));
}

fn names_its_place(error: &DrumMapError, text: &str) {
    let lines = text.matches('\n').count() + 1;
    assert!(
        error.line.is_none_or(|line| (1..=lines).contains(&line)),
        "{error}"
    );
    let message = error.to_string();
    assert!(message.len() < 1000, "{message}");
}

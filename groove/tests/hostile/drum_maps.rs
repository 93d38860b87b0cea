//! Hostile drum maps, and what is said of each. That every rule is kept line by line is tested
//! beside the code; here are the files that are hardly maps at all.

use std::{fs, path::Path};

use groove::DrumMap;

use super::{bytes::joined, memory::most_held};

const DRUMS: [&str; 9] = [
    "kick",
    "snare",
    "closed-hat",
    "open-hat",
    "low-tom",
    "mid-tom",
    "high-tom",
    "crash",
    "ride",
];

/// A sound map as CSV, on the keys from 36 up.
fn csv() -> String {
    let rows = DRUMS.iter().zip(36..);
    let rows = rows.map(|(drum, key)| format!("{key},{drum}\n"));
    "key,drum\n".to_owned() + &rows.collect::<String>()
}

/// A sound map as TOML.
fn toml() -> String {
    let rows = DRUMS.iter().zip(36..);
    let rows = rows.map(|(drum, key)| format!("{drum} = [{key}]\n"));
    "name = \"kit\"\n[keys]\n".to_owned() + &rows.collect::<String>()
}

/// All of them, by name, with a part of the message; none where the map is sound.
pub fn all() -> Vec<(&'static str, Vec<u8>, Option<&'static str>)> {
    let utf16: Vec<u8> = csv().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let csv_with = |row: &str| (csv() + row).into_bytes();
    let toml_with = |row: &str| (toml() + row).into_bytes();
    vec![
        ("sound.csv", csv().into_bytes(), None),
        ("sound.toml", toml().into_bytes(), None),
        ("empty.csv", Vec::new(), Some("empty.csv: holds no keys")),
        ("empty.toml", Vec::new(), Some("empty.toml: holds no keys")),
        (
            "blank.csv",
            b" \n\t\n\r\n".to_vec(),
            Some("blank.csv: holds no keys"),
        ),
        (
            "blank.toml",
            b" \n\t\n\r\n".to_vec(),
            Some("blank.toml: holds no keys"),
        ),
        (
            "mark-alone.csv",
            "\u{feff}".into(),
            Some("mark-alone.csv: holds no keys"),
        ),
        (
            "mark-before.csv",
            ("\u{feff}".to_owned() + &csv()).into(),
            None,
        ),
        (
            "mark-before.toml",
            ("\u{feff}".to_owned() + &toml()).into(),
            None,
        ),
        (
            "utf-16.csv",
            joined(&[&[0xFF, 0xFE], &utf16]),
            Some("utf-16.csv, line 1: holds bytes"),
        ),
        (
            "latin-1.csv",
            joined(&[csv().as_bytes(), b"50,f\xFCr\n"]),
            Some("latin-1.csv, line 11: holds bytes"),
        ),
        (
            "latin-1.toml",
            joined(&[toml().as_bytes(), b"# f\xFCr\n"]),
            Some("latin-1.toml, line 12: holds bytes"),
        ),
        (
            "zeros.csv",
            vec![0; 100],
            Some("zeros.csv, line 1: a row has a key and a drum"),
        ),
        ("zeros.toml", vec![0; 100], Some("zeros.toml, line 1: ")),
        (
            "old-mac.csv",
            csv().replace('\n', "\r").into_bytes(),
            Some("old-mac.csv"),
        ),
        (
            "windows.csv",
            csv().replace('\n', "\r\n").into_bytes(),
            None,
        ),
        (
            "windows.toml",
            toml().replace('\n', "\r\n").into_bytes(),
            None,
        ),
        (
            "drums-first.csv",
            b"drum,key\nkick,36\n".to_vec(),
            Some("drums-first.csv, line 1: \"drum\" is no key"),
        ),
        (
            "headings-alone.csv",
            b"key,drum,note\n".to_vec(),
            Some("headings-alone.csv: holds no keys"),
        ),
        (
            "headings-twice.csv",
            csv_with("key,drum\n"),
            Some("headings-twice.csv, line 11: \"key\" is no key"),
        ),
        (
            "comma-alone.csv",
            csv_with(",\n"),
            Some("comma-alone.csv, line 11: \"\" is no key"),
        ),
        (
            "no-drum.csv",
            csv_with("50,\n"),
            Some("no-drum.csv, line 11: \"\" is no drum"),
        ),
        (
            "key-128.csv",
            csv_with("128,ride\n"),
            Some("key-128.csv, line 11: \"128\" is no key"),
        ),
        (
            "key-huge.csv",
            csv_with(&("9".repeat(1000) + ",ride\n")),
            Some("key-huge.csv, line 11: \"99"),
        ),
        (
            "drum-huge.csv",
            csv_with(&("50,".to_owned() + &"x".repeat(3000))),
            Some("drum-huge.csv, line 11: \"xx"),
        ),
        (
            "key-of-other-digits.csv",
            csv_with("٣٦,ride\n"),
            Some("line 11: \"٣٦\" is no key"),
        ),
        (
            "key-twice.csv",
            csv_with("36,ride\n"),
            Some("key-twice.csv, line 11: key 36 is given to both the kick (line 2) and the ride"),
        ),
        (
            "lists-in-lists.toml",
            toml_with(&("ride = ".to_owned() + &"[".repeat(2000))),
            Some("lists-in-lists.toml, line 12: "),
        ),
        (
            "tables-in-tables.toml",
            ("a.".repeat(1500) + "a = 1").into_bytes(),
            Some("tables-in-tables.toml"),
        ),
        (
            "date.toml",
            toml().replace("[36]", "[2026-10-17]").into(),
            Some("date.toml, line 3: \"2026-10-17\" is no key"),
        ),
        (
            "not-a-number.toml",
            toml().replace("[36]", "[nan]").into(),
            Some("not-a-number.toml, line 3: \"nan\" is no key"),
        ),
        (
            "table-of-keys.toml",
            toml().replace("[36]", "{ 36 = 1 }").into(),
            Some("table-of-keys.toml, line 3: here must stand a list of keys"),
        ),
        (
            "keys-a-list.toml",
            b"name = \"kit\"\nkeys = [36]\n".to_vec(),
            Some("keys-a-list.toml, line 2: here must stand"),
        ),
        (
            "name-alone.toml",
            b"name = \"kit\"\n".to_vec(),
            Some("gives no key to the kick, snare"),
        ),
        (
            "name-huge.toml",
            ("name = \"".to_owned() + &"x".repeat(3000) + "\"\n").into(),
            Some("the map \"xx"),
        ),
    ]
}

#[test]
fn each_kept_map_is_answered_as_the_table_says() {
    let folder = tempfile::tempdir().unwrap();
    let load = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        let (map, most) = most_held(|| DrumMap::load(&file));
        assert!(
            most < (1 << 20) + 64 * bytes.len(),
            "{name}: {most} bytes of memory"
        );
        map.map_err(|error| {
            let folder = folder.path().join("");
            error.to_string().replace(&*folder.to_string_lossy(), "")
        })
    };
    let mut wrong = String::new();
    for (name, bytes, expected) in all() {
        let answer = load(name, &bytes).map(|map| map.name().to_owned());
        let sound = match (&answer, expected) {
            (Ok(_), None) => true,
            (Err(message), Some(words)) => message.contains(words) && message.len() < 400,
            _ => false,
        };
        if !sound {
            wrong += &format!("{name}: {answer:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_map_may_be_torn_anywhere() {
    for length in 0..toml().len() {
        let _ = DrumMap::from_toml(&toml()[..length]);
    }
    // The last row is complete from its last letter on, with the line's end or without.
    let sound = csv().len() - 1;
    for length in 0..csv().len() {
        let map = DrumMap::from_csv("torn", &csv()[..length]);
        assert_eq!(map.is_ok(), length >= sound, "{length}");
    }
}

/// As large as a file may be, and as full of keys.
#[test]
fn a_large_map_is_refused_as_soon_as_a_small_one() {
    let list = "36,".repeat(DrumMap::MAX_FILE / 3 - 20);
    let text = toml().replace("[37]", &format!("[{list}]"));
    let answer = DrumMap::from_toml(&text).unwrap_err().to_string();
    assert!(
        answer.starts_with("line 4: key 36 is given to both the kick"),
        "{answer}"
    );
    let rows = csv() + &"36,kick\n".repeat(DrumMap::MAX_FILE / 8 - 20);
    let answer = DrumMap::from_csv("large", &rows).unwrap_err().to_string();
    assert!(
        answer.starts_with("line 11: key 36 is given to the kick (line 2) again"),
        "{answer}"
    );
    assert!(DrumMap::load(Path::new("/dev/zero.csv")).is_err());
}

use std::{collections::BTreeMap, fs};

use proptest::prelude::*;

use super::*;
use crate::{
    grid::Grid,
    performance::{PartIndex, Performance, Seconds, Stroke},
    quantize::{QuantizeError, quantize},
    rules::Rules,
    units::MidiVelocity,
};

const CSV: &str = "key,drum,note\n36,kick,C1\n38,snare,D1\n42,closed-hat,\n46,open-hat,\n\
                   41,low-tom,\n43,mid-tom,\n45,high-tom,\n49,crash,\n51,ride,\n";

fn key(key: u8) -> MidiKey {
    MidiKey::new(key).unwrap()
}

fn written(name: &str) -> [u8; Drum::COUNT] {
    let map = DrumMap::named(name).unwrap();
    Drum::ALL.map(|drum| map.key(drum).get())
}

#[test]
fn shipped_maps_have_their_names_and_write_the_keys_of_their_sources() {
    let names: Vec<&str> = DrumMap::shipped().iter().map(DrumMap::name).collect();
    let all = [
        "roland",
        "reduced",
        "general-midi",
        "roland-td",
        "ableton-drum-rack",
    ];
    assert_eq!(names, all);
    assert_eq!(written("roland"), [36, 38, 42, 46, 43, 47, 50, 49, 51]);
    assert_eq!(written("reduced"), [36, 38, 42, 46, 45, 48, 50, 49, 51]);
    assert_eq!(
        written("general-midi"),
        [36, 38, 42, 46, 45, 48, 50, 49, 51]
    );
    assert_eq!(written("roland-td"), [36, 38, 42, 46, 43, 45, 48, 49, 51]);
    assert_eq!(
        written("ableton-drum-rack"),
        [36, 38, 42, 46, 41, 43, 45, 49, 51]
    );
    assert_eq!(DrumMap::roland().name(), "roland");
    assert_eq!(DrumMap::reduced().name(), "reduced");
    assert_eq!(DrumMap::general_midi().name(), "general-midi");
}

#[test]
fn the_reference_tables_disagree_where_the_specification_says() {
    let differ: Vec<u8> = (0..128)
        .filter(|&number| {
            let (roland, reduced) = (DrumMap::roland(), DrumMap::reduced());
            let roland = roland.drum(key(number));
            roland.is_some() && roland != reduced.drum(key(number))
        })
        .collect();
    assert_eq!(differ, [45, 48, 58]);
}

/// The dataset was played on such a kit: whatever the training table reads, the kit's own map
/// reads in the same way.
#[test]
fn a_roland_kit_is_heard_as_the_dataset_is() {
    let kit = DrumMap::named("roland-td").unwrap();
    for drum in Drum::ALL {
        for &key in DrumMap::roland().keys(drum) {
            assert_eq!(kit.drum(key), Some(drum), "key {}", key.get());
        }
    }
}

#[test]
fn the_table_and_the_lists_agree() {
    for map in DrumMap::shipped() {
        for number in 0..128 {
            let listed = Drum::ALL
                .into_iter()
                .find(|&drum| map.keys(drum).contains(&key(number)));
            assert_eq!(map.drum(key(number)), listed);
            assert_eq!(
                map.ignores(key(number)),
                map.ignored().contains(&key(number))
            );
        }
    }
}

/// What a wrong file is answered: the whole message.
fn answer(result: Result<DrumMap, DrumMapError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn faults_of_toml_name_their_line_and_the_remedy() {
    let text = DrumMap::general_midi().to_toml();
    let wrong = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        answer(DrumMap::from_toml(&text.replace(from, to)))
    };
    assert_eq!(
        wrong("snare = [38, 40, 37]", "snare = [38, 36]"),
        "line 5: key 36 is given to both the kick (line 4) and the snare; leave it in one of them"
    );
    assert_eq!(
        wrong("snare = [38, 40, 37]", "snare = [38,\n40,\n38]"),
        "line 7: key 38 is given to the snare (line 5) again; leave it there once"
    );
    assert_eq!(
        wrong("ride = [51, 59, 53]", ""),
        "the map \"general-midi\" gives no key to the ride; General MIDI has 51"
    );
    assert_eq!(
        wrong("kick = [36, 35]", "kick = []"),
        "the map \"general-midi\" gives no key to the kick; General MIDI has 36"
    );
    assert_eq!(
        wrong("kick = [36, 35]", "kick = [136]"),
        "line 4: \"136\" is no key; a key is a whole number from 0 to 127, e.g. 36"
    );
    for word in ["-1", "36.0", "0x24", "true", "[36]", "99999999999999999999"] {
        let answer = wrong("kick = [36, 35]", &format!("kick = [{word}]"));
        assert!(
            answer.starts_with(&format!("line 4: {word:?} is no key;")),
            "{answer}"
        );
    }
    assert_eq!(
        wrong("kick = [36, 35]", "kick = 36"),
        "line 4: here must stand a list of keys, as in [36, 35], not a value of the kind integer"
    );
    assert_eq!(
        wrong("open-hat", "open-hut"),
        "line 7: \"open-hut\" is no drum, did you mean open-hat?; write one of kick, snare, \
         closed-hat, open-hat, low-tom, mid-tom, high-tom, crash, ride, or ignore"
    );
    assert_eq!(
        wrong("[keys]", "author = \"me\"\n[keys]"),
        "line 3: \"author\" is nothing that a drum map has; it has name, ignore and [keys]"
    );
    assert_eq!(
        wrong("name = \"general-midi\"", ""),
        "the map has no name; begin the file with a line like this: name = \"my kit\""
    );
    assert_eq!(
        wrong("name = \"general-midi\"", "name = 3"),
        "line 1: here must stand a name in quotation marks, not a value of the kind integer"
    );
    let answer = wrong("crash = [49", "crash = [49 49");
    assert!(
        answer.starts_with("line 11: ") && answer.ends_with("kick = [36, 35]"),
        "{answer}"
    );
    let answer = wrong("snare =", "kick =");
    assert!(answer.starts_with("line 5: duplicate key"), "{answer}");
}

#[test]
fn faults_of_csv_name_their_line_and_the_remedy() {
    let wrong = |from: &str, to: &str| {
        assert!(CSV.contains(from));
        answer(DrumMap::from_csv("my kit", &CSV.replace(from, to)))
    };
    assert_eq!(
        wrong("51,ride", "\n# too many\n36,ride"),
        "line 12: key 36 is given to both the kick (line 2) and the ride; leave it in one of them"
    );
    assert_eq!(
        wrong("51,ride", "51,ignore\n52,ignore"),
        "the map \"my kit\" gives no key to the ride; General MIDI has 51"
    );
    assert_eq!(
        wrong("38,snare", "138,snare"),
        "line 3: \"138\" is no key; a key is a whole number from 0 to 127, e.g. 36"
    );
    assert_eq!(
        wrong("36,kick", "C1,kick"),
        "line 2: \"C1\" is the name of a note, and programs count octaves differently; write 36 if \
         yours calls middle C \"C3\" (Live, Logic, Yamaha), or 24 if it calls it \"C4\" (Roland, \
         Reaper)"
    );
    assert_eq!(
        wrong("36,kick,C1", "36"),
        "line 2: a row has a key and a drum with a comma between them, as in 36,kick"
    );
    let answer = wrong("41,low-tom", "41,Floor Tom");
    assert!(
        answer.starts_with("line 6: \"Floor Tom\" is no drum, did you mean low-tom?"),
        "{answer}"
    );
    let answer = wrong("36,kick", "kick,36");
    assert!(answer.starts_with("line 2: \"kick\" is no key"), "{answer}");
}

#[test]
fn names_of_notes_are_understood_well_enough_to_answer() {
    let read = |word: &str| match name::key(word) {
        Err(DrumMapFault::NoteName { if_c3, if_c4, .. }) => Some((if_c3.get(), if_c4.get())),
        Err(DrumMapFault::NoKey { .. }) => None,
        other => panic!("{other:?}"),
    };
    assert_eq!(read("C3"), Some((60, 48)));
    assert_eq!(read("f#1"), Some((42, 30)));
    assert_eq!(read("Bb-1"), Some((22, 10)));
    assert_eq!(read("♯1"), None);
    for word in [
        "C", "C#", "H1", "C99", "G9", "C-2", "C-3", "", "Cb", "C##1é",
    ] {
        assert_eq!(read(word), None, "{word}");
    }
}

#[test]
fn spreadsheets_may_write_as_they_do() {
    let plain = DrumMap::from_csv("kit", CSV).unwrap();
    for changed in [
        CSV.replace(',', ";"),
        CSV.replace('\n', "\r\n"),
        format!("\u{feff}{CSV}"),
        CSV.replace("36,kick,C1", " \"36\" , \"Kick\",\"a, b\""),
        CSV.replace("closed-hat", "Closed Hat")
            .replace("low-tom", "LOW_TOM"),
        CSV.replace("key,drum,note\n", ""),
        CSV.replace("key,drum,note\n", "# my kit\n\nKey,Drum\n"),
    ] {
        assert_eq!(
            DrumMap::from_csv("kit", &changed).unwrap(),
            plain,
            "{changed}"
        );
    }
}

#[test]
fn ignored_keys_have_no_role_and_no_fault() {
    let text = DrumMap::general_midi().to_toml();
    let text = text.replace("[keys]", "ignore = [75, 76]\n[keys]");
    let map = DrumMap::from_toml(&text).unwrap();
    assert!(map.ignores(key(75)) && map.drum(key(75)).is_none());
    assert!(!map.ignores(key(77)) && !map.ignores(key(36)));
    let answer = answer(DrumMap::from_toml(&text.replace("75, 76", "36")));
    assert_eq!(
        answer,
        "line 5: key 36 is given to both the ignored keys (line 3) and the kick; leave it in one \
         of them"
    );
}

#[test]
fn files_are_read_by_their_ending_and_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let load = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        let loaded = DrumMap::load(&file);
        loaded.map_err(|error| error.to_string().replace(&*file.to_string_lossy(), name))
    };
    let toml = DrumMap::reduced().to_toml();
    assert_eq!(
        load("kit.toml", toml.as_bytes()).unwrap(),
        *DrumMap::reduced()
    );
    assert_eq!(
        load("Blue Kit.CSV", CSV.as_bytes()).unwrap().name(),
        "Blue Kit"
    );

    let answer = |name: &str, bytes: &[u8]| load(name, bytes).unwrap_err();
    let wrong = CSV.replace("38", "36");
    assert!(answer("wrong.csv", wrong.as_bytes()).starts_with("wrong.csv, line 3: key 36"));
    for (name, text) in [
        ("empty.csv", "# key,drum\nkey,drum\n"),
        ("empty.toml", "# nothing\n"),
    ] {
        let answer = answer(name, text.as_bytes());
        assert!(
            answer.starts_with(&format!("{name}: holds no keys;")),
            "{answer}"
        );
    }
    assert!(answer("kit.txt", b"").starts_with("kit.txt: a drum map's name ends in .toml or .csv"));
    let latin = b"36,kick\n38,snare\n42,closed hat,f\xfcr\n";
    assert!(
        answer("latin.csv", latin).starts_with("latin.csv, line 3: holds bytes that are no text")
    );
    let large = vec![b'\n'; DrumMap::MAX_FILE + 1];
    assert!(answer("large.csv", &large).starts_with("large.csv: is longer than 256 kB"));
    assert_eq!(
        answer("long.csv", &large[1..]),
        "long.csv: holds no keys; a map gives at least one to each of kick, snare, closed-hat, \
         open-hat, low-tom, mid-tom, high-tom, crash, ride"
    );
    let absent = folder.path().join("absent.toml");
    let answer = DrumMap::load(&absent).unwrap_err().to_string();
    assert!(answer.contains("absent.toml: can't be read: "), "{answer}");
}

#[test]
fn a_word_finds_a_shipped_map_or_a_file() {
    assert_eq!(DrumMap::find("roland-td").unwrap().name(), "roland-td");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kit.csv");
    fs::write(&file, CSV).unwrap();
    assert_eq!(DrumMap::find(file.to_str().unwrap()).unwrap().name(), "kit");
    assert_eq!(
        answer(DrumMap::find("rolandtd")),
        "\"rolandtd\" is neither a shipped drum map (roland, reduced, general-midi, roland-td, \
         ableton-drum-rack) nor a .toml or .csv file; did you mean roland-td?"
    );
}

#[test]
fn ignored_keys_are_left_out_but_not_missed() {
    let text = DrumMap::general_midi().to_toml();
    let text = text.replace("[keys]", "ignore = [75]\n[keys]");
    let map = DrumMap::from_toml(&text).unwrap();
    let stroke = |number| Stroke {
        key: key(number),
        velocity: MidiVelocity::new(100),
        start: Seconds(0.0),
        end: Seconds(0.1),
        part: PartIndex::default(),
    };
    let performance = Performance {
        strokes: [36, 75, 76].map(stroke).to_vec(),
        ..Performance::default()
    };
    for rules in [Rules::Quatrain, Rules::Reference] {
        let laid = quantize(&performance, &map, Grid::FOUR_BARS, rules);
        let unknown = laid.map(|laid| (laid.left_out.ignored, laid.left_out.strokes()));
        match rules {
            Rules::Quatrain => assert_eq!(unknown.unwrap(), (1, 1)),
            Rules::Reference => assert_eq!(
                unknown.unwrap_err(),
                QuantizeError::UnknownKey { key: key(76) }
            ),
        }
    }
}

/// Cards of models hold maps in this form.
#[test]
fn a_card_holds_a_map_as_it_always_did() {
    #[derive(Serialize, Deserialize)]
    struct Card {
        drum_map: DrumMap,
    }
    let text = "[drum_map]\nname = \"roland\"\n\n[drum_map.keys]\nkick = [36]\n\
                snare = [38, 37, 40]\nclosed-hat = [42, 22, 44]\nopen-hat = [46, 26]\n\
                low-tom = [43, 58]\nmid-tom = [47, 45]\nhigh-tom = [50, 48]\n\
                crash = [49, 52, 55, 57]\nride = [51, 53, 59]\n";
    let card: Card = ::toml::from_str(text).unwrap();
    assert_eq!(&card.drum_map, DrumMap::roland());
    assert_eq!(::toml::to_string(&card).unwrap(), text);
    let wrong = ::toml::from_str::<Card>(&text.replace("[36]", "[38]"));
    let answer = wrong.err().unwrap().to_string();
    assert!(
        answer.contains("key 38 is given to both the kick and the snare"),
        "{answer}"
    );
}

/// Any valid map: the keys in some order, dealt to the nine drums, the ignored and the unknown.
fn any_map() -> impl Strategy<Value = DrumMap> {
    let keys: Vec<u8> = (0..128).collect();
    let roles = prop::collection::vec(0usize..=10, 128 - Drum::COUNT);
    (Just(keys).prop_shuffle(), roles, ".{0,12}").prop_map(|(keys, roles, name)| {
        let roles = (0..Drum::COUNT).chain(roles);
        let mut by_role: BTreeMap<usize, Vec<MidiKey>> = BTreeMap::new();
        for (number, role) in keys.into_iter().zip(roles) {
            by_role.entry(role).or_default().push(key(number));
        }
        let mut entries = Vec::new();
        for (role, keys) in by_role {
            let role = match role {
                9 => Role::Ignored,
                10 => continue,
                drum => Role::Plays(Drum::ALL[drum]),
            };
            let line = None;
            entries.extend(keys.into_iter().map(|key| check::Entry { key, role, line }));
        }
        check::map(name, &entries).unwrap()
    })
}

proptest! {
    #[test]
    fn a_map_survives_its_files(map in any_map()) {
        prop_assert_eq!(&DrumMap::from_toml(&map.to_toml()).unwrap(), &map);
        prop_assert_eq!(&DrumMap::from_csv(map.name(), &map.to_csv()).unwrap(), &map);
    }

    #[test]
    fn no_text_panics(text in "(name|keys|kick|snare|\\[|\\]|=|,|;|\n|[0-9]{1,4}|\"|#|.){0,60}") {
        let _ = DrumMap::from_toml(&text);
        let _ = DrumMap::from_csv("kit", &text);
    }

    /// One wrong line in a good file is an error that names that line, or still a map.
    #[test]
    fn a_spoilt_line_is_named(line in 1usize..10, spoilt in "[a-z0-9,-]{1,8}") {
        let text: String = CSV
            .lines()
            .zip(0..)
            .map(|(row, at)| if at == line { spoilt.clone() + "\n" } else { row.to_owned() + "\n" })
            .collect();
        if let Err(error) = DrumMap::from_csv("kit", &text) {
            let named = error.line.is_none_or(|named| named > line);
            prop_assert!(named, "{}", error);
        }
    }
}

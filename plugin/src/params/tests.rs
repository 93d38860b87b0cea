//! What projects and automation rely on: ids, ranges, and texts that can be read back.

use std::collections::HashSet;

use groove::{Drum, DrumMap, MidiKey};
use nice_plug::{params::internals::ParamPtr, prelude::*};
use proptest::prelude::*;

use super::*;
use crate::{
    player::{ChangeAt, Follow, MidiChannel, Slot},
    request::{Length, Travel, Way},
};

/// Text of the nearest value, and the text after reading it.
fn there_and_back(param: ParamPtr, normalized: f32) -> (String, Option<String>) {
    // SAFETY: callers hold the parameters.
    unsafe {
        let text = param.normalized_value_to_string(normalized, true);
        let read = param.string_to_normalized_value(&text);
        let again = read.map(|value| param.normalized_value_to_string(value, true));
        (text, again)
    }
}

/// Moves a parameter as a host does.
pub(super) fn set(controls: &Controls, id: &str, normalized: f32) {
    let (_, param, _) = controls
        .param_map()
        .into_iter()
        .find(|(one, ..)| one == id)
        .unwrap_or_else(|| panic!("no parameter {id}"));
    // SAFETY: the controls are borrowed.
    unsafe { param._internal_set_normalized_value(normalized) };
}

proptest! {
    #[test]
    fn value_texts_are_read_back(normalized in 0.0_f32..=1.0) {
        let controls = Controls::default();
        for (id, param, _) in controls.param_map() {
            let (text, again) = there_and_back(param, normalized);
            prop_assert_eq!(Some(text), again, "{}", id);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".*") {
        let controls = Controls::default();
        for (id, param, _) in controls.param_map() {
            // SAFETY: the controls are still there.
            let read = unsafe { param.string_to_normalized_value(&text) };
            prop_assert!(read.is_none_or(|value| (0.0..=1.0).contains(&value) || value.is_nan()), "{}", id);
        }
    }

    #[test]
    fn whatever_the_host_sets_settings_are_in_range(
        at in any::<prop::sample::Index>(),
        normalized in prop_oneof![0.0_f32..=1.0, any::<f32>()],
    ) {
        let controls = Controls::default();
        let map = controls.param_map();
        let id = map[at.index(map.len())].0.clone();
        set(&controls, &id, normalized);
        let shaping = controls.settings().shaping;
        prop_assert!((0.0..=1.5).contains(&shaping.feel));
        prop_assert!((-50.0..=50.0).contains(&shaping.push));
        prop_assert!((0.5..=0.75).contains(&shaping.swing));
        prop_assert!((0.0..=1.0).contains(&shaping.quantize));
        prop_assert!((-1.0..=1.0).contains(&shaping.velocity_curve));
        prop_assert!((0.0..=2.0).contains(&shaping.density));
        prop_assert!((0.05..=16.0).contains(&shaping.note_length));
        prop_assert!(shaping.chance.iter().all(|chance| (0.0..=1.0).contains(chance)));
        let _ = controls.request();
    }
}

#[test]
fn names_stand_for_numbers() {
    let controls = Controls::default();
    let read = |param: &IntParam, text| param.string_to_normalized_value(text);
    assert_eq!(read(&controls.a, "stored"), Some(0.0));
    assert_eq!(read(&controls.take, " Surest "), Some(0.0));
    assert_eq!(read(&controls.a, "No. 9999"), Some(1.0));
    assert_eq!(read(&controls.a, "99999"), Some(1.0));
    assert_eq!(read(&controls.a, "nothing"), None);
    assert_eq!(read(&controls.playing.slot, "live"), Some(0.0));
    assert_eq!(read(&controls.playing.slot, "p"), Some(1.0));
    assert_eq!(read(&controls.playing.slot, "Q"), None);
    assert_eq!(read(&controls.kit.drums[0].key, "map"), Some(0.0));
}

#[test]
fn every_name_is_spoken_once() {
    let controls = Controls::default();
    let mut names = HashSet::new();
    for (id, param, _) in controls.param_map() {
        // SAFETY: the controls are still there.
        let name = unsafe { param.name() }.to_owned();
        assert!(names.insert(name), "{id}");
    }
    for name in ["Closed hat chance", "Bar 3 lock"] {
        assert!(names.contains(name), "{name}");
    }
}

#[test]
fn by_default_the_player_plays_the_groove_as_it_is() {
    assert_eq!(Controls::default().settings(), Settings::default());
}

#[test]
fn every_control_of_playing_reaches_the_player_or_the_generator() {
    let controls = Controls::default();
    for (id, normalized) in [
        ("follow", 1.0),
        ("keys_from", 1.0),
        ("slot", 2.0 / 16.0),
        ("fill", 1.0),
        ("audition", 1.0),
        ("bypass", 1.0),
        ("change_at", 0.75),
        ("travel", 1.0),
        ("travel_bars", 0.0),
        ("lock_2", 1.0),
        ("lock_bar_4", 1.0),
    ] {
        set(&controls, id, normalized);
    }
    let settings = controls.settings();
    assert_eq!(settings.follow, Follow::Latched);
    assert_eq!(settings.slot, Slot::new(1));
    assert_eq!(settings.change_at, ChangeAt::Bar);
    assert!(settings.fill && settings.audition && settings.bypassed);
    assert_eq!(controls.playing.first_key().get(), 110);
    let request = controls.request();
    let expected = Travel {
        way: Way::ThereAndBack,
        bars: Length::Two,
    };
    assert_eq!(request.travel(), expected);
    assert!(request.locks().drums[Drum::Snare.index()] && request.locks().bars[3]);
}

#[test]
fn solo_silences_the_others_and_mute_wins() {
    let controls = Controls::default();
    set(&controls, "mute_1", 1.0);
    let audible = controls.settings().shaping.audible;
    assert_eq!(audible, std::array::from_fn(|drum| drum != 0));
    set(&controls, "solo_1", 1.0);
    set(&controls, "solo_3", 1.0);
    let audible = controls.settings().shaping.audible;
    assert_eq!(audible, std::array::from_fn(|drum| drum == 2));
}

#[test]
fn drums_have_the_maps_keys_or_their_own() {
    let controls = Controls::default();
    set(&controls, "map", 1.0);
    set(&controls, "key_2", 1.0);
    set(&controls, "channel_2", 0.0);
    set(&controls, "take", 7.0 / 9_999.0);
    let shaping = controls.settings().shaping;
    let map = DrumMap::named("ableton-drum-rack").expect("it is shipped");
    assert_eq!(shaping.keys[0], map.key(Drum::Kick));
    assert_eq!(Some(shaping.keys[1]), MidiKey::new(127));
    assert_eq!(shaping.channels[0], MidiChannel::DRUMS);
    assert_eq!(shaping.channels[1], MidiChannel::new(0));
    assert_eq!(shaping.seed, 7);
}

/// The number under which the framework tells hosts of a parameter.
fn number(id: &str) -> u32 {
    let hash = |hash: u32, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte));
    id.bytes().fold(0, hash) & !(1 << 31)
}

#[test]
fn ids_are_what_projects_have_stored() {
    let ids: Vec<_> = Controls::default()
        .param_map()
        .into_iter()
        .map(|(id, ..)| id)
        .collect();
    let mut expected: Vec<String> = [
        "a",
        "b",
        "c",
        "d",
        "morph",
        "map_y",
        "axis1",
        "axis2",
        "axis3",
        "axis4",
        "axis5",
        "axis6",
        "axis7",
        "axis8",
        "temperature",
        "take",
        "bypass",
        "follow",
        "keys_from",
        "slot",
        "fill",
        "audition",
        "change_at",
        "travel",
        "travel_bars",
        "path",
        "feel",
        "push",
        "swing",
        "swing_unit",
        "quantize",
        "quantize_grid",
        "velocity_curve",
        "velocity_low",
        "velocity_high",
        "density",
        "note_length",
        "choke",
        "map",
    ]
    .map(str::to_owned)
    .into();
    for drum in 1..=9 {
        let of_drum = ["chance", "mute", "solo", "lock", "key", "channel"];
        expected.extend(of_drum.map(|id| format!("{id}_{drum}")));
    }
    expected.extend((1..=4).map(|bar| format!("lock_bar_{bar}")));
    let attributes = crate::direction::ATTRIBUTES.map(|attribute| attribute.name());
    expected.extend(attributes.map(|name| format!("attribute_{}", name.replace(' ', "_"))));
    assert_eq!(ids, expected, "never rename an id: projects are lost");
    let numbers: HashSet<u32> = ids.iter().map(|id| number(id)).collect();
    assert_eq!(numbers.len(), ids.len(), "two ids have one number");
}

#[test]
fn a_drums_own_key_comes_first_and_belongs_to_no_other_drum() {
    let controls = Controls::default();
    assert_eq!(controls.drum_map(), *DrumMap::general_midi());
    let key = |number| MidiKey::new(number).expect("a key");
    let normalized = |number: i32| controls.kit.drums[0].key.preview_normalized(number);
    set(&controls, "key_1", normalized(38));
    set(&controls, "key_2", normalized(60));
    let map = controls.drum_map();
    assert_eq!(
        (map.key(Drum::Kick), map.drum(key(38))),
        (key(38), Some(Drum::Kick))
    );
    assert_eq!(
        (map.key(Drum::Snare), map.drum(key(36))),
        (key(60), Some(Drum::Kick))
    );
    // Two drums on one key: which of them is meant can't be told.
    set(&controls, "key_2", normalized(38));
    assert_eq!(controls.drum_map(), *DrumMap::general_midi());
}

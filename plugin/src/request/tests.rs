//! Requests are in range whatever is asked, told apart, and survive storage.

use super::*;

const TO_B: Travel = Travel {
    way: Way::ToB,
    bars: Length::Sixteen,
};

#[test]
fn values_from_anywhere_are_brought_into_range() {
    let request = Request::new(-5, i32::MAX, f32::NAN, [f32::INFINITY; AXES], 1.0, 7);
    assert_eq!(request.source(Corner::A), Source::STORED);
    assert_eq!(request.source(Corner::B).number(), 9999);
    assert_eq!((request.morph(), request.axes[0]), (0.0, 3.0));
    let request = request.with_map(-1, 10_000, 7.0);
    assert_eq!(request.source(Corner::C), Source::STORED);
    assert_eq!(request.source(Corner::D).number(), 9999);
    assert_eq!(request.map_y(), 1.0);
}

#[test]
fn fingerprints_tell_requests_and_revisions_apart() {
    let one = Request::new(1, 2, 0.5, [0.0; AXES], 0.5, 0);
    let other = Request::new(1, 2, 0.501, [0.0; AXES], 0.5, 0);
    assert_ne!(one.fingerprint(0), other.fingerprint(0));
    assert_ne!(one.fingerprint(0), one.fingerprint(1));
    assert_eq!(one.fingerprint(3), one.fingerprint(3));
    let mut locks = Locks::default();
    locks.bars[3] = true;
    assert_ne!(one.fingerprint(0), one.with_locks(locks).fingerprint(0));
    assert_ne!(one.fingerprint(0), one.with_travel(TO_B).fingerprint(0));
    let walked = one.with_path(Round::Four);
    assert_ne!(one.fingerprint(0), walked.fingerprint(0));
    let slower = one.with_path(Round::Eight);
    assert_ne!(walked.fingerprint(0), slower.fingerprint(0));
    let mut attributes = [0.0; ATTRIBUTES.len()];
    attributes[7] = 0.5;
    let fuller = one.with_attributes(attributes);
    assert_ne!(one.fingerprint(0), fuller.fingerprint(0));
    for other in [
        one.with_map(3, 4, 0.001),
        one.with_map(0, 4, 0.0),
        one.with_map(3, 0, 0.0),
    ] {
        assert_ne!(one.fingerprint(0), other.fingerprint(0));
    }
}

#[test]
fn a_travel_goes_all_the_way_wherever_the_morph_stands() {
    let [here, there] = [0.2, 0.8].map(|morph| Request::new(1, 2, morph, [0.0; AXES], 0.5, 0));
    assert_eq!(here.with_travel(TO_B), there.with_travel(TO_B));
    let off = Travel {
        way: Way::Off,
        ..TO_B
    };
    assert_eq!(here.with_travel(off), here);
}

#[test]
fn the_path_wins_over_travel_and_puck() {
    let [here, there] = [0.2, 0.8].map(|morph| Request::new(1, 2, morph, [0.0; AXES], 0.5, 0));
    let there = there.with_map(3, 4, 0.5).with_travel(TO_B);
    let walked = here.with_map(3, 4, 0.1).with_path(Round::Eight);
    assert_eq!(there.with_path(Round::Eight), walked);
    assert_eq!(there.with_path(Round::Off), there);
    assert_eq!((walked.period(), walked.pieces()), (8, 2));
    let path = Path::default();
    let half = [(1.0, 1.0), (0.5, 1.0), (0.0, 1.0), (0.0, 0.5)];
    assert_eq!(walked.places(1, &path), half);
    assert_eq!(here.places(0, &path), [(0.2, 0.0)]);
    assert_eq!(there.places(3, &path)[3], (1.0, 0.5));
}

#[test]
fn a_request_of_the_first_version_is_one_on_the_maps_upper_edge() {
    let stored = serde_json::json!({
        "a": 5, "b": 0, "morph": 0.25, "axes": vec![0.0; AXES], "temperature": 0.5, "take": 7
    });
    let read: Request = serde_json::from_value(stored).expect("it lacks fields alone");
    assert_eq!(read, Request::new(5, 0, 0.25, [0.0; AXES], 0.5, 7));
    assert_eq!(read.map_y(), 0.0);
}

#[test]
fn requests_survive_storage() {
    let plain = Request::new(0, 9999, 0.123, [0.07; AXES], 1.31, 12);
    let mut locks = Locks::default();
    locks.drums[8] = true;
    for request in [
        plain,
        plain.with_travel(TO_B),
        plain.with_locks(locks),
        plain.with_map(0, 71, 0.456),
        plain.with_path(Round::Sixteen),
        plain.with_attributes([0.0, 0.25, -2.0, 0.0, 1.0, 0.0, 0.0, 0.1]),
    ] {
        let text = serde_json::to_string(&request).expect("plain numbers");
        assert_eq!(
            serde_json::from_str::<Request>(&text).expect("our own text"),
            request
        );
    }
}

//! The newest wins, nothing is lost, and both threads may do what they like at any time.

use std::sync::atomic::AtomicBool;

use groove::{Beats, Cell, Drum, Grid, Offset, Step, Velocity};

use super::*;
use crate::player::{Playhead, Settings, Source, ear::first_velocity};

/// A groove whose one stroke, on the first beat, tells its number in its velocity.
fn numbered(number: u8) -> Groove {
    let mut groove = Groove::empty(Grid::FOUR_BARS);
    let velocity = Velocity::new(f32::from(number) / 127.0);
    let cell = Cell::stroke(velocity, Offset::NEUTRAL);
    for bar in 0..4 {
        groove.set(Step(16 * bar), Drum::Kick, cell);
    }
    groove
}

/// The number of the groove that plays at the start of a bar of four beats.
fn heard(player: &mut Player, bar: usize, settings: &Settings) -> Option<u8> {
    player.interrupt();
    first_velocity(player, bar, settings)
}

fn in_slot(slot: Slot) -> Settings {
    Settings {
        slot: Some(slot),
        ..Settings::default()
    }
}

fn live() -> Settings {
    Settings::default()
}

const WHOLE: Place = Place::Live { piece: 0, of: 1 };

fn slot(number: usize) -> Slot {
    Slot::new(number).expect("there are sixteen")
}

#[test]
fn the_newest_groove_wins_even_if_nobody_listens() {
    let (mut player_end, mut deliverer) = build();
    let mut player = Player::new(64);
    for number in 1..=60 {
        deliverer.deliver(WHOLE, &numbered(number));
    }
    player_end.exchange(&mut player);
    assert_eq!(heard(&mut player, 0, &live()), Some(60));
}

#[test]
fn each_place_has_its_own_groove() {
    let (mut player_end, mut deliverer) = build();
    let mut player = Player::new(64);
    for piece in 0..3 {
        let place = Place::Live { piece, of: 3 };
        deliverer.deliver(place, &numbered(10 + piece as u8));
    }
    for one in Slot::all() {
        deliverer.deliver(Place::Slot(one), &numbered(20 + one.index() as u8));
    }
    player_end.exchange(&mut player);
    for bar in 0..24 {
        let expected = 10 + (bar / 4 % 3) as u8;
        assert_eq!(
            heard(&mut player, bar, &live()),
            Some(expected),
            "bar {bar}"
        );
    }
    for one in Slot::all() {
        let expected = Some(20 + one.index() as u8);
        assert_eq!(heard(&mut player, 0, &in_slot(one)), expected, "slot {one}");
    }
}

#[test]
fn a_cleared_slot_is_forgotten_whether_its_groove_had_come_or_not() {
    let (mut player_end, mut deliverer) = build();
    let mut player = Player::new(64);
    deliverer.deliver(WHOLE, &numbered(1));
    deliverer.deliver(Place::Slot(slot(0)), &numbered(2));
    player_end.exchange(&mut player);
    deliverer.deliver(Place::Slot(slot(1)), &numbered(3));
    deliverer.clear(Place::Slot(slot(0)));
    deliverer.clear(Place::Slot(slot(1)));
    deliverer.clear(Place::Slot(slot(2)));
    deliverer.deliver(Place::Slot(slot(2)), &numbered(4));
    player_end.exchange(&mut player);
    assert_ne!(heard(&mut player, 0, &in_slot(slot(0))), Some(2));
    assert_ne!(heard(&mut player, 0, &in_slot(slot(1))), Some(3));
    assert_eq!(heard(&mut player, 0, &in_slot(slot(2))), Some(4));
}

#[test]
fn pieces_of_another_number_are_not_mixed_in() {
    let (mut player_end, mut deliverer) = build();
    let mut player = Player::new(64);
    for piece in 0..4 {
        deliverer.deliver(Place::Live { piece, of: 4 }, &numbered(9));
    }
    deliverer.deliver(WHOLE, &numbered(1));
    player_end.exchange(&mut player);
    for bar in 0..16 {
        assert_eq!(heard(&mut player, bar, &live()), Some(1), "bar {bar}");
    }
}

/// One thread delivers and clears, another plays, for as long as it takes; afterwards the player
/// has what was delivered last.
#[test]
fn nothing_is_lost_while_threads_race() {
    let (mut player_end, mut deliverer) = build();
    let bridge = deliverer.bridge().clone();
    let is_over = Arc::new(AtomicBool::new(false));
    let audio = std::thread::spawn({
        let is_over = is_over.clone();
        move || {
            let mut player = Player::new(64);
            let mut blocks = 0_u64;
            loop {
                let is_last = is_over.load(Ordering::Acquire);
                player_end.exchange(&mut player);
                heard(&mut player, 0, &live());
                player_end.report(&Report {
                    notes: 1,
                    ..Report::default()
                });
                blocks += 1;
                if is_last {
                    return (player, blocks);
                }
            }
        }
    });
    let last = 20_000_usize;
    for number in 0..=last {
        let groove = numbered(1 + (number % 100) as u8);
        deliverer.deliver(
            Place::Live {
                piece: number % 3,
                of: 3,
            },
            &groove,
        );
        let slot = slot(number % 16);
        deliverer.deliver(Place::Slot(slot), &groove);
        deliverer.deliver(Place::Fill, &groove);
        if number.is_multiple_of(7) {
            deliverer.clear(Place::Slot(slot));
        }
    }
    is_over.store(true, Ordering::Release);
    let (mut player, blocks) = audio.join().expect("it only plays");
    assert_eq!((bridge.blocks(), bridge.notes()), (blocks, blocks));
    let delivered = |number: usize| Some(1 + (number % 100) as u8);
    for back in 0..3 {
        let number = last - back;
        let bar = 4 * (number % 3);
        assert_eq!(heard(&mut player, bar, &live()), delivered(number));
    }
    for back in 0..16 {
        let number = last - back;
        let now = heard(&mut player, 0, &in_slot(slot(number % 16)));
        if number.is_multiple_of(7) {
            assert_ne!(now, delivered(number), "slot of {number} was cleared");
        } else {
            assert_eq!(now, delivered(number), "slot of {number}");
        }
    }
}

#[test]
fn empties_that_nobody_collects_wait_and_come_back() {
    let (mut player_end, mut deliverer) = build();
    let mut player = Player::new(64);
    let waiting = |deliverer: &Deliverer| {
        let seats = deliverer.bridge.returned.iter();
        seats.filter_map(Mailbox::take).map(Parcel::free).count()
    };
    let mut came_back = 0;
    for number in 0..300 {
        deliverer.deliver(WHOLE, &numbered(1 + number as u8 % 100));
        player_end.exchange(&mut player);
        heard(&mut player, 0, &live());
        if number % 50 == 49 {
            came_back += waiting(&deliverer);
        }
    }
    // `deliver` collects as well: what came back since the last one is all that waits.
    assert!(came_back <= 6 * 2, "{came_back} seats were taken");
    player_end.exchange(&mut player);
    assert!(player.take_discarded().is_none());
}

#[test]
fn the_counters_tell_what_the_player_reported() {
    let (player_end, deliverer) = build();
    let bridge = deliverer.bridge();
    assert_eq!((bridge.source(), bridge.playhead()), (None, None));
    let playhead = Playhead {
        source: Source::Slot(slot(4)),
        in_bar: Beats(4.5),
        bar: 6,
        is_complete: false,
    };
    player_end.report(&Report {
        playhead: Some(playhead),
        notes: 3,
        bypassed: true,
    });
    assert_eq!(bridge.source(), Some(Source::Slot(slot(4))));
    assert_eq!(
        (bridge.bar(), bridge.playhead()),
        (Some(6), Some(Beats(8.5)))
    );
    assert_eq!((bridge.blocks(), bridge.notes(), bridge.late()), (1, 3, 1));
    assert!(bridge.is_bypassed());
    player_end.report(&Report::default());
    assert_eq!((bridge.source(), bridge.blocks()), (None, 2));
}

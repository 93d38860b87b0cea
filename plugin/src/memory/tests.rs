//! Whoever is late is refused; what is stored plays.

mod scenes;

use groove::{Beats, Cell, Drum, Grid, Offset, Step, Velocity};
use inference::{Latent, ModelIdentity};

use super::*;
use crate::{
    bridge::{PlayerEnd, Report},
    corner::Corner,
    params::AXES,
    player::{Player, Playhead, Settings, Source, ear::first_velocity},
    request::Request,
    sheet::Edit,
    state::Made,
};

/// A memory with the player that listens to it.
struct Listened {
    memory: Memory,
    end: PlayerEnd,
    player: Player,
}

impl Listened {
    fn new() -> Self {
        let (end, deliverer) = bridge::build();
        Self {
            memory: Memory::new(deliverer),
            end,
            player: Player::new(64),
        }
    }

    /// The velocity of the stroke at the start of a bar.
    fn hears(&mut self, bar: usize, slot: Option<Slot>) -> Option<u8> {
        self.end.exchange(&mut self.player);
        self.player.interrupt();
        let settings = Settings {
            slot,
            ..Settings::default()
        };
        first_velocity(&mut self.player, bar, &settings)
    }

    /// Answers with grooves in a row, each known by its velocity.
    fn answer(&self, live: &[u8]) -> bool {
        let revision = self.memory.revision();
        let live: Vec<Made> = live.iter().map(|velocity| made(*velocity)).collect();
        let of = live.len();
        for (piece, made) in live.iter().enumerate() {
            assert!(self.memory.send(revision, piece, of, &made.groove));
        }
        self.memory.answer(revision, request(), live)
    }
}

fn made(velocity: u8) -> Made {
    let mut groove = Groove::empty(Grid::FOUR_BARS);
    let velocity = Velocity::new(f32::from(velocity) / 127.0);
    for bar in 0..4 {
        let cell = Cell::stroke(velocity, Offset::NEUTRAL);
        groove.set(Step(16 * bar), Drum::Kick, cell);
    }
    Made {
        model: ModelIdentity {
            name: "it".into(),
            sha256: String::new(),
        },
        latent: Latent(vec![1.0]),
        groove: Arc::new(groove),
    }
}

fn request() -> Request {
    Request::new(1, 2, 0.0, [0.0; AXES], 0.5, 0)
}

fn slot(number: usize) -> Slot {
    Slot::new(number).expect("there are sixteen")
}

#[test]
fn an_answer_to_a_replaced_state_is_refused() {
    let mut here = Listened::new();
    let stale = here.memory.revision();
    here.memory.load(Value::Null);
    assert!(!here.memory.send(stale, 0, 1, &made(1).groove));
    assert!(!here.memory.answer(stale, request(), vec![made(1)]));
    here.memory.set_fill(stale, Some(made(1)));
    here.memory.set_corners(stale, [1; 4].map(made));
    assert_eq!(here.hears(0, None), None);
    assert_eq!(here.memory.snapshot().state, State::default());
    assert!(here.answer(&[2]));
    assert_eq!(here.hears(0, None), Some(2));
}

#[test]
fn a_loaded_project_plays_at_once_and_survives_saving() {
    let mut here = Listened::new();
    assert!(here.answer(&[10, 11]));
    here.memory.keep(Corner::B);
    here.memory.keep(slot(7));
    here.memory
        .set_corners(here.memory.revision(), [20, 21, 22, 23].map(made));
    here.memory.set_fill(here.memory.revision(), Some(made(30)));
    let mut other = Listened::new();
    other.memory.load(here.memory.written());
    for there in [&mut here, &mut other] {
        assert_eq!(
            (there.hears(0, None), there.hears(4, None)),
            (Some(10), Some(11))
        );
        assert_eq!(there.hears(0, Some(Slot::A)), Some(20));
        assert_eq!(there.hears(0, Some(Slot::D)), Some(23));
        // Its own is there, whatever its corner dreams.
        assert_eq!(there.hears(0, Some(Slot::B)), Some(10));
        assert_eq!(there.hears(0, Some(slot(7))), Some(10));
    }
    let snapshot = other.memory.snapshot();
    assert!(snapshot.is_as_loaded);
    assert_eq!(snapshot.state, here.memory.snapshot().state);
    assert_eq!(snapshot.state.slots[1], Some(made(10)));
}

#[test]
fn another_project_leaves_nothing_of_the_last_one_in_the_slots() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    here.memory.keep(slot(5));
    assert_eq!(here.hears(0, Some(slot(5))), Some(10));
    let mut value = here.memory.written();
    value["slots"] = serde_json::json!({});
    value["heard"] = serde_json::json!(made(40));
    here.memory.load(value);
    assert_ne!(here.hears(0, Some(slot(5))), Some(10));
    assert_eq!(here.hears(0, None), Some(40));
}

#[test]
fn what_is_kept_is_what_is_heard_and_can_be_let_go() {
    let mut here = Listened::new();
    here.memory.keep(slot(6));
    assert_eq!(
        here.memory.snapshot().state,
        State::default(),
        "nothing to keep"
    );
    assert!(here.answer(&[10, 11]));
    // The player is in the second piece.
    here.end.report(&Report {
        playhead: Some(Playhead {
            source: Source::Live,
            in_bar: Beats(0.0),
            bar: 5,
            is_complete: true,
        }),
        ..Report::default()
    });
    here.memory.keep(slot(6));
    assert_eq!(here.hears(0, Some(slot(6))), Some(11));
    let velocity = |groove: &Option<Arc<Groove>>| {
        let groove = groove.as_ref().expect("it is shown");
        groove.cell(Step(0), Drum::Kick).velocity.to_midi().get()
    };
    let shown = here.memory.shown();
    assert_eq!(
        (velocity(&shown.heard), velocity(&shown.slots[6])),
        (11, 11)
    );
    here.memory.clear(slot(6));
    assert_ne!(here.hears(0, Some(slot(6))), Some(11));
    assert_eq!(here.memory.snapshot().state.slots[6], None);
}

#[test]
fn a_corner_shows_what_is_kept_in_it_at_once() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    here.memory
        .set_corners(here.memory.revision(), [20, 21, 22, 23].map(made));
    here.memory.keep(Corner::A);
    assert_eq!(here.memory.snapshot().state.corners[0], Some(made(10)));
    assert_eq!(here.hears(0, Some(Slot::A)), Some(10));
    // Emptied, it shows what it showed until its number was dreamt.
    here.memory.clear(Corner::A);
    here.memory
        .set_corners(here.memory.revision(), [22, 21, 22, 23].map(made));
    assert_eq!(here.hears(0, Some(Slot::A)), Some(22));
}

#[test]
fn a_slots_groove_goes_to_a_corner_as_it_is() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    let before = here.memory.revision();
    here.memory.keep(slot(9));
    assert_eq!(here.memory.revision(), before, "it has no part in the map");
    here.memory.copy(slot(9), Slot::C);
    here.memory.copy(slot(12), Slot::D);
    assert_ne!(here.memory.revision(), before);
    let state = here.memory.snapshot().state;
    assert_eq!(state.corners[2], Some(made(10)));
    assert_eq!(state.slots[2], Some(made(10)));
    assert_eq!(state.slots[3], None, "nothing was in the slot");
    assert_eq!(here.hears(0, Some(Slot::C)), Some(10));
}

#[test]
fn a_stand_in_gives_way_and_is_not_stored() {
    let mut here = Listened::new();
    let beat = made(50).groove;
    assert!(here.memory.stand_in(&beat));
    assert_eq!(here.hears(0, None), Some(50));
    let shown = here.memory.shown();
    assert!(!shown.can_be_kept && shown.heard.is_some());
    assert_eq!(here.memory.snapshot().state, State::default());
    assert!(here.answer(&[10]));
    assert!(!here.memory.stand_in(&beat));
    assert_eq!(here.hears(0, None), Some(10));
}

#[test]
fn a_torn_state_of_which_nothing_is_left_silences_nobody() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    here.memory.load("torn".into());
    assert_eq!(
        here.hears(0, None),
        Some(10),
        "until there is something else"
    );
    assert!(here.memory.shown().error.is_some());
    assert!(here.memory.stand_in(&made(50).groove));
    assert_eq!(here.hears(0, None), Some(50));
}

fn edit(velocity: u8) -> Edit {
    Edit {
        hit: true,
        velocity: Velocity::new(f32::from(velocity) / 127.0),
        offset: Offset::NEUTRAL,
        second: None,
    }
}

#[test]
fn an_edit_is_heard_at_once_and_survives_what_the_model_makes() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    let spot = (Step(16), Drum::Kick);
    here.memory.edit(spot, edit(99));
    assert_eq!(
        (here.hears(0, None), here.hears(1, None)),
        (Some(10), Some(99))
    );
    assert!(here.answer(&[20]));
    assert_eq!(
        (here.hears(0, None), here.hears(1, None)),
        (Some(20), Some(99))
    );
    let shown = here.memory.shown();
    assert_eq!(shown.sheet.edits.count(), 1);
    let under = shown.under.expect("it is shown");
    assert_eq!(under.cell(spot.0, spot.1).velocity.to_midi().get(), 20);
    // Saved and loaded it is still there, and so is what lies under it.
    let mut other = Listened::new();
    other.memory.load(here.memory.written());
    assert_eq!(
        (other.hears(0, None), other.hears(1, None)),
        (Some(20), Some(99))
    );
    other.memory.unedit(spot);
    assert_eq!(other.hears(1, None), Some(20));
    here.memory.unedit_all();
    assert_eq!(here.hears(1, None), Some(20));
}

#[test]
fn an_edit_between_the_pieces_of_an_answer_is_in_what_plays_then() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    let revision = here.memory.revision();
    let live = [made(20), made(21)];
    assert!(here.memory.send(revision, 0, 2, &live[0].groove));
    here.memory.edit((Step(16), Drum::Kick), edit(99));
    assert!(here.memory.send(revision, 1, 2, &live[1].groove));
    assert!(here.memory.answer(revision, request(), live.to_vec()));
    let heard = [0, 1, 4, 5].map(|bar| here.hears(bar, None));
    assert_eq!(heard, [Some(20), Some(99), Some(21), Some(99)]);
}

#[test]
fn what_is_stored_in_a_slot_has_the_edits_in_it() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    here.memory.edit((Step(0), Drum::Kick), edit(99));
    here.memory.keep(slot(4));
    here.memory.unedit_all();
    assert_eq!(here.hears(0, None), Some(10));
    assert_eq!(here.hears(0, Some(slot(4))), Some(99));
}

#[test]
fn what_stands_in_can_be_edited_too() {
    let mut here = Listened::new();
    assert!(here.memory.stand_in(&made(50).groove));
    here.memory.edit((Step(0), Drum::Kick), edit(99));
    assert_eq!(here.hears(0, None), Some(99));
}

#[test]
fn an_edit_lies_over_the_fill_as_well_and_is_taken_from_it() {
    let mut here = Listened::new();
    assert!(here.answer(&[10]));
    here.memory.set_fill(here.memory.revision(), Some(made(30)));
    let fill = |here: &mut Listened, bar| {
        here.end.exchange(&mut here.player);
        here.player.interrupt();
        let settings = Settings {
            fill: true,
            ..Settings::default()
        };
        first_velocity(&mut here.player, bar, &settings)
    };
    assert_eq!(fill(&mut here, 0), Some(30));
    // A fill is the last bar, wherever it is played.
    here.memory.edit((Step(48), Drum::Kick), edit(99));
    assert_eq!(fill(&mut here, 1), Some(99));
    here.memory.unedit_all();
    assert_eq!(fill(&mut here, 2), Some(30));
}

//! The table of what hosts do (`tests/scripts`), played to the player alone. The expectations are
//! told from the rules by a crate that knows nothing of it.

use groove::{Beats, DrumMap};
use nice_plug::prelude::{ParamPtr, Params};
use whole_system::{
    cases, mock_host,
    notes::{Channel, Note, NoteKind as Heard},
    score,
    script::{Script, Value},
    transport::{self, Call, EventKind},
};

use super::super::{Block, Cycle, Meter, NoteKind, Parcel, Place, Player, Score};
use crate::{params::Controls, watch::watched};

/// The player as it stands in the plugin, with controls and without a framework.
struct Stand {
    player: Player,
    controls: Controls,
    is_active: bool,
}

impl Stand {
    fn new() -> Self {
        let mut player = Player::new(8_192);
        let score = Score::new(&cases::groove());
        player.put(Place::Live { piece: 0, of: 1 }, Parcel::new(score));
        Self {
            player,
            controls: Controls::default(),
            is_active: true,
        }
    }

    fn call(&mut self, call: &Call) -> Vec<Note> {
        match call {
            Call::Activate(activation) => {
                let mut player = Player::new(activation.most_frames as usize);
                player.inherit(&mut self.player);
                self.player = player;
                self.is_active = true;
            }
            Call::Deactivate => {
                self.player.interrupt();
                self.is_active = false;
            }
            Call::Reset => self.player.interrupt(),
            Call::Process(block) if self.is_active => return self.process(block),
            Call::Process(_) => {}
        }
        Vec::new()
    }

    fn process(&mut self, block: &transport::Block) -> Vec<Note> {
        for event in &block.events {
            if let EventKind::Set { parameter, value } = &event.kind {
                self.set(parameter, value);
            }
        }
        let settings = self.controls.settings();
        let block = self::block(block);
        let events = watched(|| self.player.play(&settings, &block, &[]));
        let note = |event: &super::super::NoteEvent| Note {
            sample: event.sample as u64,
            channel: Channel::from_index(event.channel.get().into()).expect("one of sixteen"),
            key: event.key,
            kind: match event.kind {
                NoteKind::On(velocity) => Heard::On(velocity),
                NoteKind::Off => Heard::Off,
            },
        };
        events.iter().map(note).collect()
    }

    fn set(&self, name: &str, value: &Value) {
        let map = self.controls.param_map();
        let found = map.iter().find(|(id, ..)| id == name);
        let (_, param, _): &(String, ParamPtr, String) = found.expect("a parameter");
        // SAFETY: the controls are alive as long as the stand.
        unsafe {
            let normalized = match value {
                Value::Normalized(normalized) => Some(*normalized as f32),
                Value::Text(text) => param.string_to_normalized_value(text),
            };
            param._internal_set_normalized_value(normalized.expect("a value's text"));
        }
    }
}

fn block(block: &transport::Block) -> Block {
    let moment = block.moment;
    Block {
        frames: block.frames as usize,
        sample_rate: block.sample_rate,
        playing: moment.playing,
        tempo: moment.tempo,
        position: moment.known_position(),
        cycle: moment.cycle.map(|cycle| Cycle {
            start: cycle.start,
            end: cycle.end,
        }),
        meter: moment.meter.map(|meter| Meter {
            numerator: meter.beats,
            denominator: meter.unit,
        }),
        bar_start: moment.bar_start.map(|start| Beats(start.0)),
    }
}

fn play(script: &Script) -> Result<(), String> {
    let mut stand = Stand::new();
    let heard = mock_host::play(script, |call| stand.call(call));
    let expected = score::expected(&cases::groove(), DrumMap::general_midi(), script);
    score::compare(&heard, &expected)?;
    heard
        .disorder()
        .map_or(Ok(()), |disorder| Err(format!("{disorder:?}")))
}

#[test]
fn every_case_of_the_table_is_played_as_the_rules_say() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases::all().expect("the table") {
        for (seams, script) in case.scripts().into_iter().filter(|_| case.is_for("player")) {
            count += 1;
            if let Err(difference) = play(&script) {
                wrong.push(format!("{}, {seams:?}: {difference}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 100, "only {count} scripts");
}

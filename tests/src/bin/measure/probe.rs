//! Hears which groove the plugin plays, in every single block: the host jumps to a line of the
//! groove, whose strokes then sound at once, and in the next block to another.

use std::time::Duration;

use groove::{Beats, Drum, Grid};
use whole_system::{
    HostError,
    clap_host::{ClapHost, Cue, Parameter, Stage},
    host::settled_groove,
    notes::{Note, NoteKind},
    transport::{Block, Moment},
};

use crate::{FRAMES, perform};

/// How long the plugin may take to make a groove.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a line of a groove sounds like: the notes that begin.
pub type Sound = Vec<Note>;

/// Two lines at which the ends of the morph sound different.
pub struct Probe {
    /// The control that is moved.
    pub morph: Parameter,
    lines: [Line; 2],
}

struct Line {
    position: Beats,
    /// What it sounds like at either end of the morph.
    ends: [Sound; 2],
}

impl Probe {
    /// Listens to the grooves at the ends of the morph, and finds the lines.
    pub fn find(host: &mut ClapHost) -> Result<Self, HostError> {
        let morph = host.find("morph")?;
        let mut ends = [listen(host, 0.0)?, listen(host, 1.0)?].map(Vec::into_iter);
        let mut lines = Vec::new();
        for position in positions() {
            let heard = ends.each_mut().map(|end| end.next().unwrap_or_default());
            if heard[0] != heard[1] && heard.iter().all(|sound| !sound.is_empty()) {
                lines.push(Line {
                    position,
                    ends: heard,
                });
            }
        }
        let found = <[Line; 2]>::try_from(lines.into_iter().take(2).collect::<Vec<_>>());
        found
            .map(|lines| Self { morph, lines })
            .map_err(|_| HostError::TooSlow {
                what: "its grooves A and B sound alike",
                waited: Duration::ZERO,
            })
    }

    /// Plays the block of this number, with or without a move of the morph to 0–1; gives the
    /// sound of its line.
    pub fn play(
        &self,
        stage: &mut Stage,
        number: usize,
        moved: Option<f64>,
    ) -> Result<Sound, HostError> {
        let mut cue = at(self.lines[number % 2].position);
        if let Some(place) = moved {
            cue = cue.moving(&self.morph, place);
        }
        sound(stage, &cue)
    }

    /// What the line of this block sounds like at an end of the morph.
    pub fn expected(&self, number: usize, end: usize) -> &Sound {
        &self.lines[number % 2].ends[end]
    }
}

fn positions() -> impl Iterator<Item = Beats> {
    let step = Grid::FOUR_BARS.step_length();
    let steps = Grid::FOUR_BARS.length().0 / step.0;
    (0..steps as usize).map(move |number| Beats(number as f64 * step.0))
}

/// A rolling block at this position.
fn at(position: Beats) -> Cue {
    let moment = Moment {
        playing: true,
        position: Some(position),
        bar_start: None,
        ..Moment::STOPPED
    };
    Cue::new(&Block {
        moment,
        ..Block::stopped(0, FRAMES)
    })
}

fn sound(stage: &mut Stage, cue: &Cue) -> Result<Sound, HostError> {
    let notes = stage.play(cue)?;
    let mut sound = Vec::with_capacity(Drum::COUNT);
    sound.extend(notes.filter(|note| note.kind != NoteKind::Off));
    Ok(sound)
}

/// The sound of every line at a place of the morph.
fn listen(host: &mut ClapHost, place: f64) -> Result<Vec<Sound>, HostError> {
    whole_system::Host::set(host, "morph", place)?;
    settled_groove(host, PATIENCE)?;
    perform(host, |stage| {
        // From far away, so that the first line is a jump, too.
        sound(stage, &at(Beats(1_000.0)))?;
        positions()
            .map(|position| sound(stage, &at(position)))
            .collect()
    })
}

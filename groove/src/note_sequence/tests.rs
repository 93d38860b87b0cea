mod hostile;
mod limits;
mod numbers;
mod round_trip;

use super::*;

fn note(pitch: i32, start_time: f64) -> Note {
    Note {
        pitch,
        velocity: 100,
        start_time,
        end_time: start_time + 0.1,
        ..Note::default()
    }
}

fn of_notes(notes: Vec<Note>) -> NoteSequence {
    NoteSequence {
        notes,
        ..NoteSequence::default()
    }
}

fn ours(message: &NoteSequence) -> Performance {
    message.performance(Rules::Quatrain).unwrap()
}

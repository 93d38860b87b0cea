//! MIDI files that hold everything a NoteSequence can take from one.

use midly::{
    Format, Header, MetaMessage, MidiMessage, PitchBend, Smf, Timing, TrackEvent, TrackEventKind,
    num::{u4, u7, u14, u15, u24, u28},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

type Events = Vec<(u32, TrackEventKind<'static>)>;

fn meta(tick: u32, message: MetaMessage<'static>) -> (u32, TrackEventKind<'static>) {
    (tick, TrackEventKind::Meta(message))
}

fn midi(tick: u32, channel: u8, message: MidiMessage) -> (u32, TrackEventKind<'static>) {
    let channel = u4::new(channel);
    (tick, TrackEventKind::Midi { channel, message })
}

fn on(tick: u32, channel: u8, key: u8, velocity: u8) -> (u32, TrackEventKind<'static>) {
    let (key, vel) = (u7::new(key), u7::new(velocity));
    midi(tick, channel, MidiMessage::NoteOn { key, vel })
}

fn off(tick: u32, channel: u8, key: u8) -> (u32, TrackEventKind<'static>) {
    let (key, vel) = (u7::new(key), u7::new(64));
    midi(tick, channel, MidiMessage::NoteOff { key, vel })
}

fn program(tick: u32, channel: u8, program: u8) -> (u32, TrackEventKind<'static>) {
    let program = u7::new(program);
    midi(tick, channel, MidiMessage::ProgramChange { program })
}

fn control(tick: u32, channel: u8, controller: u8, value: u8) -> (u32, TrackEventKind<'static>) {
    let (controller, value) = (u7::new(controller), u7::new(value));
    midi(tick, channel, MidiMessage::Controller { controller, value })
}

fn bend(tick: u32, channel: u8, bend: u16) -> (u32, TrackEventKind<'static>) {
    let bend = PitchBend(u14::new(bend));
    midi(tick, channel, MidiMessage::PitchBend { bend })
}

fn tempo(tick: u32, microseconds: u32) -> (u32, TrackEventKind<'static>) {
    meta(tick, MetaMessage::Tempo(u24::new(microseconds)))
}

fn meter(tick: u32, numerator: u8, power: u8) -> (u32, TrackEventKind<'static>) {
    meta(tick, MetaMessage::TimeSignature(numerator, power, 24, 8))
}

fn key(tick: u32, sharps: i8, minor: bool) -> (u32, TrackEventKind<'static>) {
    meta(tick, MetaMessage::KeySignature(sharps, minor))
}

fn name(name: &'static str) -> (u32, TrackEventKind<'static>) {
    meta(0, MetaMessage::TrackName(name.as_bytes()))
}

/// The bytes of a file with these tracks, their events in any order.
fn file(format: Format, resolution: u16, tracks: Vec<Events>) -> Vec<u8> {
    let tracks = tracks.into_iter().map(|mut events| {
        events.sort_by_key(|(tick, _)| *tick);
        let end = events.last().map_or(0, |(tick, _)| *tick);
        events.push(meta(end, MetaMessage::EndOfTrack));
        let mut last = 0;
        let timed = events.into_iter().map(|(tick, kind)| {
            let delta = u28::new(tick - last);
            last = tick;
            TrackEvent { delta, kind }
        });
        timed.collect()
    });
    let smf = Smf {
        header: Header::new(format, Timing::Metrical(u15::new(resolution))),
        tracks: tracks.collect(),
    };
    let mut bytes = Vec::new();
    smf.write_std(&mut bytes).unwrap();
    bytes
}

/// Sound files, which both books of rules read alike, by name.
pub fn sound() -> Vec<(&'static str, Vec<u8>)> {
    let conductor = vec![
        name("conductor"),
        tempo(0, 461_538),
        meter(0, 4, 2),
        key(0, -3, true),
        tempo(1920, 600_000),
        meter(3840, 7, 3),
        key(3840, 7, false),
        tempo(4000, 333_333),
        meter(5000, 3, 2),
    ];
    let piano = vec![
        name("Piano"),
        program(0, 0, 4),
        on(10, 0, 60, 100),
        control(20, 0, 64, 127),
        bend(30, 0, 0x1234),
        off(480, 0, 60),
        bend(500, 0, 0x2000),
        on(600, 0, 64, 1),
        on(900, 0, 64, 0),
        control(901, 0, 64, 0),
        bend(902, 0, 0),
        bend(903, 0, 0x3FFF),
    ];
    let bass = vec![
        name("Bass"),
        program(0, 1, 33),
        on(0, 1, 28, 127),
        off(4500, 1, 28),
        on(4600, 2, 30, 70),
        off(5200, 2, 30),
    ];
    let mut drums = vec![name("Drums"), control(0, 9, 4, 90)];
    for step in 0..64 {
        let tick = step * 120 + step * 7 % 11;
        let struck = 22 + (step * 5 % 37) as u8;
        drums.push(control(tick, 9, 4, (step * 2) as u8));
        drums.push(on(tick, 9, struck, 1 + (step * 2) as u8));
        drums.push(off(tick + 60, 9, struck));
    }
    // A note struck again while it sounds; an end for both.
    let overlapping = vec![
        on(0, 9, 38, 50),
        on(100, 9, 38, 60),
        off(200, 9, 38),
        on(200, 9, 40, 1),
        off(201, 9, 40),
    ];
    vec![
        (
            "song.mid",
            file(
                Format::Parallel,
                480,
                vec![conductor, piano, bass, drums.clone()],
            ),
        ),
        (
            "deep/down/drums.MIDI",
            file(Format::SingleTrack, 220, vec![drums]),
        ),
        (
            "deep/Übung 1.mid",
            file(Format::Parallel, 96, vec![overlapping]),
        ),
        (
            "silence.mid",
            file(Format::SingleTrack, 960, vec![vec![tempo(77, 999_999)]]),
        ),
    ]
}

/// Files that the reference reads in its own way: notes without an end or a length, controllers
/// of two programs, a name in no encoding.
pub fn odd() -> Vec<(String, Vec<u8>)> {
    let lost = vec![
        on(0, 9, 36, 90),
        on(10, 9, 38, 90),
        off(10, 9, 38),
        on(20, 9, 38, 80),
    ];
    let shared = vec![
        meta(0, MetaMessage::TrackName(b"T\xE9l\xE9")),
        control(0, 3, 7, 100),
        bend(0, 3, 5),
        on(5, 3, 50, 80),
        off(20, 3, 50),
        program(30, 3, 12),
        on(40, 3, 50, 80),
        off(60, 3, 50),
        control(70, 3, 7, 10),
    ];
    let odd = file(Format::Parallel, 480, vec![lost, shared]);
    let random = (0..40).map(|seed| (format!("random/{seed}.mid"), random(seed)));
    std::iter::once(("odd.mid".to_owned(), odd))
        .chain(random)
        .collect()
}

/// A file of random events, crowded into few ticks, keys and channels so that they meet.
fn random(seed: u64) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |end: u32| random.next_u32() % end;
    let tracks = (0..1 + below(4)).map(|_| {
        let events = (0..below(200)).map(|_| {
            let tick = below(500);
            let channel = [0, 3, 9][below(3) as usize];
            let struck = 36 + below(4) as u8;
            match below(16) {
                0..5 => on(tick, channel, struck, below(128) as u8),
                5..10 => off(tick, channel, struck),
                10 => control(tick, channel, below(128) as u8, below(128) as u8),
                11 => bend(tick, channel, below(0x4000) as u16),
                12 => program(tick, channel, below(3) as u8),
                13 => tempo(tick, 1 + below(1_500_000)),
                14 => meter(tick, 1 + below(16) as u8, below(7) as u8),
                _ => key(tick, below(15) as i8 - 7, below(2) == 1),
            }
        });
        events.collect()
    });
    let tracks = tracks.collect();
    let resolution = [24, 96, 220, 480, 960, 32_767][below(6) as usize];
    file(Format::Parallel, resolution, tracks)
}

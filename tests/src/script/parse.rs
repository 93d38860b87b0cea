//! From a text to commands.

use groove::{Beats, MidiKey, units::MidiVelocity};

use super::{
    command::{Command, Length, Lie, Omission, Place, Seams, Value},
    error::{ScriptError, ScriptFault},
    words::{self, Word, Words},
};
use crate::{host::MOST_FRAMES, notes::Channel, transport::Meter};

/// Each command's first word, with a command that is right.
pub(super) const EXAMPLES: [(&str, &str); 18] = [
    ("rate", "rate 48000"),
    ("blocks", "blocks 64 441 1"),
    ("seams", "seams untold"),
    ("tempo", "tempo 90 to 140 over 2 bars"),
    ("meter", "meter 7/8"),
    ("play", "play 2 bars"),
    ("stop", "stop 1 bars"),
    ("roll", "roll stopped 1 bars"),
    ("jump", "jump 1.3"),
    ("loop", "loop 1.1 to 2.1"),
    ("tell", "tell no beats"),
    ("set", "set feel 0.5"),
    ("note", "note on 36 100"),
    ("bypass", "bypass on"),
    ("reset", "reset"),
    ("deactivate", "deactivate"),
    ("activate", "activate"),
    ("offline", "offline on"),
];

/// The farthest place in the song, in bars and in quarter notes.
const FARTHEST: i32 = 1_000_000;

type Parsed<T> = Result<T, ScriptError>;

/// Reads all commands of a text.
pub(super) fn script(text: &str) -> Parsed<Vec<Command>> {
    let commands = words::commands(text)?.into_iter();
    commands
        .filter_map(Words::new)
        .map(|(first, words)| command(&first, words))
        .collect()
}

fn command(first: &Word<'_>, mut words: Words<'_>) -> Parsed<Command> {
    let known = EXAMPLES.iter().find(|(name, _)| *name == first.text);
    let Some(&(name, example)) = known.filter(|_| !first.is_quoted) else {
        let names = EXAMPLES.map(|(name, _)| name);
        return Err(ScriptError {
            line: first.line,
            fault: ScriptFault::NoCommand {
                word: first.text.to_owned(),
                commands: names.join(", "),
            },
        });
    };
    words.example = example;
    let words = &mut words;
    let command = match name {
        "rate" => Command::Rate(words.number("sample rate", "rates", 8_000.0..=384_000.0)?),
        "blocks" => Command::Blocks(blocks(words)?),
        "seams" => {
            let place = words.one_of(&Seams::ALL.map(Seams::word), "split, untold or told")?;
            Command::Seams(Seams::ALL[place])
        }
        "tempo" => tempo(words)?,
        "meter" => Command::Meter(meter(words)?),
        "play" => Command::Play(length(words)?),
        "stop" => Command::Stop(length(words)?),
        "roll" => {
            words.exactly("stopped", "word `stopped`")?;
            Command::RollStopped(length(words)?)
        }
        "jump" => Command::Jump(place(words)?),
        "loop" if words.has("off") => Command::LoopOff,
        "loop" => {
            let from = place(words)?;
            words.exactly("to", "word `to`")?;
            let to = place(words)?;
            Command::Loop { from, to }
        }
        "tell" => tell(words)?,
        "set" => set(words)?,
        "note" => note(words)?,
        "bypass" => Command::Bypass(is_on(words)?),
        "offline" => Command::Offline(is_on(words)?),
        "reset" => Command::Reset,
        "deactivate" => Command::Deactivate,
        _ => Command::Activate,
    };
    words.end()?;
    Ok(command)
}

fn is_on(words: &mut Words<'_>) -> Parsed<bool> {
    Ok(words.one_of(&["off", "on"], "on or off")? == 1)
}

fn blocks(words: &mut Words<'_>) -> Parsed<Vec<u32>> {
    let mut sizes = Vec::new();
    while sizes.is_empty() || words.has_more() {
        sizes.push(words.number("block size", "block sizes", 1..=MOST_FRAMES)?);
    }
    Ok(sizes)
}

fn tempo(words: &mut Words<'_>) -> Parsed<Command> {
    let from = one_tempo(words)?;
    if !words.has("to") {
        return Ok(Command::Tempo(from));
    }
    let to = one_tempo(words)?;
    words.exactly("over", "word `over`")?;
    let over = length(words)?;
    Ok(Command::Ramp { from, to, over })
}

fn one_tempo(words: &mut Words<'_>) -> Parsed<f64> {
    words.number("tempo", "tempos", 1.0..=1_000.0)
}

/// A word `7/8`, as any two numbers.
fn fraction(words: &mut Words<'_>) -> Parsed<(i32, i32)> {
    const WHAT: &str = "meter";
    let word = words.next(WHAT)?;
    word.text
        .split_once('/')
        .and_then(|(beats, unit)| Some((beats.parse().ok()?, unit.parse().ok()?)))
        .ok_or_else(|| words.unfit(WHAT))
}

fn meter(words: &mut Words<'_>) -> Parsed<Meter> {
    let (beats, unit) = fraction(words)?;
    let meter = Meter { beats, unit };
    let is_usual = (1..=64).contains(&unit) && unit.count_ones() == 1;
    if is_usual && (1..=64).contains(&beats) {
        Ok(meter)
    } else {
        Err(words.unfit("meter of 1 to 64 beats, each a half, quarter, … 64th of a whole"))
    }
}

fn length(words: &mut Words<'_>) -> Parsed<Length> {
    let amount: f64 = words.number("length", "lengths", 0.0..=f64::from(FARTHEST))?;
    let units = ["bars", "beats", "samples", "bar", "beat", "sample"];
    match words.one_of(&units, "unit of length (bars, beats or samples)")? % 3 {
        0 => Ok(Length::Bars(amount)),
        1 => Ok(Length::Beats(amount)),
        _ if amount.fract() == 0.0 => Ok(Length::Samples(amount as u32)),
        _ => Err(words.unfit("unit for a part: samples are whole")),
    }
}

fn place(words: &mut Words<'_>) -> Parsed<Place> {
    const WHAT: &str = "place (a bar and a beat, or quarter notes)";
    let word = words.next(WHAT)?;
    if words.has("beats") || words.has("beat") {
        let beats: f64 = word.text.parse().map_err(|_| words.unfit(WHAT))?;
        let is_near = beats.abs() <= f64::from(FARTHEST);
        return match is_near {
            true => Ok(Place::Beats(Beats(beats))),
            false => Err(words.unfit("place within a million quarter notes")),
        };
    }
    let (bar, beat) = word.text.split_once('.').unwrap_or((word.text, "1"));
    let bar: i32 = bar.parse().map_err(|_| words.unfit(WHAT))?;
    let beat: u16 = beat.parse().map_err(|_| words.unfit(WHAT))?;
    let is_near = (-FARTHEST..=FARTHEST).contains(&bar) && (1..=256).contains(&beat);
    match bar {
        0 => Err(words.bar_zero()),
        _ if is_near => Ok(Place::Bar { bar, beat }),
        _ => Err(words.unfit("place within a million bars, its beat counted from 1")),
    }
}

fn tell(words: &mut Words<'_>) -> Parsed<Command> {
    const WHAT: &str = "thing to tell (truth, no …, tempo, position, bar, meter, loop)";
    let things = ["truth", "no", "tempo", "position", "bar", "meter", "loop"];
    Ok(match words.one_of(&things, WHAT)? {
        0 => Command::TellTruth,
        1 => {
            let names = Omission::ALL.map(Omission::word);
            let place = words.one_of(&names, "thing to leave out")?;
            Command::TellNo(Omission::ALL[place])
        }
        2 => Command::TellLie(Lie::Tempo(words.any("number")?)),
        3 => Command::TellLie(Lie::Position(words.any("number")?)),
        4 => Command::TellLie(Lie::Bar(words.any("number")?)),
        5 => {
            let (beats, unit) = fraction(words)?;
            Command::TellLie(Lie::Meter(beats, unit))
        }
        _ => {
            let start = words.any("number")?;
            words.exactly("to", "word `to`")?;
            Command::TellLie(Lie::Loop(start, words.any("number")?))
        }
    })
}

fn set(words: &mut Words<'_>) -> Parsed<Command> {
    let parameter = words.next("parameter")?;
    if parameter.is_quoted || parameter.text == "=" {
        return Err(words.unfit("parameter's stable name"));
    }
    let value = if words.has("=") {
        let word = words.next("text in quotation marks")?;
        if !word.is_quoted {
            return Err(words.unfit("text in quotation marks"));
        }
        Value::Text(word.text.to_owned())
    } else {
        let what = "normalized value, or = and a text in quotation marks";
        Value::Normalized(words.number(what, "normalized values", 0.0..=1.0)?)
    };
    Ok(Command::Set {
        parameter: parameter.text.to_owned(),
        value,
    })
}

fn note(words: &mut Words<'_>) -> Parsed<Command> {
    let begins = words.one_of(&["off", "on"], "on or off")? == 1;
    let key = words.number("key", "keys", 0..=127)?;
    let Some(key) = MidiKey::new(key) else {
        return Err(words.unfit("key"));
    };
    let velocity = match begins {
        true => words.number("velocity", "velocities", 1..=127)?,
        false => 0,
    };
    let channel = match words.has("channel") {
        true => words.number("channel", "channels", 1..=16)?,
        false => Channel::FIRST.get(),
    };
    let Some(channel) = Channel::new(channel) else {
        return Err(words.unfit("channel"));
    };
    Ok(match begins {
        true => Command::NoteOn {
            key,
            velocity: MidiVelocity::new(velocity),
            channel,
        },
        false => Command::NoteOff { key, channel },
    })
}

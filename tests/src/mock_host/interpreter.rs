//! Carries out a script command by command.

use groove::Beats;

use super::{
    At, Order, Performance, first_sample,
    piece::{Beginning, Piece, Telling},
};
use crate::{
    script::{Command, Length, Place, Script, Value},
    transport::{Activation, Cycle, EventKind, Meter},
};

/// Block size at first, and the length of the stop after the last command, in samples.
const USUAL_BLOCK: u32 = 512;

/// Two exact samples so near to each other are one: rounding of sums.
const SAME: f64 = 1e-6;

/// The tempo on its way to another.
#[derive(Clone, Copy)]
struct Ramp {
    target: f64,
    /// Growth in a second.
    slope: f64,
    seconds_left: f64,
}

/// How much of a length is still to be played.
#[derive(Clone, Copy)]
enum Rest {
    Beats(f64),
    Samples(f64),
}

struct Interpreter {
    done: Performance,
    activation: Activation,
    is_active: bool,
    /// Exact time in samples.
    now: f64,
    position: f64,
    /// What runs next doesn't go on from what ran before.
    is_anew: bool,
    /// The position ran into the end of the loop and has not wrapped yet.
    is_at_loop_end: bool,
    tempo: f64,
    ramp: Option<Ramp>,
    cycle: Option<Cycle>,
    meter: Meter,
    /// Where a bar starts, and its number.
    bar_line: (f64, i32),
    telling: Telling,
}

pub(super) fn perform(script: &Script) -> Performance {
    let sizes = script
        .commands()
        .iter()
        .filter_map(|command| match command {
            Command::Blocks(sizes) => sizes.iter().copied().max(),
            _ => None,
        });
    let activation = Activation {
        most_frames: sizes.max().unwrap_or(0).max(USUAL_BLOCK),
        ..Activation::USUAL
    };
    let mut interpreter = Interpreter::new(activation);
    for command in script.commands() {
        interpreter.carry_out(command);
    }
    interpreter.stand(Length::Samples(USUAL_BLOCK));
    interpreter.done
}

impl Interpreter {
    fn new(activation: Activation) -> Self {
        Self {
            done: Performance {
                pieces: Vec::new(),
                events: Vec::new(),
                orders: vec![At {
                    sample: 0,
                    what: Order::Activate(activation),
                }],
                sizes: vec![At {
                    sample: 0,
                    what: vec![USUAL_BLOCK],
                }],
                seams: Vec::new(),
            },
            activation,
            is_active: true,
            now: 0.0,
            position: 0.0,
            is_anew: true,
            is_at_loop_end: false,
            tempo: 120.0,
            ramp: None,
            cycle: None,
            meter: Meter::COMMON,
            bar_line: (0.0, 1),
            telling: Telling::default(),
        }
    }

    fn carry_out(&mut self, command: &Command) {
        match command {
            &Command::Rate(rate) => self.reactivate(|activation| activation.sample_rate = rate),
            &Command::Offline(on) => self.reactivate(|activation| activation.is_offline = on),
            Command::Blocks(sizes) => {
                let sizes = self.at(sizes.clone());
                self.done.sizes.push(sizes);
            }
            &Command::Seams(seams) => {
                let seams = self.at(seams);
                self.done.seams.push(seams);
            }
            &Command::Tempo(tempo) => {
                self.tempo = tempo;
                self.ramp = None;
            }
            &Command::Ramp { from, to, over } => self.ramp(from, to, over),
            &Command::Meter(meter) => self.meter(meter),
            &Command::Play(length) => self.run(length, true),
            &Command::RollStopped(length) => self.run(length, false),
            &Command::Stop(length) => self.stand(length),
            &Command::Jump(place) => {
                self.position = self.place(place);
                self.is_anew = true;
                self.is_at_loop_end = false;
            }
            &Command::Loop { from, to } => {
                let (start, end) = (Beats(self.place(from)), Beats(self.place(to)));
                self.cycle = Some(Cycle { start, end });
                self.is_at_loop_end = false;
            }
            Command::LoopOff => {
                self.cycle = None;
                self.is_at_loop_end = false;
            }
            &Command::TellNo(omission) => self.telling.omissions.push(omission),
            &Command::TellLie(lie) => self.telling.lies.push(lie),
            Command::TellTruth => self.telling = Telling::default(),
            Command::Set { parameter, value } => self.set(parameter, value.clone()),
            &Command::Bypass(on) => self.set("bypass", Value::Normalized(f64::from(u8::from(on)))),
            &Command::NoteOn {
                key,
                velocity,
                channel,
            } => self.send(EventKind::On {
                channel,
                key,
                velocity,
            }),
            &Command::NoteOff { key, channel } => self.send(EventKind::Off { channel, key }),
            Command::Reset if self.is_active => self.order(Order::Reset),
            // Who sleeps has nothing to forget.
            Command::Reset => {}
            Command::Deactivate => self.deactivate(),
            Command::Activate => self.activate(),
        }
    }

    fn at<T>(&self, what: T) -> At<T> {
        let sample = first_sample(self.now);
        At { sample, what }
    }

    fn order(&mut self, order: Order) {
        let order = self.at(order);
        self.done.orders.push(order);
    }

    fn send(&mut self, event: EventKind) {
        let event = self.at(event);
        self.done.events.push(event);
    }

    fn set(&mut self, parameter: &str, value: Value) {
        self.send(EventKind::Set {
            parameter: parameter.to_owned(),
            value,
        });
    }

    fn deactivate(&mut self) {
        if self.is_active {
            self.order(Order::Deactivate);
            self.is_active = false;
        }
    }

    fn activate(&mut self) {
        if !self.is_active {
            self.order(Order::Activate(self.activation));
            self.is_active = true;
        }
    }

    /// Changes how the plugin works, which it must not while it is active.
    fn reactivate(&mut self, change: impl FnOnce(&mut Activation)) {
        change(&mut self.activation);
        if self.now == 0.0 {
            self.done.orders.clear();
            self.is_active = false;
        } else if self.is_active {
            self.deactivate();
        } else {
            return;
        }
        self.begin_anew();
        self.activate();
    }

    /// What follows begins on a whole sample.
    fn begin_anew(&mut self) {
        self.now = first_sample(self.now) as f64;
        if let Some(last) = self.done.pieces.last_mut() {
            last.end = self.now;
        }
        self.is_anew = true;
    }

    fn ramp(&mut self, from: f64, to: f64, over: Length) {
        let seconds = match self.rest(over) {
            Rest::Beats(beats) => beats * 60.0 / (0.5 * (from + to)),
            Rest::Samples(samples) => samples / self.activation.sample_rate,
        };
        self.tempo = if seconds > 0.0 { from } else { to };
        self.ramp = (seconds > 0.0).then(|| Ramp {
            target: to,
            slope: (to - from) / seconds,
            seconds_left: seconds,
        });
    }

    fn meter(&mut self, meter: Meter) {
        let (line, number) = self.bar_line;
        let bars = (self.position - line) / self.meter.bar().0;
        // Behind a bar's start, its rest is a bar of its own.
        let number = number + (bars - SAME).ceil() as i32;
        self.bar_line = (self.position, number);
        self.meter = meter;
    }

    fn place(&self, place: Place) -> f64 {
        match place {
            Place::Beats(beats) => beats.0,
            Place::Bar { bar, beat } => {
                let (line, number) = self.bar_line;
                // There is no bar 0, so what is before bar 1 counts one less.
                let since_first = |bar: i32| f64::from(if bar > 0 { bar - 1 } else { bar });
                let bars = since_first(bar) - f64::from(number - 1);
                line + bars * self.meter.bar().0 + f64::from(beat - 1)
            }
        }
    }

    fn rest(&self, length: Length) -> Rest {
        match length {
            Length::Bars(bars) => Rest::Beats(bars * self.meter.bar().0),
            Length::Beats(beats) => Rest::Beats(beats),
            Length::Samples(samples) => Rest::Samples(f64::from(samples)),
        }
    }

    /// A piece from here on, its end still open.
    fn piece(&self, beginning: Beginning, playing: bool, moves: bool) -> Piece {
        let rate = self.activation.sample_rate;
        Piece {
            start: self.now,
            end: self.now,
            beginning,
            playing,
            moves,
            sample_rate: rate,
            from: Beats(self.position),
            tempo: self.tempo,
            slope: match self.ramp {
                Some(ramp) if moves => ramp.slope / rate,
                _ => 0.0,
            },
            cycle: self.cycle,
            meter: self.meter,
            bar_line: Beats(self.bar_line.0),
            telling: self.telling.clone(),
        }
    }

    fn add(&mut self, mut piece: Piece, samples: f64) {
        self.now += samples;
        piece.end = self.now;
        match self.done.pieces.last_mut() {
            Some(last) if last.goes_on_as(&piece) => last.end = piece.end,
            _ => self.done.pieces.push(piece),
        }
    }

    fn stand(&mut self, length: Length) {
        self.begin_anew();
        let piece = self.piece(Beginning::Anew, false, false);
        let samples = match self.rest(length) {
            Rest::Beats(beats) => piece.samples_for(beats),
            Rest::Samples(samples) => samples,
        };
        self.add(piece, samples);
    }

    /// The position moves for a while.
    fn run(&mut self, length: Length, playing: bool) {
        let is_same = |piece: &Piece| piece.moves && piece.playing == playing;
        if !self.done.pieces.last().is_some_and(is_same) {
            self.is_anew = true;
        }
        if self.is_anew {
            self.begin_anew();
        }
        let mut rest = self.rest(length);
        while match rest {
            Rest::Beats(beats) => beats > SAME * SAME,
            Rest::Samples(samples) => samples > SAME,
        } {
            rest = self.run_one_piece(rest, playing);
        }
    }

    /// Runs up to the end of the loop, of the ramp, or of what is left; gives what is left then.
    fn run_one_piece(&mut self, rest: Rest, playing: bool) -> Rest {
        let mut beginning = Beginning::On;
        if self.is_anew {
            beginning = Beginning::Anew;
        } else if self.is_at_loop_end
            && let Some(cycle) = self.cycle
        {
            beginning = Beginning::Wrapped;
            self.position = cycle.start.0;
        }
        self.is_anew = false;
        self.is_at_loop_end = false;
        let piece = self.piece(beginning, playing, true);
        let to_rest = match rest {
            Rest::Beats(beats) => piece.samples_for(beats),
            Rest::Samples(samples) => samples,
        };
        let ahead = |cycle: &Cycle| cycle.start.0 < cycle.end.0 && self.position < cycle.end.0;
        let cycle = self.cycle.filter(ahead);
        let to_loop_end = cycle.map_or(f64::INFINITY, |cycle| {
            piece.samples_for(cycle.end.0 - self.position)
        });
        let to_ramp_end = self
            .ramp
            .map_or(f64::INFINITY, |ramp| ramp.seconds_left * piece.sample_rate);
        let samples = to_rest.min(to_loop_end).min(to_ramp_end);

        let before = self.position;
        self.position = match (rest, cycle) {
            (_, Some(cycle)) if to_loop_end <= samples + SAME => {
                self.is_at_loop_end = true;
                cycle.end.0
            }
            (Rest::Beats(beats), _) if to_rest <= samples + SAME => before + beats,
            _ => piece.position(piece.start + samples).0,
        };
        let moved = self.position - before;
        if let Some(ramp) = &mut self.ramp {
            self.tempo = piece.tempo_at(piece.start + samples);
            ramp.seconds_left -= samples / piece.sample_rate;
            if to_ramp_end <= samples + SAME {
                self.tempo = ramp.target;
                self.ramp = None;
            }
        }
        self.add(piece, samples);
        match rest {
            _ if to_rest <= samples + SAME => Rest::Samples(0.0),
            Rest::Beats(beats) => Rest::Beats(beats - moved),
            Rest::Samples(left) => Rest::Samples(left - samples),
        }
    }
}

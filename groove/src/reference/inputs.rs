//! What the reference's networks are given in place of the groove they shall answer with
//! (`spec.md` 2.5): a groove without feel, a tapped rhythm, a kit with a drum missing.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::tensor::{Tensor, TensorCell};
use crate::drum::Drum;

/// How an input is made from its target. Each part is applied in the order of the fields, to the
/// tensor of the whole file, before it is cut into windows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs {
    /// Drop strokes at random, soft ones more often.
    pub note_dropout: Option<NoteDropout>,
    /// One drum on each row, the loudest, as if tapped on the open hat.
    pub tap: bool,
    /// Neither velocities nor offsets.
    pub humanize: bool,
    /// No velocities.
    pub fixed_velocities: bool,
    /// Drums that are missing, to be added by the network.
    pub add_instruments: Vec<Drum>,
}

/// A variant of the reference's converter, without chance, as its configurations name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The windows themselves.
    Plain,
    /// Hits alone: neither velocities nor offsets.
    Humanize,
    /// The loudest drum of each step, tapped on the open hat.
    Tap,
    /// Taps without velocities.
    TapFixed,
    /// No velocities.
    Fixed,
    /// No closed hat.
    AddClosedHh,
    /// The windows, and their hits as controls.
    HitsControl,
}

impl Variant {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Plain,
        Self::Humanize,
        Self::Tap,
        Self::TapFixed,
        Self::Fixed,
        Self::AddClosedHh,
        Self::HitsControl,
    ];

    /// The name in the reference's archives.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Humanize => "humanize",
            Self::Tap => "tap",
            Self::TapFixed => "tap_fixed",
            Self::Fixed => "fixed",
            Self::AddClosedHh => "add_closed_hh",
            Self::HitsControl => "hits_control",
        }
    }

    /// How its inputs are made.
    #[must_use]
    pub fn inputs(self) -> Inputs {
        Inputs {
            note_dropout: None,
            tap: matches!(self, Self::Tap | Self::TapFixed),
            humanize: self == Self::Humanize,
            fixed_velocities: matches!(self, Self::Fixed | Self::TapFixed),
            add_instruments: match self {
                Self::AddClosedHh => vec![Drum::ClosedHat],
                _ => Vec::new(),
            },
        }
    }
}

/// Strokes dropped at random: for each file one probability p is drawn from 0 to `highest`, and
/// each stroke is dropped with probability p · max(0.2, 1 − velocity).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoteDropout {
    /// The highest p, 0 to 1.
    pub highest: f64,
    /// What decides: the same seed and piece, the same strokes, on every machine.
    pub seed: u64,
    /// Which piece of the corpus it is, so that each has its own luck.
    pub piece: u64,
}

impl Inputs {
    /// The input for a target.
    #[must_use]
    pub fn of(&self, target: &Tensor) -> Tensor {
        let mut input = target.clone();
        if let Some(dropout) = self.note_dropout {
            dropout.apply(&mut input);
        }
        if self.tap {
            input = tapped(&input, target);
        }
        for row in 0..input.rows() {
            for drum in Drum::ALL {
                let mut cell = input.cell(row, drum);
                if self.humanize || self.fixed_velocities {
                    cell.velocity = 0.0;
                }
                if self.humanize {
                    cell.offset = 0.0;
                }
                if self.add_instruments.contains(&drum) {
                    cell = TensorCell::default();
                }
                input.set(row, drum, cell);
            }
        }
        input
    }
}

/// The control sequence of the reference's `hits_as_controls`: the target's hits, nine a row.
pub fn hits(target: &Tensor) -> impl Iterator<Item = bool> + '_ {
    let cells = (0..target.rows()).flat_map(|row| Drum::ALL.map(|drum| (row, drum)));
    cells.map(|(row, drum)| target.cell(row, drum).hit > 0.0)
}

/// Each row's loudest drum alone (of equals the first), played on the open hat. The reference
/// looks for it in the input but takes it from the target: a row that dropout emptied gets the
/// target's kick back.
fn tapped(input: &Tensor, target: &Tensor) -> Tensor {
    let mut tapped = Tensor::zeros(input.rows());
    for row in 0..input.rows() {
        let mut loudest = Drum::Kick;
        for drum in Drum::ALL {
            if input.cell(row, drum).velocity > input.cell(row, loudest).velocity {
                loudest = drum;
            }
        }
        tapped.set(row, Drum::OpenHat, target.cell(row, loudest));
    }
    tapped
}

impl NoteDropout {
    fn apply(self, tensor: &mut Tensor) {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(self.piece);
        // 53 random bits: every float64 from 0 up to, without, 1 that a draw can be.
        let mut draw = || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        let chosen = draw() * self.highest.clamp(0.0, 1.0);
        for row in 0..tensor.rows() {
            for drum in Drum::ALL {
                let cell = tensor.cell(row, drum);
                let probability = chosen * (1.0 - cell.velocity).max(0.2);
                if draw() < probability {
                    tensor.set(row, drum, TensorCell::default());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(velocity: f64) -> TensorCell {
        TensorCell {
            hit: 1.0,
            velocity,
            offset: 0.5,
        }
    }

    fn target() -> Tensor {
        let mut tensor = Tensor::zeros(4);
        tensor.set(0, Drum::Kick, cell(0.5));
        tensor.set(0, Drum::ClosedHat, cell(0.7));
        tensor.set(2, Drum::Snare, cell(0.9));
        tensor
    }

    #[test]
    fn a_tap_is_the_loudest_drum_on_the_open_hat() {
        let inputs = Inputs {
            tap: true,
            ..Inputs::default()
        };
        let input = inputs.of(&target());
        assert_eq!(input.cell(0, Drum::OpenHat), cell(0.7));
        assert_eq!(input.cell(2, Drum::OpenHat), cell(0.9));
        assert_eq!(hits(&input).filter(|hit| *hit).count(), 2);
    }

    #[test]
    fn a_row_emptied_by_dropout_taps_the_targets_kick() {
        let target = target();
        let tapped = tapped(&Tensor::zeros(4), &target);
        assert_eq!(tapped.cell(0, Drum::OpenHat), cell(0.5));
        assert_eq!(tapped.cell(2, Drum::OpenHat), TensorCell::default());
    }

    #[test]
    fn humanize_and_missing_drums_leave_only_hits() {
        let inputs = Inputs {
            humanize: true,
            add_instruments: vec![Drum::ClosedHat],
            ..Inputs::default()
        };
        let input = inputs.of(&target());
        assert_eq!(input.cell(0, Drum::ClosedHat), TensorCell::default());
        let kick = input.cell(0, Drum::Kick);
        assert_eq!((kick.hit, kick.velocity, kick.offset), (1.0, 0.0, 0.0));
    }

    #[test]
    fn dropout_is_seeded_and_takes_soft_strokes_more_often() {
        let mut full = Tensor::zeros(4000);
        for row in 0..4000 {
            full.set(row, Drum::Kick, cell(1.0));
            full.set(row, Drum::Snare, cell(0.1));
        }
        let dropped = |seed, piece| {
            let mut tensor = full.clone();
            let highest = 1.0;
            NoteDropout {
                highest,
                seed,
                piece,
            }
            .apply(&mut tensor);
            tensor
        };
        assert_eq!(dropped(1, 0), dropped(1, 0));
        assert_ne!(dropped(1, 0), dropped(1, 1));
        assert_ne!(dropped(1, 0), dropped(2, 0));
        let tensor = dropped(1, 0);
        let left = |drum| {
            (0..4000)
                .filter(|&row| tensor.cell(row, drum).hit > 0.0)
                .count()
        };
        let (loud, soft) = (4000 - left(Drum::Kick), 4000 - left(Drum::Snare));
        // 0.9 against 0.2 of the same p.
        let ratio = soft as f64 / loud as f64;
        assert!((3.5..5.5).contains(&ratio), "{soft} soft, {loud} loud");
    }
}

//! A distance between what is heard: when, how loud, and on which part of the kit.

use std::cmp::Ordering;

use crate::{
    drum::Drum,
    groove::Groove,
    statistics::kit::Layer,
    units::{Beats, Velocity},
};

/// How blurred the ear's sense of time is: standard deviation in beats of the time kernel; 42 ms at
/// 120 beats a minute. Two strokes a sixteenth apart share 1 %, a straight and a triplet eighth
/// 14 %, strokes 10 ms apart 97 %.
const BLUR: f64 = 1.0 / 12.0;

/// Likeness of two drums of one layer; the same drum has 1, drums of different layers 0.
const SAME_LAYER: f64 = 0.5;

/// Where the time kernel is taken as nothing, in blurs: it is 1e-14 there.
const REACH: f64 = 8.0;

/// Perceptual distance between two grooves, 0–1. 0 on itself and between silent grooves, 1 where
/// they have nothing in common; symmetric, and a metric of what is heard (the triangle inequality
/// holds).
///
/// Each groove becomes a signal f: its strokes smeared over time, as van Rossum does with trains of
/// spikes ("A novel spike distance", Neural Computation 13, 2001), here with a Gaussian, as
/// Schreiber et al. ("A new correlation-based measure of spike timing reliability",
/// Neurocomputing 52–54, 2003), since the ear does not mind a displacement below some 2.5 % of the
/// time between two strokes (Friberg & Sundberg, "Time discrimination in a monotonic, isochronous sequence", JASA 98,
/// 1995) and the exponential does. A stroke is as high as its velocity, and lies in the layer of its
/// drum (low, middle, high: Gómez-Marín, Jordà & Herrera, "Drum rhythm spaces", Journal of New Music
/// Research 49, 2020) and in a direction of the drum's own. So with strokes i of velocity v, time t
/// in beats and drum d, the inner product of two grooves is
///
/// ```text
/// ⟨f, g⟩ = Σ_i Σ_j v_i v_j · likeness(d_i, d_j) · exp(−½ ((t_i − t_j) / σ)²)
/// ```
///
/// with σ = 1/12 beat, and likeness 1 for the same drum, ½ for another of its layer, 0 else. The
/// distance is
///
/// ```text
/// D(f, g) = ‖f − g‖ / √(‖f‖² + ‖g‖²)
/// ```
///
/// the relative distance, which is a metric wherever there is an inner product (Klamkin & Meir,
/// "Ptolemy's inequality, chordal metric, multiplicative metric", Pacific Journal of Mathematics
/// 101, 1982; Hästö, "A new weighted metric: the relative metric I", Journal of Mathematical
/// Analysis and Applications 274, 2002), and at most 1 since no product here is negative.
///
/// Second strokes of cells (flams) count as what they are, strokes of their own. Times are beats from
/// the start, so grooves on different grids compare by what is played. Where
/// one is longer, what the other lacks differs. There are no metrical weights: one stroke can lie
/// on different steps of two grids, and would not be equal to itself.
#[must_use]
pub fn perceptual(one: &Groove, other: &Groove) -> f64 {
    let first = signal(strokes(one, 1.0));
    let second = signal(strokes(other, -1.0));
    let whole = energy(&first) + energy(&second);
    if whole > 0.0 {
        // What both share is taken out before it is squared: so nothing is lost to rounding, and a
        // groove is exactly 0 from itself.
        let difference = energy(&signal(first.into_iter().chain(second)));
        (difference.max(0.0) / whole).sqrt().min(1.0)
    } else {
        0.0
    }
}

/// One stroke of a signal.
#[derive(Debug, Clone, Copy)]
struct Peak {
    /// In beats.
    time: f64,
    drum: Drum,
    /// Velocity, or minus that.
    height: f64,
}

/// All strokes that sound, the second ones of flams too.
fn strokes(groove: &Groove, sign: f64) -> impl Iterator<Item = Peak> + '_ {
    let grid = groove.grid();
    groove.strokes().flat_map(move |stroke| {
        let peak = |time: Beats, velocity: Velocity| Peak {
            time: time.0,
            drum: stroke.drum,
            height: sign * f64::from(velocity.get()),
        };
        let main = peak(stroke.time(grid), stroke.cell.velocity);
        let second = stroke.cell.second.zip(stroke.second_time(grid));
        let second = second.map(|(second, time)| peak(time, second.velocity));
        std::iter::once(main).chain(second)
    })
}

/// Sorts peaks by time and adds up those of one drum at one time. The order does not depend on the
/// sign, so that a difference taken the other way round is the same but for its sign.
fn signal(peaks: impl Iterator<Item = Peak>) -> Vec<Peak> {
    let mut sorted: Vec<Peak> = peaks.collect();
    sorted.sort_by(|a, b| {
        let place = a.time.total_cmp(&b.time).then(a.drum.cmp(&b.drum));
        place.then(a.height.abs().total_cmp(&b.height.abs()))
    });
    let mut signal: Vec<Peak> = Vec::with_capacity(sorted.len());
    for peak in sorted {
        match signal.last_mut() {
            Some(last)
                if last.drum == peak.drum && last.time.total_cmp(&peak.time) == Ordering::Equal =>
            {
                last.height += peak.height;
            }
            _ => signal.push(peak),
        }
    }
    signal.retain(|peak| peak.height != 0.0);
    signal
}

/// Inner product of a signal with itself.
fn energy(signal: &[Peak]) -> f64 {
    let mut energy = 0.0;
    for (at, peak) in signal.iter().enumerate() {
        energy += peak.height * peak.height;
        for later in &signal[at + 1..] {
            let blurs = (later.time - peak.time) / BLUR;
            if blurs > REACH {
                break;
            }
            let product = peak.height * later.height * likeness(peak.drum, later.drum);
            if product != 0.0 {
                energy += 2.0 * product * (-0.5 * blurs * blurs).exp();
            }
        }
    }
    energy
}

fn likeness(one: Drum, other: Drum) -> f64 {
    if one == other {
        1.0
    } else if Layer::of(one) == Layer::of(other) {
        SAME_LAYER
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cell::{Cell, Second},
        patterns::{grid, groove, one_bar, remove, rock, shift},
        units::{Gap, Step},
    };

    /// Rock with a ghost note.
    fn original() -> Groove {
        let mut original = rock(one_bar());
        let ghost = groove(one_bar(), &[(Drum::Snare, ".......o........")]);
        original.set(Step(7), Drum::Snare, ghost.cell(Step(7), Drum::Snare));
        original
    }

    fn exchange(groove: &Groove, one: Drum, other: Drum) -> Groove {
        let mut exchanged = groove.clone();
        for step in 0..groove.grid().steps() {
            exchanged.set(Step(step), one, groove.cell(Step(step), other));
            exchanged.set(Step(step), other, groove.cell(Step(step), one));
        }
        exchanged
    }

    #[test]
    fn two_kicks_a_sixth_of_a_beat_apart_are_as_far_as_the_formula_says() {
        let kick = |line| groove(grid(1, 1, 6), &[(Drum::Kick, line)]);
        let (one, other) = (kick("X....."), kick(".X...."));
        // ‖f‖² = ‖g‖² = 1, ⟨f, g⟩ = exp(−2).
        let expected = ((2.0 - 2.0 * (-2.0_f64).exp()) / 2.0).sqrt();
        assert!((perceptual(&one, &other) - expected).abs() < 1e-12);
    }

    #[test]
    fn five_milliseconds_are_nearer_than_a_sixteenth() {
        let original = original();
        let mut late = original.clone();
        // 5 ms at 120 are 0.04 of a sixteenth.
        shift(&mut late, 4, Drum::Snare, 0.04);
        let mut moved = original.clone();
        moved.set(Step(5), Drum::Snare, original.cell(Step(4), Drum::Snare));
        remove(&mut moved, 4, Drum::Snare);
        let (little, much) = (perceptual(&original, &late), perceptual(&original, &moved));
        assert!(0.0 < little && little < much / 5.0, "{little} {much}");
    }

    #[test]
    fn a_later_stroke_is_farther() {
        let original = original();
        let distances: Vec<f64> = [0.0, 0.04, 0.1, 0.2, 0.3, 0.4, 0.5]
            .map(|offset| {
                let mut late = original.clone();
                shift(&mut late, 4, Drum::Snare, offset);
                perceptual(&original, &late)
            })
            .to_vec();
        assert!(distances.is_sorted_by(|a, b| a < b), "{distances:?}");
    }

    #[test]
    fn hats_exchanged_are_nearer_than_kick_and_hat() {
        let original = original();
        let hats = exchange(&original, Drum::ClosedHat, Drum::OpenHat);
        let feet = exchange(&original, Drum::ClosedHat, Drum::Kick);
        let (near, far) = (perceptual(&original, &hats), perceptual(&original, &feet));
        assert!(0.0 < near && near < far, "{near} {far}");
    }

    #[test]
    fn a_ghost_note_is_missed_less_than_a_backbeat() {
        let original = original();
        let without = |step| {
            let mut without = original.clone();
            remove(&mut without, step, Drum::Snare);
            perceptual(&original, &without)
        };
        let (ghost, backbeat) = (without(7), without(12));
        assert!(0.0 < ghost && ghost < backbeat, "{ghost} {backbeat}");
    }

    #[test]
    fn grids_do_not_matter_but_what_is_played() {
        let triplets = groove(
            grid(1, 4, 3),
            &[(Drum::Ride, "X.x"), (Drum::Kick, "X.....")],
        );
        let twelfths = groove(
            grid(1, 4, 12),
            &[
                (Drum::Ride, "X.......x..."),
                (Drum::Kick, "X......................."),
            ],
        );
        assert!(perceptual(&triplets, &twelfths) < 1e-7);
        // The same on sixteenths, as micro-timing.
        let mut sixteenths = groove(one_bar(), &[(Drum::Ride, "X..x"), (Drum::Kick, "X.......")]);
        for step in (3..16).step_by(4) {
            shift(&mut sixteenths, step, Drum::Ride, -1.0 / 3.0);
        }
        assert!(perceptual(&triplets, &sixteenths) < 1e-6);
        let straight = groove(one_bar(), &[(Drum::Ride, "X.x."), (Drum::Kick, "X.......")]);
        assert!(perceptual(&triplets, &straight) > 0.1);
    }

    #[test]
    fn a_flam_is_the_two_strokes_it_is() {
        let plain = groove(one_bar().with_flams(), &[(Drum::Snare, "....X.......X...")]);
        let mut flam = plain.clone();
        let mut cell = flam.cell(Step(4), Drum::Snare);
        cell.second = Some(Second {
            gap: Gap::new(-0.25),
            velocity: Velocity::new(0.25),
        });
        flam.set(Step(4), Drum::Snare, cell);
        // A quarter of a sixteenth is one step of sixteen a beat.
        let line = format!("{:.<15}oX{:.<31}X{:.<15}", "", "", "");
        let fine = groove(grid(1, 4, 16), &[(Drum::Snare, &line)]);
        assert!(perceptual(&flam, &fine) < 1e-7);
        assert!(perceptual(&flam, &plain) > 0.0);
    }

    #[test]
    fn silence_is_as_far_as_can_be_and_equal_to_silence() {
        let silence = Groove::empty(one_bar());
        assert_eq!(perceptual(&original(), &silence), 1.0);
        assert_eq!(perceptual(&silence, &silence), 0.0);
        let mut inaudible = silence.clone();
        inaudible.set(
            Step(3),
            Drum::Kick,
            Cell {
                hit: true,
                ..Cell::default()
            },
        );
        assert_eq!(perceptual(&inaudible, &silence), 0.0);
    }
}

//! Changes to training grooves that leave them grooves: the network sees more than was played.

use groove::{Grid, Offset};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::window::Window;
use crate::config::AugmentConfig;

/// The softest stroke that MIDI knows.
const LEAST_VELOCITY: f32 = 1.0 / 127.0;

/// Changes a window by chance; `other` lends drums.
pub fn augment(
    window: &mut Window,
    other: &Window,
    grid: Grid,
    config: &AugmentConfig,
    random: &mut ChaCha8Rng,
) {
    if random.random_bool(config.exchange) {
        exchange(window, other, grid, random);
    }
    if random.random_bool(config.roll_bars) {
        let bars = random.random_range(0..grid.bars());
        window.roll(grid, bars * grid.steps_per_bar());
    }
    if random.random_bool(config.roll_beats) {
        let beats = random.random_range(0..grid.bars() * grid.beats_per_bar());
        window.roll(grid, beats * grid.steps_per_beat());
    }
    if random.random_bool(config.mute) {
        let drum = random.random_range(0..grid.drums());
        (drum..grid.cells())
            .step_by(grid.drums())
            .for_each(|at| window.clear(at));
    }
    if random.random_bool(config.curve) {
        let power = random.random_range(-0.5_f32..=0.5).exp();
        for velocity in window
            .velocities
            .iter_mut()
            .filter(|velocity| **velocity > 0.0)
        {
            *velocity = velocity.powf(power).max(LEAST_VELOCITY);
        }
    }
    if random.random_bool(config.push) {
        let shift = random.random_range(-0.1_f32..=0.1);
        let width = random.random_range(0.6_f32..=1.3);
        push(window, shift, width);
    }
}

/// Takes each drum from the other window with a chance of a third.
fn exchange(window: &mut Window, other: &Window, grid: Grid, random: &mut ChaCha8Rng) {
    for drum in 0..grid.drums() {
        if random.random_bool(1.0 / 3.0) {
            (drum..grid.cells())
                .step_by(grid.drums())
                .for_each(|at| window.copy_cell(at, other));
        }
    }
}

/// Widens the timing and shifts it, both within the cells.
fn push(window: &mut Window, shift: f32, width: f32) {
    for (offset, &hit) in window.offsets.iter_mut().zip(&window.hits) {
        if hit > 0.5 {
            *offset = Offset::new(*offset * width + shift).get();
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::testing;

    #[test]
    fn what_comes_out_is_still_a_groove() {
        let always = AugmentConfig {
            roll_bars: 1.0,
            roll_beats: 1.0,
            exchange: 1.0,
            mute: 1.0,
            curve: 1.0,
            push: 1.0,
            until_pass: None,
        };
        let windows = testing::dataset(2).windows;
        for seed in 0..50 {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let mut window = windows[0].clone();
            augment(
                &mut window,
                &windows[1],
                Grid::FOUR_BARS,
                &always,
                &mut random,
            );
            for at in 0..Grid::FOUR_BARS.cells() {
                let (hit, velocity, offset) =
                    (window.hits[at], window.velocities[at], window.offsets[at]);
                if hit > 0.5 {
                    assert!((LEAST_VELOCITY..=1.0).contains(&velocity), "{velocity}");
                    assert!((-0.5..=0.5).contains(&offset), "{offset}");
                } else {
                    assert_eq!((hit, velocity, offset), (0.0, 0.0, 0.0));
                }
            }
        }
    }

    #[test]
    fn rolling_by_a_bar_moves_every_stroke_by_a_bar() {
        let grid = Grid::FOUR_BARS;
        let original = testing::dataset(1).windows.remove(0);
        let mut window = original.clone();
        window.roll(grid, grid.steps_per_bar());
        let bar = grid.steps_per_bar() * grid.drums();
        assert_eq!(window.hits[bar..], original.hits[..grid.cells() - bar]);
        assert_eq!(
            window.offsets[..bar],
            original.offsets[grid.cells() - bar..]
        );
        (0..3).for_each(|_| window.roll(grid, grid.steps_per_bar()));
        assert_eq!(window, original);
    }

    #[test]
    fn without_chances_nothing_changes() {
        let never = AugmentConfig {
            roll_bars: 0.0,
            roll_beats: 0.0,
            exchange: 0.0,
            mute: 0.0,
            curve: 0.0,
            push: 0.0,
            until_pass: None,
        };
        let windows = testing::dataset(2).windows;
        let mut window = windows[0].clone();
        let mut random = ChaCha8Rng::seed_from_u64(1);
        augment(
            &mut window,
            &windows[1],
            Grid::FOUR_BARS,
            &never,
            &mut random,
        );
        assert_eq!(window, windows[0]);
    }
}

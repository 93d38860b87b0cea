//! What each number of a scorecard means: its key as JSON, its name and unit, which way is better.
//!
//! Tables, pages and the glossary are made from this list, so that a number has one name
//! everywhere.

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More.
    Higher,
    /// Less.
    Lower,
    /// Neither: it says what the model is like.
    Neither,
}

/// What a number is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Grooves given back.
    Reconstruction,
    /// Use of the latent space.
    Latent,
    /// Samples against real grooves.
    Samples,
    /// Ways between grooves.
    Interpolation,
    /// How long it takes.
    Latency,
}

/// One number of a scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Its key as JSON. A table's number stands under the same key behind `baseline_`.
    pub key: &'static str,
    /// What a reader calls it.
    pub name: &'static str,
    /// Its unit; empty where it has none.
    pub unit: &'static str,
    /// Places behind the point that mean something.
    pub places: usize,
    /// Which way is better.
    pub better: Better,
    /// What it is about.
    pub theme: Theme,
    /// What it is.
    pub about: &'static str,
}

const fn measure(
    theme: Theme,
    better: Better,
    places: usize,
    [key, name, unit]: [&'static str; 3],
    about: &'static str,
) -> Measure {
    Measure {
        key,
        name,
        unit,
        places,
        better,
        theme,
        about,
    }
}

use Better::{Higher, Lower, Neither};
use Theme::{Interpolation, Latency, Latent, Reconstruction, Samples};

/// All of them, in the order in which they are shown.
pub const MEASURES: &[Measure] = &[
    measure(
        Reconstruction,
        Higher,
        3,
        ["hit_f1", "hit F1", ""],
        "2 s / (2 s + m + a) of shared, missed and added hits; from the posterior's mean, free-running, a hit where its probability is over one half",
    ),
    measure(
        Reconstruction,
        Higher,
        3,
        ["hit_precision", "hit precision", ""],
        "share of the copy's hits that are the groove's",
    ),
    measure(
        Reconstruction,
        Higher,
        3,
        ["hit_recall", "hit recall", ""],
        "share of the groove's hits that the copy has",
    ),
    measure(
        Reconstruction,
        Higher,
        3,
        ["cell_accuracy", "cells right", ""],
        "share of the steps with the right one of the 2⁹ combinations of drums, free-running from the posterior's mean",
    ),
    measure(
        Reconstruction,
        Higher,
        3,
        ["sampled_hit_f1", "hit F1, sampled", ""],
        "as hit F1, hits drawn by chance at temperature 1",
    ),
    measure(
        Reconstruction,
        Higher,
        3,
        ["sampled_cell_accuracy", "cells right, sampled", ""],
        "as cells right, hits drawn by chance at temperature 1",
    ),
    measure(
        Reconstruction,
        Higher,
        3,
        ["teacher_forced_hit_f1", "hit F1, teacher-forced", ""],
        "as hit F1, each step told the true hits before it (velocities and offsets of those are the model's own)",
    ),
    measure(
        Reconstruction,
        Higher,
        3,
        [
            "teacher_forced_cell_accuracy",
            "cells right, teacher-forced",
            "",
        ],
        "as cells right, each step told the true hits before it",
    ),
    measure(
        Reconstruction,
        Lower,
        2,
        ["timing_mae_ms", "timing MAE", "ms"],
        "mean |error| of the onset over the hits that both have, at the tempo of the recording",
    ),
    measure(
        Reconstruction,
        Lower,
        4,
        ["timing_mse_steps", "timing MSE", "sixteenth²"],
        "mean squared error of the onset over the same hits, in steps of the grid",
    ),
    measure(
        Reconstruction,
        Lower,
        3,
        ["timing_kl", "timing KL", "nats"],
        "Kullback–Leibler divergence of the copies' offsets from the real ones', over all strokes of all drums, in 32 bins from −½ to ½ step, one added to each count; after Gillick et al. (2019), whose bins could not be checked, so not to be set beside the paper's values",
    ),
    measure(
        Reconstruction,
        Lower,
        2,
        ["velocity_mae", "velocity MAE", "of 127"],
        "mean |error| of the velocity over the hits that both have",
    ),
    measure(
        Reconstruction,
        Lower,
        4,
        ["velocity_mse", "velocity MSE", ""],
        "mean squared error of velocities of 0–1 over the same hits",
    ),
    measure(
        Reconstruction,
        Lower,
        3,
        ["velocity_kl", "velocity KL", "nats"],
        "as timing KL, of the velocities, in 32 bins from 0 to 1",
    ),
    measure(
        Reconstruction,
        Lower,
        2,
        ["told_timing_mae_ms", "timing MAE at all hits", "ms"],
        "as timing MAE, over all hits of the groove, which the model is told: what the tables are told, too",
    ),
    measure(
        Reconstruction,
        Lower,
        4,
        [
            "told_timing_mse_steps",
            "timing MSE at all hits",
            "sixteenth²",
        ],
        "as timing MSE, over all hits of the groove, which the model is told",
    ),
    measure(
        Reconstruction,
        Lower,
        2,
        ["told_velocity_mae", "velocity MAE at all hits", "of 127"],
        "as velocity MAE, over all hits of the groove, which the model is told",
    ),
    measure(
        Latent,
        Neither,
        1,
        ["rate_bits", "rate", "bits"],
        "mean divergence of the posterior from the model's prior, a groove",
    ),
    measure(
        Latent,
        Neither,
        1,
        ["rate_nats", "rate", "nats"],
        "the same in nats",
    ),
    measure(
        Latent,
        Lower,
        1,
        ["distortion_nats", "distortion of the hits", "nats"],
        "mean −ln p(hits | latent) of a groove, each step told the true hits before it, the latent drawn from the posterior (where the prior was learned, from a normal of the posterior's mean and spread)",
    ),
    measure(
        Latent,
        Lower,
        1,
        ["bound_nats", "rate + distortion", "nats"],
        "an upper bound on what a groove's hits cost: the negative ELBO of the hits",
    ),
    measure(
        Latent,
        Neither,
        0,
        ["active_units", "active units", ""],
        "numbers of the latent whose posterior mean varies by more than 0.01 (Burda et al. 2016)",
    ),
    measure(
        Latent,
        Neither,
        0,
        ["latents", "numbers of the latent", ""],
        "how many there are",
    ),
    measure(
        Samples,
        Higher,
        3,
        ["sample_overlap", "overlap of samples with real grooves", ""],
        "area that the histograms of a statistic share, mean over the statistics; samples as `quatrain sample` draws them, at its temperature, 0.5",
    ),
    measure(
        Samples,
        Higher,
        3,
        [
            "normal_sample_overlap",
            "overlap of samples from the standard normal",
            "",
        ],
        "the same of latents drawn from the standard normal",
    ),
    measure(
        Samples,
        Higher,
        3,
        ["reconstruction_overlap", "overlap of reconstructions", ""],
        "the same of what the model gives back",
    ),
    measure(
        Samples,
        Neither,
        3,
        [
            "baseline_training_overlap",
            "overlap of training grooves",
            "",
        ],
        "the same of as many training grooves: the yardstick",
    ),
    measure(
        Samples,
        Lower,
        2,
        ["sample_frechet", "Fréchet distance of samples", ""],
        "squared Fréchet distance to the real grooves in the posterior means of another model's encoder",
    ),
    measure(
        Samples,
        Lower,
        2,
        [
            "normal_sample_frechet",
            "Fréchet distance of samples from the standard normal",
            "",
        ],
        "the same of latents drawn from the standard normal",
    ),
    measure(
        Samples,
        Lower,
        2,
        [
            "reconstruction_frechet",
            "Fréchet distance of reconstructions",
            "",
        ],
        "the same of what the model gives back",
    ),
    measure(
        Samples,
        Neither,
        2,
        [
            "baseline_training_frechet",
            "Fréchet distance of training grooves",
            "",
        ],
        "the same of as many training grooves: the yardstick",
    ),
    measure(
        Samples,
        Neither,
        4,
        ["sample_diversity", "diversity of samples", ""],
        "mean share of the cells in which the hits of two samples differ",
    ),
    measure(
        Samples,
        Neither,
        4,
        ["real_diversity", "diversity of real grooves", ""],
        "the same of the split",
    ),
    measure(
        Samples,
        Lower,
        3,
        ["sample_copy_rate", "copies among samples", ""],
        "share of the samples of which some training groove differs in no more than 1 % of the cells' hits",
    ),
    measure(
        Samples,
        Neither,
        3,
        ["real_copy_rate", "copies among real grooves", ""],
        "the same of the split",
    ),
    measure(
        Samples,
        Neither,
        4,
        ["sample_nearest", "nearest training groove of samples", ""],
        "mean share of the cells in which the nearest training groove differs (Hamming)",
    ),
    measure(
        Samples,
        Neither,
        4,
        [
            "real_nearest",
            "nearest training groove of real grooves",
            "",
        ],
        "the same of the split",
    ),
    measure(
        Samples,
        Neither,
        2,
        [
            "real_velocity_deviation",
            "spread of velocities, real",
            "of 127",
        ],
        "standard deviation of a drum's velocities, pooled over the drums",
    ),
    measure(
        Samples,
        Neither,
        2,
        [
            "sample_velocity_deviation",
            "spread of velocities, samples",
            "of 127",
        ],
        "the same of samples",
    ),
    measure(
        Samples,
        Neither,
        2,
        [
            "reconstruction_velocity_deviation",
            "spread of velocities, reconstructions",
            "of 127",
        ],
        "the same of what the model gives back",
    ),
    measure(
        Samples,
        Higher,
        3,
        [
            "sample_velocity_overlap",
            "overlap of velocities, samples",
            "",
        ],
        "area that a drum's histograms of velocities of samples and of real grooves share, mean over the real strokes",
    ),
    measure(
        Samples,
        Higher,
        3,
        [
            "reconstruction_velocity_overlap",
            "overlap of velocities, reconstructions",
            "",
        ],
        "the same of what the model gives back",
    ),
    measure(
        Samples,
        Neither,
        3,
        [
            "baseline_training_velocity_overlap",
            "overlap of velocities, training",
            "",
        ],
        "the same of training grooves: the yardstick",
    ),
    measure(
        Samples,
        Neither,
        4,
        ["real_timing_deviation", "spread of timing, real", "steps"],
        "standard deviation of a drum's offsets, pooled over the drums",
    ),
    measure(
        Samples,
        Neither,
        4,
        [
            "sample_timing_deviation",
            "spread of timing, samples",
            "steps",
        ],
        "the same of samples",
    ),
    measure(
        Samples,
        Neither,
        4,
        [
            "reconstruction_timing_deviation",
            "spread of timing, reconstructions",
            "steps",
        ],
        "the same of what the model gives back",
    ),
    measure(
        Interpolation,
        Lower,
        2,
        ["interpolation_step_mean", "hits changed a step", "cells"],
        "mean Hamming distance between neighbours on a path of 32 steps between two encoded grooves",
    ),
    measure(
        Interpolation,
        Neither,
        2,
        ["interpolation_step_least", "least possible", "cells"],
        "Hamming distance of both ends, over the steps",
    ),
    measure(
        Interpolation,
        Lower,
        1,
        ["interpolation_jump_mean", "largest step of a path", "cells"],
        "mean over the paths",
    ),
    measure(
        Interpolation,
        Lower,
        0,
        ["interpolation_jump_largest", "largest step of all", "cells"],
        "the worst jump that was met",
    ),
    measure(
        Interpolation,
        Lower,
        3,
        [
            "interpolation_perceptual_step_mean",
            "heard change a step",
            "",
        ],
        "mean perceptual distance (0–1) between neighbours",
    ),
    measure(
        Interpolation,
        Lower,
        3,
        [
            "interpolation_perceptual_jump_mean",
            "largest heard step of a path",
            "",
        ],
        "mean over the paths",
    ),
    measure(
        Interpolation,
        Lower,
        3,
        [
            "interpolation_perceptual_jump_largest",
            "largest heard step of all",
            "",
        ],
        "the worst jump that was heard",
    ),
    measure(
        Latency,
        Lower,
        2,
        ["decode_median_ms", "decoding a groove, median", "ms"],
        "one groove, one thread, 200 times",
    ),
    measure(
        Latency,
        Lower,
        2,
        ["decode_p99_ms", "decoding a groove, 99 of 100 within", "ms"],
        "",
    ),
    measure(
        Latency,
        Lower,
        2,
        ["encode_median_ms", "encoding a groove, median", "ms"],
        "",
    ),
    measure(
        Latency,
        Lower,
        2,
        ["encode_p99_ms", "encoding a groove, 99 of 100 within", "ms"],
        "",
    ),
];

impl Measure {
    /// Finds a measure by its key.
    #[must_use]
    pub fn of(key: &str) -> Option<&'static Self> {
        MEASURES.iter().find(|measure| measure.key == key)
    }

    /// Its name with its unit.
    #[must_use]
    pub fn title(&self) -> String {
        if self.unit.is_empty() {
            self.name.to_owned()
        } else {
            format!("{}, {}", self.name, self.unit)
        }
    }
}

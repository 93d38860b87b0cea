//! The names of what is measured of grooves and their copies; [`Tally`](super::tally::Tally) does it.

use serde::Serialize;

/// How well hits are given back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HitScores {
    /// `2 s / (2 s + m + a)` of shared, missed and added hits, 0–1; 1 if there are none.
    pub hit_f1: f64,
    /// Share of the copy's hits that are the groove's, 0–1; 1 if there are none.
    pub hit_precision: f64,
    /// Share of the groove's hits that the copy has, 0–1; 1 if there are none.
    pub hit_recall: f64,
    /// Share of the steps on which all drums agree: the right one of the 2⁹ combinations, 0–1.
    pub cell_accuracy: f64,
}

/// How far strokes lie from where they were, over the hits that both have. Positive is late.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TimingScores {
    /// Mean |error| in milliseconds, at the tempo of the recording.
    pub timing_mae_ms: f64,
    /// Mean squared error in milliseconds².
    pub timing_mse_ms: f64,
    /// Mean squared error in steps² (sixteenths² on a grid of sixteenths).
    pub timing_mse_steps: f64,
    /// Mean squared error in the reference's offset unit, which is half a step: four times that in
    /// steps².
    pub timing_mse_reference: f64,
    /// Divergence in nats of the copies' offsets from the real ones'
    /// ([`super::histogram::divergence`]), each as a histogram over all its strokes, of all drums,
    /// in 32 bins from −½ to ½ step.
    ///
    /// Gillick et al. ("Learning to groove with inverse sequence transformations", ICML 2019)
    /// compare the distributions by a divergence too; bins and smoothing here are ours, so the
    /// values do not stand beside the paper's.
    pub timing_kl: f64,
}

/// How far velocities lie from what they were, over the hits that both have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct VelocityScores {
    /// Mean |error| on MIDI's scale of 0–127.
    pub velocity_mae: f64,
    /// Mean squared error of velocities of 0–1.
    pub velocity_mse: f64,
    /// Divergence of the copies' velocities from the real ones', as
    /// [`TimingScores::timing_kl`], in 32 bins from 0 to 1.
    pub velocity_kl: f64,
}

/// How well one drum is given back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DrumScores {
    /// Strokes of the grooves.
    pub hits: u64,
    /// As [`HitScores::hit_f1`]; `None` where neither grooves nor copies strike it.
    pub hit_f1: Option<f64>,
    /// As [`TimingScores::timing_mae_ms`]; `None` without shared hits.
    pub timing_mae_ms: Option<f64>,
    /// As [`VelocityScores::velocity_mae`]; `None` without shared hits.
    pub velocity_mae: Option<f64>,
}

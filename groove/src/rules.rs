//! Two ways to read what people play: the reference's, and ours where it is better.

/// Which rules decide what a file means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rules {
    /// Lose nothing audible: unknown keys are left out and reported, tempo maps are followed,
    /// files are split where the meter changes, notes without a length or an end are kept, early
    /// downbeats stay with their bar.
    #[default]
    Quatrain,
    /// What MusicVAE and GrooVAE do, for comparison number by number (`spec.md` 1–4): a file with
    /// one unknown key, one tempo change or one change of meter is rejected; notes without a
    /// length or an end are lost.
    Reference,
}

//! What a person sees of a run: a bar where there is a terminal, lines where there is none.

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::run::Means;

/// Steps done, speed, losses, time left.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    quiet: bool,
}

impl Progress {
    /// A bar from `done` to `end` steps; hidden if `quiet`.
    pub fn new(done: u64, end: u64, quiet: bool) -> Self {
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(end), target).with_position(done);
        let template = "{bar:12} {pos}/{len} steps, {per_sec}, {eta} left; {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        // Steps of earlier sessions are no measure of this one's speed.
        bar.tick();
        bar.reset_eta();
        Self { bar, quiet }
    }

    /// A step is done.
    pub fn step(&self, means: &Means) {
        let losses: Vec<String> = means
            .losses()
            .map(|loss| format!("{} {:.1}", loss.name.replace('_', " "), loss.value))
            .collect();
        self.bar.set_message(losses.join(", "));
        self.bar.inc(1);
    }

    /// A line that stays.
    pub fn say(&self, line: &str) {
        if self.quiet {
            return;
        }
        if self.bar.is_hidden() {
            eprintln!("{line}");
        } else {
            self.bar.println(line);
        }
    }

    /// How fast it goes and how long it will take, in words.
    pub fn speed(&self) -> String {
        let left = HumanDuration(self.bar.eta());
        format!("{:.1} steps/s, {left:#} left", self.bar.per_sec())
    }

    /// The run is over.
    pub fn finish(&self) {
        self.bar.finish();
    }
}

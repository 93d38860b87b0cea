//! What `golden_model.json` tells of the arrays once more, in figures and first numbers.

use super::{Comparison, Quantity, files::Golden, quantity::scale};

/// Our arrays, window by window, and whose they are compared with.
pub struct Summary<'a> {
    pub golden: &'a Golden,
    pub comparison: &'a mut Comparison,
    pub mu: &'a [f32],
    pub sigma: &'a [f32],
    pub nats: &'a [f32],
    pub r_loss: &'a [f32],
    pub raw: &'a [f32],
    pub steps: &'a [f32],
}

impl Summary<'_> {
    /// Compares what is told.
    pub fn compare(mut self) {
        let model = &self.golden.model;
        self.listed(
            "r_loss_given_z",
            model.r_loss_given_z.as_deref(),
            self.r_loss,
        );
        self.listed("kl_nats", model.kl_nats.as_deref(), self.nats);
        self.firsts("mu_first5", model.mu_first5.as_deref(), self.mu);
        self.firsts("sigma_first5", model.sigma_first5.as_deref(), self.sigma);

        let name = "greedy_hits_sum";
        if let Some(theirs) = self.told(name, model.greedy_hits_sum) {
            let hits = self.drums_of(self.steps);
            let sum = hits.iter().map(|&hit| f64::from(hit)).sum();
            self.push(name, |quantity| quantity.figure("all", theirs, sum));
        }
        let name = "smallest_abs_hit_logit_in_greedy";
        if let Some(theirs) = self.told(name, model.smallest_abs_hit_logit_in_greedy) {
            let logits = self.drums_of(self.raw);
            let magnitudes = logits.iter().map(|logit| logit.abs());
            let least = magnitudes.fold(f32::INFINITY, f32::min).into();
            // One number of greedy_raw, and as exact as those are.
            let scale = scale(self.raw);
            self.push(name, |quantity| {
                quantity.number("all", theirs, least, scale)
            });
        }
    }

    /// What stands in the file, or a note that it does not.
    fn told<T>(&mut self, name: &str, theirs: Option<T>) -> Option<T> {
        if theirs.is_none() {
            let note = format!("golden_model.json: no {name}");
            self.comparison.notes.push(note);
        }
        theirs
    }

    fn push(&mut self, name: &str, fill: impl FnOnce(&mut Quantity)) {
        let mut quantity = Quantity::new(format!("{name} (json)"));
        fill(&mut quantity);
        self.comparison.quantities.push(quantity);
    }

    fn listed(&mut self, name: &str, theirs: Option<&[f64]>, ours: &[f32]) {
        if let Some(theirs) = self.told(name, theirs) {
            let theirs: Vec<f32> = theirs.iter().map(|&one| one as f32).collect();
            let name = format!("{name} (json)");
            let quantity = Quantity::array(&name, &[theirs.len()], &theirs, ours);
            self.comparison.quantities.push(quantity);
        }
    }

    /// Compares the first latents of each window.
    fn firsts(&mut self, name: &str, theirs: Option<&[Vec<f64>]>, ours: &[f32]) {
        let latents = self.golden.layout.network.latents;
        let each = theirs.and_then(<[_]>::first).map_or(0, Vec::len);
        let ours = ours.chunks(latents);
        let ours: Vec<f32> = ours
            .flat_map(|window| &window[..each.min(latents)])
            .copied()
            .collect();
        let theirs = theirs.map(<[Vec<f64>]>::concat);
        self.listed(name, theirs.as_deref(), &ours);
    }

    /// The first third of each step: what belongs to the hits.
    fn drums_of(&self, numbers: &[f32]) -> Vec<f32> {
        let sizes = &self.golden.layout;
        let steps = numbers.chunks(sizes.width());
        steps
            .flat_map(|step| &step[..sizes.drums])
            .copied()
            .collect()
    }
}

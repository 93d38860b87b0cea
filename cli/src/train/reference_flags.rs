//! Flags of the reference's `music_vae_train` that have no meaning here, or another one: each is
//! understood and answered, so that its users find their way.

use anyhow::{Result, bail};
use clap::Args;

/// The flags of `music_vae_train` beside those that `quatrain train` has itself.
#[derive(Args, Debug, Default)]
pub struct ReferenceFlags {
    #[arg(long = "mode", hide = true)]
    mode: Option<String>,
    #[arg(long = "tfds_name", hide = true)]
    tfds_name: Option<String>,
    #[arg(long = "master", hide = true)]
    master: Option<String>,
    #[arg(long = "task", hide = true)]
    task: Option<u32>,
    #[arg(long = "num_ps_tasks", hide = true)]
    num_ps_tasks: Option<u32>,
    #[arg(long = "num_sync_workers", hide = true)]
    num_sync_workers: Option<u32>,
    #[arg(long = "eval_num_batches", hide = true)]
    eval_num_batches: Option<u32>,
    #[arg(long = "eval_dir_suffix", hide = true)]
    eval_dir_suffix: Option<String>,
    #[arg(long = "checkpoints_to_keep", hide = true)]
    checkpoints_to_keep: Option<u32>,
    #[arg(long = "keep_checkpoint_every_n_hours", hide = true)]
    keep_checkpoint_every_n_hours: Option<u32>,
    #[arg(long = "cache_dataset", hide = true, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    cache_dataset: Option<String>,
    #[arg(long = "nocache_dataset", hide = true)]
    nocache_dataset: bool,
    #[arg(long = "log", hide = true)]
    log: Option<String>,
}

impl ReferenceFlags {
    /// What to tell about the flags that were given and may be left out.
    ///
    /// # Errors
    /// If a flag asks for something else than a training of this machine's.
    pub fn answers(&self, has_data: bool) -> Result<Vec<String>> {
        match self.mode.as_deref() {
            None | Some("train") => {}
            Some("eval") => bail!(
                "--mode=eval: every training validates itself after each pass; to score a run, use \
                 `quatrain evaluate RUN --data DATA --split test`"
            ),
            Some(other) => bail!("--mode={other}: there is no such mode; leave it out to train"),
        }
        if let Some(name) = self.tfds_name.as_ref().filter(|_| !has_data) {
            bail!(
                "--tfds_name={name}: nothing is downloaded here; give the Groove MIDI Dataset as a \
                 folder or .zip by --data"
            );
        }
        let workers = [
            ("task", self.task),
            ("num_ps_tasks", self.num_ps_tasks),
            ("num_sync_workers", self.num_sync_workers),
        ];
        for (flag, number) in workers {
            if number.is_some_and(|number| number > 0) {
                bail!(
                    "--{flag}: a training is one process here, and needs no servers and workers; \
                     leave out --task, --num_ps_tasks and --num_sync_workers (the batch is not \
                     divided among workers: give the whole)"
                );
            }
        }
        let useless = [
            (
                "tfds_name",
                self.tfds_name.is_some(),
                "the data that you gave is taken",
            ),
            (
                "master",
                self.master.as_ref().is_some_and(|name| !name.is_empty()),
                "there is no TensorFlow server; --device says where to compute",
            ),
            (
                "eval_num_batches",
                self.eval_num_batches.is_some(),
                "the whole validation split is scored after each pass",
            ),
            (
                "eval_dir_suffix",
                self.eval_dir_suffix
                    .as_ref()
                    .is_some_and(|name| !name.is_empty()),
                "validations are in the run's own log; copy the folder to keep several",
            ),
            (
                "checkpoints_to_keep",
                self.checkpoints_to_keep.is_some(),
                "the last checkpoint, the one before and the best on validation are kept",
            ),
            (
                "keep_checkpoint_every_n_hours",
                self.keep_checkpoint_every_n_hours.is_some(),
                "the last checkpoint, the one before and the best on validation are kept; \
                 --checkpoint_every says how often one is written",
            ),
            (
                "cache_dataset",
                self.cache_dataset.is_some() || self.nocache_dataset,
                "the windows are prepared once and stay in memory, a few kilobytes each",
            ),
        ];
        let given = useless.into_iter().filter(|(_, given, _)| *given);
        Ok(given
            .map(|(flag, _, answer)| format!("--{flag} has no meaning here: {answer}"))
            .collect())
    }

    /// Whether only errors are to be told (`--log=ERROR`).
    pub fn is_quiet(&self) -> bool {
        let level = self.log.as_deref().unwrap_or_default();
        ["WARN", "ERROR", "FATAL"].contains(&level)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        flags: ReferenceFlags,
    }

    fn answers(flags: &[&str]) -> Result<String> {
        let parsed = Flags::parse_from([&["train"], flags].concat());
        Ok(parsed.flags.answers(false)?.join("\n"))
    }

    #[test]
    fn flags_without_meaning_are_answered_and_defaults_are_passed_over() {
        let told = answers(&[
            "--mode=train",
            "--master=",
            "--task=0",
            "--num_sync_workers=0",
            "--log=INFO",
            "--eval_dir_suffix=",
        ]);
        assert_eq!(told.unwrap(), "");
        let told = answers(&[
            "--master=grpc://there",
            "--checkpoints_to_keep=5",
            "--nocache_dataset",
            "--eval_num_batches",
            "3",
        ])
        .unwrap();
        for flag in [
            "master",
            "checkpoints_to_keep",
            "cache_dataset",
            "eval_num_batches",
        ] {
            assert!(told.contains(&format!("--{flag} has no meaning")), "{told}");
        }
        assert_eq!(
            answers(&["--cache_dataset=true"]).unwrap().lines().count(),
            1
        );
    }

    #[test]
    fn what_would_train_something_else_is_refused() {
        for (flag, remedy) in [
            ("--mode=eval", "quatrain evaluate"),
            ("--mode=dream", "no such mode"),
            ("--tfds_name=groove/4bar-midionly", "--data"),
            ("--task=1", "one process"),
            ("--num_sync_workers=4", "one process"),
        ] {
            let error = answers(&[flag]).unwrap_err().to_string();
            assert!(error.contains(remedy), "{error}");
        }
    }
}

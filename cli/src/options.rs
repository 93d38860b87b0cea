//! Options that several commands share: which model, which runtime, which drum map.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use groove::{DrumMap, Tempo};
use inference::{Model, Provider, ProviderChoice, RuntimeOptions};
use trainer::picture::Titled;

/// Which model to use, and what runs it.
#[derive(Args)]
pub struct ModelOptions {
    /// Folder of the model; without it the first installed one
    #[arg(long, value_name = "FOLDER")]
    pub model: Option<PathBuf>,
    /// What runs the model
    #[arg(long, value_enum, default_value_t)]
    pub provider: ProviderName,
}

/// A provider as the command line names it.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum ProviderName {
    /// The best that works: CUDA, then CPU, then embedded
    #[default]
    Best,
    /// ONNX Runtime on an NVIDIA GPU
    Cuda,
    /// ONNX Runtime on the CPU
    Cpu,
    /// The pure-Rust runtime inside the program
    Embedded,
}

impl From<ProviderName> for RuntimeOptions {
    fn from(name: ProviderName) -> Self {
        let choice = match name {
            ProviderName::Best => ProviderChoice::Best,
            ProviderName::Cuda => ProviderChoice::Only(Provider::Cuda),
            ProviderName::Cpu => ProviderChoice::Only(Provider::Cpu),
            ProviderName::Embedded => ProviderChoice::Only(Provider::Embedded),
        };
        Self {
            choice,
            library: None,
        }
    }
}

impl ModelOptions {
    /// The folder that was named, or the first installed model.
    pub fn folder(&self) -> Result<PathBuf> {
        if let Some(folder) = &self.model {
            return Ok(folder.clone());
        }
        let Some(first) = inference::find_models().into_iter().next() else {
            let place = inference::models_folder()?;
            bail!(
                "no model is installed in {}; run `cargo xtask install`, or name one with --model",
                place.display()
            );
        };
        Ok(first)
    }

    /// Opens the model.
    pub fn open(&self) -> Result<Model> {
        Ok(Model::open(&self.folder()?, &self.provider.into())?)
    }
}

/// Where and how MIDI files and their pictures are written.
#[derive(Args)]
pub struct OutputOptions {
    /// Folder for the MIDI files and their pictures (SVG); made where it is missing
    #[arg(long, short, value_name = "FOLDER", default_value = ".")]
    pub output_dir: PathBuf,
    /// Tempo of the files, quarter notes a minute
    #[arg(long, default_value_t = 120.0)]
    pub tempo: f64,
    /// Don't draw the grooves in the terminal
    #[arg(long, short)]
    pub quiet: bool,
    /// Don't draw a picture beside each MIDI file
    #[arg(long)]
    pub no_picture: bool,
}

impl OutputOptions {
    /// Writes a groove, draws it, and tells so.
    pub fn write(&self, name: &str, groove: &groove::Groove) -> Result<()> {
        let Some(tempo) =
            Tempo::new(self.tempo).filter(|tempo| (10.0..=999.0).contains(&tempo.get()))
        else {
            bail!("a tempo of {} can't be played; give 10 to 999", self.tempo);
        };
        fs::create_dir_all(&self.output_dir)
            .with_context(|| format!("can't make the folder {}", self.output_dir.display()))?;
        let file = self.output_dir.join(name);
        groove::midi::write(&file, &[groove], DrumMap::general_midi(), tempo)?;
        println!("{} ({} strokes)", file.display(), groove.stroke_count());
        if !self.no_picture {
            let picture = file.with_extension("svg");
            let title = file.file_stem().unwrap_or_default().to_string_lossy();
            let drawing = trainer::picture::groove(Titled {
                title: &title,
                groove,
            });
            fs::write(&picture, drawing.file())
                .with_context(|| format!("can't write the picture {}", picture.display()))?;
        }
        if !self.quiet {
            println!("{}", groove::picture::text(groove));
        }
        Ok(())
    }
}

/// A drum map by name or file.
pub fn drum_map(name: &str) -> Result<DrumMap> {
    Ok(DrumMap::find(name)?)
}

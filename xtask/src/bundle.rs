//! `cargo xtask bundle`: builds plugins and programs, and lets the framework's bundler put the
//! plugins together.

use std::path::PathBuf;

use clap::Args;

use crate::{command, failure::Failure, files, workspace::Workspace};

/// The profile with link-time optimisation, for what users install (`Cargo.toml`).
pub const USERS: &str = "bundle";
/// The profile of everyday builds: debug assertions, and the audio thread's allocations abort.
pub const TESTS: &str = "dev";

/// The plugin's package.
const PLUGIN: &str = "quatrain-plugin";
/// What users get is built from these, and what shows that it works.
pub const PACKAGES: [&str; 3] = [PLUGIN, "quatrain", "whole-system"];
/// The standalone program, as cargo builds it …
const STANDALONE: &str = "quatrain-standalone";
/// … and as users know it.
const DISPLAY_NAME: &str = "Quatrain";

/// Arguments of `cargo xtask bundle`.
#[derive(Args)]
pub struct Arguments {
    /// Cargo profile to build with
    #[arg(long, default_value = USERS)]
    profile: String,
}

/// What was built.
pub struct Built {
    /// `Quatrain.clap`.
    pub clap: PathBuf,
    /// `Quatrain.vst3`, a folder.
    pub vst3: PathBuf,
    /// The standalone program.
    pub standalone: PathBuf,
    /// The command line.
    pub cli: PathBuf,
    /// The small host.
    pub self_check: PathBuf,
    /// The stopwatch.
    pub measure: PathBuf,
    /// The host that has windows.
    pub window: PathBuf,
    /// The hidden screen.
    pub screenshot: PathBuf,
    /// The README's photographer.
    pub pictures: PathBuf,
}

impl Built {
    /// What users get as bundles.
    pub fn bundles(&self) -> [&PathBuf; 3] {
        [&self.clap, &self.vst3, &self.standalone]
    }
}

/// Builds and bundles, and says where.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<Built, Failure> {
    let built = build(workspace, &arguments.profile)?;
    for bundle in built.bundles() {
        println!(
            "{:>8.1} MB  {}",
            megabytes(files::size(bundle)?),
            bundle.display()
        );
    }
    Ok(built)
}

/// Builds and bundles with a profile.
pub fn build(workspace: &Workspace, profile: &str) -> Result<Built, Failure> {
    let programs = workspace.programs(profile);
    let mut cargo = command::cargo();
    cargo.args(["build", "--profile", profile, "--lib", "--bins"]);
    if profile == TESTS {
        // All at once, with the tests: so the dependencies get the features they have in the
        // tests, and are not built a second time.
        cargo.args(["--workspace", "--tests"]);
    } else {
        cargo.args(PACKAGES.map(|name| ["--package", name]).as_flattened());
    }
    command::run(&mut cargo)?;

    // The bundler wants cargo's arguments, to find out which folder to look in.
    let arguments = ["--profile".to_owned(), profile_folder(profile).to_owned()];
    nice_plug_xtask::bundle(&workspace.target, PLUGIN, &arguments, false)
        .map_err(|error| Failure::Bundle(format!("{error:#}")))?;
    // It looks for a program named after the package, so ours is put beside the plugins here.
    let standalone = workspace.bundled().join(DISPLAY_NAME);
    files::replace(&programs.join(STANDALONE), &standalone)?;
    Ok(Built {
        clap: workspace.bundled().join(format!("{DISPLAY_NAME}.clap")),
        vst3: workspace.bundled().join(format!("{DISPLAY_NAME}.vst3")),
        standalone,
        cli: programs.join("quatrain"),
        self_check: programs.join("self-check"),
        measure: programs.join("measure"),
        window: programs.join("window"),
        screenshot: programs.join("screenshot"),
        pictures: programs.join("pictures"),
    })
}

/// The folder in `target` that a profile builds into.
pub fn profile_folder(profile: &str) -> &str {
    if profile == "dev" { "debug" } else { profile }
}

/// Bytes as megabytes.
pub fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

//! `cargo xtask install`: everything to play, in one command.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use clap::Args;

use crate::{
    System,
    bundle::{self, Built},
    command,
    failure::Failure,
    files, hosts,
    packages::Purpose,
    runtime, setup,
    workspace::{self, Workspace, short},
};

/// Arguments of `cargo xtask install`.
#[derive(Args)]
pub struct Arguments {
    /// Install below this folder (clap, vst3, bin, share/quatrain) instead of where hosts look
    #[arg(long, value_name = "DIR")]
    prefix: Option<PathBuf>,
    #[command(flatten)]
    system: System,
}

/// Where things go.
#[derive(Debug, PartialEq, Eq)]
struct Places {
    clap: PathBuf,
    vst3: PathBuf,
    programs: PathBuf,
    data: PathBuf,
}

impl Places {
    fn new(prefix: Option<&Path>) -> Result<Self, Failure> {
        if let Some(prefix) = prefix {
            let prefix = std::path::absolute(prefix).map_err(Failure::file(prefix, "found"))?;
            return Ok(Self {
                clap: prefix.join("clap"),
                vst3: prefix.join("vst3"),
                programs: prefix.join("bin"),
                data: prefix.join("share/quatrain"),
            });
        }
        let home = workspace::home()?;
        Ok(Self {
            clap: home.join(".clap"),
            vst3: home.join(".vst3"),
            programs: home.join(".local/bin"),
            data: workspace::data_home()?,
        })
    }

    /// Creates all of them before anything is built: a folder that can't be written shows now.
    fn create(&self) -> Result<(), Failure> {
        for folder in [&self.clap, &self.vst3, &self.programs, &self.data] {
            files::folder(folder)?;
            let probe = folder.join(".quatrain");
            files::write(&probe, b"")?;
            std::fs::remove_file(&probe).map_err(Failure::file(&probe, "removed"))?;
        }
        Ok(())
    }
}

/// Installs and checks.
pub fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Failure> {
    let places = Places::new(arguments.prefix.as_deref())?;
    places.create()?;
    setup::packages(&[Purpose::Build, Purpose::Run], arguments.system)?;
    runtime::fetch_or_do_without(&places.data);
    let built = bundle::build(workspace, bundle::USERS)?;
    let clap = copy(workspace, &built, &places)?;
    self_check(&built, &clap, &places.data)?;
    println!("\n{}", hosts::HOW_TO);
    if arguments.prefix.is_some() {
        println!(
            "\nHosts and programs started with QUATRAIN_HOME={} find the models there.",
            places.data.display()
        );
    }
    Ok(())
}

/// Puts everything in place; gives the installed CLAP.
fn copy(workspace: &Workspace, built: &Built, places: &Places) -> Result<PathBuf, Failure> {
    let mut pairs: Vec<(PathBuf, PathBuf)> = vec![
        (built.clap.clone(), places.clap.clone()),
        (built.vst3.clone(), places.vst3.clone()),
        (built.standalone.clone(), places.programs.clone()),
        (built.cli.clone(), places.programs.clone()),
    ];
    let models = files::entries(&workspace.models())?;
    let is_model = |folder: &PathBuf| folder.join("card.toml").is_file();
    let goal = places.data.join("models");
    pairs.extend(
        models
            .into_iter()
            .filter(is_model)
            .map(|model| (model, goal.clone())),
    );
    println!("Installed:");
    for (source, folder) in pairs {
        let goal = folder.join(source.file_name().unwrap_or_default());
        files::replace(&source, &goal)?;
        println!("  {}", short(&goal));
    }
    Ok(places.clap.join("Quatrain.clap"))
}

/// Plays the installed plugin in the small host.
fn self_check(built: &Built, clap: &Path, data: &Path) -> Result<(), Failure> {
    println!("\nSelf-check:");
    let mut host = Command::new(&built.self_check);
    host.arg(clap).args(["--midi", "quatrain-self-check.mid"]);
    // The installed models and runtime, not those of the checkout.
    host.env("QUATRAIN_HOME", data);
    host.env_remove("QUATRAIN_MODELS")
        .env_remove("QUATRAIN_RUNTIME");
    command::run(&mut host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_takes_everything() {
        let places = Places::new(Some(Path::new("/opt/q"))).unwrap();
        let expected = Places {
            clap: "/opt/q/clap".into(),
            vst3: "/opt/q/vst3".into(),
            programs: "/opt/q/bin".into(),
            data: "/opt/q/share/quatrain".into(),
        };
        assert_eq!(places, expected);
    }

    #[test]
    fn a_place_that_can_t_be_written_shows_before_anything_is_built() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        std::fs::write(&file, b"").unwrap();
        let places = Places::new(Some(&file)).unwrap();
        let failure = places.create().unwrap_err().to_string();
        assert!(failure.contains("can't be created"), "{failure}");
    }
}

//! `host PLUGIN --script FILE --csv OUT`: plays a transport script into a built plugin of either
//! format, and writes what the plugin sent as a table. `cargo xtask host` runs it.

use std::{
    ffi::OsString,
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use whole_system::{
    host::{open, play, settled_groove},
    script::{HELP, Script},
};

/// How long the plugin may take to have the groove that its parameters ask for.
const PATIENCE: Duration = Duration::from_secs(10);

const USAGE: &str = "\
usage: host PLUGIN.clap|PLUGIN.vst3 --script FILE --csv OUT [--state FILE]

Plays a transport script into a built plugin and writes its notes as a table: sample, on or off,
channel, key, velocity. For FILE and OUT, - is standard input and output. --state gives the plugin
a project's state first. `host --language` lists the commands of scripts.";

#[derive(Default)]
struct Arguments {
    plugin: PathBuf,
    script: PathBuf,
    csv: PathBuf,
    state: Option<PathBuf>,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut arguments = Self::default();
        while let Some(word) = words.next() {
            let name = word.to_string_lossy().into_owned();
            let mut file = || {
                let file = words.next().map(PathBuf::from);
                file.ok_or_else(|| format!("after {name} a file is missing"))
            };
            match name.as_str() {
                "--script" => arguments.script = file()?,
                "--csv" => arguments.csv = file()?,
                "--state" => arguments.state = Some(file()?),
                _ if name.starts_with("--") => return Err(format!("there is no option {name}")),
                _ if arguments.plugin.as_os_str().is_empty() => arguments.plugin = word.into(),
                _ => return Err(format!("{name} is one file too much")),
            }
        }
        for (file, what) in [
            (&arguments.plugin, "the plugin is missing"),
            (&arguments.script, "--script FILE is missing"),
            (&arguments.csv, "--csv OUT is missing"),
        ] {
            if file.as_os_str().is_empty() {
                return Err(what.to_owned());
            }
        }
        Ok(arguments)
    }
}

type Error = Box<dyn std::error::Error>;

fn read(file: &Path) -> io::Result<String> {
    if file != Path::new("-") {
        return fs::read_to_string(file);
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    let named = |file: &Path| {
        let name = file.display().to_string();
        move |error: &dyn std::fmt::Display| format!("{name}: {error}")
    };
    let script = &arguments.script;
    let text = read(script).map_err(|error| named(script)(&error))?;
    let script: Script = text.parse().map_err(|error| named(script)(&error))?;
    let mut host = open(&arguments.plugin)?;
    if let Some(file) = &arguments.state {
        let state = fs::read(file).map_err(|error| named(file)(&error))?;
        host.load(&state)?;
    }
    if let Err(error) = settled_groove(host.as_mut(), PATIENCE) {
        eprintln!("It plays what it has: {error}.");
    }
    let heard = play(host.as_mut(), &script)?;
    let mut table = Vec::new();
    heard.write_csv(&mut table)?;
    let csv = &arguments.csv;
    if csv == Path::new("-") {
        io::stdout().write_all(&table)?;
    } else {
        fs::write(csv, table).map_err(|error| named(csv)(&error))?;
    }
    eprintln!("{} notes.", heard.beginnings().count());
    if let Some(disorder) = heard.disorder() {
        return Err(format!("the notes are out of order: {disorder:?}").into());
    }
    Ok(())
}

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    if words.iter().any(|word| word == "--language") {
        println!("{HELP}");
        return ExitCode::SUCCESS;
    }
    if words.iter().any(|word| word == "--help" || word == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let result = match Arguments::parse(words.into_iter()) {
        Ok(arguments) => run(&arguments).map_err(|error| error.to_string()),
        Err(error) => Err(format!("{error}\n\n{USAGE}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("host: {error}");
            ExitCode::FAILURE
        }
    }
}

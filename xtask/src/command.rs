//! Running other programs: said before, checked after.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    thread,
};

use crate::failure::Failure;

/// What a program printed, and whether it succeeded.
pub struct Outcome {
    /// Whether its exit code was 0.
    pub success: bool,
    /// Standard output and standard error, line by line as they came.
    pub lines: Vec<String>,
}

/// A command as it would be typed.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The `cargo` that runs this program.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Says what is run, runs it, and fails where it fails.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    println!("› {}", line(command));
    let status = command.status().map_err(start(command))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Command {
            line: line(command),
            code: status.code(),
        })
    }
}

/// Runs it without a word and gives what it printed to standard output.
pub fn output(command: &mut Command) -> Result<String, Failure> {
    let output = command.output().map_err(start(command))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        Err(Failure::Command {
            line: line(command),
            code: output.status.code(),
        })
    }
}

/// Says what is run, runs it, shows what it prints, and gives that too. Its failure is not ours.
pub fn watch(command: &mut Command) -> Result<Outcome, Failure> {
    println!("› {}", line(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start(command))?;
    let out = child.stdout.take();
    let error = child.stderr.take();
    let lines = thread::scope(|scope| {
        let error = scope.spawn(|| {
            let lines = error
                .map(BufReader::new)
                .into_iter()
                .flat_map(BufReader::lines);
            lines
                .map_while(Result::ok)
                .inspect(|line| eprintln!("{line}"))
                .collect::<Vec<_>>()
        });
        let out = out
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufReader::lines);
        let mut lines: Vec<String> = out
            .map_while(Result::ok)
            .inspect(|line| println!("{line}"))
            .collect();
        lines.extend(error.join().unwrap_or_default());
        lines
    });
    let status = child.wait().map_err(start(command))?;
    Ok(Outcome {
        success: status.success(),
        lines,
    })
}

/// Whether a program of this name is on the search path.
pub fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn start(command: &Command) -> impl FnOnce(std::io::Error) -> Failure {
    let program = command.get_program().to_string_lossy().into_owned();
    move |source| Failure::Start { program, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_a_missing_program_asks_for_it() {
        let failure = run(Command::new("false").arg("x")).unwrap_err();
        assert_eq!(failure.to_string(), "`false x` failed with code 1");
        let failure = output(&mut Command::new("no-such-program")).unwrap_err();
        assert!(failure.to_string().contains("is it installed?"));
    }

    #[test]
    fn watching_keeps_both_streams() {
        let mut command = Command::new("sh");
        let outcome = watch(command.args(["-c", "echo out; echo error >&2; exit 3"])).unwrap();
        assert!(!outcome.success);
        assert_eq!(outcome.lines, ["out", "error"]);
    }
}

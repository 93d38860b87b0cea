//! The command line of a run for its record and its model's card: what another person would type.

use std::path::Path;

/// The arguments as they were given, the folders of this machine replaced by `DATA` and `RUN`, and
/// of a configuration's file only its name kept.
pub fn command(
    arguments: impl IntoIterator<Item = String>,
    data: &Path,
    run: &Path,
    config: Option<&str>,
) -> String {
    let shown = |word: &str| {
        let path = Path::new(word);
        if path == data {
            "DATA".to_owned()
        } else if path == run {
            "RUN".to_owned()
        } else if Some(word) == config {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        } else {
            quoted(word)
        }
    };
    let mut words = vec!["quatrain".to_owned()];
    for word in arguments.into_iter().skip(1) {
        words.push(match word.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => format!("{flag}={}", shown(value)),
            _ => shown(&word),
        });
    }
    words.join(" ")
}

/// As a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_=.,:/+@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, config: Option<&str>) -> String {
        let words = line.split(' ').map(str::to_owned);
        command(
            words,
            Path::new("/home/me/data/"),
            Path::new("runs/mine"),
            config,
        )
    }

    #[test]
    fn folders_are_replaced_however_they_are_given() {
        let line = "/usr/bin/quatrain train /home/me/data --out=runs/mine --passes 40 -q";
        assert_eq!(
            shown(line, None),
            "quatrain train DATA --out=RUN --passes 40 -q"
        );
        let line = "quatrain train --config=/tmp/my.toml --run_dir runs/mine/ \
                    --examples_path=/home/me/data --hparams=beta=0.3";
        assert_eq!(
            shown(line, Some("/tmp/my.toml")),
            "quatrain train --config=my.toml --run_dir RUN --examples_path=DATA --hparams=beta=0.3"
        );
    }

    #[test]
    fn what_a_shell_would_break_is_quoted() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("loss.beta=0.3"), "loss.beta=0.3");
    }
}

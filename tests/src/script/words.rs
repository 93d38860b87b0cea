//! A script's words, and a cursor over the words of one command.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use super::error::{ScriptError, ScriptFault};

/// A word of a script.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word<'a> {
    pub text: &'a str,
    pub is_quoted: bool,
    /// Counted from 1.
    pub line: usize,
}

/// Cuts a text into commands, none of them empty.
pub(super) fn commands(text: &str) -> Result<Vec<Vec<Word<'_>>>, ScriptError> {
    let mut commands = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let mut command = Vec::new();
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let (word, is_quoted, length) = match first {
                '#' => break,
                ';' => {
                    commands.push(std::mem::take(&mut command));
                    rest = rest[1..].trim_start();
                    continue;
                }
                '=' => ("=", false, 1),
                '"' => {
                    let inner = &rest[1..];
                    let end = inner.find('"').ok_or_else(|| {
                        let word = inner.to_owned();
                        let fault = ScriptFault::OpenQuotation { word };
                        ScriptError { line, fault }
                    })?;
                    (&inner[..end], true, end + 2)
                }
                _ => {
                    let ends = |c: char| c.is_whitespace() || matches!(c, ';' | '#' | '=' | '"');
                    let end = rest.find(ends).unwrap_or(rest.len());
                    (&rest[..end], false, end)
                }
            };
            command.push(Word {
                text: word,
                is_quoted,
                line,
            });
            rest = rest[length..].trim_start();
        }
        commands.push(command);
    }
    commands.retain(|command| !command.is_empty());
    Ok(commands)
}

/// The words of one command, read one after the other.
pub(super) struct Words<'a> {
    words: std::iter::Peekable<std::vec::IntoIter<Word<'a>>>,
    /// The last word that was read.
    last: Word<'a>,
    /// The command as it may be written.
    pub example: &'static str,
}

impl<'a> Words<'a> {
    /// The first word, and the others.
    pub fn new(words: Vec<Word<'a>>) -> Option<(Word<'a>, Self)> {
        let mut words = words.into_iter().peekable();
        let first = words.next()?;
        let rest = Self {
            words,
            last: first.clone(),
            example: "",
        };
        Some((first, rest))
    }

    fn error(&self, fault: ScriptFault) -> ScriptError {
        let line = self.last.line;
        ScriptError { line, fault }
    }

    /// The next word, which must be a `what`.
    pub fn next(&mut self, what: &'static str) -> Result<Word<'a>, ScriptError> {
        let word = self.words.next().ok_or_else(|| {
            self.error(ScriptFault::Missing {
                word: self.last.text.to_owned(),
                what,
                example: self.example,
            })
        })?;
        self.last = word.clone();
        Ok(word)
    }

    /// The last word is no `what`.
    pub fn unfit(&self, what: &'static str) -> ScriptError {
        self.error(ScriptFault::Unfit {
            word: self.last.text.to_owned(),
            what,
            example: self.example,
        })
    }

    /// The last word names a bar 0.
    pub fn bar_zero(&self) -> ScriptError {
        let word = self.last.text.to_owned();
        self.error(ScriptFault::BarZero { word })
    }

    /// Whether the next word is this one; then it is read.
    pub fn has(&mut self, text: &str) -> bool {
        let is_it = |word: &Word<'_>| word.text == text && !word.is_quoted;
        match self.words.next_if(is_it) {
            Some(word) => {
                self.last = word;
                true
            }
            None => false,
        }
    }

    /// Whether there is another word.
    pub fn has_more(&mut self) -> bool {
        self.words.peek().is_some()
    }

    /// Reads this word, and no other.
    pub fn exactly(&mut self, text: &'static str, what: &'static str) -> Result<(), ScriptError> {
        self.one_of(&[text], what).map(drop)
    }

    /// Reads one of these words; gives its place among them.
    pub fn one_of(&mut self, texts: &[&str], what: &'static str) -> Result<usize, ScriptError> {
        let word = self.next(what)?;
        let place = texts.iter().position(|&text| text == word.text);
        place
            .filter(|_| !word.is_quoted)
            .ok_or_else(|| self.unfit(what))
    }

    /// Reads a number of any value.
    pub fn any<N: FromStr>(&mut self, what: &'static str) -> Result<N, ScriptError> {
        let word = self.next(what)?;
        let number = word.text.parse().ok().filter(|_| !word.is_quoted);
        number.ok_or_else(|| self.unfit(what))
    }

    /// Reads a number in a range. `kinds` is what such numbers are called, for the error.
    pub fn number<N: FromStr + PartialOrd + fmt::Display>(
        &mut self,
        what: &'static str,
        kinds: &'static str,
        range: RangeInclusive<N>,
    ) -> Result<N, ScriptError> {
        let number = self.any(what)?;
        if range.contains(&number) {
            return Ok(number);
        }
        Err(self.error(ScriptFault::OutOfRange {
            word: self.last.text.to_owned(),
            what: kinds,
            low: range.start().to_string(),
            high: range.end().to_string(),
        }))
    }

    /// Nothing may follow.
    pub fn end(&mut self) -> Result<(), ScriptError> {
        match self.words.next() {
            None => Ok(()),
            Some(word) => Err(self.error(ScriptFault::TooMuch {
                word: word.text.to_owned(),
                example: self.example,
            })),
        }
    }
}
